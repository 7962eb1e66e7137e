"""A feed's bytes → the same without a document type, its entities written out where that is safe."""

import re
from html.entities import html5
from itertools import count

from index.readers.limits import FormatError

MAX_REFERENCES = 4_000_000  # ampersands; putting them right takes six seconds at worst
MAX_VALUE_BYTES = 100  # of an entity that a feed defines itself; longer ones are no name
MAX_USED = 10_000  # references to such entities, so that they add a megabyte at most
MAX_SUBSET_BYTES = 50_000  # of the definitions in a document type
OWN_ENTITIES = "the feed defines its own entities, which are not read (the first is '&{name};')"
_DOCTYPE = re.compile(
    rb"((?:\xef\xbb\xbf)?(?:\s|<\?(?s:.*?)\?>|<!--(?s:.*?)-->)*+)"
    rb"<!DOCTYPE(?:[^\"'\[>]|\"[^\"]*\"|'[^']*')*+"
    rb"(?:\[((?:<!--(?s:.*?)(?:-->|\Z)|[^\"'\]]|\"[^\"]*\"|'[^']*')*+)\]\s*+)?>"
)
_ENTITY = re.compile(
    rb"<!ENTITY\s++([\w.:-]++)\s++(?:\"([^\"]*+)\"\s*+>|'([^']*+)'\s*+>|[^>]*+(?:>|\Z))"
)
_PLAIN = re.compile(rb"(?:[^&<%]|&#(?:\d{1,7}|x[0-9A-Fa-f]{1,6});)*+")
_MARK = re.compile(
    rb"<!\[CDATA\[(?s:.*?)(?:\]\]>|\Z)|<!--(?s:.*?)(?:-->|\Z)"
    rb"|&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)(?:([A-Za-z_:][\w.:-]{0,99});)?"
)


def settle_entities(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Write out what the names of characters stand for, and a feed's own short plain entities.

    No document type reaches the parser, so none of its entities can be followed or grow there.

    Returns:
        The feed without its document type, and a note if it defines entities that are not read;
        references to those stay as they are written, as text.
    """
    if b"\x00" in data[:4] or b"\x1b" in data:
        return data, ()  # UTF-16 or ISO 2022, where the byte of `&` may be half a letter
    if data.count(b"&") > MAX_REFERENCES:
        raise FormatError(f"the feed has more than {MAX_REFERENCES:,} references", hint="split it")
    doctype = _DOCTYPE.match(data)
    own = _own_entities((doctype[2] or b"")[:MAX_SUBSET_BYTES]) if doctype else {}
    if doctype:
        data = doctype[1] + data[doctype.end() :]
    unread: list[str] = []
    uses = count()

    def settle(match: re.Match[bytes]) -> bytes:
        name = match[1]
        if not match[0].startswith(b"&"):
            return match[0]
        known = html5.get(f"{name.decode('latin-1')};") if name else None
        if known:
            return "".join(f"&#{ord(char)};" for char in known).encode()
        value = own.get(name)
        if value is not None and next(uses) < MAX_USED:
            return value
        if name in own and not unread:
            unread.append(name.decode("utf-8", "replace")[:40])
        return b"&amp;" + match[0][1:]

    data = _MARK.sub(settle, data)
    return data, tuple(OWN_ENTITIES.format(name=name) for name in unread)


def _own_entities(subset: bytes) -> dict[bytes, bytes | None]:
    """Give the entities of a document type; None for what must not be written out."""
    found: dict[bytes, bytes | None] = {}
    for match in _ENTITY.finditer(subset):
        value = match[2] if match[2] is not None else match[3]
        is_plain = value is not None and len(value) <= MAX_VALUE_BYTES and _PLAIN.fullmatch(value)
        found.setdefault(match[1], value if is_plain else None)
    return found
