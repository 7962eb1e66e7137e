"""The tables of the library database, and opening it. Knows no article.

Foreign errors become `StorageError` here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from index.errors import StorageError

DATABASE_NAME = "library.db"
MAX_PARAMETERS = 500  # ids in one statement, well below SQLite's limit
SCHEMA_VERSION = 2  # 1 had no `chunks.text`

metadata = sa.MetaData()

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False, index=True),
    sa.Column("publisher", sa.Text),
    sa.Column("author", sa.Text),
    sa.Column("published_at", sa.String(32)),
    sa.Column("content_type", sa.String(128), nullable=False),
    sa.Column("added_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("sha256", sa.String(64), nullable=False, index=True),
    sa.Column("sections", sa.Text, nullable=False),
    sa.Column("pages", sa.Text, nullable=False),
    sa.Column("pending", sa.Boolean, nullable=False, index=True),
    # Last, because SQLite reads through a long value to reach what stands behind it.
    sa.Column("text", sa.Text, nullable=False),
)

chunks = sa.Table(
    "chunks",
    metadata,
    sa.Column("id", sa.String(128), primary_key=True),
    sa.Column(
        "article_id",
        sa.ForeignKey("articles.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("section", sa.Text),
    sa.Column("page", sa.Integer),
    # A copy of its stretch of the article: cutting it out would read the whole article, and a
    # query looks at a hundred chunks of nearly as many articles.
    sa.Column("text", sa.Text, nullable=False, server_default=""),
)

# Derived, like the indexes, and kept here because an article stops pending in the same commit: where
# the sentences of a chunk stand, its vector and theirs, see `index.rows.EncodedChunk`.
encoded_chunks = sa.Table(
    "encoded_chunks",
    metadata,
    sa.Column("chunk_id", sa.ForeignKey("chunks.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("spans", sa.LargeBinary, nullable=False),
    sa.Column("vectors", sa.LargeBinary, nullable=False),
)

# How an article's text was structured where it was read, see `index.schema.Block`. A library made
# before this table existed has articles without a row here.
article_blocks = sa.Table(
    "article_blocks",
    metadata,
    sa.Column("article_id", sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("blocks", sa.Text, nullable=False),
)

# Every path an article was read from: a copy under another path is the same article.
sources = sa.Table(
    "sources",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column(
        "article_id",
        sa.ForeignKey("articles.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
)

# A file of several articles, such as an archive: its bytes, so that it need not be unpacked again,
# and which of the paths in `sources` lie inside it.
containers = sa.Table(
    "containers",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False, index=True),
)

members = sa.Table(
    "members",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column(
        "container",
        sa.ForeignKey("containers.path", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
)

# Chunks deleted or replaced here whose vectors and postings are still to be dropped.
removed_chunks = sa.Table(
    "removed_chunks",
    metadata,
    sa.Column("chunk_id", sa.String(128), primary_key=True),
)

# Articles removed less than an hour ago, see `index.trash`: the row of each as JSON.
trash = sa.Table(
    "trash",
    metadata,
    sa.Column("article_id", sa.String(64), primary_key=True),
    sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("paths", sa.Text, nullable=False),
    sa.Column("article", sa.Text, nullable=False),
)


class Database:
    """One library database.

    Args:
        url: SQLAlchemy URL, `sqlite:////folder/library.db` by default.
        label: How to name the library in messages.
        read_only: Make nothing; the database has to be there.

    Raises:
        StorageError: The database cannot be read or written, or is of another version.
    """

    def __init__(self, url: str, *, label: str, read_only: bool = False) -> None:
        self._label = label
        self._engine = sa.create_engine(url)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _set_up_sqlite)
        if not read_only:
            with self._mapped():
                metadata.create_all(self._engine)
        self._has_blocks = not read_only or self._has_table(article_blocks)
        version = self.get_meta("schema_version")
        if version is None and not read_only:
            self.set_meta("schema_version", str(SCHEMA_VERSION))
        elif version == "1":
            if not read_only:  # a reader needs no chunk's text
                self._copy_chunk_texts()
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

    def find_damage(self) -> tuple[str, ...]:
        """Give what the database engine finds wrong with its own file, a line each."""
        if self._engine.dialect.name != "sqlite":
            return ()
        with self._read() as connection:
            found = list(connection.scalars(sa.text("PRAGMA integrity_check")))
            broken = connection.execute(sa.text("PRAGMA foreign_key_check")).all()
        lines = [line for line in found if line != "ok"]
        return tuple(lines + [f"{row[0]} refers to a missing {row[2]}" for row in broken])

    def _has_table(self, table: sa.Table) -> bool:
        with self._mapped():
            return sa.inspect(self._engine).has_table(table.name)

    def _copy_chunk_texts(self) -> None:
        """Bring a library of schema version 1 to version 2."""
        length = chunks.c.end - chunks.c.start
        text = sa.select(sa.func.substr(articles.c.text, chunks.c.start + 1, length))
        of_article = text.where(articles.c.id == chunks.c.article_id).scalar_subquery()
        is_version = meta.c.key == "schema_version"
        with self._write() as connection:
            # First, because with SQLite only an update begins the transaction.
            connection.execute(sa.update(meta).where(is_version).values(value=str(SCHEMA_VERSION)))
            connection.execute(
                sa.text("ALTER TABLE chunks ADD COLUMN text TEXT NOT NULL DEFAULT ''")
            )
            connection.execute(sa.update(chunks).values(text=of_article))

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


def batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut ids into runs that one statement may name."""
    for at in range(0, len(ids), MAX_PARAMETERS):
        yield ids[at : at + MAX_PARAMETERS]


def _set_up_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")  # readers in other processes while one writes
    cursor.execute("PRAGMA synchronous = FULL")  # a commit survives a power cut
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA busy_timeout = 10000")
    cursor.close()
