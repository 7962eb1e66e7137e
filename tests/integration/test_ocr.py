"""Scanned PDFs, read by Debian's tesseract; pages are drawn with the font that Pillow brings."""

import io
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont

from index import incoming, samples
from index.article_index import ArticleIndex
from index.consistency import check_library
from index.errors import EmptyArticleError, ReadingError
from index.readers import ocr, pdf
from index.readers.limits import Limits
from index.reading import SCAN_HINT, read_file
from index.reading_process import FileReader
from index.schema import Failure
from index.sync import sync_folder
from rag import Assistant, Settings
from rag.health import check_health
from tests.integration.stores import OpenIndex, assert_in_step

needs_tesseract = pytest.mark.skipif(
    not ocr.has_ocr(), reason="no tesseract: apt-get install tesseract-ocr"
)
PAGES = (
    "The harbour of Fethra\n\nThe ferry to Fethra sails at seven every\nmorning and comes back at noon.\n\n"
    "A ticket costs four kroner.",
    "The lighthouse was built by Absalom Reith\nin the year 1874. It is forty metres high.",
)


def scan(pages: Sequence[str]) -> bytes:
    """Make a PDF of pictures of pages, A4 at 150 dots to the inch."""
    font = ImageFont.load_default(size=36)
    pictures = []
    for text in pages:
        picture = Image.new("L", (1240, 1754), color=250)
        ImageDraw.Draw(picture).multiline_text((120, 140), text, fill=20, font=font, spacing=14)
        pictures.append(picture)
    file = io.BytesIO()
    pictures[0].save(file, "PDF", resolution=150, save_all=True, append_images=pictures[1:])
    return file.getvalue()


@needs_tesseract
def test_a_scan_is_read_with_its_pages_and_a_note() -> None:
    contents = read_file(scan(PAGES), source="scan.pdf")
    (article,) = contents.articles
    assert (
        "The ferry to Fethra sails at seven every morning and comes back at noon." in article.text
    )
    assert article.text.startswith("The harbour of Fethra\n\nThe ferry")
    assert article.text[article.pages[1] :].startswith("The lighthouse was built by Absalom Reith")
    assert [note.text for note in contents.notes] == [
        "2 pages were read by OCR, which may misread words"
    ]


@needs_tesseract
def test_a_scan_is_answered_from(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(scan(PAGES))
    with Assistant.open(tmp_path / "library") as assistant:
        assert not assistant.add(tmp_path / "scan.pdf").failures
        answer = assistant.ask("Who built the lighthouse?")
    assert answer.citations[0].quote.startswith("The lighthouse was built by Absalom Reith")
    assert answer.citations[0].page == 2


@needs_tesseract
def test_recognition_has_a_time_limit_of_its_own(open_index: OpenIndex) -> None:
    pages = [f"Page {number} of the register.\n\n{PAGES[1]}" for number in range(6)]
    with FileReader(Limits(max_seconds=1.5)) as reader:
        whole = reader.read(scan(pages), source="scan.pdf")
        assert len(whole.articles[0].pages) == 6
    with FileReader(Limits(max_ocr_seconds=0.8)) as reader, pytest.raises(ReadingError):
        reader.read(scan([PAGES[0] * 2] * 12), source="late.pdf")
    assert check_library(open_index()) == ()


@needs_tesseract
def test_a_language_that_is_not_installed_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match=r"cannot be recognised \(.*xyz") as caught:
        read_file(scan(PAGES), source="scan.pdf", limits=Limits(ocr_languages="xyz"))
    assert "CITEWELL_OCR_LANGUAGES" in caught.value.hint
    settings = Settings(library=tmp_path, ocr_languages="xyz")
    (check,) = [one for one in check_health(settings) if one.name == "Scanned PDFs"]
    assert not check.ok


def test_without_the_program_a_scan_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ocr, "PROGRAM", "no-such-program")
    with pytest.raises(EmptyArticleError) as caught:
        read_file(scan(PAGES), source="scan.pdf")
    assert caught.value.hint == SCAN_HINT
    (check,) = [o for o in check_health(Settings(library=tmp_path)) if o.name == "Scanned PDFs"]
    assert check.ok
    assert "not installed" in check.value


def mixed(pages: Sequence[str]) -> bytes:
    """Make a PDF of pages with text, and then scans."""
    whole = pypdfium2.PdfDocument(Path(samples.__file__).parent / "seabird-survey.pdf")
    whole.import_pages(pypdfium2.PdfDocument(scan(pages)))
    file = io.BytesIO()
    whole.save(file)
    return file.getvalue()


@needs_tesseract
def test_a_page_that_cannot_be_recognised_costs_that_page_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = mixed(PAGES)
    whole = read_file(data, source="mixed.pdf").articles[0]
    scans = [len(whole.pages) - 1, len(whole.pages)]
    missing = read_file(data, source="mixed.pdf", limits=Limits(ocr_languages="xyz"))
    assert missing.articles[0].text.strip() == whole.text[: whole.pages[-2]].strip()
    (note,) = missing.notes
    assert note.text.startswith(f"scanned pages were left out: page {scans[0]}, {scans[1]}; ")
    assert "xyz" in note.text
    draw = pdf._draw

    def fail_once(document: Any, number: int) -> Any:
        if number == scans[0] - 1:
            raise pypdfium2.PdfiumError("cannot draw")
        return draw(document, number)

    monkeypatch.setattr(pdf, "_draw", fail_once)
    broken = read_file(data, source="mixed.pdf")
    assert "Absalom Reith" in broken.articles[0].text
    assert "The harbour of Fethra" not in broken.articles[0].text
    assert f"page {scans[0]}; the first because cannot draw" in broken.notes[-1].text


def added(library: ArticleIndex, path: Path) -> tuple[Failure, ...]:
    return library.add([path]).failures


def synced(library: ArticleIndex, path: Path) -> tuple[Failure, ...]:
    return sync_folder(library, path.parent).failures


@needs_tesseract
@pytest.mark.parametrize("take", [added, synced])
def test_others_add_and_remove_while_a_scan_is_recognised(
    take: Callable[[ArticleIndex, Path], tuple[Failure, ...]],
    open_index: OpenIndex,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library = open_index()
    recognising, goes_on = threading.Event(), threading.Event()
    read_ahead = incoming.read_ahead

    def wait(*args: Any, **options: Any) -> Any:
        recognising.set()
        assert goes_on.wait(30)
        return read_ahead(*args, **options)

    monkeypatch.setattr("index.article_index.read_ahead", wait)
    path = tmp_path / "scans/scan.pdf"
    path.parent.mkdir()
    path.write_bytes(scan(PAGES))
    failures: list[tuple[Failure, ...]] = []
    adding = threading.Thread(target=lambda: failures.append(take(library, path)))
    adding.start()
    try:
        assert recognising.wait(30)
        assert library.write_lock.acquire(timeout=5)
        library.write_lock.release()
        (other,) = library.add_file(b"The ferry leaves at noon.", name="b.txt").added
        library.remove(other)
    finally:
        goes_on.set()
        adding.join()
    assert failures == [()]
    monkeypatch.setattr("index.article_index.read_ahead", None)  # what is known is not read again
    (article_id,) = library.add([path]).unchanged
    assert "Absalom Reith" in library.article(article_id).text
    assert library.add_file(path.read_bytes(), name="copy.pdf").unchanged == (article_id,)
    assert_in_step(library)
