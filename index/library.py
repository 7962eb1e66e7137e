"""The SQL truth: articles as read, their chunks' offsets, and what is still to be indexed.

Knows nothing about vectors or BM25. Its commits are the commit points of every change.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from index import containers, owners, trash
from index.article_paths import ArticlePaths, forget_chunks, link, upload_path
from index.database import batches
from index.errors import ArticleNotFoundError
from index.listing import ArticleLists
from index.near_copies import NearCopy, find_copies, find_groups, save_signature
from index.rows import CutArticle, EncodedChunk, article_row, blocks_row, chunk_row, to_article
from index.schema import Article, LibraryStats
from index.tables import article_blocks, articles, chunks, encoded_chunks, removed_chunks
from index.tables import owners as owners_table
from index.viewer import EVERYTHING, WHOLE, Scope, Viewer


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
                f"no article {article_id!r} was removed in the last hour",
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

    def article(self, article_id: str, *, viewer: Viewer = WHOLE) -> Article:
        """Give one article.

        Raises:
            ArticleNotFoundError: There is none of that id that the viewer sees.
        """
        with self._read() as connection:
            query = self._articles().where(articles.c.id == article_id)
            row = connection.execute(query).mappings().first()
        if row is None or not viewer.sees(row["owner"]):
            raise self._not_found(article_id)
        return to_article(row)

    def owner_of(self, article_id: str, *, viewer: Viewer = WHOLE) -> str | None:
        """Give whose an article is that is here or was removed lately; None for everybody's.

        Raises:
            ArticleNotFoundError: There is none of that id that the viewer sees.
        """
        with self._read() as connection:
            is_here = sa.select(articles.c.id).where(articles.c.id == article_id)
            if connection.scalar(is_here):
                owner = owners.owner_of(connection, article_id)
            elif removed := trash.find(connection, article_id):
                owner = removed["owner"]
            else:
                raise self._not_found(article_id)
        if not viewer.sees(owner):
            raise self._not_found(article_id)
        return owner

    def scope_of(self, viewer: Viewer, article_ids: Collection[str] | None) -> Scope:
        """Say which articles a viewer's search looks at; of these only unless None."""
        if viewer.user is None and article_ids is None:
            return EVERYTHING
        with self._read() as connection:
            hidden = owners.hidden_from(connection, viewer)
        if article_ids is not None:
            return Scope(only=frozenset(article_ids) - hidden)
        if not hidden:
            return EVERYTHING
        if len(hidden) > self.stats().articles // 2:
            return Scope(only=frozenset(self.article_ids(viewer=viewer)))
        return Scope(hidden=hidden)

    def articles(self) -> tuple[Article, ...]:
        """Give every article, oldest first."""
        with self._read() as connection:
            rows = connection.execute(self._articles().order_by(*_BY_AGE)).mappings()
            return tuple(to_article(row) for row in rows)

    def find_content(self, sha256: str, *, owner: str | None = None) -> str | None:
        """Give the id of this owner's article read from bytes with this SHA-256, if there is one.

        Args:
            sha256: Of the bytes.
            owner: None for what is everybody's.
        """
        is_it = (articles.c.sha256 == sha256) & owners.belongs_to(owner)
        with self._read() as connection:
            return connection.scalar(sa.select(articles.c.id).where(is_it).limit(1))

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
        rows = [given.row(chunk_id) for chunk_id, given in found.items()]
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

    def stats(self, scope: Scope = EVERYTHING) -> LibraryStats:
        """Count the articles and chunks of a scope."""
        with self._read() as connection:
            if scope.only is not None:
                return _count_of(connection, scope.only)
            hidden = _count_of(connection, scope.hidden)
            counted = (
                int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
                for table in (articles, chunks)
            )
            return LibraryStats(
                articles=next(counted) - hidden.articles, chunks=next(counted) - hidden.chunks
            )

    def copy_groups(self, article_ids: Collection[str]) -> dict[str, str]:
        """Give the group of each article; articles that say nearly the same share one."""
        with self._read() as connection:
            return find_groups(connection, article_ids)

    def near_copies(self, article_id: str, *, viewer: Viewer = WHOLE) -> tuple[NearCopy, ...]:
        """Give the articles that say nearly the same as one and the viewer sees, oldest first."""
        with self._read() as connection:
            return find_copies(connection, article_id, viewer=viewer)

    def fingerprint(self, *, viewer: Viewer = WHOLE) -> str:
        """Give a digest of what a viewer sees: the same articles give the same, in any order."""
        query = sa.select(articles.c.id, articles.c.sha256).order_by(articles.c.id)
        digest = hashlib.sha256()
        with self._read() as connection:
            for row in connection.execute(query.where(*owners.seen_by(connection, viewer))):
                digest.update(f"{row.id} {row.sha256}\n".encode())
        return digest.hexdigest()

    def _articles(self) -> sa.Select[Any]:
        """Select what an article is made of; a library of before, opened for reading, lacks some."""
        found = sa.select(*(column for column in articles.c if column.name != "language"))
        found = found.add_columns(
            articles.c.language if self._has_language else sa.null().label("language"),
            article_blocks.c.blocks if self._has_blocks else sa.literal("").label("blocks"),
            owners_table.c.owner if self._has_owners else sa.null().label("owner"),
        )
        if self._has_blocks:
            found = found.outerjoin(article_blocks, article_blocks.c.article_id == articles.c.id)
        if self._has_owners:
            found = found.outerjoin(owners_table, owners_table.c.article_id == articles.c.id)
        return found

    def _not_found(self, article_id: str) -> ArticleNotFoundError:
        return ArticleNotFoundError(
            f"there is no article {article_id!r} in the library",
            hint="`citewell list` shows the ids",
        )


def _count_of(connection: sa.Connection, article_ids: Collection[str]) -> LibraryStats:
    """Count those of some articles that there are, and their chunks."""
    count_each = sa.select(sa.func.count().label("chunks")).group_by(chunks.c.article_id)
    found = LibraryStats(articles=0, chunks=0)
    for batch in batches(sorted(article_ids)):
        each = count_each.where(chunks.c.article_id.in_(batch)).subquery()
        count = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(each.c.chunks), 0))
        row = connection.execute(count.select_from(each)).one()
        found = LibraryStats(articles=found.articles + row[0], chunks=found.chunks + row[1])
    return found


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
        if cut.article.owner is not None:
            owners.save_owner(connection, article_id, cut.article.owner)
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
