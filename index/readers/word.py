"""Word documents (docx) → `Draft`: headings, lists, tables, text boxes and notes in their order."""

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from index.readers.bylines import continues_header
from index.readers.draft import Draft, TextBuilder, add_rows, same_words
from index.readers.limits import Budget
from index.readers.office import OfficeInfo
from index.readers.packages import DIAGRAM, DIAGRAM_DATA, drawn_lines, read_package
from index.readers.xml_trees import Element, parse_xml

# Deleted text, its old place, field codes; and the second copy of a shape for older programs.
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LEFT_OUT = frozenset(
    (
        qn("w:del"),
        qn("w:moveFrom"),
        qn("w:instrText"),
        qn("w:pPr"),
        qn("w:rPr"),
        f"{_COMPATIBILITY}Fallback",
    )
)
_WORDS = frozenset((qn("w:t"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"))
_BREAKS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_BOX = qn("w:txbxContent")
_NOTES = {RELATIONSHIP_TYPE.FOOTNOTES: "w:footnote", RELATIONSHIP_TYPE.ENDNOTES: "w:endnote"}
MAX_BYLINES = 3
_WHAT = "Word document"


def read_word(data: bytes, budget: Budget) -> Draft:
    """Read a document; headers and footers of its pages are left out.

    Raises:
        FormatError: It is damaged or a bomb.
    """
    document = docx.Document(io.BytesIO(read_package(data, budget, what=_WHAT)))
    info = OfficeInfo.of(document.core_properties)
    walk = _Walk(document, title=info.title)
    walk.visit_all(document.element.body)
    for kind, tag in _NOTES.items():
        walk.visit_notes(document, kind, tag)
    return info.complete(walk.builder, title=walk.title, header=walk.header)


@dataclass(slots=True)
class _Styles:
    """What the styles of a document's paragraphs make of them."""

    heading_levels: dict[str, int] = field(default_factory=dict)
    list_ids: dict[str, str] = field(default_factory=dict)
    bullets: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, document: Document) -> "_Styles":
        styles = cls()
        parents: dict[str, str] = {}
        for style in document.styles.element.iter(qn("w:style")):
            style_id = style.get(qn("w:styleId")) or ""
            styles._take(style_id, style)
            parents[style_id] = _value(style, "w:basedOn") or ""
        for style_id in parents:
            styles._inherit(style_id, parents)
        styles._take_numbering(document)
        return styles

    def _take(self, style_id: str, style: Element) -> None:
        name = (_value(style, "w:name") or "").lower()
        outline = _value(style, "w:outlineLvl")
        if name == "title":
            self.heading_levels[style_id] = 1
        elif name.startswith("heading ") and name[8:9].isdigit():
            self.heading_levels[style_id] = min(6, int(name[8]))
        elif outline and outline.isdigit() and int(outline) < 6:
            self.heading_levels[style_id] = int(outline) + 1
        number = style.find(f".//{qn('w:numPr')}/{qn('w:numId')}")
        if number is not None:
            self.list_ids[style_id] = number.get(qn("w:val")) or ""

    def _inherit(self, style_id: str, parents: dict[str, str]) -> None:
        parent, seen = parents.get(style_id, ""), {style_id}
        while parent and parent not in seen:
            seen.add(parent)
            if parent in self.heading_levels:
                self.heading_levels.setdefault(style_id, self.heading_levels[parent])
            if parent in self.list_ids:
                self.list_ids.setdefault(style_id, self.list_ids[parent])
            parent = parents.get(parent, "")

    def _take_numbering(self, document: Document) -> None:
        part = _related(document, RELATIONSHIP_TYPE.NUMBERING)
        if part is None:
            return
        is_bullet = {
            (one.get(qn("w:abstractNumId")) or "", level.get(qn("w:ilvl")) or "")
            for one in part.iter(qn("w:abstractNum"))
            for level in one.iter(qn("w:lvl"))
            if _value(level, "w:numFmt") in ("bullet", "none", None)
        }
        for number in part.iter(qn("w:num")):
            number_id = number.get(qn("w:numId")) or ""
            abstract = _value(number, "w:abstractNumId") or ""
            self.bullets |= {(number_id, level) for one, level in is_bullet if one == abstract}


class _Walk:
    """Walks the body; runs of list paragraphs become one list."""

    def __init__(self, document: Document, *, title: str | None) -> None:
        self.builder = TextBuilder()
        self.title = title
        self.header: list[str] = []
        self._styles = _Styles.of(document)
        self._parts = document.part.related_parts
        self._is_listing = False
        self._counts: Counter[tuple[str, str]] = Counter()

    def visit_all(self, parent: Element) -> None:
        """Add the blocks of a body, a content control or a note."""
        for element in parent:
            if element.tag == qn("w:p"):
                self._add_paragraph(element)
            elif element.tag == qn("w:tbl"):
                self._end_list()
                self._add_table(element)
            elif element.tag not in _LEFT_OUT and element.tag != qn("w:sectPr"):
                self.visit_all(element)  # content controls, insertions, custom XML
        if parent.tag == qn("w:body"):
            self._end_list()

    def visit_notes(self, document: Document, kind: str, tag: str) -> None:
        """Add foot- or endnotes, without the two that only draw a line."""
        part = _related(document, kind)
        for note in () if part is None else part.iter(qn(tag)):
            if note.get(qn("w:type")) in (None, "normal"):
                self.visit_all(note)
        self._end_list()

    def _add_paragraph(self, element: Element) -> None:
        text = "".join(_texts(element))
        style = _value(element, "w:pPr/w:pStyle") or ""
        level = self._styles.heading_levels.get(style)
        number = _value(element, "w:pPr/w:numPr/w:numId") or self._styles.list_ids.get(style, "0")
        if level is not None and text.strip():
            self._end_list()
            self._add_heading(text, level)
        elif number != "0" and text.strip():
            self._add_item(text, number, _value(element, "w:pPr/w:numPr/w:ilvl") or "0")
        elif text.strip():
            self._end_list()
            self._add_text(text)
        for box in element.iter(_BOX):
            is_shown = not any(outer.tag in _LEFT_OUT for outer in box.iterancestors())
            if is_shown and _owner(box, "w:p") is element:
                self._end_list()
                self.visit_all(box)
        for diagram in element.iter(DIAGRAM):
            part = self._parts.get(diagram.get(DIAGRAM_DATA))
            for line in () if part is None else drawn_lines(part.blob, what=_WHAT):
                self.builder.add_paragraph(line)

    def _add_heading(self, text: str, level: int) -> None:
        if not self.builder.text() and self.title is None and level == 1:
            self.title = " ".join(text.split())
            self.builder.set_aside(text)
        elif self.builder.text() or not same_words(text, self.title):
            self.builder.add_heading(text, level=level)
        else:
            self.builder.set_aside(text)

    def _add_text(self, text: str) -> None:
        is_top = not self.builder.text() and len(self.header) < MAX_BYLINES
        if is_top and self.title and continues_header(self.header, text):
            self.header.append(text)
            self.builder.set_aside(text)
        elif self.builder.text() or not same_words(text, self.title):
            self.builder.add_paragraph(text)
        else:
            self.builder.set_aside(text)

    def _add_item(self, text: str, number: str, level: str) -> None:
        if not self._is_listing:
            is_bullet = (number, level) in self._styles.bullets
            self.builder.begin("ul" if is_bullet else "ol")
            self._is_listing = True
        self._counts[number, level] += 1
        is_bullet = (number, level) in self._styles.bullets
        mark = "-" if is_bullet else f"{self._counts[number, level]}."
        with self.builder.block("li"):
            self.builder.add_line(f"{mark} {' '.join(text.split())}")

    def _end_list(self) -> None:
        if self._is_listing:
            self.builder.end()
            self._is_listing = False

    def _add_table(self, table: Element) -> None:
        rows = []
        for row in _rows(table):
            kind = "th" if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None else "td"
            cells = [cell for cell in row.iter(qn("w:tc")) if _owner(cell, "w:tr") is row]
            rows.append(
                [
                    (kind, " ".join("".join(_texts(p)) for p in cell.iter(qn("w:p"))))
                    for cell in cells
                ]
            )
        add_rows(self.builder, rows)


def _rows(table: Element) -> list[Element]:
    return [row for row in table.iter(qn("w:tr")) if _owner(row, "w:tbl") is table]


def _owner(element: Element, tag: str) -> Element | None:
    """Give the nearest element of a tag that holds this one: tables stand in tables' cells."""
    return next(element.iterancestors(qn(tag)), None)


def _texts(paragraph: Element) -> Iterator[str]:
    """Give the pieces of text of a paragraph, but for text boxes, which are paragraphs too."""
    for child in paragraph:
        if child.tag in _WORDS:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _LEFT_OUT and child.tag != _BOX:
            yield from _texts(child)


def _value(element: Element, path: str) -> str | None:
    found = element.find("/".join(qn(step) for step in path.split("/")))
    if found is None and "/" not in path:
        found = element.find(f".//{qn(path)}")
    return None if found is None else found.get(qn("w:val"))


def _related(document: Document, kind: str) -> Element | None:
    """Give the XML of a part that belongs to the document; None without one."""
    for relation in document.part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            return parse_xml(relation.target_part.blob, what=_WHAT)
    return None
