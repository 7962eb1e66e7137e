"""PDF → `Draft` with pdfium: paragraphs from line gaps, page starts, title from the metadata.

Scanned pages are drawn for text recognition where that is installed.
"""

import re
import statistics
import threading
import time
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2
from pypdfium2 import PdfiumError
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from index.readers.bylines import read_header
from index.readers.draft import SENTENCE_END, Draft, TextBuilder, clean, same_words, were
from index.readers.limits import Budget, FormatError, PasswordError
from index.readers.ocr import Picture, has_ocr, recognise
from index.readers.pdf_lines import Line
from index.readers.pdf_order import read_lines

_PRINT_MARK = re.compile(
    r"\d{1,2}/\d{1,2}/\d{2,4}, \d{1,2}:\d{2}.*|(?:https?|file)://\S+(?: \d+/\d+)?|\d+/\d+"
)
_LOCK = threading.Lock()  # pdfium is not safe to call from two threads


MAX_TIME_SHARE = 0.8  # of what one file may take; the rest is for putting the text together
OCR_DPI = 300  # what tesseract reads best
NEXT_COLUMN = 10_000.0  # far above the lines before
OCR_MAX_PIXELS = 6_000  # the longer side of a page, whatever its size says
MAX_OCR_FAILURES = 3  # before any page was recognised; the others would fail alike
NAMED_PAGES = 10
PAGE_MARK_CHARS = 20  # of a page's number or running foot
_PAGE_ERRORS = (FormatError, PdfiumError, OSError, ZeroDivisionError)


def read_pdf(data: bytes, budget: Budget) -> Draft:
    """Read the pages; a scanned file gives an empty draft where its text cannot be recognised.

    Raises:
        PasswordError: The file is encrypted.
        FormatError: The file is damaged.
    """
    with _LOCK:
        try:
            metadata, pages, notes = _read_pages(data, budget)
        except PdfiumError as exc:
            if "password" in str(exc).lower():
                raise PasswordError("the PDF") from exc
            hint = "check that it was downloaded whole"
            reason = f"the PDF is damaged ({str(exc).rstrip('.')})"
            raise FormatError(reason, hint=hint) from exc
    title = clean(metadata.get("Title", "")) or None
    first = _skip_title(pages[0], title) if pages else []
    author, publisher, published_at, used = read_header([line.text for line in first])
    builder = TextBuilder()
    for lines in [first[used:], *pages[1:]]:
        _add_page(builder, _paragraphs(lines))
    for line in pages[0] if pages else []:
        builder.set_aside(line.text)
    builder.finish()
    return Draft(
        text=builder.text(),
        title=title,
        author=author or clean(metadata.get("Author", "")) or None,
        publisher=publisher,
        published_at=published_at,
        pages=builder.pages(),
        blocks=builder.blocks(),
        notes=notes,
    )


def _read_pages(
    data: bytes, budget: Budget
) -> tuple[dict[str, str], list[list[Line]], tuple[str, ...]]:
    """Give the metadata, the lines of each page within the limits, and notes on what is missing."""
    limits = budget.limits
    until = time.monotonic() + MAX_TIME_SHARE * limits.max_seconds
    pdf = pypdfium2.PdfDocument(data)
    try:
        metadata = {str(key): str(value) for key, value in pdf.get_metadata_dict().items()}
        total = len(pdf)
        pages: list[list[Line]] = []
        broken = []
        for number in range(min(total, limits.max_pages)):
            if time.monotonic() > until:
                break
            try:
                pages.append(_read_page(pdf, number))
            except PdfiumError:
                pages.append([])
                broken.append(number + 1)
        if broken and len(broken) == len(pages):
            raise PdfiumError("none of its pages can be opened")
        bare = [at for at, lines in enumerate(pages) if not lines and at + 1 not in broken]
        recognised, failed, notes = _recognise_pages(pdf, bare if has_ocr() else [], budget)
        for at, lines in recognised.items():
            pages[at] = lines
        if failed and not any(pages):
            raise next(iter(failed.values()))
    finally:
        pdf.close()
    notes += _failure_notes(failed)
    return metadata, pages, (*_notes(pages, total, broken), *notes)


def _notes(pages: list[list[Line]], total: int, broken: list[int]) -> Iterator[str]:
    if len(pages) < total:
        yield f"only the first {len(pages):,} of {total:,} pages were read"
    if broken:
        yield f"{were(len(broken), 'damaged page')} left out, the first is page {broken[0]}"
    empty = [number for number, lines in enumerate(pages, start=1) if not lines]
    scanned = len(set(empty) - set(broken))
    if scanned > len(pages) // 2:
        yield f"{scanned:,} of {len(pages):,} pages hold no text: a scan needs text recognition (OCR)"


