"""Web page → `Draft` with trafilatura: navigation, cookie notices, comments and links out.

Knows nothing about addresses; it never fetches.
"""

import json
from typing import Any

from htmldate import find_date
from lxml.etree import _Element
from trafilatura import bare_extraction
from trafilatura.settings import Document

from index.readers.draft import Draft, TextBuilder, same_words


def read_web_page(html: str) -> Draft:
    """Read the article of a page; a page without one gives an empty draft."""
    page = bare_extraction(
        html, with_metadata=True, include_comments=False, include_tables=True, favor_precision=True
    )
    if not isinstance(page, Document) or page.body is None:
        return Draft(text="")
    builder = TextBuilder()
    for element in page.body:
        _add_element(element, builder, page.title)
    return Draft(
        text=builder.text(),
        title=page.title,
        author=page.author,
        publisher=page.sitename,
        published_at=_published_at(html),
        sections=builder.sections(),
    )


def _published_at(html: str) -> str | None:
    """Trust a date the page states, also a future one; search the text only up to today."""
    try:
        stated = find_date(html, extensive_search=False, original_date=True, max_date="2199-12-31")
        found = stated or find_date(html, extensive_search=True, original_date=True)
    except (ValueError, json.JSONDecodeError):
        return None
    return str(found) if found else None


def _add_element(element: _Element, builder: TextBuilder, title: str | None) -> None:
    """Add one block of trafilatura's tree (TEI names: head, p, list, item, table, row, cell)."""
    if element.tag == "head":
        heading = _text(element)
        if builder.text() or not same_words(heading, title):
            builder.add_heading(heading)
    elif element.tag == "list":
        builder.add_paragraph("\n".join(f"- {line}" for line in _lines(element.iter("item"))))
    elif element.tag == "table":
        rows = (" | ".join(_lines(row.iter("cell"))) for row in element.iter("row"))
        builder.add_paragraph("\n".join(row for row in rows if row))
    elif element.tag == "quote" and len(element):
        for child in element:
            _add_element(child, builder, title)
    else:
        builder.add_paragraph(_text(element))
    if element.tail and element.tail.strip():
        builder.add_paragraph(element.tail)


def _lines(elements: Any) -> list[str]:
    texts = (_text(element).replace("\n", " ") for element in elements)
    return [text for text in texts if text]


def _text(element: _Element) -> str:
    """Join the text of an element; `<lb/>` is a line break."""
    parts = [element.text or ""]
    for child in element:
        parts.append("\n" if child.tag == "lb" else _text(child))
        parts.append(child.tail or "")
    return "".join(parts).strip()
