"""Bytes and a name → the type: signatures first, then how the text begins; the name breaks ties.

What no reader knows is named for what it is.
"""

import io
import re
import zipfile
from pathlib import PurePath

from index.readers.limits import PasswordError, TypeRefusedError
from index.readers.plain_text import is_prose

PDF, HTML, MARKDOWN, TEXT = "application/pdf", "text/html", "text/markdown", "text/plain"
_OOXML = "application/vnd.openxmlformats-officedocument."
DOCX = f"{_OOXML}wordprocessingml.document"
PPTX = f"{_OOXML}presentationml.presentation"
XLSX = f"{_OOXML}spreadsheetml.sheet"
ODF = "application/vnd.oasis.opendocument."
EPUB, RTF, ZIP = "application/epub+zip", "application/rtf", "application/zip"
MAIL, MBOX, MHTML = "message/rfc822", "application/mbox", "multipart/related"
JSON, JSONL, NOTEBOOK = "application/json", "application/jsonl", "application/x-ipynb+json"
ENTRY = "application/atom+xml;type=entry"  # one entry of a feed, of RSS too
FEED, CSV, TSV = "application/rss+xml", "text/csv", "text/tab-separated-values"

CONTENT_TYPES = {
    ".atom": FEED, ".csv": CSV, ".docm": DOCX, ".docx": DOCX, ".eml": MAIL, ".epub": EPUB,
    ".htm": HTML, ".html": HTML, ".ipynb": NOTEBOOK, ".json": JSON, ".jsonl": JSONL,
    ".markdown": MARKDOWN, ".mbox": MBOX, ".md": MARKDOWN, ".mht": MHTML, ".mhtml": MHTML,
    ".ndjson": JSONL, ".odp": f"{ODF}presentation", ".ods": f"{ODF}spreadsheet",
    ".odt": f"{ODF}text", ".pdf": PDF, ".pptx": PPTX, ".rss": FEED, ".rtf": RTF, ".text": TEXT,
    ".tsv": TSV, ".txt": TEXT, ".xhtml": HTML, ".xlsm": XLSX, ".xlsx": XLSX, ".xml": FEED,
    ".zip": ZIP,
}  # fmt: skip
_PROVEN = frozenset((FEED, MAIL, MBOX, MHTML, RTF))  # text that says what it is, or is not it
SUPPORTED = ", ".join(sorted(CONTENT_TYPES))
CONTAINERS = frozenset((ZIP, MBOX, MAIL, JSON, JSONL, FEED))
_BINARY = frozenset(
    (PDF, DOCX, PPTX, XLSX, EPUB, ZIP, f"{ODF}text", f"{ODF}presentation", f"{ODF}spreadsheet")
)
_NAMES = {
    PDF: "PDF", HTML: "web page", DOCX: "Word document", PPTX: "presentation", XLSX: "workbook",
    EPUB: "EPUB book", ZIP: "zip archive", RTF: "RTF file", MAIL: "mail", MBOX: "mailbox",
    MHTML: "saved web page", JSON: "JSON", JSONL: "JSON", NOTEBOOK: "notebook", FEED: "feed",
    ENTRY: "entry of a feed",
    CSV: "table", TSV: "table", f"{ODF}text": "OpenDocument text",
    f"{ODF}presentation": "OpenDocument presentation", f"{ODF}spreadsheet": "OpenDocument sheet",
}  # fmt: skip

