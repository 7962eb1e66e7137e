"""RSS and Atom files → a part for each entry."""

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from index.readers.bylines import parse_date
from index.readers.draft import Draft, TextBuilder
from index.readers.limits import Budget, FormatError
from index.readers.markup import add_html
from index.readers.parts import Part, name_each
from index.readers.xml_trees import Element, local_name, parse_xml, to_bytes

_BODIES = ("encoded", "content", "description", "summary")
_DATES = ("pubDate", "published", "date", "updated", "issued", "modified")
_NAMES = ("guid", "id", "link")


def split_feed(data: bytes, budget: Budget) -> Iterator[Part]:
    """Give each entry as an article, called by its id or address.

    Raises:
        FormatError: It is broken, or has no entry.
    """
    root = parse_xml(data, what="feed", recover=True)
    entries = [one for one in root.iter() if local_name(one) in ("item", "entry")]
    if not entries:
        raise FormatError("the feed has no entry", hint="check that it was downloaded whole")
    publisher = _feed_title(root)
    names = name_each([_short(_value(one, _NAMES)) for one in entries])
    for name, entry in zip(names, entries, strict=True):
        budget.take_member()
        yield Part(name=name, data=to_bytes(entry), draft=_read_entry(entry, publisher))


def _read_entry(entry: Element, publisher: str | None) -> Draft:
    builder = TextBuilder()
    title = _value(entry, ("title",))
    add_html(builder, _body(entry), title=title)
    return Draft(
        text=builder.text(),
        title=re.sub(r"<[^>]*>", "", title) if title else None,
        author=_author(entry),
        publisher=publisher,
        published_at=_date(_value(entry, _DATES)),
        sections=builder.sections(),
        blocks=builder.blocks(),
    )


def _body(entry: Element) -> str:
    """Give the fullest text as HTML: escaped in a text, or as elements of XHTML."""
    best = ""
    for name in _BODIES:
        for element in entry.iterchildren(f"{{*}}{name}"):
            if element.get("src") is not None and not len(element):
                continue
            markup = "".join(to_bytes(one).decode() + (one.tail or "") for one in element)
            text = markup or element.text or ""
            if element.get("type") == "text":
                text = text.replace("&", "&amp;").replace("<", "&lt;")
            if len(text) > len(best):
                best = text
    return best


def _author(entry: Element) -> str | None:
    found = []
    for element in entry.iterchildren("{*}author", "{*}creator"):
        name = element.find("{*}name")
        text = "".join((element if name is None else name).itertext()).strip()
        # RSS writes `address (name)`.
        named = re.search(r"\(([^()]+)\)", text)
        found.append(named[1] if named else text)
    return ", ".join(dict.fromkeys(one for one in found if one)) or None


def _feed_title(root: Element) -> str | None:
    for parent in (root, root.find("{*}channel")):
        title = None if parent is None else _value(parent, ("title",))
        if title:
            return title
    return None


def _value(element: Element, names: tuple[str, ...]) -> str | None:
    """Give the text of the first child of these names, a link's address."""
    for name in names:
        for child in element.iterchildren(f"{{*}}{name}"):
            text = "".join(child.itertext()).strip() or child.get("href")
            if text:
                return " ".join(str(text).split())
    return None


def _date(text: str | None) -> str | None:
    if not text:
        return None
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (TypeError, ValueError):
        return parse_date(text)


def _short(name: str | None) -> str | None:
    return re.sub(r"[\s/]+", "_", re.sub(r"^\w+://", "", name))[:200] if name else None
