"""Scanned PDFs, read by Debian's tesseract; pages are drawn with the font that Pillow brings."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from index.consistency import check_library
from index.errors import EmptyArticleError, ReadingError
from index.readers import ocr
from index.readers.limits import Limits
from index.reading import SCAN_HINT, read_file
from index.reading_process import FileReader
from rag import Assistant, Settings
from rag.health import check_health
from tests.integration.stores import OpenIndex

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
