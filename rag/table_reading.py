"""Passages → rows of their tables that answer a question, as evidence. Knows no generator.

The head of a table that begins in an earlier chunk is found and becomes a passage too.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.schema import Chunk
from index.searchable import SearchableIndex
from rag.answer_spans import AnswerReader
from rag.answerability import ANSWERED_FROM
from rag.cell_reading import read_cells
from rag.evidence import Evidence
from rag.extremes import ExtremeFinder
from rag.missing_values import missing_value
from rag.passage_tables import PassageTable, PassageTables
from rag.ranks import Rank, find_rank, rows_at
from rag.row_fitting import MIN_COVERAGE, MOST_ROWS, RowFitter
from rag.schema import Passage
from rag.superlatives import Superlative, find_comparison, find_superlative
from rag.tables import MARK, Row, say_row
from rag.untrusted import find_tricks

READ_PASSAGES = 4
TOLD = ("price", "phone number")  # in a row that gives it; a number may have its unit elsewhere
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_PERIOD = re.compile(
    rf"\b({'|'.join(_NTH)})[ -](quarter|half)(?: of)? (?=(?:19|20)\d\d\b)", re.IGNORECASE
)
_SHORT_PERIOD = re.compile(r"\b[QH][1-4]\b")
COMPARED = "“{asked}” is worked out here, from {count} values of “{of}” in a table"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReading:
    """Rows that answer, and the passages that hold their heads.

    Attributes:
        passages: What was found, with a passage for each row or head that none of it holds.
        evidence: The rows, empty if none answers; `wording` says what each holds.
        coverage: Share of the question's terms that they hold, in [0, 1].
        superlative: What was compared for, such as “oldest”; empty where rows are named.
        note: How they were compared, as the articles need not say it themselves.
        answer: Logit that a cell holds the answer against none; None if no model chose it.
    """

    passages: tuple[Passage, ...]
    evidence: tuple[Evidence, ...] = ()
    coverage: float = 0.0
    superlative: str = ""
    note: str = ""
    answer: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """A row that answers.

    Attributes:
        table: Where it was found.
        chunk: Where it stands: another one than the table's passage, if that goes on.
        row: The row.
        columns: What is to be said of it; empty for a name and its value.
        coverage: Share of the question's terms that it holds, in [0, 1].
    """

    table: PassageTable
    chunk: Chunk
    row: Row
    columns: tuple[int, ...]
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One question, and the tables that were found for it.

    Attributes:
        query: The question, as the tables write it.
        fitter: Compares it with rows.
        passages: What was found, best first.
        tables: Those of the first passages.
        found: Gives the rest of a table.
    """

    query: str
    fitter: RowFitter
    passages: Sequence[Passage]
    tables: Sequence[PassageTable]
    found: PassageTables

    @property
    def whole(self) -> tuple[PassageTable, ...]:
        """Give each table once; of one in several passages what stands in the best."""
        tables = reversed(self.tables)
        by_head = {(table.head_chunk.article_id, table.head.start): table for table in tables}
        return tuple(by_head.values())


