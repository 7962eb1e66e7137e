"""Opening the library database, and its connections. Knows no article.

Foreign errors become `StorageError` here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from index.errors import StorageError
from index.migrating import prepare_schema
from index.tables import article_blocks, chunks, encoded_chunks, meta, owners, web_pages

DATABASE_NAME = "library.db"
MAX_PARAMETERS = 500  # ids in one statement, well below SQLite's limit
_IS_LOST = ~sa.select(chunks.c.id).where(chunks.c.id == encoded_chunks.c.chunk_id).exists()


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
        with self._mapped():
            prepare_schema(self._engine, label=label, read_only=read_only)
        self._has_blocks = not read_only or self._has_table(article_blocks)
        self._has_language = not read_only or self._has_table(web_pages)  # they came together
        self._has_owners = not read_only or self._has_table(owners)

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
            put_meta(connection, key, value)

    def find_damage(self) -> tuple[str, ...]:
        """Give what the database engine finds wrong with its own file, a line each.

        Lost chunks are left out: they can be made again.
        """
        if self._engine.dialect.name != "sqlite":
            return ()
        with self._read() as connection:
            found = list(connection.scalars(sa.text("PRAGMA integrity_check")))
            broken = connection.execute(sa.text("PRAGMA foreign_key_check")).all()
        lines = [line for line in found if line != "ok"]
        pairs = [(row[0], row[2]) for row in broken]
        lost = (encoded_chunks.name, chunks.name)
        return tuple(lines + [f"{a} refers to a missing {b}" for a, b in pairs if (a, b) != lost])

    def lost_chunk_ids(self) -> set[str]:
        """Give chunks that are gone although their vectors are kept here."""
        with self._read() as connection:
            return set(connection.scalars(sa.select(encoded_chunks.c.chunk_id).where(_IS_LOST)))

    def forget_lost_chunks(self) -> None:
        """Drop the vectors of lost chunks."""
        with self._write() as connection:
            connection.execute(sa.delete(encoded_chunks).where(_IS_LOST))

    def _has_table(self, table: sa.Table) -> bool:
        with self._mapped():
            return sa.inspect(self._engine).has_table(table.name)

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


def put_meta(connection: sa.Connection, key: str, value: str) -> None:
    """Record a value inside the transaction of a change."""
    connection.execute(sa.delete(meta).where(meta.c.key == key))
    connection.execute(sa.insert(meta).values(key=key, value=value))


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
    cursor.execute("PRAGMA busy_timeout = 60000")  # while another model's chunks take over
    cursor.close()
