"""Tables → `Draft`: Excel workbooks (a sheet is a section) and text with separators."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import openpyxl
from openpyxl.packaging.core import DocumentProperties

from index.readers.archive import open_zip
from index.readers.draft import Draft, TextBuilder, add_rows
from index.readers.limits import MAX_CELLS, Budget
from index.readers.office import OfficeInfo
from index.readers.packages import drawn_lines, read_package

_SEPARATORS = ",;\t|"
_SAMPLE_LINES = 30
_WHAT = "workbook"
_DRAWN = re.compile(r"xl/(?:drawings/drawing|diagrams/data)\d*\.xml")
_PERCENT = re.compile(r"0(?:\.(0*)(#*))?\s?%")


def read_workbook(data: bytes, budget: Budget) -> Draft:
    """Read the values that the cells of every sheet show; charts and formulas are left out.

    Raises:
        FormatError: It is damaged or a bomb.
    """
    data = read_package(data, budget, what=_WHAT)
    workbook = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    info = OfficeInfo.of(_Properties(workbook.properties))
    builder, table = TextBuilder(), _Table()
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()
        rows = table.take(map(_shown, row) for row in sheet.iter_rows())
        if any(rows):
            builder.add_heading(str(sheet.title))
            add_rows(builder, _with_head(rows))
    workbook.close()
    for line in _drawn(data):
        builder.add_paragraph(line)
    draft = info.complete(builder, title=None)
    return draft.with_notes(table.notes())


def _drawn(data: bytes) -> Iterator[str]:
    """Give the lines of text boxes and diagrams, which stand over the cells of some sheet."""
    with open_zip(data, what=_WHAT) as archive:
        for name in filter(_DRAWN.fullmatch, archive.namelist()):
            yield from drawn_lines(archive.read(name), what=_WHAT)


def read_delimited(text: str) -> Draft:
    """Read text with a separator, which is found from its first lines."""
    # The limit is the whole process's: it is raised, never lowered under another reader.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    lines = io.StringIO(text.strip("\ufeff\n"), newline="")
    builder, table = TextBuilder(), _Table()
    rows = table.take(csv.reader(lines, delimiter=find_separator(text) or ","))
    add_rows(builder, _with_head(rows))
    draft = Draft(text=builder.text(), blocks=builder.blocks())
    return draft.with_notes(table.notes())


def find_separator(text: str) -> str | None:
    """Give the separator that parts the first lines into equally many cells; None without one."""
    lines = [line for line in text[:20_000].splitlines()[:_SAMPLE_LINES] if line.strip()]
    best, best_score = None, 0.0
    for separator in _SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        except csv.Error:
            continue
        width, count = Counter(widths).most_common(1)[0] if widths else (0, 0)
        score = count / len(widths) * min(width, 5) if width > 1 else 0.0
        if count > 0.7 * len(widths) and score > best_score:
            best, best_score = separator, score
    return best


class _Properties:
    """A workbook's properties by the names that other formats use."""

    def __init__(self, properties: DocumentProperties) -> None:
        self.title = str(properties.title or "")
        self.author = str(properties.creator or "")
        # openpyxl fills in the moment of reading where the file says nothing.
        created = properties.created
        is_now = created is None or abs(_age_s(created)) < 3600
        self.created = None if is_now else created


def _age_s(moment: datetime) -> float:
    """Count seconds since a moment, which openpyxl gives in UTC without saying so."""
    return (datetime.now(UTC) - moment.replace(tzinfo=UTC)).total_seconds()


class _Table:
    """Takes rows until there are more cells than an article can have."""

    def __init__(self) -> None:
        self._left = MAX_CELLS
        self._is_cut = False

    def take(self, rows: Iterable[Iterable[object]]) -> list[list[str]]:
        """Give the rows with a value in them as texts."""
        return list(self._take(rows))

    def notes(self) -> tuple[str, ...]:
        """Say whether rows were left out."""
        if not self._is_cut:
            return ()
        return (f"only the first {MAX_CELLS:,} cells were read",)

    def _take(self, rows: Iterable[Iterable[object]]) -> Iterator[list[str]]:
        for row in rows:
            cells = [_show(value) for value in row]
            self._left -= len(cells)
            if self._left < 0:
                self._is_cut = True
                return
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield cells


def _shown(cell: Any) -> object:
    """Give a cell's value, a share as the percentage that it shows."""
    value = cell.value
    if type(value) in (int, float) and (shown := _PERCENT.search(cell.number_format or "")):
        fixed, most = len(shown[1] or ""), len((shown[1] or "") + (shown[2] or ""))
        percent = (Decimal(repr(value)) * 100).quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
        return f"{percent.normalize() if most > fixed else percent:f}%"
    return value


def _show(value: object) -> str:
    """Write a value as a sheet shows it: no `.0`, no midnight."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date | time):
        return value.isoformat(*(" ",) if isinstance(value, datetime) else ())
    return str(value)


def _with_head(rows: list[list[str]]) -> list[list[tuple[str, str]]]:
    """Take the first row for the head if no cell of it is empty or a number."""
    is_headed = len(rows) > 1 and all(cell and not _is_number(cell) for cell in rows[0])
    return [
        [("th" if is_headed and number == 0 else "td", cell) for cell in row]
        for number, row in enumerate(rows)
    ]


def _is_number(text: str) -> bool:
    return text.replace(".", "").replace(",", "").lstrip("+-").isdigit()
