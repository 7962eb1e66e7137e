"""Good files of every format that hold the same sentences: mail, lists and files of several beside the others."""

import json
from email.message import EmailMessage

from tests.good_office import (
    make_docx,
    make_epub,
    make_odt,
    make_pptx,
    make_rtf,
    make_xlsx,
    make_zip,
)
from tests.good_texts import AUTHOR, DAY, TITLE, make_csv, make_html, make_markdown, make_text


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