_PICTURE, _SOUND, _PROGRAM = "a picture", "sound or video", "a program"
_ARCHIVE, _FONT, _DATA = "an archive that is not zip", "a font", "a data"
_EXPORT = "export it as PDF or text"
_INSTEAD = {
    **dict.fromkeys((_PROGRAM, _FONT), "choose a PDF, Word, web page, Markdown or text file"),
    _SOUND: "add what is said in it as a text", _DATA: "export it as CSV or text",
    _ARCHIVE: "unpack it, or pack it as zip",
}  # fmt: skip
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", f"{_PICTURE} (PNG)"), (b"\xff\xd8\xff", f"{_PICTURE} (JPEG)"),
    (b"GIF87a", f"{_PICTURE} (GIF)"), (b"GIF89a", f"{_PICTURE} (GIF)"),
    (b"II*\x00", f"{_PICTURE} (TIFF)"), (b"MM\x00*", f"{_PICTURE} (TIFF)"),
    (b"8BPS\x00", f"{_PICTURE} (Photoshop)"), (b"\x00\x00\x01\x00", f"{_PICTURE} (icon)"),
    (b"\x7fELF", _PROGRAM), (b"\xca\xfe\xba\xbe", _PROGRAM), (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\x00asm", _PROGRAM), (b"!<arch>\n", _PROGRAM),
    (b"\x1f\x8b", f"{_ARCHIVE} (gzip)"), (b"BZh", f"{_ARCHIVE} (bzip2)"),
    (b"\xfd7zXZ\x00", f"{_ARCHIVE} (xz)"), (b"7z\xbc\xaf\x27\x1c", f"{_ARCHIVE} (7z)"),
    (b"Rar!\x1a\x07", f"{_ARCHIVE} (RAR)"), (b"\x28\xb5\x2f\xfd", f"{_ARCHIVE} (zstd)"),
    (b"ID3", _SOUND), (b"OggS", _SOUND), (b"fLaC", _SOUND), (b"\x1aE\xdf\xa3", _SOUND),
    (b"\xff\xfb", _SOUND), (b"SQLite format 3\x00", "a database (SQLite)"),
    (b"PAR1", "a data file (Parquet)"), (b"wOFF", _FONT), (b"wOF2", _FONT),
    (b"\x00\x01\x00\x00", _FONT), (b"AT&TFORM", "a scan (DjVu)"), (b"%!PS", "PostScript"),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_OFFICE = (
    ("EncryptedPackage", ""), ("WordDocument", "an old Word document (.doc)"),
    ("Workbook", "an old workbook (.xls)"), ("Book", "an old workbook (.xls)"),
    ("PowerPoint Document", "an old presentation (.ppt)"),
    ("__substg1.0_", "a mail of Outlook (.msg)"),
)  # fmt: skip

_HTML_START = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_FEED_START = re.compile(
    r"(?:<!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?>\s*)?<(?:\w{1,20}:)?(?:rss|feed|RDF)\b"
)
_SVG_START = re.compile(r"<(?:!DOCTYPE\s+)?svg\b")
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):|[ \t]+\S")
_MAIL_FIELDS = frozenset(
    "from to subject date message-id mime-version received return-path delivered-to cc reply-to"
    " content-type x-mailer dkim-signature".split()
)
_HEAD_CHARS = 20_000


def find_signature(data: bytes, *, name: str) -> str | None:
    """Give the type of binary data; None for what may be text.

    Raises:
        TypeRefusedError: It is of a type that holds no article, or that no reader knows.
        PasswordError: It is an office file with a password.
    """
    if data.lstrip()[:5] == b"%PDF-" or (b"%PDF-" in data[:1024] and _suffix(name) == ".pdf"):
        return PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _find_zipped(data)
    if data.lstrip()[:5] == rb"{\rtf":
        return RTF
    if data.startswith(_OLE):
        _refuse_old_office(data)
    what = _find_refused(data)
    if what:
        hint = next((hint for kind, hint in _INSTEAD.items() if what.startswith(kind)), _EXPORT)
        raise TypeRefusedError(f"it is {what}, not an article", hint=hint)
    return None


def label(content_type: str) -> str:
    """Give the word people have for a type."""
    return _NAMES.get(content_type, "text")


def named_binary(name: str) -> str | None:
    """Say what a name promises that cannot be text; None if it does not."""
    named = CONTENT_TYPES.get(_suffix(name), "")
    return label(named) if named in _BINARY else None


def find_text_type(text: str, *, name: str) -> str:
    """Give the type of decoded text.

    Raises:
        TypeRefusedError: Nothing in it or its name says that it is an article.
    """
    suffix = _suffix(name)
    named = CONTENT_TYPES.get(suffix)
    head = text[:_HEAD_CHARS].lstrip("\ufeff \t\r\n")
    found = _sniff(head, named)
    if found:
        return found
    is_open = (
        named in (None, TEXT, *_PROVEN) or named in _BINARY
    )  # the name does not fit, or fits all
    found = _find_json(text) if is_open and _is_json(head) else None
    if found or (named and not is_open):
        return found or named or TEXT
    if named == FEED and "<" in head:
        return HTML  # some other XML: its words
    if named or not suffix or is_prose(text):
        return TEXT
    raise TypeRefusedError(f"unsupported type {suffix!r} (supported: {SUPPORTED})", hint=_EXPORT)


def _sniff(head: str, named: str | None) -> str | None:
    """Give the type that the beginning of a text proves, whatever its name."""
    if named in (JSON, JSONL, NOTEBOOK) and _is_json(head):
        return NOTEBOOK if _is_notebook(head) else named
    start = _skip_prolog(head)
    if _FEED_START.match(head, start):
        return FEED
    if _HTML_START.match(head, start):
        return HTML
    if named in (MARKDOWN, HTML, CSV, TSV):
        return named if named != HTML or "<" in head else TEXT
    if _is_json(head) and _is_notebook(head):
        return NOTEBOOK
    return _find_mail(head, named)


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower()


def _is_json(head: str) -> bool:
    return head.startswith(("{", "[")) and not head.startswith((r"{\rtf", "[[", "{{", "{%"))


