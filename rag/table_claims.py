"""Sentence → the row of a table that it is about, said with the names of its columns.

What a row says of a claim is judged by the columns that the claim names: a number of another column
does not bear it out. Knows no passages.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.tables import PAIR, Row, find_tables, say_row, split_head

MIN_SHARE = 0.5  # of a cell's terms, for a claim to speak of it
_HAS_LETTER = re.compile(r"[^\W\d_]")
_UNIT = re.compile(r"\s*\(([^)]+)\)\s*$")
_PLURAL = re.compile(r"\b(thousand|million|billion)s\b")


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A row that a claim is about.

    Attributes:
        row: The row.
        head: The row that names its columns; None if it names its value itself.
        says: What it says of the claim.
        coverage: Share of the claim's terms in row and head, in [0, 1].
    """

    row: Row
    head: Row | None
    says: str
    coverage: float


def find_row(
    claim: str, text: str, analyze: Callable[[str], Sequence[str]], *, goes_on: bool = False
) -> ToldRow | None:
    """Find the row of a text that names most of what a claim names; None if none names any of it.

    Args:
        claim: A sentence.
        text: Of a passage.
        analyze: Gives the terms of a text.
        goes_on: A table at the start may have its head in an earlier text.
    """
    terms = frozenset(analyze(claim))
    told = [
        one
        for rows in find_tables(text)
        if not (goes_on and rows[0].start == 0)
        for one in _tell(rows, terms, lambda cell: frozenset(analyze(cell)))
    ]
    return max(told, key=lambda one: one[0], default=(None, None))[1]


def _tell(
    rows: Sequence[Row], terms: frozenset[str], stems: Callable[[str], frozenset[str]]
) -> Iterator[tuple[tuple[int, int], ToldRow]]:
    """Give the rows that a claim may be about, each with how much of it they name."""
    head = split_head(rows)[1]
    for row in rows:
        cells = [stems(cell) for cell in row.cells]
        held = [at for at, cell in enumerate(cells) if _share(cell, terms) >= MIN_SHARE]
        named = [at for at in held if _HAS_LETTER.search(row.cells[at])]
        is_pair = len(row.cells) == PAIR and len(head.cells) == PAIR
        if not held or len(row.cells) != len(head.cells) or (row is head and not is_pair):
            continue
        rank = (_count(cells, named, terms), _count(cells, held, terms))
        meant = [_share(stems(_UNIT.sub("", name)), terms) for name in head.cells]
        asked = [at for at, share in enumerate(meant) if share == max(meant) >= MIN_SHARE]
        label = (named or held)[0]
        columns = list(
            dict.fromkeys((label, *asked)) if set(asked) - {label} else range(len(row.cells))
        )
        if is_pair and not asked:
            known, says, said_head = stems(" ".join(row.cells)), say_row(row, None), None
        else:
            known = stems(" ".join((*row.cells, *(head.cells[at] for at in columns))))
            says, said_head = say_row(_with_units(row, head), _bare(head), columns), head
        yield rank, ToldRow(row, said_head, says, len(terms & known) / len(terms))


def _count(cells: Sequence[frozenset[str]], columns: Sequence[int], terms: frozenset[str]) -> int:
    return sum(len(cells[at] & terms) for at in columns)


def _share(part: frozenset[str], terms: frozenset[str]) -> float:
    return len(part & terms) / len(part) if part else 0.0


def _bare(head: Row) -> Row:
    return Row(head.start, head.end, tuple(_UNIT.sub("", cell) for cell in head.cells))


def _with_units(row: Row, head: Row) -> Row:
    """Put the unit that a head gives in brackets behind each number: "5.9 million"."""
    cells = []
    for cell, name in zip(row.cells, head.cells, strict=True):
        unit = _UNIT.search(name)
        if unit and cell and not _HAS_LETTER.search(cell):
            cell += " " + _PLURAL.sub(r"\1", unit[1])
        cells.append(cell)
    return Row(row.start, row.end, tuple(cells))
