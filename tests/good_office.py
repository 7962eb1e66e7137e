"""Good office files and books, written by the formats’ own libraries."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import docx
import openpyxl
import pptx
from pptx.util import Inches

from tests.good_texts import AUTHOR, DAY, HEADING, ITEMS, ROWS, SENTENCES, TITLE, make_html


def make_docx() -> bytes:
    document = docx.Document()
    document.core_properties.title = TITLE
    document.core_properties.author = AUTHOR
    document.core_properties.created = datetime.fromisoformat(DAY)
    document.add_heading(TITLE, level=0)
    document.add_paragraph(f"{SENTENCES[0]} {SENTENCES[1]}")
    document.add_heading(HEADING, level=1)
    document.add_paragraph(SENTENCES[2])
    for item in ITEMS:
        document.add_paragraph(item, style="List Bullet")
    table = document.add_table(rows=0, cols=2)
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph(SENTENCES[3])
    return _saved(document.save)


def make_pptx() -> bytes:
    presentation = pptx.Presentation()
    presentation.core_properties.title = TITLE
    presentation.core_properties.author = AUTHOR
    presentation.core_properties.created = datetime.fromisoformat(DAY)
    first = presentation.slides.add_slide(presentation.slide_layouts[1])
    first.shapes.title.text = TITLE
    first.placeholders[1].text = f"{SENTENCES[0]} {SENTENCES[1]}"
    second = presentation.slides.add_slide(presentation.slide_layouts[1])
    second.shapes.title.text = HEADING
    second.placeholders[1].text = "\n".join([SENTENCES[2], *ITEMS])
    table = second.shapes.add_table(3, 2, Inches(1), Inches(5), Inches(6), Inches(1)).table
    for number, row in enumerate(ROWS):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    second.notes_slide.notes_text_frame.text = SENTENCES[3]
    return _saved(presentation.save)


def make_xlsx() -> bytes:
    workbook = openpyxl.Workbook()
    workbook.properties.title = TITLE
    workbook.properties.creator = AUTHOR
    workbook.properties.created = datetime.fromisoformat(DAY)
    first = workbook.worksheets[0]
    for row in ROWS:
        first.append(row)
    second = workbook.create_sheet(HEADING)
    for text in (*SENTENCES, *ITEMS):
        second.append([text])
    return _saved(workbook.save)


def make_epub() -> bytes:
    container = (
        "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
        "<rootfile full-path='OPS/book.opf' media-type='application/oebps-package+xml'/>"
        "</rootfiles></container>"
    )
    package = (
        "<package xmlns='http://www.idpf.org/2007/opf' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        f"<metadata><dc:title>{TITLE}</dc:title><dc:creator>{AUTHOR}</dc:creator>"
        f"<dc:date>{DAY}</dc:date></metadata><manifest>"
        "<item id='two' href='two.xhtml' media-type='application/xhtml+xml'/>"
        "<item id='one' href='text/one%201.xhtml' media-type='application/xhtml+xml'/>"
        "</manifest><spine><itemref idref='one'/><itemref idref='two'/></spine></package>"
    )
    one, two = make_html(body_only=True).split(f"<h2>{HEADING}</h2>")
    page = "<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml'><body>{}</body></html>"
    return make_zip(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OPS/book.opf": package,
            "OPS/text/one 1.xhtml": page.format(f"<h1>{TITLE}</h1>{one}"),
            "OPS/two.xhtml": page.format(f"<h2>{HEADING}</h2>{two}"),
        }
    )


def make_odt() -> bytes:
    def escape(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;")

    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in row)
        + "</table:table-row>"
        for row in ROWS
    )
    items = "".join(f"<text:list-item><text:p>{item}</text:p></text:list-item>" for item in ITEMS)
    spaces = " ".join(
        f"xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'"
        for name in ("office", "text", "table", "meta")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:text>"
        f"<text:h text:outline-level='1'>{TITLE}</text:h>"
        f"<text:p>{escape(SENTENCES[0])}<text:note><text:note-citation>1</text:note-citation>"
        f"<text:note-body><text:p>{escape(SENTENCES[3])}</text:p></text:note-body></text:note>"
        f" {escape(SENTENCES[1])}</text:p><text:h text:outline-level='2'>{HEADING}</text:h>"
        f"<text:p>{escape(SENTENCES[2])}</text:p><text:list>{items}</text:list>"
        f"<table:table>{rows}</table:table></office:text></office:body></office:document-content>"
    )
    meta = (
        f"<office:document-meta {spaces} xmlns:dc='http://purl.org/dc/elements/1.1/'><office:meta>"
        f"<dc:title>{TITLE}</dc:title><meta:initial-creator>{AUTHOR}</meta:initial-creator>"
        f"<meta:creation-date>{DAY}T10:00:00</meta:creation-date></office:meta>"
        "</office:document-meta>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    return make_zip({"mimetype": kind, "content.xml": content, "meta.xml": meta})


def make_rtf() -> bytes:
    def escape(text: str) -> str:
        return "".join(char if ord(char) < 128 else f"\\u{ord(char)}?" for char in text)

    lines = [f"{SENTENCES[0]} {SENTENCES[1]}", HEADING, SENTENCES[2], *ITEMS]
    lines += [" ".join(row) for row in ROWS] + [SENTENCES[3]]
    body = "".join(f"{escape(line)}\\par\n" for line in lines)
    return (
        f"{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0 Times;}}}}"
        f"{{\\info{{\\title {TITLE}}}{{\\author {AUTHOR}}}}}\n{body}}}"
    ).encode("ascii")


def _saved(save: Callable[[io.BytesIO], None]) -> bytes:
    written = io.BytesIO()
    save(written)
    return written.getvalue()


def make_zip(members: dict[str, str | bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()
