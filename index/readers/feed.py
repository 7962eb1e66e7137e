"""RSS and Atom: a file → a part for each entry; a feed → its newest entries and their pages."""

import html
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice

from index.readers.bylines import parse_date
from index.readers.draft import Draft, TextBuilder
from index.readers.entities import settle_entities
from index.readers.limits import Budget, FormatError
from index.readers.markup import add_html
from index.readers.parts import Part, name_each
from index.readers.xml_trees import Element, local_name, parse_list, parse_xml, to_bytes

# Of those that titles are written with; others are words, such as `Vector<int>`.
_TAG = re.compile(
    r"</?(?:a|abbr|b|br|cite|code|em|font|i|img|mark|p|q|s|small|span|strong|su[bp]|u|wbr)\b[^<>]*>",
    re.IGNORECASE,
)
_BODIES = ("encoded", "content", "description", "summary")
_DATES = ("pubDate", "published", "date", "updated", "issued", "modified")
_NAMES = ("guid", "id", "link")
_WHOLE = ("encoded", "content")  # what feeds call an entry's whole text, not its summary
MIN_WHOLE_CHARS = 200
MAX_ENTRIES = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a feed.

    Attributes:
        address: Its page, as it stands there; empty if it names none.
        title: How to name it in messages.
        data: The entry itself, see `read_entry`; empty if it does not hold its whole text.
    """

    address: str
    title: str
    data: bytes = b""


def newest_entries(data: bytes, limit: int) -> tuple[tuple[Entry, ...], int]:
    """Give the newest entries of a feed, and how many it has; those without a date come last.

    Raises:
        FormatError: It is broken, or has no entry.
    """
    entries, _ = _find_entries(data)
    order = sorted(entries, key=lambda one: -parse_moment(_value(one, _DATES) or ""))
    return tuple(_to_entry(one) for one in order[:limit]), len(entries)


def read_entry(data: bytes) -> Draft:
    """Read one entry as an article.

    Raises:
        FormatError: It is broken.
    """
    return _read_entry(parse_xml(data, what="entry", recover=True))


def split_feed(data: bytes, budget: Budget) -> Iterator[Part]:
    """Give each entry as an article, called by its id or address.

    Raises:
        FormatError: It is broken, or has no entry.
    """
    entries, notes = _find_entries(data)
    root = entries[0].getroottree().getroot()
    publisher, author = _feed_title(root), _author(root)
    names = name_each([_short(_value(one, _NAMES)) for one in entries])
    for name, entry in zip(names, entries, strict=True):
        budget.take_member()
        draft = _read_entry(entry, publisher=publisher, author=author).with_notes(notes)
        if draft.text:
            notes = ()  # said once, with the first article
        yield Part(name=name, data=to_bytes(entry), draft=draft)


def _find_entries(data: bytes) -> tuple[list[Element], tuple[str, ...]]:
    """Give the entries, at least one, and notes on what of the feed is not read."""
    data, notes = settle_entities(data)
    found = parse_list(data, what="feed").iter("{*}item", "{*}entry")
    entries = list(islice(found, MAX_ENTRIES + 1))
    if not entries:
        raise FormatError("the feed has no entry", hint="check that it was downloaded whole")
    if len(entries) > MAX_ENTRIES:
        raise FormatError(f"the feed has more than {MAX_ENTRIES:,} entries", hint="split it")
    return entries, notes


def _to_entry(entry: Element) -> Entry:
    has_whole = any(
        len("".join(element.itertext())) >= MIN_WHOLE_CHARS
        for name in _WHOLE
        for element in entry.iterchildren(f"{{*}}{name}")
    )
    return Entry(
        address=_link(entry),
        title=_value(entry, ("title", *_NAMES)) or "",
        data=to_bytes(_with_author(entry)) if has_whole else b"",
    )


def _with_author(entry: Element) -> Element:
    """Give an entry that stands alone: the feed's author is its own if it names none."""
    root = entry.getroottree().getroot()
    if _author(entry) is None:
        for author in root.iterchildren("{*}author"):
            entry.append(deepcopy(author))
    return entry


def _link(entry: Element) -> str:
    """Give the address of an entry's page: RSS writes it as text, Atom as one of several links."""
    for link in entry.iterchildren("{*}link"):
        address = link.get("href") or link.text or ""
        if address.strip() and link.get("rel", "alternate") == "alternate":
            return str(address).strip()
    guid = entry.find("{*}guid")
    is_page = guid is not None and guid.get("isPermaLink", "true") == "true"
    return (guid.text or "").strip() if guid is not None and is_page else ""


def _read_entry(
    entry: Element, *, publisher: str | None = None, author: str | None = None
) -> Draft:
    builder = TextBuilder()
    title = _value(entry, ("title",))
    add_html(builder, _body(entry), title=title)
    return Draft(
        text=builder.text(),
        title=html.unescape(_TAG.sub("", title)) if title else None,  # it may be HTML
        author=_author(entry) or author,
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
            if any(local_name(one) for one in element):
                parts = (to_bytes(one).decode() + html.escape(one.tail or "") for one in element)
                text = html.escape(element.text or "") + "".join(parts)
            else:
                text = "".join(element.itertext())
                text = html.escape(text) if element.get("type") == "text" else text
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


def parse_moment(text: str) -> float:
    """Give a moment as feeds and sitemaps write it in seconds since 1970; 0 without one."""
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(text.strip())
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        except (TypeError, ValueError, OverflowError):
            continue
    return 0.0


def _date(text: str | None) -> str | None:
    if not text:
        return None
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (TypeError, ValueError):
        return parse_date(text)


def _short(name: str | None) -> str | None:
    return re.sub(r"[\s/]+", "_", re.sub(r"^\w+://", "", name))[:200] if name else None
