"""PDF → `Draft` with pdfium: paragraphs from line gaps, page starts, title from the metadata."""

import re
import statistics
import threading
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
from pypdfium2 import PdfiumError

from index.readers.bylines import read_header
from index.readers.draft import SENTENCE_END, Draft, TextBuilder, clean, same_words

_PRINT_MARK = re.compile(
    r"\d{1,2}/\d{1,2}/\d{2,4}, \d{1,2}:\d{2}.*|(?:https?|file)://\S+(?: \d+/\d+)?|\d+/\d+"
)
_LOCK = threading.Lock()  # pdfium is not safe to call from two threads


class PdfPasswordError(Exception):
    """Say that the file needs a password."""


class PdfBrokenError(Exception):
    """Say that pdfium cannot open the file or a page of it."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    top: float
    bottom: float
    right: float


def read_pdf(data: bytes) -> Draft:
    """Read every page; a scanned file gives an empty draft.

    Raises:
        PdfPasswordError: The file is encrypted.
        PdfBrokenError: The file is damaged.
    """
    with _LOCK:
        try:
            metadata, pages = _read_pages(data)
        except PdfiumError as exc:
            if "password" in str(exc).lower():
                raise PdfPasswordError from exc
            raise PdfBrokenError(str(exc)) from exc
    title = clean(metadata.get("Title", "")) or None
    first = _skip_title(pages[0], title) if pages else []
    author, publisher, published_at, used = read_header([line.text for line in first])
    builder = TextBuilder()
    for lines in [first[used:], *pages[1:]]:
        _add_page(builder, _paragraphs(lines))
    return Draft(
        text=builder.text(),
        title=title,
        author=author or clean(metadata.get("Author", "")) or None,
        publisher=publisher,
        published_at=published_at,
        pages=builder.pages(),
        blocks=builder.blocks(),
    )


def _read_pages(data: bytes) -> tuple[dict[str, str], list[list[_Line]]]:
    pdf = pypdfium2.PdfDocument(data)
    try:
        metadata = {str(key): str(value) for key, value in pdf.get_metadata_dict().items()}
        pages = []
        for number in range(len(pdf)):
            page = pdf[number]
            textpage = page.get_textpage()
            pages.append(_read_lines(textpage))
            textpage.close()
            page.close()
        return metadata, pages
    finally:
        pdf.close()


def _read_lines(textpage: "pypdfium2.PdfTextPage") -> list[_Line]:
    """Cut the page's characters at line breaks and measure each line's box, in points."""
    text = textpage.get_text_range()
    lines, position = [], 0
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip()
        if stripped:
            first = position + raw.index(stripped[0])
            last = first + len(stripped) - 1
            _, bottom, _, top = textpage.get_charbox(min(first, textpage.count_chars() - 1))
            right = textpage.get_charbox(min(last, textpage.count_chars() - 1))[2]
            lines.append(_Line(stripped, top, bottom, right))
        position += len(raw)
    return _without_print_marks(lines)


def _without_print_marks(lines: list[_Line]) -> list[_Line]:
    """Drop the date and address that a browser prints at the top and bottom of each page."""
    kept = list(lines)
    while kept and _PRINT_MARK.fullmatch(kept[0].text):
        kept.pop(0)
    while kept and _PRINT_MARK.fullmatch(kept[-1].text):
        kept.pop()
    return kept


def _skip_title(lines: list[_Line], title: str | None) -> list[_Line]:
    """Drop the lines at the top of the first page that together repeat the title."""
    for count in range(1, min(4, len(lines)) + 1):
        if same_words(" ".join(line.text for line in lines[:count]), title):
            return lines[count:]
    return lines


def _paragraphs(lines: list[_Line]) -> list[str]:
    """Join lines; a new paragraph starts at a gap, or after a short line that ends a sentence."""
    if not lines:
        return []
    gaps = [above.bottom - below.top for above, below in pairwise(lines)]
    usual = statistics.median(gaps) if gaps else 0.0
    height = statistics.median(line.top - line.bottom for line in lines)
    width = max(line.right for line in lines)
    paragraphs = [lines[0].text]
    for line, above, gap in zip(lines[1:], lines, gaps, strict=False):
        is_short_end = above.right < 0.8 * width and SENTENCE_END.search(above.text)
        if gap > usual + 0.4 * height or gap < -2 * height or is_short_end:
            paragraphs.append(line.text)
        else:
            paragraphs[-1] = _join(paragraphs[-1], line.text)
    return paragraphs


def _join(above: str, below: str) -> str:
    """Join two lines, taking back the hyphen that pdfium marks with U+FFFE or that ends a line."""
    if above.endswith(("\ufffe", "\u00ad")):
        return above[:-1] + below
    if re.search(r"\w-$", above) and below[:1].islower():
        return above[:-1] + below
    return f"{above} {below}"


def _add_page(builder: TextBuilder, paragraphs: list[str]) -> None:
    goes_on = bool(builder.last) and not SENTENCE_END.search(builder.last)
    first, rest = (paragraphs[0], paragraphs[1:]) if paragraphs else ("", [])
    builder.add_page(joins_previous=goes_on and first[:1].islower(), first=first)
    for paragraph in rest:
        builder.add_paragraph(paragraph)
