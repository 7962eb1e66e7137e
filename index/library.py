"""The SQL truth: articles as read, their chunks' offsets, and what is still to be indexed.

Knows nothing about vectors or BM25. Its commits are the commit points of every change.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from index import containers, trash
from index.article_paths import ArticlePaths, forget_chunks, link, upload_path
from index.database import batches
from index.errors import ArticleNotFoundError
from index.listing import ArticleLists
from index.near_copies import NearCopy, find_copies, find_groups, save_signature
from index.rows import (
    CutArticle,
    EncodedChunk,
    article_row,
    blocks_row,
    chunk_row,
    to_article,
)
from index.schema import Article, LibraryStats
from index.tables import (
    article_blocks,
    articles,
    chunks,
    encoded_chunks,
    removed_chunks,
)


class Library(ArticleLists, ArticlePaths):
    """The articles and chunks of one library database; see `Database` for opening one."""

    def save(self, cut_articles: Sequence[CutArticle]) -> None:
        """Store articles with their chunks, in place of those with the same id; index them later.

        All in one commit; none does nothing.
        """
        if not cut_articles:
            return
        with self._write() as connection:
            for cut in cut_articles:
                _save(connection, cut)

    def delete(self, article_id: str) -> None:
        """Delete an article and its chunks; it can be restored for an hour.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        with self._write() as connection:
            trash.keep(connection, article_id)
            forget_chunks(connection, article_id)
            gone = connection.execute(sa.delete(articles).where(articles.c.id == article_id))
        if gone.rowcount == 0:
            raise self._not_found(article_id)

    def removed_article(self, article_id: str) -> Article:
        """Give an article that was deleted less than an hour ago.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        with self._read() as connection:
            row = trash.find(connection, article_id)
        if row is None:
            raise ArticleNotFoundError(
                f"no article {article_id!r} was removed from the library {self._label!r} "
                "in the last hour",
                hint="add it again",
            )
        return to_article(row)

    def restore(self, cut: CutArticle) -> None:
        """Store a deleted article again, under those of its paths that no other article has now."""
        article = cut.article
        with self._write() as connection:
            _save(connection, cut)
            paths = trash.take_paths(connection, article.id)
            for path in paths or [upload_path(article.id, article.source)]:
                link(connection, path, article.id)

    def restore_paths(self, removed_id: str, article_id: str) -> None:
        """Give an article the paths of a deleted one with the same content."""
        with self._write() as connection:
            for path in trash.take_paths(connection, removed_id):
                link(connection, path, article_id)

    def empty_trash(self) -> None:
        """Forget articles that were deleted more than an hour ago."""
        with self._write() as connection:
            trash.empty_old(connection)

    def article(self, article_id: str) -> Article:
        """Give one article.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        with self._read() as connection:
            query = self._articles().where(articles.c.id == article_id)
            row = connection.execute(query).mappings().first()
        if row is None:
            raise self._not_found(article_id)
        return to_article(row)

    def articles(self) -> tuple[Article, ...]:
        """Give every article, oldest first."""
        with self._read() as connection:
            rows = connection.execute(self._articles().order_by(*_BY_AGE)).mappings()
            return tuple(to_article(row) for row in rows)

    def find_content(self, sha256: str) -> str | None:
        """Give the id of the article read from bytes with this SHA-256; None if there is none."""
        query = sa.select(articles.c.id).where(articles.c.sha256 == sha256).limit(1)
        with self._read() as connection:
            return connection.scalar(query)

    def pending(self) -> list[tuple[str, int]]:
        """Give the id of each article not yet in the indexes, and how many chunks it has."""
        query = (
            sa.select(articles.c.id, sa.func.count(chunks.c.id))
            .outerjoin(chunks, chunks.c.article_id == articles.c.id)
            .where(articles.c.pending)
            .group_by(articles.c.id)
            .order_by(*_BY_AGE)
        )
        with self._read() as connection:
            return [(row[0], int(row[1])) for row in connection.execute(query)]

    def set_pending(self, article_ids: Collection[str], *, pending: bool) -> None:
        """Record whether the indexes still miss these articles."""
        with self._write() as connection:
            _set_pending(connection, article_ids, pending=pending)

    def finish(self, article_ids: Collection[str], found: Mapping[str, EncodedChunk]) -> None:
        """Store the vectors of chunks and record that these articles are indexed.

        Args:
            article_ids: The articles.
            found: What was made of each of their chunks, by chunk id.
        """
        rows = [{"chunk_id": chunk_id, **given.pack()} for chunk_id, given in found.items()]
        with self._write() as connection:
            for ids in batches(sorted(found)):
                held = encoded_chunks.c.chunk_id.in_(ids)
                connection.execute(sa.delete(encoded_chunks).where(held))
            connection.execute(sa.insert(encoded_chunks), rows)
            _set_pending(connection, article_ids, pending=False)

    def removed_chunk_ids(self) -> set[str]:
        """Give chunks that are gone from here and may still be in the indexes."""
        with self._read() as connection:
            return set(connection.scalars(sa.select(removed_chunks.c.chunk_id)))

    def forget_removed(self, ids: Collection[str]) -> None:
        """Record that the indexes have dropped these chunks."""
        with self._write() as connection:
            for batch in batches(sorted(ids)):
                connection.execute(
                    sa.delete(removed_chunks).where(removed_chunks.c.chunk_id.in_(batch))
                )

    def set_sha256(self, article_id: str, sha256: str) -> None:
        """Record that an article was read from other bytes, which gave the same article."""
        with self._write() as connection:
            is_named = articles.c.id == article_id
            connection.execute(sa.update(articles).where(is_named).values(sha256=sha256))

    def stats(self, article_ids: Collection[str] | None = None) -> LibraryStats:
        """Count articles and chunks, of these articles only unless None."""
        with self._read() as connection:
            if article_ids is None:
                return LibraryStats(
                    articles=_count(connection, sa.select(sa.func.count()).select_from(articles)),
                    chunks=_count(connection, sa.select(sa.func.count()).select_from(chunks)),
                )
            counts = [
                _count(connection, sa.select(sa.func.count()).where(chunks.c.article_id.in_(batch)))
                for batch in batches(sorted(article_ids))
            ]
        return LibraryStats(articles=len(article_ids), chunks=sum(counts))

    def copy_groups(self, article_ids: Collection[str]) -> dict[str, str]:
        """Give the group of each article; articles that say nearly the same share one."""
        with self._read() as connection:
            return find_groups(connection, article_ids)

    def near_copies(self, article_id: str) -> tuple[NearCopy, ...]:
        """Give the articles that say nearly the same as one, oldest first."""
        with self._read() as connection:
            return find_copies(connection, article_id)

    def fingerprint(self) -> str:
        """Give a digest of what the library holds: the same articles give the same, in any order."""
        query = sa.select(articles.c.id, articles.c.sha256).order_by(articles.c.id)
        digest = hashlib.sha256()
        with self._read() as connection:
            for row in connection.execute(query):
                digest.update(f"{row.id} {row.sha256}\n".encode())
        return digest.hexdigest()

    def _articles(self) -> sa.Select[Any]:
        """Select what an article is made of; a library of before, opened for reading, lacks some."""
        found = sa.select(*(column for column in articles.c if column.name != "language"))
        found = found.add_columns(
            articles.c.language if self._has_language else sa.null().label("language")
        )
        if not self._has_blocks:
            return found.add_columns(sa.literal("").label("blocks"))
        return found.add_columns(article_blocks.c.blocks).outerjoin(article_blocks)

    def _not_found(self, article_id: str) -> ArticleNotFoundError:
        return ArticleNotFoundError(
            f"there is no article {article_id!r} in the library {self._label!r}",
            hint="`citewell list` shows the ids",
        )