class TableReader:
    """Reads the tables of passages of one library."""

    def __init__(self, article_index: SearchableIndex, answers: AnswerReader | None = None) -> None:
        self._index = article_index
        self._answers = answers

    def read(
        self, query: str, passages: Sequence[Passage], *, is_alone: bool = True
    ) -> TableReading:
        """Find the rows that answer a question: what it names, else those that have the most.

        Args:
            query: The question as it is understood alone.
            passages: What was found, best first; the tables of the first four are read.
            is_alone: It is one question. Then, where neither is found, each cell is read for the
                answer; a question before it would be answered again.
        """
        found = PassageTables(self._index)
        with_rows = [p for p in passages[:READ_PASSAGES] if MARK in p.chunk.text]
        tables = [table for passage in with_rows for table in found.find(passage)]
        if not tables:
            return TableReading(passages=tuple(passages))
        query = _as_in_tables(query, tables)
        fitter = RowFitter(query, self._index)
        asked = _Asked(query=query, fitter=fitter, passages=passages, tables=tables, found=found)
        named = self._read_named(asked)
        if any(missing_value(query, one.wording or one.text) in TOLD for one in named.evidence):
            named = TableReading(passages=tuple(passages))
        if named.coverage >= ANSWERED_FROM or not is_alone:
            return named
        cell = self._read_cells(asked)
        return cell if cell.evidence else named

    def _read_named(self, asked: _Asked) -> TableReading:
        """Find the rows that a question names, or those that have the most of what it asks for."""
        if comparison := find_comparison(asked.query):
            compared = self._read_extremes(asked, comparison)
            if compared.evidence:
                return compared
        if rank := find_rank(asked.query):
            ranked = self._read_rank(asked, rank)
            if ranked.evidence:
                return ranked
        fits = [
            _Chosen(
                table=table,
                chunk=table.passage.chunk,
                row=fit.row,
                columns=fit.columns if fit.asked else (),
                coverage=fit.coverage,
            )
            for table in asked.tables
            for fit in asked.fitter.fit(table.rows, head=table.head, around=table.around)
        ]
        superlative = None if fits else find_superlative(asked.query)
        if superlative:
            return self._read_extremes(asked, superlative)
        return self._tell(asked.passages, fits)

    def _read_cells(self, asked: _Asked) -> TableReading:
        """Find the cell in which the model reads the answer."""
        read = read_cells(asked.query, asked.fitter, asked.whole, asked.found, self._answers)
        if read is None:
            return TableReading(passages=tuple(asked.passages))
        cell, answer = read
        chosen = _Chosen(
            table=cell.table, chunk=cell.chunk, row=cell.row, columns=cell.columns,
            coverage=cell.coverage,
        )  # fmt: skip
        return replace(self._tell(asked.passages, [chosen]), answer=answer)

    def _read_rank(self, asked: _Asked, wanted: Rank) -> TableReading:
        """Find the rows that have a place in a ranking, where the table is of what the question names."""
        start, end = wanted.span
        rest = RowFitter(f"{asked.query[:start]} {asked.query[end:]}", self._index)
        chosen = []
        for table in asked.whole:
            rows = asked.found.rows_of_whole(table)
            for row, columns in rows_at(wanted.place, list(rows), head=table.head):
                held = rest.terms.held(f"{table.around} {table.lead} {MARK.join(row.cells)}")
                coverage = rest.terms.coverage(held)
                if rest.must <= held and coverage >= MIN_COVERAGE:
                    one = _Chosen(
                        table=table, chunk=rows[row], row=row, columns=columns, coverage=coverage
                    )
                    chosen.append(one)
        return self._tell(asked.passages, chosen)

    def _read_extremes(self, asked: _Asked, wanted: Superlative) -> TableReading:
        """Find the rows that have the most of what a question asks for, each table as a whole."""
        finder = ExtremeFinder(asked.query, wanted, self._index)
        chosen, notes = [], []
        for table in asked.whole:
            rows = asked.found.rows_of_whole(table)
            around = f"{table.around} {table.lead}"
            for one in finder.find(list(rows), head=table.head, around=around):
                chosen.append(
                    _Chosen(
                        table=table,
                        chunk=rows[one.row],
                        row=one.row,
                        columns=one.columns,
                        coverage=one.coverage,
                    )
                )
                notes.append(COMPARED.format(asked=wanted.word, count=one.count, of=one.of))
        reading = self._tell(asked.passages, chosen)
        if not chosen:
            return reading
        return replace(reading, superlative=wanted.word, note=notes[0])

    def _tell(self, passages: Sequence[Passage], found: Sequence[_Chosen]) -> TableReading:
        """Say the rows that hold most of the question, a few at most."""
        coverage = max((one.coverage for one in found), default=0.0)
        chosen = [one for one in found if one.coverage == coverage][:MOST_ROWS]
        passages = _with_chunks(passages, chosen)
        by_chunk = {passage.chunk.id: passage for passage in passages}
        return TableReading(
            passages=passages,
            evidence=tuple(self._evidence(one, by_chunk) for one in chosen),
            coverage=coverage,
        )

    def _evidence(self, chosen: _Chosen, passages: Mapping[str, Passage]) -> Evidence:
        row, chunk, head = chosen.row, chosen.chunk, chosen.table.head
        text = chunk.text[row.start - chunk.start : row.end - chunk.start]
        stems = frozenset(self._index.analyze(text))
        return Evidence(
            passage=passages[chunk.id],
            start=row.start,
            end=row.end,
            text=text,
            similarity=chosen.table.passage.similarity,
            coverage=chosen.coverage,
            context_coverage=chosen.coverage,
            type_match=1.0,
            score=chosen.coverage,
            stems=stems,
            meant=stems,
            wording=say_row(row, head if chosen.columns else None, chosen.columns),
            head_passage=passages[chosen.table.head_chunk.id].number if chosen.columns else None,
        )


def _as_in_tables(query: str, tables: Iterable[PassageTable]) -> str:
    """Write “fourth quarter of 2025” as “Q4 2025” where the tables do."""
    names = (
        name
        for table in tables
        for name in (*table.head.cells, *(row.cells[0] for row in table.rows))
    )
    short = {found[0][0] for name in names if (found := _SHORT_PERIOD.search(name))}

    def shorten(found: re.Match[str]) -> str:
        letter = found[2][0].upper()
        return f"{letter}{_NTH[found[1].lower()]} " if letter in short else found[0]

    return _PERIOD.sub(shorten, query) if short else query


def _with_chunks(passages: Sequence[Passage], found: Sequence[_Chosen]) -> tuple[Passage, ...]:
    """Add a passage for each row or head that stands in none, with the score of its table's."""
    known = {passage.chunk.id: passage for passage in passages}
    for one in found:
        for chunk in (one.chunk, *([one.table.head_chunk] if one.columns else ())):
            if chunk.id not in known:
                new = replace(
                    one.table.passage,
                    number=len(known) + 1,
                    chunk=chunk,
                    tricks=find_tricks(chunk.text),
                )
                known[chunk.id] = new
    return tuple(known.values())
