"""Passages → rows of their tables that answer a question, as evidence. Knows no generator.

The head of a table that begins in an earlier chunk is found and becomes a passage too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.errors import ArticleNotFoundError
from index.schema import Chunk
from index.searchable import SearchableIndex
from rag.evidence import Evidence
from rag.row_fitting import MOST_ROWS, RowFit, RowFitter
from rag.schema import Passage
from rag.tables import MARK, PAIR, Row, find_tables, say_row, split_head
from rag.untrusted import is_order

READ_PASSAGES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReading:
    """Rows that answer, and the passages that hold their heads.

    Attributes:
        passages: What was found, with a passage for each head that none of it holds.
        evidence: The rows, empty if none answers; `wording` says what each holds.
        coverage: Share of the question's terms that they hold, in [0, 1].
    """

    passages: tuple[Passage, ...]
    evidence: tuple[Evidence, ...] = ()
    coverage: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Rows of a passage under a head that stands in a chunk of the same article.

    Attributes:
        passage: Where the rows stand.
        rows: The rows.
        head: The row that names the columns.
        head_chunk: The chunk that holds it.
        caption: What stands above it in one cell.
    """

    passage: Passage
    rows: tuple[Row, ...]
    head: Row
    head_chunk: Chunk
    caption: str

    @property
    def around(self) -> str:
        """Give what says what the table is about."""
        chunk = self.passage.chunk
        return f"{chunk.header} {chunk.section or ''} {self.caption}"


class TableReader:
    """Reads the tables of passages of one library."""

    def __init__(self, article_index: SearchableIndex) -> None:
        self._index = article_index

    def read(self, query: str, passages: Sequence[Passage]) -> TableReading:
        """Find the rows that answer a question.

        Args:
            query: The question as it is understood alone.
            passages: What was found, best first; the tables of the first four are read.
        """
        with_rows = [p for p in passages[:READ_PASSAGES] if MARK in p.chunk.text]
        if not with_rows:
            return TableReading(passages=tuple(passages))
        fitter = RowFitter(query, self._index)
        begun: dict[str, tuple[Chunk, ...]] = {}
        fits = [
            (table, fit)
            for passage in with_rows
            for table in self._tables(passage, begun)
            for fit in fitter.fit(table.rows, head=table.head, around=table.around)
        ]
        coverage = max((fit.coverage for _, fit in fits), default=0.0)
        chosen = [(table, fit) for table, fit in fits if fit.coverage == coverage][:MOST_ROWS]
        passages = _with_heads(passages, [table for table, fit in chosen if fit.asked])
        numbers = {passage.chunk.id: passage.number for passage in passages}
        return TableReading(
            passages=passages,
            evidence=tuple(self._evidence(table, fit, numbers) for table, fit in chosen),
            coverage=coverage,
        )

    def _tables(self, passage: Passage, begun: dict[str, tuple[Chunk, ...]]) -> Iterator[_Table]:
        """Give the tables of a passage; one that begins before it has its head there.

        `begun` keeps the chunks of an article for its next passage.
        """
        chunk = passage.chunk
        for rows in find_tables(chunk.text, offset=chunk.start):
            goes_on = rows[0].start == chunk.start and chunk.number
            before = None
            if goes_on:
                if chunk.article_id not in begun:
                    begun[chunk.article_id] = self._chunks(chunk.article_id)
                before = _find_beginning(chunk, begun[chunk.article_id])
            head_chunk, first = before or (chunk, rows)
            caption, head = split_head(first)
            yield _Table(
                passage=passage,
                rows=tuple(row for row in rows if _may_answer(row, head, caption, passage)),
                head=head,
                head_chunk=head_chunk,
                caption=caption,
            )

    def _chunks(self, article_id: str) -> tuple[Chunk, ...]:
        try:
            return self._index.chunks(article_id)
        except ArticleNotFoundError:  # removed meanwhile
            return ()

    def _evidence(self, table: _Table, fit: RowFit, numbers: Mapping[str, int]) -> Evidence:
        row, chunk = fit.row, table.passage.chunk
        text = chunk.text[row.start - chunk.start : row.end - chunk.start]
        stems = frozenset(self._index.analyze(text))
        return Evidence(
            passage=table.passage,
            start=row.start,
            end=row.end,
            text=text,
            similarity=table.passage.similarity,
            coverage=fit.coverage,
            context_coverage=fit.coverage,
            type_match=1.0,
            score=fit.coverage,
            stems=stems,
            meant=stems,
            wording=say_row(row, table.head if fit.asked else None, fit.columns),
            head_passage=numbers[table.head_chunk.id] if fit.asked else None,
        )


def _find_beginning(chunk: Chunk, chunks: Sequence[Chunk]) -> tuple[Chunk, tuple[Row, ...]] | None:
    """Find the chunk in which a table begins that goes on in another, and its rows there."""
    found, start = None, chunk.start
    for before in reversed(chunks[: chunk.number]):
        lines = before.text.split("\n")
        # Rows are parted by a line break, tables by an empty line.
        if MARK not in lines[-1] or before.end + 1 < start:
            break
        found, start = before, before.start
        if not all(MARK in line for line in lines):
            break
    return (found, find_tables(found.text, offset=found.start)[-1]) if found else None


def _may_answer(row: Row, head: Row, caption: str, passage: Passage) -> bool:
    """Say whether a row is not the head, as one of a name and its value hardly is, and no order."""
    if passage.tricks and is_order(MARK.join(row.cells)):
        return False
    if row.start != head.start:
        return sum(map(bool, row.cells)) > 1
    return len(row.cells) == PAIR and (bool(caption) or any(map(str.isdigit, row.cells[1])))


def _with_heads(passages: Sequence[Passage], tables: Sequence[_Table]) -> tuple[Passage, ...]:
    """Add a passage for each head that stands in none, with the score of its rows' passage."""
    found = {passage.chunk.id: passage for passage in passages}
    for table in tables:
        chunk = table.head_chunk
        if chunk.id not in found:
            found[chunk.id] = replace(table.passage, number=len(found) + 1, chunk=chunk)
    return tuple(found.values())
