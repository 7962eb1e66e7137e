"""Good files of every format that hold the same sentences, written by the formats' own libraries."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage

import docx
import openpyxl
import pptx
from pptx.util import Inches

TITLE = "The harbour wall of Orrin"
AUTHOR = "Ann Berg"
DAY = "2033-04-05"
SENTENCES = (
    "The harbour wall of Orrin grew by two metres this winter, the port said on Monday.",
    "Ships can lie behind it in any wind that blows from the west, even in January.",
    "Ølen’s council paid a third of the bill: 3.5 million crowns & a new crane < 40 tonnes.",
    "The old wall had stood since 1878 and was too low for the storms of our time.",
)
HEADING = "What it cost"
ITEMS = ("Stone from the quarry of Fethra", "Steel piles of nine metres")
ROWS = (("Year", "Height"), ("1878", "four metres"), ("2033", "six metres"))
# Words that each good file has to give; formats without lists or tables write them as lines.
EVERYTHING = (*SENTENCES, HEADING, *ITEMS, *(cell for row in ROWS for cell in row))


def make_html(body_only: bool = False) -> str:
    def escape(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;")

    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    body = (
        f"<p>{escape(SENTENCES[0])} {escape(SENTENCES[1])}</p><h2>{HEADING}</h2>"
        f"<p>{escape(SENTENCES[2])}</p><ul>{''.join(f'<li>{item}</li>' for item in ITEMS)}</ul>"
        f"<table>{rows}</table><p>{escape(SENTENCES[3])}</p>"
    )
    if body_only:
        return body
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{TITLE}</title>"
        f"<meta name='author' content='{AUTHOR}'>"
        f"<meta property='article:published_time' content='{DAY}'></head>"
        f"<body><article><h1>{TITLE}</h1>{body}</article></body></html>"
    )


def make_markdown() -> str:
    rows = ["| " + " | ".join(row) + " |" for row in ROWS]
    return "\n\n".join(
        [
            f"---\ntitle: {TITLE}\nauthor: {AUTHOR}\ndate: {DAY}\n---",
            f"{SENTENCES[0]} {SENTENCES[1]}",
            f"## {HEADING}",
            SENTENCES[2].replace("<", r"\<"),
            "\n".join(f"- {item}" for item in ITEMS),
            "\n".join([rows[0], "|---|---|", *rows[1:]]),
            SENTENCES[3],
        ]
    )


def make_text() -> str:
    return "\n\n".join(
        [
            f"{TITLE}\nBy {AUTHOR}\n{DAY}",
            f"{SENTENCES[0]} {SENTENCES[1]}",
            HEADING,
            SENTENCES[2],
            "\n".join(f"- {item}" for item in ITEMS),
            "\n".join(" | ".join(row) for row in ROWS),
            SENTENCES[3],
        ]
    )


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


def make_csv(separator: str = ",") -> str:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator)
    writer.writerows([*ROWS, *((HEADING, text) for text in (*SENTENCES, *ITEMS))])
    return written.getvalue()


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


def make_message(
    *, as_html: bool = False, attached: dict[str, bytes] | None = None
) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"] = TITLE, f"{AUTHOR} <ann@example.test>"
    message["To"], message["Message-ID"] = "desk@example.test", "<wall-1@example.test>"
    message["Date"] = "Tue, 05 Apr 2033 08:00:00 +0000"
    if as_html:
        message.set_content(make_html(body_only=True), subtype="html")
    else:
        message.set_content(make_text().split("\n\n", 1)[1])
    for name, data in (attached or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


def make_mbox(count: int = 3) -> bytes:
    parts = []
    for number in range(count):
        message = make_message()
        message.replace_header("Message-ID", f"<wall-{number}@example.test>")
        message.replace_header("Subject", f"{TITLE} {number}")
        parts.append(b"From ann@example.test Tue Apr  5 08:00:00 2033\n" + message.as_bytes())
    return b"\n".join(parts)


def make_record(number: int = 0) -> dict[str, object]:
    return {
        "id": f"wall-{number}",
        "headline": f"{TITLE} {number}" if number else TITLE,
        "byline": AUTHOR,
        "datePublished": f"{DAY}T08:00:00Z",
        "publisher": {"name": "The Pilot"},
        "body": make_text().split("\n\n", 1)[1],
    }


def make_json(count: int = 1) -> str:
    if count == 1:
        return json.dumps(make_record())
    return json.dumps(
        {"status": "ok", "data": {"articles": [make_record(n) for n in range(count)]}}
    )


def make_jsonl(count: int = 3) -> str:
    return "".join(json.dumps(make_record(number)) + "\n" for number in range(count))


def make_rss(count: int = 3) -> str:
    items = "".join(
        f"<item><title>{TITLE} {number}</title><guid>wall-{number}</guid>"
        f"<pubDate>Tue, 05 Apr 2033 08:00:00 GMT</pubDate><dc:creator>{AUTHOR}</dc:creator>"
        f"<description>Short.</description>"
        f"<content:encoded><![CDATA[{make_html(body_only=True)}]]></content:encoded></item>"
        for number in range(count)
    )
    return (
        "<?xml version='1.0'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' "
        "xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
        f"<title>The Pilot</title>{items}</channel></rss>"
    )


def make_atom() -> str:
    return (
        "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'>"
        f"<title>The Pilot</title><entry><title>{TITLE}</title><id>urn:wall</id>"
        f"<author><name>{AUTHOR}</name></author><published>{DAY}T08:00:00Z</published>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
        f"{make_html(body_only=True)}</div></content></entry></feed>"
    )


def make_notebook() -> str:
    cells = [
        {
            "cell_type": "markdown",
            "source": [
                f"# {TITLE}\n",
                "\n",
                *make_markdown().split("---\n\n", 1)[1].splitlines(keepends=True),
            ],
        },
        {
            "cell_type": "code",
            "source": ["print(6 * 7)"],
            "outputs": [{"output_type": "stream", "text": ["42\n"]}],
        },
    ]
    return json.dumps({"cells": cells, "metadata": {"authors": [{"name": AUTHOR}]}, "nbformat": 4})


def make_mhtml() -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "<Saved by Blink>", TITLE
    message["Snapshot-Content-Location"] = "https://example.test/wall"
    message["Date"] = "Tue, 05 Apr 2033 08:00:00 +0000"
    message.set_content(make_html(), subtype="html", cte="quoted-printable")
    message.make_related()
    return message.as_bytes()


def make_zip(members: dict[str, str | bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def _saved(save: Callable[[io.BytesIO], None]) -> bytes:
    written = io.BytesIO()
    save(written)
    return written.getvalue()


def make_all() -> dict[str, bytes]:
    """Give a good file of each format that holds one article, by name."""
    texts = {
        "a.html": make_html(), "a.md": make_markdown(), "a.txt": make_text(), "a.csv": make_csv(),
        "a.tsv": make_csv("\t"), "a.json": make_json(), "a.ipynb": make_notebook(),
    }  # fmt: skip
    return {name: text.encode() for name, text in texts.items()} | {
        "a.docx": make_docx(), "a.pptx": make_pptx(), "a.xlsx": make_xlsx(), "a.epub": make_epub(),
        "a.odt": make_odt(), "a.rtf": make_rtf(), "a.eml": make_message().as_bytes(),
        "page.eml": make_message(as_html=True).as_bytes(), "a.mhtml": make_mhtml(),
    }  # fmt: skip


def make_containers() -> dict[str, bytes]:
    """Give a good file of each format that holds several articles, by name."""
    return {
        "a.mbox": make_mbox(), "a.jsonl": make_jsonl().encode(), "list.json": make_json(3).encode(),
        "a.rss": make_rss().encode(), "a.atom": make_atom().encode(),
        "mail.eml": make_message(attached={"report.docx": make_docx()}).as_bytes(),
        "a.zip": make_zip({"in/a.md": make_markdown(), "b.html": make_html(), "c.docx": make_docx()}),
    }  # fmt: skip
