"""Rows of tables in a text: finding them, saying what a cell holds, tracing what was said.

Canonical text has a line for each row, its cells parted by ` | `. Knows no question.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

MARK = " | "
PAIR = 2  # cells of a row that holds a name and a value
_BAR = re.compile(r"(?:^|(?<=\s))\|(?=\s|$)")
_BETWEEN = " — "


@dataclass(frozen=True, slots=True)
class Row:
    """A row, at characters `[start, end)`, and the texts of its cells."""

    start: int
    end: int
    cells: tuple[str, ...]


def find_tables(text: str, *, offset: int = 0) -> tuple[tuple[Row, ...], ...]:
    """Find the tables of a text: lines of cells without an empty line between.

    Args:
        text: Canonical text, or a part of it.
        offset: Where `text` starts, added to every place.

    Returns:
        The rows of each; the first may be a head or a row like the others.
    """
    tables: list[tuple[Row, ...]] = []
    rows: list[Row] = []
    start = 0
    for line in (*text.split("\n"), ""):
        if MARK in line or line.endswith(" |") or line.startswith("| "):
            cells = tuple(cell.strip() for cell in _BAR.split(line))
            rows.append(Row(offset + start, offset + start + len(line.rstrip()), cells))
        else:
            tables += [tuple(rows)] if rows else []
            rows = []
        start += len(line) + 1
    return tuple(tables)


def split_head(rows: Sequence[Row]) -> tuple[str, Row]:
    """Give what stands above a table in a cell of its own, and the row that names the columns.

    A row with one cell less than all below it names all but the first column.
    """
    captions = list(takewhile(lambda row: sum(map(bool, row.cells)) == 1, rows[:-1]))
    head, *below = rows[len(captions) :]
    if below and {len(row.cells) for row in below} == {len(head.cells) + 1}:
        head = replace(head, cells=("", *head.cells))
    return " ".join(" ".join(row.cells) for row in captions), head


def say_row(row: Row, head: Row | None, columns: Sequence[int] = ()) -> str:
    """Say what a row holds, as in `Denmark — Population: 5.9.`.

    Args:
        row: The row.
        head: The row that names its columns; None for a row of a name and a value.
        columns: What to say; the first column needs no name where others follow.
    """
    if head is None:
        return f"{row.cells[0]}: {row.cells[1]}."
    said = [_say_cell(row, head, at) for at in columns]
    if columns[0] == 0 and len(columns) > 1:
        said[0] = row.cells[0]
    return f"{_BETWEEN.join(said)}."


def trace_row(sentence: str, text: str, earlier: Sequence[str] = ()) -> tuple[tuple[int, Row], ...]:
    """Find the row and the head that a sentence of `say_row` says, cell by cell.

    Args:
        sentence: What was said.
        text: Where the row may stand.
        earlier: Texts before it in the same article, in which a table may begin that goes on at
            the start of `text`.

    Returns:
        The row and its head (none for a name and a value), each with the number of its text: 0 for
        `text`, from 1 for those before. Empty if no row says just that; a cell under another head
        does not.
    """
    begun = [
        (at, tables[-1])
        for at, before in enumerate(earlier, start=1)
        if (tables := find_tables(before)) and tables[-1][-1].end == len(before)
    ]
    for rows in find_tables(text):
        heads = [(0, rows), *(begun if rows[0].start == 0 else ())]
        for row in rows:
            if len(row.cells) == PAIR and sentence == say_row(row, None):
                return ((0, row),)
            for at, table in heads:
                head = split_head(table)[1]
                is_head = at == 0 and row.start == head.start
                if not is_head and _says(sentence, row, head):
                    return (0, row), (at, head)
    return ()


def _says(sentence: str, row: Row, head: Row) -> bool:
    if len(row.cells) != len(head.cells):
        return False
    first, *rest = sentence.removesuffix(".").split(_BETWEEN)
    cells = {_say_cell(row, head, at) for at in range(len(row.cells))}
    return (first in cells or (bool(rest) and first == row.cells[0])) and cells.issuperset(rest)


def _say_cell(row: Row, head: Row, at: int) -> str:
    return f"{head.cells[at]}: {row.cells[at]}" if head.cells[at] else row.cells[at]
