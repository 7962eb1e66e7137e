"""Passages → the tables in them, with heads and rows that stand in other chunks of their article.

Knows no question.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.errors import ArticleNotFoundError
from index.schema import Chunk
from index.searchable import SearchableIndex
from rag.schema import Passage
from rag.tables import MARK, PAIR, Row, find_tables, split_head
from rag.untrusted import is_order

MAX_CHUNKS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageTable:
    """Rows of a passage under a head that stands in a chunk of the same article.

    Attributes:
        passage: Where the rows stand.
        rows: The rows that may answer.
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

    @property
    def lead(self) -> str:
        """Give the line above the table, as “Three tenders were opened.”; empty without one."""
        above = self.head_chunk.text[: self.head.start - self.head_chunk.start]
        return next((line for line in reversed(above.split("\n")) if line and "|" not in line), "")


@dataclass(frozen=True, slots=True)
class PassageTables:
    """Finds tables; keeps the chunks of an article for its next passage. One for each question."""

    article_index: SearchableIndex
    _chunks_of: dict[str, tuple[Chunk, ...]] = field(default_factory=dict, init=False)

    def find(self, passage: Passage) -> Iterator[PassageTable]:
        """Give the tables of a passage; one that begins before it has its head there."""
        chunk = passage.chunk
        for rows in find_tables(chunk.text, offset=chunk.start):
            before = None
            if rows[0].start == chunk.start and chunk.number:
                before = _find_beginning(chunk, self._chunks(chunk.article_id))
            head_chunk, first = before or (chunk, rows)
            caption, head = split_head(first)
            is_order_there = bool(passage.tricks)
            yield PassageTable(
                passage=passage,
                rows=tuple(row for row in rows if _may_answer(row, head, caption, is_order_there)),
                head=head,
                head_chunk=head_chunk,
                caption=caption,
            )

    def rows_of_whole(self, table: PassageTable) -> dict[Row, Chunk]:
        """Give all rows of a table but its head and orders, in order, and where each stands.

        None of a table in an article of more than 1,000 chunks, some 19,000 rows: these take a second.
        """
        chunks = self._chunks(table.head_chunk.article_id)
        if len(chunks) > MAX_CHUNKS:
            return {}
        found: dict[Row, Chunk] = {}
        for chunk in chunks[table.head_chunk.number :]:
            rows = _rows_here(chunk, table.head, is_first=chunk == table.head_chunk)
            below = (row for row in rows if row.start > table.head.start)
            found |= {row: chunk for row in below if not is_order(MARK.join(row.cells))}
            if not rows or rows[-1].end < chunk.start + len(chunk.text):
                break
        return found

    def _chunks(self, article_id: str) -> tuple[Chunk, ...]:
        if article_id not in self._chunks_of:
            try:
                self._chunks_of[article_id] = self.article_index.chunks(article_id)
            except ArticleNotFoundError:  # removed meanwhile
                self._chunks_of[article_id] = ()
        return self._chunks_of[article_id]


def _rows_here(chunk: Chunk, head: Row, *, is_first: bool) -> tuple[Row, ...]:
    """Give the rows of a table in the chunk of its head, or in one that it goes on in."""
    for rows in find_tables(chunk.text, offset=chunk.start):
        has_head = any(row.start == head.start for row in rows)
        if has_head if is_first else rows[0].start == chunk.start:
            return rows
    return ()


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


def _may_answer(row: Row, head: Row, caption: str, may_give_orders: bool) -> bool:
    """Say whether a row is not the head, as one of a name and its value hardly is, and no order."""
    if may_give_orders and is_order(MARK.join(row.cells)):
        return False
    if row.start != head.start:
        return sum(map(bool, row.cells)) > 1
    return len(row.cells) == PAIR and (bool(caption) or any(map(str.isdigit, row.cells[1])))
