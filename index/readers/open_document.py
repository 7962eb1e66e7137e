"""OpenDocument texts, slides and sheets (odt, odp, ods) → `Draft`."""

from index.readers.archive import open_zip, read_member
from index.readers.bylines import continues_header, parse_date
from index.readers.draft import Draft, TextBuilder, add_rows, same_words
from index.readers.limits import MAX_CELLS, Budget, PasswordError
from index.readers.office import OfficeInfo
from index.readers.xml_trees import Element, find_text, local_name, parse_xml

_LEFT_OUT = frozenset(
    (
        "tracked-changes",
        "annotation",
        "annotation-end",
        "table-of-content",
        "forms",
        "note-citation",
    )
)
_MANIFEST = "META-INF/manifest.xml"
_MAX_REPEAT = 100  # spaces or cells; a sheet fills itself up with a million empty ones
MAX_BYLINES = 3


def read_open_document(data: bytes, budget: Budget) -> Draft:
    """Read the text of a document, its tables and notes.

    Raises:
        PasswordError: It is encrypted.
        FormatError: It is damaged or a bomb.
    """
    with open_zip(data, what="OpenDocument file") as archive:
        names = set(archive.namelist())
        manifest = read_member(archive, _MANIFEST, budget) if _MANIFEST in names else b""
        if b"encryption-data" in manifest:
            raise PasswordError("the OpenDocument file")
        content = parse_xml(read_member(archive, "content.xml", budget), what="OpenDocument file")
        info = OfficeInfo()
        if "meta.xml" in names:
            meta = parse_xml(read_member(archive, "meta.xml", budget), what="OpenDocument file")
            info = OfficeInfo(
                title=find_text(meta, "title"),
                author=find_text(meta, "initial-creator", "creator"),
                published_at=parse_date(find_text(meta, "creation-date", "date")),
            )
    walk = _Walk(info.title)
    for body in content.iter("{*}body"):
        walk.visit_all(body)
    draft = info.complete(walk.builder, title=walk.title, header=walk.header)
    return draft.with_notes(walk.notes)


class _Walk:
    """Walks the body; notes follow the paragraph they belong to."""

    def __init__(self, title: str | None) -> None:
        self.builder = TextBuilder()
        self.title = title
        self.header: list[str] = []
        self.notes: list[str] = []
        self._cells_left = MAX_CELLS

    def visit_all(self, parent: Element) -> None:
        """Add the blocks of a body, a frame, a section or a note."""
        for element in parent:
            name = local_name(element)
            if name == "page":
                self.builder.add_page()
            if name == "h":
                self._add_heading(element)
            elif name == "p":
                self._add_paragraph(element)
            elif name == "list":
                self._add_list(element)
            elif name == "table":
                self._add_table(element)
            elif name and name not in _LEFT_OUT:
                self.visit_all(element)

    def _add_heading(self, element: Element) -> None:
        text = _text(element)
        level = _attribute(element, "outline-level") or "2"
        if not self.builder.text() and self.title is None:
            self.title = " ".join(text.split()) or None
            self.builder.set_aside(text)
        elif self.builder.text() or not same_words(text, self.title):
            self.builder.add_heading(text, level=min(6, int(level)) if level.isdigit() else 2)
        else:
            self.builder.set_aside(text)

    def _add_paragraph(self, element: Element) -> None:
        text = _text(element)
        is_title = _attribute(element, "style-name") == "Title"
        if is_title and not self.builder.text() and self.title is None:
            self.title = " ".join(text.split()) or None
            self.builder.set_aside(text)
        elif self._is_byline(text):
            self.header.append(text)
            self.builder.set_aside(text)
        elif self.builder.text() or not same_words(text, self.title):
            self.builder.add_paragraph(text)
        else:
            self.builder.set_aside(text)
        for inner in element.iter("{*}note-body", "{*}text-box"):
            self.visit_all(inner)

    def _is_byline(self, text: str) -> bool:
        is_top = bool(self.title) and not self.builder.text() and len(self.header) < MAX_BYLINES
        return is_top and continues_header(self.header, text)

    def _add_list(self, element: Element) -> None:
        with self.builder.block("ul"):
            for item in element:
                with self.builder.block("li"):
                    own = [_text(one) for one in item if local_name(one) in ("p", "h")]
                    if any(own):
                        self.builder.add_line("- " + " ".join(" ".join(own).split()))
                    for inner in item:
                        if local_name(inner) == "list":
                            self._add_list(inner)

    def _add_table(self, element: Element) -> None:
        if name := _attribute(element, "name") if _is_sheet(element) else None:
            self.builder.add_heading(name)
        rows = []
        for row in element.iter("{*}table-row"):
            kind = "th" if local_name(row.getparent()) == "table-header-rows" else "td"
            cells = [(kind, text) for cell in row for text in _cell(cell)]
            while cells and not cells[-1][1]:
                cells.pop()
            self._cells_left -= len(cells)
            if self._cells_left < 0:
                self.notes.append(f"only the first {MAX_CELLS:,} cells were read")
                break
            rows.append(cells)
        add_rows(self.builder, rows)


def _is_sheet(table: Element) -> bool:
    parent = table.getparent()
    return parent is not None and local_name(parent) == "spreadsheet"


def _cell(cell: Element) -> list[str]:
    """Give a cell's text, as often as it is repeated."""
    if local_name(cell) not in ("table-cell", "covered-table-cell"):
        return []
    repeat = _attribute(cell, "number-columns-repeated") or "1"
    text = " ".join(_text(p) for p in cell.iter("{*}p", "{*}h"))
    return [text] * (min(int(repeat), _MAX_REPEAT) if repeat.isdigit() else 1)


def _attribute(element: Element, name: str) -> str | None:
    """Give an attribute by its local name."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def _text(element: Element) -> str:
    """Give the text of a paragraph, but for the notes and boxes in it."""
    parts = [element.text or ""]
    for child in element:
        name = local_name(child)
        if name in ("s", "tab"):
            parts.append(" ")
        elif name == "line-break":
            parts.append("\n")
        elif name and name not in _LEFT_OUT and name not in ("note", "text-box"):
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
