"""The SQL truth: articles as read, their chunks' offsets, and what is still to be indexed.

Knows nothing about vectors or BM25. Its commits are the commit points of every change.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from index.errors import ArticleNotFoundError, StorageError
from index.rows import SUMMARY_COLUMNS, article_row, chunk_row, to_article, to_chunk, to_utc
from index.schema import Article, ArticleSummary, Chunk, LibraryStats
from index.tables import SCHEMA_VERSION, articles, chunks, meta, metadata, removed_chunks

DATABASE_NAME = "library.db"
MAX_PARAMETERS = 500  # ids in one statement, well below SQLite's limit


class Library:
    """One library database.

    Args:
        url: SQLAlchemy URL, `sqlite:////folder/library.db` by default.
        label: How to name the library in messages.

    Raises:
        StorageError: The database cannot be read or written, or is of another version.
    """

    def __init__(self, url: str, *, label: str) -> None:
        self._label = label
        self._engine = sa.create_engine(url)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _set_up_sqlite)
        with self._mapped():
            metadata.create_all(self._engine)
        version = self.get_meta("schema_version")
        if version is None:
            self.set_meta("schema_version", str(SCHEMA_VERSION))
        elif version != str(SCHEMA_VERSION):
            raise StorageError(
                f"the library {label!r} has schema version {version}, "
                f"this citewell reads version {SCHEMA_VERSION}",
                hint="use the citewell that made it, or a new folder with --library",
            )

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def get_meta(self, key: str) -> str | None:
        """Give a recorded value; None if there is none."""
        with self._read() as connection:
            value = connection.scalar(sa.select(meta.c.value).where(meta.c.key == key))
        return None if value is None else str(value)

    def set_meta(self, key: str, value: str) -> None:
        """Record a value."""
        with self._write() as connection:
            connection.execute(sa.delete(meta).where(meta.c.key == key))
            connection.execute(sa.insert(meta).values(key=key, value=value))

    def save(self, article: Article, cut: Sequence[Chunk]) -> None:
        """Store an article with its chunks, in place of one with the same id; index it later."""
        with self._write() as connection:
            _forget_chunks(connection, article.id)
            connection.execute(sa.delete(articles).where(articles.c.id == article.id))
            connection.execute(sa.insert(articles).values(**article_row(article)))
            if cut:
                connection.execute(sa.insert(chunks), [chunk_row(chunk) for chunk in cut])
                ids = [chunk.id for chunk in cut]
                for batch in _batches(ids):
                    connection.execute(
                        sa.delete(removed_chunks).where(removed_chunks.c.chunk_id.in_(batch))
                    )

    def delete(self, article_id: str) -> None:
        """Delete an article and its chunks.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        with self._write() as connection:
            _forget_chunks(connection, article_id)
            gone = connection.execute(sa.delete(articles).where(articles.c.id == article_id))
        if gone.rowcount == 0:
            raise self._not_found(article_id)

    def article(self, article_id: str) -> Article:
        """Give one article.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        with self._read() as connection:
            query = sa.select(articles).where(articles.c.id == article_id)
            row = connection.execute(query).mappings().first()
        if row is None:
            raise self._not_found(article_id)
        return to_article(row)

    def articles(self) -> Iterator[Article]:
        """Give every article, oldest first."""
        with self._read() as connection:
            ids = connection.scalars(sa.select(articles.c.id).order_by(*_BY_AGE)).all()
        for article_id in ids:
            yield self.article(article_id)

    def find(self, *, source: str, sha256: str) -> tuple[str | None, str | None]:
        """Give the id of the article read from `source`, and of the one with these bytes."""
        with self._read() as connection:
            by_source = connection.scalar(
                sa.select(articles.c.id).where(articles.c.source == source).limit(1)
            )
            by_content = connection.scalar(
                sa.select(articles.c.id).where(articles.c.sha256 == sha256).limit(1)
            )
        return by_source, by_content

    def list_articles(
        self, *, text: str = "", limit: int = 100, offset: int = 0
    ) -> tuple[tuple[ArticleSummary, ...], int]:
        """List articles, newest first, whose title, publisher or source holds `text`.

        Returns:
            One page, and how many match in all.
        """
        counted = (
            sa.select(sa.func.count())
            .where(chunks.c.article_id == articles.c.id)
            .scalar_subquery()
            .label("chunks")
        )
        columns = [articles.c[name] for name in SUMMARY_COLUMNS]
        query = sa.select(*columns, sa.func.length(articles.c.text).label("chars"), counted)
        total = sa.select(sa.func.count()).select_from(articles)
        if text:
            fields = (articles.c.title, articles.c.publisher, articles.c.source)
            matches = sa.or_(*(field.icontains(text, autoescape=True) for field in fields))
            query, total = query.where(matches), total.where(matches)
        newest = (articles.c.added_at.desc(), articles.c.title, articles.c.id)
        with self._read() as connection:
            rows = connection.execute(query.order_by(*newest).limit(limit).offset(offset))
            page = tuple(
                ArticleSummary(**{**row, "added_at": to_utc(row["added_at"])})
                for row in rows.mappings()
            )
            return page, int(connection.scalar(total) or 0)

    def article_ids(self) -> tuple[str, ...]:
        """Give the id of every article, oldest first."""
        with self._read() as connection:
            return tuple(connection.scalars(sa.select(articles.c.id).order_by(*_BY_AGE)))

    def chunks_by_id(self, ids: Collection[str]) -> dict[str, tuple[Chunk, dict[str, Any]]]:
        """Give chunks with title, source, publisher and date of their articles; unknown ids drop."""
        found = {}
        with self._read() as connection:
            for batch in _batches(sorted(ids)):
                rows = connection.execute(_CHUNKS.where(chunks.c.id.in_(batch))).mappings()
                for row in rows:
                    found[row["id"]] = (to_chunk(row), {name: row[name] for name in _SHOWN})
        return found

    def chunks_of(self, article_ids: Collection[str]) -> list[Chunk]:
        """Give the chunks of these articles, by article and number."""
        found = []
        with self._read() as connection:
            for batch in _batches(sorted(article_ids)):
                query = _CHUNKS.where(chunks.c.article_id.in_(batch))
                ordered = query.order_by(chunks.c.article_id, chunks.c.number)
                found += [to_chunk(row) for row in connection.execute(ordered).mappings()]
        return found

    def chunk_ids(self) -> set[str]:
        """Give the id of every chunk."""
        with self._read() as connection:
            return set(connection.scalars(sa.select(chunks.c.id)))

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
            for batch in _batches(sorted(article_ids)):
                connection.execute(
                    sa.update(articles).where(articles.c.id.in_(batch)).values(pending=pending)
                )

    def removed_chunk_ids(self) -> set[str]:
        """Give chunks that are gone from here and may still be in the indexes."""
        with self._read() as connection:
            return set(connection.scalars(sa.select(removed_chunks.c.chunk_id)))

    def forget_removed(self, ids: Collection[str]) -> None:
        """Record that the indexes have dropped these chunks."""
        with self._write() as connection:
            for batch in _batches(sorted(ids)):
                connection.execute(
                    sa.delete(removed_chunks).where(removed_chunks.c.chunk_id.in_(batch))
                )

    def stats(self) -> LibraryStats:
        """Count articles and chunks."""
        with self._read() as connection:
            counts = [
                int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
                for table in (articles, chunks)
            ]
        return LibraryStats(articles=counts[0], chunks=counts[1])

    def _not_found(self, article_id: str) -> ArticleNotFoundError:
        return ArticleNotFoundError(
            f"there is no article {article_id!r} in the library {self._label!r}",
            hint="`citewell list` shows the ids",
        )

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with self._mapped(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        with self._mapped(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as exc:
            cause = exc.orig if isinstance(exc, DBAPIError) else exc
            raise StorageError(
                f"cannot use the database of the library {self._label!r}: {cause}",
                hint="check free disk space and permissions; what was stored before is kept",
            ) from exc


def sqlite_url(path: Path) -> str:
    """Give the SQLAlchemy URL of a SQLite file."""
    return str(sa.URL.create("sqlite", database=str(path)))


_BY_AGE = (articles.c.added_at, articles.c.id)
_SHOWN = ("title", "source", "publisher", "published_at")
_CHUNKS = sa.select(
    chunks,
    *(articles.c[name] for name in _SHOWN),
    sa.func.substr(articles.c.text, chunks.c.start + 1, chunks.c.end - chunks.c.start).label(
        "text"
    ),
).join(articles, chunks.c.article_id == articles.c.id)


def _set_up_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")  # readers in other processes while one writes
    cursor.execute("PRAGMA synchronous = FULL")  # a commit survives a power cut
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA busy_timeout = 10000")
    cursor.close()


def _forget_chunks(connection: sa.Connection, article_id: str) -> None:
    """Drop an article's chunks and note that the indexes have to drop them too."""
    old = sa.select(chunks.c.id).where(chunks.c.article_id == article_id)
    connection.execute(
        sa.delete(removed_chunks).where(removed_chunks.c.chunk_id.in_(old.scalar_subquery()))
    )
    connection.execute(sa.insert(removed_chunks).from_select(["chunk_id"], old))
    connection.execute(sa.delete(chunks).where(chunks.c.article_id == article_id))


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(ids), MAX_PARAMETERS):
        yield ids[at : at + MAX_PARAMETERS]