def _count(connection: sa.Connection, query: sa.Select[Any]) -> int:
    return int(connection.scalar(query) or 0)


_BY_AGE = (articles.c.added_at, articles.c.id)


def _set_pending(connection: sa.Connection, article_ids: Collection[str], *, pending: bool) -> None:
    for batch in batches(sorted(article_ids)):
        is_named = articles.c.id.in_(batch)
        connection.execute(sa.update(articles).where(is_named).values(pending=pending))


def _save(connection: sa.Connection, cut: CutArticle) -> None:
    article_id = cut.article.id
    forget_chunks(connection, article_id)
    row = article_row(cut.article)
    changed = connection.execute(
        sa.update(articles).where(articles.c.id == article_id).values(**row)
    )
    if changed.rowcount == 0:
        connection.execute(sa.insert(articles).values(**row))
    connection.execute(sa.delete(article_blocks).where(article_blocks.c.article_id == article_id))
    if cut.article.blocks:
        connection.execute(sa.insert(article_blocks).values(**blocks_row(cut.article)))
    connection.execute(sa.insert(chunks), [chunk_row(chunk) for chunk in cut.chunks])
    kept = sa.select(chunks.c.id).where(chunks.c.article_id == article_id)
    connection.execute(
        sa.delete(removed_chunks).where(removed_chunks.c.chunk_id.in_(kept.scalar_subquery()))
    )
    save_signature(connection, article_id, cut.signature)
    if cut.path is not None:
        link(connection, cut.path, article_id)
        if cut.container is not None:
            containers.begin(connection, cut.container, cut.path)
