"""Web page → `Draft` with trafilatura: navigation, cookie notices, comments and links out.

Knows nothing about addresses; it never fetches.
"""

from collections.abc import Iterator

from htmldate import find_date
from lxml.etree import _Element
from trafilatura import bare_extraction
from trafilatura.settings import Document

from index.readers.draft import Draft, TextBuilder, same_words

_BLOCKS = frozenset(("p", "head", "list", "item", "table", "row", "cell", "quote", "code"))


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
    """Give the date the page states, also a future one; years in its text are no such date."""
    try:
        found = find_date(html, extensive_search=False, original_date=True, max_date="2199-12-31")
    except ValueError:
        return None
    return str(found) if found else None


def _add_element(element: _Element, builder: TextBuilder, title: str | None) -> None:
    """Add one block of trafilatura's tree (TEI names: head, p, list, item, table, row, cell)."""
    if element.tag == "head":
        heading = _text(element)
        if builder.text() or not same_words(heading, title):
            builder.add_heading(heading)
    elif element.tag == "list":
        builder.add_paragraph("\n".join(_list_lines(element)))
    elif element.tag == "table":
        rows = (" | ".join(_one_line(cell) for cell in row) for row in element.iter("row"))
        builder.add_paragraph("\n".join(row for row in rows if row.strip(" |")))
    elif any(child.tag in _BLOCKS for child in element):
        builder.add_paragraph(element.text or "")
        for child in element:
            _add_element(child, builder, title)
    else:
        builder.add_paragraph(_text(element))
    if element.tail and element.tail.strip():
        builder.add_paragraph(element.tail)


def _list_lines(element: _Element) -> Iterator[str]:
    """Give a line for each item; an inner list's items follow the item they stand in."""
    for item in element:
        if item.tag == "list":
            yield from _list_lines(item)
            continue
        inner = [child for child in item if child.tag == "list"]
        own = _one_line(item, skip="list")
        if own:
            yield f"- {own}"
        for child in inner:
            yield from _list_lines(child)


def _one_line(element: _Element, *, skip: str | None = None) -> str:
    return " ".join(_text(element, skip=skip).split())


def _text(element: _Element, *, skip: str | None = None) -> str:
    """Join the text of an element, blocks and `<lb/>` on lines of their own."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == skip:
            parts.append(" ")
        elif child.tag == "lb":
            parts.append("\n")
        else:
            text = _text(child, skip=skip)
            parts.append(f"\n{text}\n" if child.tag in _BLOCKS else text)
        parts.append(child.tail or "")
    return "".join(parts).strip()
