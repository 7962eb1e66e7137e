"""Office packages that libraries refuse or read in part, and files that are all title."""

import io
import re
import zipfile

import docx
import openpyxl
import pptx
import pytest
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml

from index.errors import EmptyArticleError
from index.reading import read_article
from tests.good_office import make_zip

MAIN = "application/vnd.openxmlformats-officedocument."
DOCUMENT = f"{MAIN}wordprocessingml.document.main+xml"
SLIDES = f"{MAIN}presentationml.presentation.main+xml"
LINE = "The ferry leaves at noon"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"


def word(*paragraphs: str, title: str = "") -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def slides(title: str = "Ferries", *, words: str = LINE) -> bytes:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = title
    slide.placeholders[1].text = words
    return saved(presentation)


def saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]  # each library's own class
    return buffer.getvalue()


def rewritten(data: bytes, old: str, new: str) -> bytes:
    """Give a package in which all parts say something else."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(buffer, "w") as written:
        for name in archive.namelist():
            written.writestr(name, re.sub(old.encode(), new.encode(), archive.read(name)))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "old", "new"),
    [
        (word(LINE), DOCUMENT, "application/vnd.ms-word.document.macroEnabled.main+xml"),
        (word(LINE), DOCUMENT, f"{MAIN}wordprocessingml.template.main+xml"),
        (word(LINE), DOCUMENT, "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"),
        (slides(), SLIDES, f"{MAIN}presentationml.slideshow.main+xml"),
        (slides(), SLIDES, f"{MAIN}presentationml.template.main+xml"),
        (slides(), SLIDES, "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml"),
    ],
)
def test_templates_shows_and_files_with_macros_are_read(data: bytes, old: str, new: str) -> None:
    changed = rewritten(data, re.escape(old), new)
    assert changed != data
    assert LINE in read_article(changed, source="a.docm").text


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Ferry", LINE])
    return saved(book)


@pytest.mark.parametrize(
    "data", [word(LINE), slides(), workbook()], ids=["word", "slides", "sheet"]
)
def test_files_of_the_strict_standard_are_read(data: bytes) -> None:
    strict = rewritten(
        data,
        r"http://schemas\.openxmlformats\.org/(?!package/)(\w+)/2006/",
        r"http://purl.oclc.org/ooxml/\1/",
    )
    assert LINE in read_article(strict, source="strict").text


def test_what_diagrams_and_text_boxes_say_is_read() -> None:
    said = f'<a:p xmlns:a="{DRAWING}/main"><a:r><a:t>The pier</a:t></a:r><a:r><a:t> is green</a:t></a:r></a:p>'
    presentation = pptx.Presentation(io.BytesIO(slides()))
    slide = presentation.slides[0]
    blob = f'<d:dataModel xmlns:d="{DRAWING}/diagram">{said}</d:dataModel>'.encode()
    name = PackURI("/ppt/diagrams/data1.xml")
    part = Part(name, "application/xml", slide.part.package, blob)
    key = slide.part.relate_to(part, RELATIONSHIP_TYPE.DIAGRAM_DATA)
    slide.shapes._spTree.append(
        parse_xml(
            f'<p:graphicFrame xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
            f' xmlns:a="{DRAWING}/main" xmlns:d="{DRAWING}/diagram"'
            ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            '<p:nvGraphicFramePr><p:cNvPr id="9" name="D"/><p:cNvGraphicFramePr/><p:nvPr/>'
            '</p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></p:xfrm>'
            f'<a:graphic><a:graphicData uri="{DRAWING}/diagram"><d:relIds r:dm="{key}"/>'
            "</a:graphicData></a:graphic></p:graphicFrame>"
        )
    )
    assert read_article(saved(presentation), source="a.pptx").text.endswith("The pier is green")
    slide.part.rels.pop(key)
    assert read_article(saved(presentation), source="a.pptx").text.endswith(LINE)
    buffer = io.BytesIO(workbook())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/drawings/drawing1.xml", f"<x>{said}</x>")
    text = read_article(buffer.getvalue(), source="a.xlsx").text
    assert text.splitlines()[-2:] == ["", "The pier is green"]
    broken = io.BytesIO(workbook())
    with zipfile.ZipFile(broken, "a") as archive:
        archive.writestr("xl/drawings/drawing1.xml", f"<x>{said}")
    assert LINE in read_article(broken.getvalue(), source="a.xlsx").text


def test_a_line_that_is_also_the_title_is_the_text_of_a_file_without_another() -> None:
    rtf = rb"{\rtf1{\info{\title The ferry leaves at noon}}The ferry leaves at noon\par}"
    odt = make_zip(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": (
                '<d xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:'
                't="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><o:body><o:text>'
                f"<t:h>{LINE}</t:h></o:text></o:body></d>"
            ).encode(),
        }
    )
    for data in (word(LINE, title=LINE), slides(LINE, words=""), rtf, odt):
        article = read_article(data, source="one")
        assert (article.title, article.text) == (LINE, LINE)
    assert read_article(word("Ferries", LINE, title="Ferries"), source="two").text == LINE
    with pytest.raises(EmptyArticleError):
        read_article(word(title=LINE), source="none")
