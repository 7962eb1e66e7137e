"""Bytes → `Article`: chooses the reader, decodes, names what cannot be read and why.

Knows nothing about where the bytes come from or where the article goes.
"""

import hashlib
import re
from datetime import UTC, datetime
from pathlib import PurePath

from index.errors import EmptyArticleError, EncryptedFileError, ReadingError, UnsupportedTypeError
from index.readers.draft import Draft, clean
from index.schema import Article

CONTENT_TYPES = {
    ".htm": "text/html",
    ".html": "text/html",
    ".markdown": "text/markdown",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".text": "text/plain",
    ".txt": "text/plain",
    ".xhtml": "text/html",
}
SUPPORTED = ", ".join(sorted(CONTENT_TYPES))
MAX_TITLE_CHARS = 300
MAX_CONTROL_SHARE = 0.05  # of the first bytes; more of them is binary data
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read_article(data: bytes, *, source: str, content_type: str | None = None) -> Article:
    """Read one file's bytes.

    Args:
        data: The whole file.
        source: Path, file name or address to record; its ending tells the type.
        content_type: The type, where it is known otherwise; one of `CONTENT_TYPES`.

    Returns:
        The article; its id is derived from source and content.

    Raises:
        UnsupportedTypeError: The type is not one the reader knows, or the bytes are not text.
        EmptyArticleError: There is no text in it.
        EncryptedFileError: It needs a password.
        ReadingError: It is damaged.
    """
    content_type = content_type or _content_type(data, source=source)
    if not data.strip():
        raise EmptyArticleError(
            f"cannot read {source!r}: the file is empty",
            hint="check that it was saved or downloaded whole",
            source=source,
        )
    try:
        draft = _read(data, content_type, source=source)
    except ReadingError:
        raise
    except Exception as exc:
        raise ReadingError(
            f"cannot read {source!r}: its {content_type} is broken ({type(exc).__name__}: {exc})",
            hint="open it in another program and save it again",
            source=source,
        ) from exc
    if not draft.text:
        is_pdf = content_type == "application/pdf"
        raise EmptyArticleError(
            f"cannot read {source!r}: no article text was found in it",
            hint="a scanned PDF needs text recognition (OCR) first" if is_pdf
            else "check that the file holds an article",
            source=source,
        )  # fmt: skip
    sha256 = hashlib.sha256(data).hexdigest()
    return Article(
        id=hashlib.sha256(f"{source}\0{sha256}".encode()).hexdigest()[:12],
        title=_clean_line(draft.title) or _clean_line(PurePath(source).stem) or "Untitled",
        text=draft.text,
        source=source,
        publisher=_clean_line(draft.publisher),
        author=_clean_line(draft.author),
        published_at=draft.published_at,
        content_type=content_type,
        added_at=datetime.now(UTC),
        sha256=sha256,
        sections=draft.sections,
        pages=draft.pages,
        blocks=draft.blocks,
    )


def _clean_line(text: str | None) -> str | None:
    return clean(text or "").replace("\n", " ")[:MAX_TITLE_CHARS] or None


def _content_type(data: bytes, *, source: str) -> str:
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    suffix = PurePath(source).suffix.lower()
    if suffix not in CONTENT_TYPES:
        shown = f"type {suffix!r}" if suffix else "type, it has no extension"
        raise UnsupportedTypeError(
            f"cannot read {source!r}: unsupported {shown} (supported: {SUPPORTED})",
            hint="export it as PDF or text",
            source=source,
        )
    content_type = CONTENT_TYPES[suffix]
    if content_type == "application/pdf" and data.strip():
        raise ReadingError(
            f"cannot read {source!r}: it is named as a PDF but is not one",
            hint="check that it was saved or downloaded whole",
            source=source,
        )
    return content_type


def _read(data: bytes, content_type: str, *, source: str) -> Draft:
    """Read with the reader of this type, imported here: a process that only asks needs none."""
    if content_type == "application/pdf":
        return _read_pdf(data, source=source)
    text = _decode(data, source=source)
    if content_type == "text/html":
        from index.readers.web_page import read_web_page

        return read_web_page(text)
    if content_type == "text/markdown":
        from index.readers.markdown import read_markdown

        return read_markdown(text)
    from index.readers.plain_text import read_plain_text

    return read_plain_text(text)


def _read_pdf(data: bytes, *, source: str) -> Draft:
    from index.readers import pdf

    try:
        return pdf.read_pdf(data)
    except pdf.PdfPasswordError as exc:
        raise EncryptedFileError(
            f"cannot read {source!r}: the PDF is protected by a password",
            hint="save a copy without password and add that",
            source=source,
        ) from exc
    except pdf.PdfBrokenError as exc:
        raise ReadingError(
            f"cannot read {source!r}: the PDF is damaged ({exc})",
            hint="check that it was downloaded whole",
            source=source,
        ) from exc


def _decode(data: bytes, *, source: str) -> str:
    """Decode by byte order mark, then UTF-8, then the most probable encoding."""
    if not data.startswith(_BOMS) and len(_CONTROL.findall(data[:8192])) > MAX_CONTROL_SHARE * len(
        data[:8192]
    ):
        raise UnsupportedTypeError(
            f"cannot read {source!r}: it holds binary data, not text",
            hint=f"supported are {SUPPORTED}",
            source=source,
        )
    try:
        return data.decode("utf-16" if data.startswith(_BOMS[1:]) else "utf-8-sig")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(data).best()
    if best is None:
        raise UnsupportedTypeError(
            f"cannot read {source!r}: its text encoding is not known",
            hint="save it as UTF-8",
            source=source,
        )
    return str(best)
