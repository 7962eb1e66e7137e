"""HTML of books, mails and feeds → text, all of it: what a page's boilerplate is, it does not ask."""

import re

from index.readers.draft import TextBuilder, add_rows, same_words
from index.readers.xml_trees import Element, local_name, parse_html

_HIDDEN = frozenset(
    ("script", "style", "template", "head", "title", "noscript", "svg", "iframe", "object")
)
_HEADING = re.compile("h([1-6])")
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt ruby"
    " s samp small span strike strong sub sup time tt u var wbr img".split()
)
_LISTS = frozenset(("ul", "ol"))


def add_html(builder: TextBuilder, markup: str | bytes, *, title: str | None = None) -> None:
    """Append everything a browser would show of a page or a stretch of HTML.

    Args:
        builder: Takes the text.
        markup: Bytes are decoded as they declare.
        title: A heading that repeats it at the top of the text is left out.
    """
    root = parse_html(markup)
    if root is None:
        return
    walk = _Walk(builder, title)
    try:
        walk.visit(root)
        walk.flush()
    except RecursionError:  # nested a thousand deep: the words without their structure
        for text in root.itertext():
            builder.add_paragraph(text)


class _Walk:
    """Gathers inline text into paragraphs and hands blocks to the builder."""

    def __init__(self, builder: TextBuilder, title: str | None) -> None:
        self._builder = builder
        self._title = title
        self._words: list[str] = []

    def flush(self, kind: str = "p") -> None:
        """End the paragraph."""
        text, self._words = "".join(self._words), []
        if text.strip():
            self._builder.add_paragraph(text, kind)

    def visit(self, element: Element) -> None:
        """Add an element without what follows it."""
        name = local_name(element).lower()
        if not name or name in _HIDDEN:
            return
        heading = _HEADING.fullmatch(name)
        if name == "br":
            self._words.append("\n")
        elif name in _INLINE:
            self._children(element)
        elif heading:
            self.flush()
            self._add_heading(" ".join("".join(_shown(element)).split()), int(heading[1]))
        else:
            self._visit_block(element, name)

    def _visit_block(self, element: Element, name: str) -> None:
        self.flush()
        if name in _LISTS:
            _add_list(self._builder, element, name)
        elif name == "table" and _is_data(element):
            _add_table(self._builder, element)
        elif name == "pre":
            self._builder.add_paragraph("".join(_shown(element)), "pre")
        elif name == "blockquote":
            with self._builder.block("blockquote"):
                self._children(element)
                self.flush()
        else:
            self._children(element)
            self.flush()

    def _children(self, element: Element) -> None:
        self._words.append(_flat(element.text))
        for child in element:
            self.visit(child)
            self._words.append(_flat(child.tail))

    def _add_heading(self, text: str, level: int) -> None:
        if self._builder.text() or not same_words(text, self._title):
            self._builder.add_heading(text, level=level)


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def _shown(element: Element, *, skip: frozenset[str] = frozenset()) -> list[str]:
    """Give the pieces of text in an element, blocks and breaks parted by white space."""
    parts = [element.text or ""]
    for child in element:
        name = local_name(child).lower()
        if name and name not in _HIDDEN and name not in skip:
            joint = "" if name in _INLINE else "\n"
            parts += [joint, *_shown(child, skip=skip), joint]
        elif name:
            parts.append(" ")
        parts.append(child.tail or "")
    return parts


def _one_line(element: Element, *, skip: frozenset[str] = frozenset()) -> str:
    return " ".join("".join(_shown(element, skip=skip)).split())


def _add_list(builder: TextBuilder, element: Element, kind: str) -> None:
    """Add a line for each item; an inner list's items follow the item they stand in."""
    with builder.block(kind):
        for number, item in enumerate(element, start=1):
            name = local_name(item).lower()
            if name in _LISTS:
                _add_list(builder, item, name)
            elif name:
                mark = f"{number}." if kind == "ol" else "-"
                _add_item(builder, item, mark)


def _add_item(builder: TextBuilder, item: Element, mark: str) -> None:
    with builder.block("li"):
        own = _one_line(item, skip=_LISTS)
        if own:
            builder.add_line(f"{mark} {own}")
        inner = [one for one in item.iter("ul", "ol") if _outer_list(one, item) is None]
        for one in inner:
            _add_list(builder, one, local_name(one).lower())


def _outer_list(element: Element, item: Element) -> Element | None:
    """Give the list between a list and the item that holds both; None if there is none."""
    for outer in element.iterancestors():
        if outer is item:
            return None
        if local_name(outer).lower() in _LISTS:
            return outer
    return None


def _is_data(table: Element) -> bool:
    """Tell a table of data from one that lays a mail out."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    return any(len(row.findall("td")) + len(row.findall("th")) > 1 for row in table.iter("tr"))


def _add_table(builder: TextBuilder, table: Element) -> None:
    """Add a line for each row that holds a word."""
    for caption in table.iter("caption"):
        builder.add_paragraph(_one_line(caption))
    rows = [
        [("th" if cell.tag == "th" else "td", _one_line(cell)) for cell in row.iter("td", "th")]
        for row in table.iter("tr")
    ]
    add_rows(builder, rows)