def _recognise_pages(
    pdf: pypdfium2.PdfDocument, bare: list[int], budget: Budget
) -> tuple[dict[int, list[Line]], dict[int, Exception], list[str]]:
    """Recognise pages without text while there is time.

    Returns:
        The lines of those that hold words, by their place; why others failed; and notes.
    """
    found: dict[int, list[Line]] = {}
    failed: dict[int, Exception] = {}
    notes: list[str] = []
    for number in bare:
        try:
            lines = _recognise_page(pdf, number, budget)
        except _PAGE_ERRORS as exc:
            failed[number] = exc
            if len(failed) >= MAX_OCR_FAILURES and not found:
                notes.append(f"no scanned page after page {number + 1} was tried")
                break
            continue
        if lines is None:
            notes.append(f"time ran out at the scanned page {number + 1} (CITEWELL_MAX_OCR_S)")
            break
        if lines:
            found[number] = _typed(lines)
    if found:
        notes.append(f"{were(len(found), 'page')} read by OCR, which may misread words")
    return found, failed, notes


def _recognise_page(pdf: pypdfium2.PdfDocument, number: int, budget: Budget) -> list[str] | None:
    """Give the lines of a page, none if it holds no picture; None if time ran out."""
    picture = _draw(pdf, number)
    if picture is None:
        return []
    return recognise(
        picture,
        languages=budget.limits.ocr_languages,
        seconds=budget.begin_ocr() - time.monotonic(),
    )


def _failure_notes(failed: dict[int, Exception]) -> Iterator[str]:
    if failed:
        named = ", ".join(str(number + 1) for number in list(failed)[:NAMED_PAGES])
        more = f" and {len(failed) - NAMED_PAGES:,} more" if len(failed) > NAMED_PAGES else ""
        first = next(iter(failed.values()))
        yield f"scanned pages were left out: page {named}{more}; the first because {first}"


def _draw(pdf: pypdfium2.PdfDocument, number: int) -> Picture | None:
    """Draw a page in grey; None if no picture is on it."""
    page = pdf[number]
    try:
        if not any(item.type == FPDF_PAGEOBJ_IMAGE for item in page.get_objects()):
            return None
        scale = min(OCR_DPI / 72, OCR_MAX_PIXELS / max(page.get_size()))
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            rows = bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width]
            return Picture(grey=rows.tobytes(), width=bitmap.width, height=bitmap.height)
        finally:
            bitmap.close()
    finally:
        page.close()


def _typed(lines: list[str]) -> list[Line]:
    """Place lines as a typewriter does, each paragraph in a column of its own."""
    placed: list[Line] = []
    top = 0.0
    for text in lines:
        top = top - 12.0 if text else NEXT_COLUMN * (len(placed) + 1)
        if text:
            placed.append(Line(text, top, top - 10.0, 0.0, right=len(text)))
    return placed


def _read_page(pdf: pypdfium2.PdfDocument, number: int) -> list[Line]:
    page = pdf[number]
    try:
        textpage = page.get_textpage()
        try:
            return _without_print_marks(read_lines(textpage, is_rotated=page.get_rotation() != 0))
        finally:
            textpage.close()
    finally:
        page.close()


def _without_print_marks(lines: list[Line]) -> list[Line]:
    """Drop the date and address that a browser prints at the top and bottom of each page."""
    kept = list(lines)
    while kept and _PRINT_MARK.fullmatch(kept[0].text):
        kept.pop(0)
    while kept and _PRINT_MARK.fullmatch(kept[-1].text):
        kept.pop()
    return kept


def _skip_title(lines: list[Line], title: str | None) -> list[Line]:
    """Drop the lines at the top of the first page that together repeat the title."""
    for count in range(1, min(4, len(lines)) + 1):
        if same_words(" ".join(line.text for line in lines[:count]), title):
            return lines[count:]
    return lines


def _paragraphs(lines: list[Line]) -> list[str]:
    """Join lines; a new paragraph starts at a gap, or after a short line that ends a sentence.

    In another column it goes on with a small letter where no sentence has ended.
    """
    if not lines:
        return []
    gaps = [above.bottom - below.top for above, below in pairwise(lines)]
    height = statistics.median(line.top - line.bottom for line in lines)
    column_gaps = [gap for gap in gaps if gap >= -2 * height]
    usual = statistics.median(column_gaps) if column_gaps else 0.0
    width = max(line.right for line in lines)
    paragraphs = [lines[0].text]
    for line, above, gap in zip(lines[1:], lines, gaps, strict=False):
        has_ended = SENTENCE_END.search(above.text) is not None
        is_short_end = has_ended and above.right < 0.8 * width
        goes_on = line.text[0].islower() and not has_ended and len(above.text) > PAGE_MARK_CHARS
        is_new_column = gap < -2 * height and not goes_on
        if gap > usual + 0.4 * height or is_new_column or is_short_end:
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
