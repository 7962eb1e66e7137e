"""Web page → `Draft` with trafilatura: navigation, cookie notices, comments and links out.

Knows nothing about addresses; it never fetches.
"""

import re
from contextlib import nullcontext
from datetime import date, timedelta
from html import unescape

from htmldate import find_date
from lxml.etree import _Element
from trafilatura import bare_extraction
from trafilatura.settings import Document

from index.readers.bylines import NAME, says_no_name
from index.readers.draft import Draft, TextBuilder, same_words

_KINDS = {"quote": "blockquote", "code": "pre"}
_LANGUAGE = re.compile(r"<html\b[^<>]{0,1000}?\slang\s*=\s*[\"']?([\w-]+)", re.I)
_HEAD_CHARS = 5_000
_TITLE = re.compile(r"<title[^<>]*>([^<]{1,500})</title>", re.IGNORECASE)
_TITLE_PARTS = re.compile(r" (?:[|–—·»-]|::) ")
_OUTLET = re.compile(rf"{NAME}(?: (?:{NAME}|&|of|and|the)){{1,4}}")  # “Sport” is a part of one
_NO_PAGE = "<html><body><p>-</p></body></html>"
_NEAR = timedelta(days=2)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH_IN_ADDRESS = re.compile(rf"(?<=/\d{{4}}/)({'|'.join(_MONTHS)})(?=/\d\d?/)", re.I)
_BLOCKS = frozenset(("p", "head", "list", "item", "table", "row", "cell", "quote", "code"))


def read_web_page(html: str) -> Draft:
    """Read the article of a page; a page without one gives an empty draft."""
    page = bare_extraction(
        html, with_metadata=True, include_comments=False, include_tables=True, fast=True
    )
    if not isinstance(page, Document) or page.body is None:
        return Draft(text="")
    builder = TextBuilder()
    for element in page.body:
        _add_element(element, builder, page.title)
    return Draft(
        text=builder.text(),
        title=page.title,
        author=_clean_author(page.author),
        publisher=_publisher(html, page),
        published_at=_published_at(html, page.url),
        language=named[1] if (named := _LANGUAGE.search(html[:_HEAD_CHARS])) else None,
        sections=builder.sections(),
        blocks=builder.blocks(),
    )


def _publisher(html: str, page: Document) -> str | None:
    """Give the outlet that a page names to programs, else what its title ends in: “… | The Strait Ledger”."""
    if page.sitename:
        return page.sitename if page.sitename != page.title else None
    named = _TITLE.search(html[:_HEAD_CHARS])
    parts = _TITLE_PARTS.split(unescape(" ".join(named[1].split()))) if named else []
    is_cut = len(parts) > 1 and same_words(" ".join(parts[:-1]), page.title)
    return parts[-1] if is_cut and _OUTLET.fullmatch(parts[-1]) else None


def _clean_author(names: str | None) -> str | None:
    """Give the names of a list without what else the page says there: a day, a role."""
    parts = [part.strip() for part in (names or "").split(";")]
    return "; ".join(part for part in parts if part and not says_no_name(part)) or None


def _published_at(html: str, address: str | None) -> str | None:
    """Give the date the page states to programs, also a future one, else that of its address.

    The address also wins if it is at most two days off: it gives the day at home, programs the one
    at Greenwich. Years in the page's text are no such date.
    """
    address = _dated(address)
    stated = _find_date(html, address, address_last=True)
    named = _find_date(_NO_PAGE, address) if address else None
    if stated and named and abs(stated - named) <= _NEAR:
        return named.isoformat()
    return stated.isoformat() if stated else None


def _find_date(html: str, address: str | None, *, address_last: bool = False) -> date | None:
    try:
        found = find_date(
            html, False, original_date=True, url=address, max_date="2199-12-31",
            deferred_url_extractor=address_last,
        )  # fmt: skip
    except ValueError:
        return None
    return date.fromisoformat(found) if found else None


def _dated(address: str | None) -> str | None:
    """Write months in numbers, as htmldate reads them, in `/2019/nov/18/`."""
    if found := _MONTH_IN_ADDRESS.search(address or ""):
        return _MONTH_IN_ADDRESS.sub(f"{_MONTHS.index(found[1].lower()) + 1:02}", address or "")
    return address


def _add_element(element: _Element, builder: TextBuilder, title: str | None) -> None:
    """Add one block of trafilatura's tree (TEI names: head, p, list, item, table, row, cell)."""
    if element.tag == "head":
        heading = _text(element)
        if builder.text() or not same_words(heading, title):
            builder.add_heading(heading, level=_level(element))
    elif element.tag == "list":
        _add_list(element, builder)
    elif element.tag == "table":
        _add_table(element, builder)
    elif any(child.tag in _BLOCKS for child in element):
        with builder.block("blockquote") if element.tag == "quote" else nullcontext():
            builder.add_paragraph(element.text or "")
            for child in element:
                _add_element(child, builder, title)
    else:
        builder.add_paragraph(_text(element), _KINDS.get(element.tag, "p"))
    if element.tail and element.tail.strip():
        builder.add_paragraph(element.tail)


def _level(head: _Element) -> int:
    """Give the level of a heading, which `rend` names as HTML does."""
    name = head.get("rend") or ""
    return int(name[1]) if re.fullmatch("h[1-6]", name) else 2


def _add_list(element: _Element, builder: TextBuilder) -> None:
    """Add a line for each item; an inner list's items follow the item they stand in."""
    with builder.block("ol" if element.get("rend") == "ol" else "ul"):
        for item in element:
            if item.tag == "list":
                _add_list(item, builder)
                continue
            with builder.block("li"):
                own = _one_line(item, skip="list")
                if own:
                    builder.add_line(f"- {own}")
                for child in item:
                    if child.tag == "list":
                        _add_list(child, builder)


def _add_table(element: _Element, builder: TextBuilder) -> None:
    """Add a line for each row that holds a word."""
    with builder.block("table"):
        for row in element.iter("row"):
            cells = [(_one_line(cell), cell.get("role") == "head") for cell in row]
            if not any(text.strip(" |") for text, _ in cells):
                continue
            with builder.block("tr"):
                for number, (text, is_head) in enumerate(cells):
                    joint = " | " if number else ""
                    builder.add_cell(text, kind="th" if is_head else "td", joint=joint)


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
