"""What every good file holds, and files of text that hold it."""

import csv
import io

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


def make_csv(separator: str = ",") -> str:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator)
    writer.writerows([*ROWS, *((HEADING, text) for text in (*SENTENCES, *ITEMS))])
    return written.getvalue()
