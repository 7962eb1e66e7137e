"""Bytes → text: by byte order mark, declared or most probable encoding. Knows no format."""

import codecs
import re

from index.readers.code_pages import find_cyrillic, find_latin, is_another_script, is_latin
from index.readers.limits import TypeRefusedError

MAX_CONTROL_SHARE = 0.05  # of the first bytes; more of them is binary data
MAX_BROKEN_SHARE = 0.002  # of characters; more of them is another encoding
SAMPLE_BYTES = 65_536  # from which an encoding is guessed
_HEAD_BYTES = 8192
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:-]+)"
    rb"|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:-]+)",
    re.IGNORECASE,
)
MENDED = "some characters could not be decoded as {encoding}; they are shown as \ufffd"


def is_binary(data: bytes) -> bool:
    """Tell whether bytes are no text in any encoding."""
    if _find_mark(data) or find_utf16(data):
        return False
    head = data[:_HEAD_BYTES]
    return len(_CONTROL.findall(head)) > MAX_CONTROL_SHARE * len(head)


def find_utf16(data: bytes) -> str | None:
    """Name the byte order of UTF-16 without a mark, by where its zero bytes stand."""
    head = data[:_HEAD_BYTES]
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if half and odd > 0.3 * half and even < 0.02 * half:
        return "utf-16-le"
    if half and even > 0.3 * half and odd < 0.02 * half:
        return "utf-16-be"
    return None


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode text.

    Returns:
        The text, and notes on what was mended.

    Raises:
        TypeRefusedError: It is binary data, or its encoding is not known.
    """
    encoding = _find_mark(data) or find_utf16(data)
    if encoding:
        return _mend(data, encoding)
    if is_binary(data):
        raise TypeRefusedError("it holds binary data, not text", hint="export it as PDF or text")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    if _is_damaged_utf8(data):
        return _mend(data, "utf-8")
    declared = _declared(data)
    sample = data[:SAMPLE_BYTES]
    found = find_cyrillic(sample, declared=declared)
    if declared is None or (is_latin(declared) and is_another_script(sample)):
        found = found or _guess(data)
    text, notes = _mend(data, found or declared or "")
    if declared and found not in (None, declared):
        notes += (f"it says that it is {declared}; it was read as {found}",)
    return text, notes


def _find_mark(data: bytes) -> str | None:
    return next((name for mark, name in _BOMS if data.startswith(mark)), None)


def _mend(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    """Decode, with U+FFFD for what does not belong to the encoding."""
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return text, (MENDED.format(encoding=encoding.removesuffix("-sig")),)


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell UTF-8 with a few broken bytes from another encoding: most of its characters are whole."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for char in text[:SAMPLE_BYTES] if char > "\x7f" and char != "\ufffd")
    is_rare = broken <= max(1, MAX_BROKEN_SHARE * len(text))
    return is_rare and (whole >= 10 * min(broken, SAMPLE_BYTES))


def _declared(data: bytes) -> str | None:
    """Give the encoding that a page or XML names, if that is one and the bytes fit it."""
    match = _DECLARED.search(data[:2048])
    if match is None:
        return None
    name = (match[1] or match[2]).decode("ascii").lower()
    # Browsers take these for the larger sets that pages really use.
    name = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
            "shift_jis": "cp932", "x-sjis": "cp932"}.get(name, name)  # fmt: skip
    try:
        text = data.decode(name, "replace")
    except (LookupError, ValueError):
        return None
    return name if text.count("\ufffd") <= MAX_BROKEN_SHARE * len(text) + 1 else None


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    sample = data if len(data) <= SAMPLE_BYTES else data[: data.rfind(b"\n", 0, SAMPLE_BYTES) + 1]
    sample = sample or data[:SAMPLE_BYTES]
    is_latin_text = not (_CONTROL.search(sample) or is_another_script(sample))
    if is_latin_text and (page := find_latin(sample)):
        return page
    best = from_bytes(sample).best()
    if best is None:
        raise TypeRefusedError("its text encoding is not known", hint="save it as UTF-8")
    return str(best.encoding)