def _is_notebook(head: str) -> bool:
    return '"cells"' in head and ('"nbformat' in head or '"cell_type"' in head)


def _find_json(text: str) -> str | None:
    """Take text for JSON only if there are articles in it."""
    import json

    from index.readers.records import looks_like_articles

    for content_type, one in ((JSON, text), (JSONL, text.lstrip().partition("\n")[0])):
        try:
            if looks_like_articles(json.loads(one)):
                return content_type
        except (ValueError, RecursionError):
            continue
    return None


def _find_mail(head: str, named: str | None) -> str | None:
    """Tell a mail by its first lines, each a header, of which two at least every mail has."""
    lines = head.split("\n")
    is_box = bool(re.match(r"From \S.*\d{4}\s*$", lines[0]))
    fields = set()
    for line in lines[is_box:]:
        if not line.strip():
            break
        match = _HEADER.match(line)
        if match is None:
            return None
        fields.add((match[1] or "").lower())
    known = fields & _MAIL_FIELDS
    if is_box and known:
        return MBOX
    is_clear = len(known) > 1 and known & {"from", "mime-version", "received", "message-id"}
    if not (is_clear or (known and named == MAIL)):
        return None
    is_saved = re.search(r"(?im)^(snapshot-content-location:|from: \W{0,2}saved by)", head)
    return MHTML if is_saved or named == MHTML else MAIL


def _find_zipped(data: bytes) -> str:
    """Tell office files and books from archives by their members."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            declared = b""
            if "mimetype" in names:
                with archive.open("mimetype") as member:
                    declared = member.read(100)  # no more: nothing was checked yet
    except Exception:  # noqa: BLE001 - whatever is broken in it, its reader says so
        return _guess_zipped(data)
    if "[Content_Types].xml" in names:
        for start, content_type in (("word/", DOCX), ("ppt/", PPTX), ("xl/", XLSX)):
            if any(name.startswith(start) for name in names):
                return content_type
    text = declared.decode("ascii", "replace").strip()
    if text == EPUB or "META-INF/container.xml" in names:
        return EPUB
    if text.startswith(ODF) and "content.xml" in names:
        return text.removesuffix("-template")
    if any(name.endswith(".iwa") for name in names):
        hint = "export it as PDF or Word"
        raise TypeRefusedError("it is a document of Apple’s Pages, Keynote or Numbers", hint=hint)
    return ZIP


def _guess_zipped(data: bytes) -> str:
    """Tell what a zip without its directory was, by the names that stand before its members."""
    for mark, content_type in (
        (b"word/", DOCX),
        (b"ppt/", PPTX),
        (b"xl/", XLSX),
        (b"epub+zip", EPUB),
    ):
        if mark in data[:200_000]:
            return content_type
    return ZIP


def _refuse_old_office(data: bytes) -> None:
    """Name an OLE file by the streams in it, whose names stand there in UTF-16."""
    for stream, what in _OLD_OFFICE:
        if stream.encode("utf-16-le") not in data:
            continue
        if not what:
            raise PasswordError("the office file")
        hint = "open it and save it as .docx, .xlsx, .pptx or PDF"
        raise TypeRefusedError(f"it is {what}, of an office before 2007", hint=hint)
    raise TypeRefusedError("it is a compound file of Microsoft’s", hint=_EXPORT)


def _find_refused(data: bytes) -> str | None:
    for signature, what in _REFUSED:
        if data.startswith(signature):
            return what
    if data[:4] == b"RIFF":
        return f"{_PICTURE} (WebP)" if data[8:12] == b"WEBP" else _SOUND
    if data[4:8] == b"ftyp":
        return f"{_PICTURE} (HEIC)" if data[8:12] in (b"heic", b"avif", b"mif1") else _SOUND
    if data[257:262] == b"ustar":
        return f"{_ARCHIVE} (tar)"
    if data[60:68] == b"BOOKMOBI":
        return "a Kindle book"
    if b"\x00" in data[:512] and data[:2] in (b"MZ", b"BM"):
        return _PROGRAM if data[:2] == b"MZ" else f"{_PICTURE} (BMP)"
    head = data[:2000].decode("latin-1")
    if _SVG_START.match(head, _skip_prolog(head)):
        return f"{_PICTURE} (SVG)"
    return None


def _skip_prolog(head: str) -> int:
    """Give where the first element stands, after XML's declaration and comments."""
    at = 0
    while True:
        at += len(head[at:]) - len(head[at:].lstrip())
        end = {"<!--": "-->", "<?xm": "?>"}.get(head[at : at + 4])
        found = head.find(end, at) if end else -1
        if end is None or found < 0:
            return at
        at = found + len(end)
