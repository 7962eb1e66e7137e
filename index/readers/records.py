"""JSON and JSON Lines of articles → a part for each, their fields known by the usual names."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from index.readers.bylines import parse_date
from index.readers.draft import Draft, TextBuilder
from index.readers.limits import Budget, FormatError
from index.readers.markup import add_html
from index.readers.parts import Part, name_each
from index.readers.plain_text import add_text

_TEXTS = (
    "text", "body", "content", "articlebody", "article_body", "article_text", "full_text", "fulltext",
    "maintext", "plain_text", "content_text", "content_html", "html", "article", "story", "markdown",
    "abstract", "summary", "description",
)  # fmt: skip
_TITLES = ("title", "headline", "heading", "name", "subject")
_AUTHORS = ("author", "authors", "byline", "creator", "by", "writer")
_DATES = (
    "date", "published", "published_at", "publishedat", "date_published", "datepublished",
    "publication_date", "publish_date", "pub_date", "pubdate", "published_date", "created_at",
    "created", "timestamp",
)  # fmt: skip
_PUBLISHERS = (
    "publisher",
    "site",
    "sitename",
    "site_name",
    "outlet",
    "publication",
    "source",
    "domain",
)
_NAMES = ("id", "_id", "guid", "slug", "url", "link")
_MARKUP = re.compile(
    r"</?(?:p|div|br|h[1-6]|ul|ol|li|table|blockquote|article|section)\b[^>]*>", re.I
)
MAX_LEVELS = 6
_NO_TEXT = "it has no text such as an article's"
_HINT = "each article needs a field such as title and one such as text, body or content"


def split_json(text: str, budget: Budget) -> Iterator[Part]:
    """Give each article of a JSON file, wherever in it the list of them is.

    Raises:
        FormatError: It is no JSON, or nothing in it looks like an article.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as exc:
        hint = "check that it was saved or downloaded whole"
        raise FormatError(f"the JSON is broken ({exc or 'nested too deeply'})", hint=hint) from exc
    found, lacking = _find_articles(value)
    if not found:
        raise FormatError("no article was found in the JSON", hint=_HINT)
    yield from _parts(found, budget, is_whole=len(found) == 1 and found[0] is value)
    names = name_each([_value(record, _TITLES) for record in lacking])
    yield from (Part(name=name.replace("/", "_")[:200], refusal=_NO_TEXT) for name in names)


def split_json_lines(text: str, budget: Budget) -> Iterator[Part]:
    """Give the article on each line; a line that is none is a part with a refusal.

    Raises:
        FormatError: No line is an article.
    """
    records: list[Mapping[str, Any]] = []
    refused = []
    for number, line in enumerate(text.strip("\ufeff").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as exc:
            refused.append(Part(name=f"line {number}", refusal=f"its JSON is broken ({exc})"))
            continue
        if isinstance(value, dict) and _text_of(value):
            records.append(value)
        else:
            refused.append(Part(name=f"line {number}", refusal=_NO_TEXT))
    if not records:
        raise FormatError("no article was found in the JSON lines", hint=_HINT)
    yield from _parts(records, budget, is_whole=False)
    yield from refused


def looks_like_articles(value: object) -> bool:
    """Tell whether there is an article in what JSON gave."""
    return bool(_find_articles(value)[0])


def _find_articles(value: object) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Search lists and objects level by level for those that look like articles.

    Returns:
        The articles, and what stands in a list with them and has a title and no text.
    """
    above: list[object] = []
    level = [value]
    for _ in range(MAX_LEVELS):
        if found := _articles_in(level):
            lists = [one for one in above if isinstance(one, list) and _articles_in(one)]
            beside = [one for each in lists for one in each if isinstance(one, dict)]
            return found, [o for o in beside if _value(o, _TITLES) and not _text_of(o)]
        above, level = level, [inner for one in level for inner in _inner(one)]
    return [], []


def _articles_in(values: list[object]) -> list[Mapping[str, Any]]:
    return [one for one in values if isinstance(one, dict) and _is_article(one)]


def _inner(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _is_article(record: Mapping[str, Any]) -> bool:
    """An object with a text and a title; a feed has a description too, and a list in it."""
    if not _text_of(record):
        return False
    has_list = any(
        isinstance(inner, list) and any(isinstance(o, dict) and _text_of(o) for o in inner)
        for inner in record.values()
    )
    return not has_list


def _parts(records: list[Mapping[str, Any]], budget: Budget, *, is_whole: bool) -> Iterator[Part]:
    names = [""] if is_whole else name_each([_name_of(record) for record in records])
    for name, record in zip(names, records, strict=True):
        budget.take_member()
        data = json.dumps(record, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
        yield Part(name=name, data=data, draft=_read_record(record))


def _read_record(record: Mapping[str, Any]) -> Draft:
    builder = TextBuilder()
    title, text = _value(record, _TITLES), _text_of(record) or ""
    if _MARKUP.search(text):
        add_html(builder, text, title=title)
    else:
        add_text(builder, text)
    publisher = _value(record, _PUBLISHERS)
    return Draft(
        text=builder.text(),
        title=title,
        author=_value(record, _AUTHORS),
        publisher=None if publisher and "://" in publisher else publisher,
        published_at=parse_date(_value(record, _DATES)),
        sections=builder.sections(),
        blocks=builder.blocks(),
    )


def _text_of(record: Mapping[str, Any]) -> str | None:
    return _value(record, _TEXTS)


def _name_of(record: Mapping[str, Any]) -> str | None:
    name = _value(record, _NAMES)
    return re.sub(r"[\s/]+", "_", re.sub(r"^\w+://", "", name))[:200] if name else None


def _value(record: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    fields = {str(key).lower().replace("-", "_"): value for key, value in record.items()}
    for name in names:
        text = _as_text(fields.get(name))
        if text:
            return text
    return None


def _as_text(value: object) -> str | None:
    """Give a text, a number, the name of an object, or a list of these joined."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, dict):
        return _as_text(value.get("name"))
    if isinstance(value, list):
        texts = [_as_text(one) for one in value]
        are_paragraphs = any(text and len(text) > 100 for text in texts)
        return ("\n\n" if are_paragraphs else ", ").join(text for text in texts if text) or None
    return None
