"""Cells of tables → the one in which a model reads the answer, where no rule finds a row.

Each is read as a line by itself: what names its row, the head of its column, what it holds. “How loud is
the Lumo?” so finds “Lumo — Noise: 66 dB”. Knows no passages beyond the tables it is given.
"""

import heapq
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.schema import Chunk
from rag.answer_spans import AnswerReader
from rag.foreign import is_foreign
from rag.passage_tables import PassageTable, PassageTables
from rag.row_fitting import RowFitter
from rag.tables import PAIR, Row, say_row

MOST_CELLS = 64  # are read, those with most of the question
MOST_ROWS = 300  # of a larger table only what stands in the passage is looked at
MOST_CHARS = 120  # of a cell
# Logits: of the answer against none, and how much more than of the other cells in the row. Of the table
# questions of the tests and of three testers that no rule answers, 13 reach both, 12 of them rightly.
LEAST_ANSWER = 1.0
MIN_MARGIN = 4.0

_OR = re.compile(r"\bor\b", re.IGNORECASE)  # asks for two cells
_SENTENCE = re.compile(r"(?:\S+\s+){3}\S+[.!?]$")  # is read as such


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFit:
    """A cell that may answer.

    Attributes:
        table: Its table.
        chunk: Where its row stands.
        row: Its row.
        columns: What is to be said of it: what names it and the cell; empty for a name and its value.
        coverage: Share of the question's terms in row, head and title, by rarity, in [0, 1].
        weight: How much of the question names the cell, by rarity.
        line: What is read.
        before, end: Where the cell stands in it, `line[before:end]`.
    """

    table: PassageTable
    chunk: Chunk
    row: Row
    columns: tuple[int, ...]
    coverage: float
    weight: float
    line: str
    before: int
    end: int


def read_cells(
    query: str,
    fitter: RowFitter,
    tables: Iterable[PassageTable],
    found: PassageTables,
    reader: AnswerReader | None,
) -> tuple[CellFit, float] | None:
    """Read the cells that a question may ask for.

    Args:
        query: The question.
        fitter: Its terms.
        tables: The tables, without those that were found twice.
        found: Gives the rows of a whole table.
        reader: Reads; None finds nothing.

    Returns:
        The cell and the logit that it holds the answer against none; None if none does, or another
        of its row nearly as likely.
    """
    if reader is None or is_foreign(query) or _OR.search(query):
        return None
    cells = (cell for table in tables for cell in _cells(fitter, table, found))
    asked = heapq.nlargest(MOST_CELLS, cells, key=lambda cell: cell.weight)
    question = query if "?" in query else f"{query}?"
    spans = reader.read(question, [(cell.table.passage.title, cell.line) for cell in asked])
    answers = [
        (cell, answer)
        for cell, marked in zip(asked, spans, strict=bool(spans))
        if (answer := marked.best(cell.before, cell.end)) is not None
    ]
    cell, answer = max(answers, key=lambda pair: pair[1], default=(None, 0.0))
    if cell is None or answer < LEAST_ANSWER:
        return None
    beside = (
        other
        for one, other in answers
        if one is not cell and one.row == cell.row and one.chunk.id == cell.chunk.id
    )
    return (cell, answer) if answer - max(beside, default=-MIN_MARGIN) >= MIN_MARGIN else None


def _cells(fitter: RowFitter, table: PassageTable, found: PassageTables) -> Iterator[CellFit]:
    """Give the cells of a table whose row or column a question names, with all it has to name."""
    whole = found.rows_of_whole(table)
    rows = dict.fromkeys(table.rows, table.passage.chunk)
    rows |= whole if len(whole) <= MOST_ROWS else {}
    terms, head = fitter.terms, table.head
    around, heads = terms.held(table.around), [terms.held(cell) for cell in head.cells]
    for row, chunk in rows.items():
        if len(row.cells) != len(head.cells):
            continue
        held = [terms.held(cell) for cell in row.cells]
        for at, name in _pairs(row.cells, [terms.weigh(one) for one in held]):
            known = around | held[name] | heads[name] | heads[at]
            weight = terms.weigh(held[name] | heads[at])
            if weight and fitter.must <= known and fitter.may_hold(row, at, name=name, head=head):
                line = _line(row, head, name, at)
                yield CellFit(
                    table=table, chunk=chunk, row=row, line=line,
                    columns=_columns(row, name, at),
                    coverage=terms.coverage(known), weight=weight,
                    before=len(line) - 1 - len(row.cells[at]), end=len(line) - 1,
                )  # fmt: skip


def _pairs(cells: Sequence[str], weights: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Give each cell that may be asked for, with the one that names its row: what is asked most of."""
    is_name_and_value = len(cells) == PAIR
    short = [
        at
        for at, cell in enumerate(cells)
        if cell and len(cell) <= MOST_CHARS and not _SENTENCE.search(cell)
    ]
    for at in short[1:] if is_name_and_value else short:
        names = [other for other in short if other != at]
        if names:
            yield at, max(names, key=lambda other: (weights[other], -other))


def _columns(row: Row, name: int, at: int) -> tuple[int, ...]:
    """Give what is to be said: the row's first cell too, unless it only counts the rows."""
    if len(row.cells) == PAIR:
        return ()
    first = () if at == 0 or re.fullmatch(r"\d*\.?", row.cells[0]) else (0,)
    return tuple(dict.fromkeys((*first, name, at)))


def _line(row: Row, head: Row, name: int, at: int) -> str:
    """Say a cell with what names its row, and last what it holds."""
    if len(row.cells) == PAIR:
        return say_row(row, None)
    column = head.cells[at].replace("_", " ")
    return (
        f"{row.cells[name]} — {column}: {row.cells[at]}."
        if column
        else f"{row.cells[name]}: {row.cells[at]}."
    )
