"""The SQL side of an index that another model builds beside the one that answers.

An article that changes or goes meanwhile is forgotten here in the same commit, see
`index.article_paths.forget_chunks`, and is then taken again. Knows nothing about vectors or BM25.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from index.database import Database, batches, put_meta
from index.rows import EncodedChunk, chunk_row
from index.schema import Chunk
from index.tables import (
    articles,
    chunks,
    encoded_chunks,
    meta,
    next_articles,
    next_chunks,
    next_encoded_chunks,
    removed_chunks,
)

NEXT = "next_index"  # the database's record of what is being built


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildStatus:
    """How far the building of another index is.

    Attributes:
        model: The embedding model it is built with.
        done: Articles that it holds.
        total: Articles of the library.
        failure: Why it stopped; empty while it goes on. The next opening tries again.
    """

    model: str
    done: int
    total: int
    failure: str = ""

    def among(self, articles: int) -> "BuildStatus":
        """Say about how far it is of so many articles, for whoever sees no more of the library."""
        return replace(self, done=self.done * articles // max(1, self.total), total=articles)


class NextChunks(Database):
    """Chunks cut and encoded for another model, by article."""

    def identity(self) -> dict[str, Any] | None:
        """Give what the index being built is made with; None if none is."""
        recorded = self.get_meta(NEXT)
        return json.loads(recorded)["identity"] if recorded else None

    def status(self) -> BuildStatus | None:
        """Say how far it is; None if none is being built."""
        recorded = self.get_meta(NEXT)
        if not recorded:
            return None
        total = sa.select(sa.func.count()).select_from(articles)
        done = sa.select(sa.func.count()).where(next_articles.c.is_done)
        given = json.loads(recorded)
        with self._read() as connection:
            return BuildStatus(
                model=given["identity"]["embedding_model"],
                done=int(connection.scalar(done) or 0),
                total=int(connection.scalar(total) or 0),
                failure=given.get("failure", ""),
            )

    def begin(self, identity: Mapping[str, Any], *, stamp_key: str) -> None:
        """Record what is to be built; what was built of another making, or failed, is forgotten.

        Args:
            identity: What it is made with.
            stamp_key: The record of the stamps that its folders had.
        """
        with self._write() as connection:
            if _recorded_identity(connection) != identity:
                _forget_all(connection)
                connection.execute(sa.delete(meta).where(meta.c.key == stamp_key))
            put_meta(connection, NEXT, json.dumps({"identity": dict(identity)}))

    def note_failure(self, reason: str) -> None:
        """Record why it stopped."""
        recorded = json.loads(self.get_meta(NEXT) or "{}")
        if recorded:
            self.set_meta(NEXT, json.dumps({**recorded, "failure": reason}))

    def abandon(self) -> None:
        """Forget everything that was built."""
        with self._write() as connection:
            _forget_all(connection)

    def missing(self) -> list[str]:
        """Give the id of each article that it lacks, oldest first."""
        done = sa.select(next_articles.c.article_id).where(next_articles.c.is_done)
        lacking = sa.select(articles.c.id).where(articles.c.id.not_in(done))
        with self._read() as connection:
            return list(connection.scalars(lacking.order_by(articles.c.added_at, articles.c.id)))

    def claim(self, article_ids: Collection[str]) -> None:
        """Note that articles are about to be read: what changes from now on is not `store`d."""
        with self._write() as connection:
            for ids in batches(sorted(article_ids)):
                named = next_articles.c.article_id.in_(ids)
                connection.execute(sa.delete(next_articles).where(named))
                there = sa.select(articles.c.id, sa.false()).where(articles.c.id.in_(ids))
                columns = ["article_id", "is_done"]
                connection.execute(sa.insert(next_articles).from_select(columns, there))

    def store(self, given: Sequence[Chunk], found: Mapping[str, EncodedChunk]) -> None:
        """Store the chunks of whole articles, but not of those that changed since their `claim`."""
        wanted = sorted({chunk.article_id for chunk in given})
        kept: set[str] = set()
        with self._write() as connection:
            for ids in batches(wanted):
                named = next_articles.c.article_id.in_(ids)
                connection.execute(sa.update(next_articles).where(named).values(is_done=True))
                kept.update(connection.scalars(sa.select(next_articles.c.article_id).where(named)))
            whole = [chunk for chunk in given if chunk.article_id in kept]
            if whole:
                rows = [found[chunk.id].row(chunk.id) for chunk in whole]
                connection.execute(sa.insert(next_chunks), [chunk_row(chunk) for chunk in whole])
                connection.execute(sa.insert(next_encoded_chunks), rows)

    def chunk_ids(self) -> set[str]:
        """Give the id of every chunk that is stored."""
        with self._read() as connection:
            return set(connection.scalars(sa.select(next_chunks.c.id)))

    def forget(self, article_ids: Collection[str]) -> None:
        """Have these articles taken again."""
        with self._write() as connection:
            for ids in batches(sorted(article_ids)):
                named = next_articles.c.article_id.in_(ids)
                connection.execute(sa.delete(next_articles).where(named))

    @contextmanager
    def taking_over(self, records: Mapping[str, str]) -> Iterator[None]:
        """Put these chunks in place of those that answer; the block's end is the commit.

        Args:
            records: What the database records from then on.
        """
        with self._write() as connection:
            for table in (encoded_chunks, chunks, removed_chunks):
                connection.execute(sa.delete(table))
            for target, origin in ((chunks, next_chunks), (encoded_chunks, next_encoded_chunks)):
                names = [column.name for column in target.columns]
                rows = sa.select(*(origin.c[name] for name in names))
                connection.execute(sa.insert(target).from_select(names, rows))
            connection.execute(sa.update(articles).values(pending=False))
            _forget_all(connection)
            for key, value in records.items():
                put_meta(connection, key, value)
            yield


def _recorded_identity(connection: sa.Connection) -> Any:
    recorded = connection.scalar(sa.select(meta.c.value).where(meta.c.key == NEXT))
    return json.loads(recorded)["identity"] if recorded else None


def _forget_all(connection: sa.Connection) -> None:
    for table in (next_encoded_chunks, next_chunks, next_articles):  # quicker than by cascade
        connection.execute(sa.delete(table))
    connection.execute(sa.delete(meta).where(meta.c.key == NEXT))
