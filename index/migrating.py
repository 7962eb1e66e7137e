"""The schema of a library database: made whole when new, brought forward when old. Knows no article.

Either happens in one transaction: a crash leaves the old schema or the new one.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from index.errors import StorageError
from index.tables import alembic_version, meta, metadata

log = logging.getLogger(f"citewell.{__name__}")

VERSIONS = (
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
)  # 1 and 2 had no alembic and recorded themselves in `meta`
NEWEST = VERSIONS[-1]
# Made after the database, and never without one.
INDEX_FOLDERS = ("chroma", "bm25", "chroma-2", "bm25-2")


def prepare_schema(engine: sa.Engine, *, label: str, read_only: bool) -> None:
    """See that a database has this version's tables, or with `read_only` ones that can be read.

    Raises:
        StorageError: It is of a later version, or is gone though its library is not.
    """
    with engine.connect() as connection:
        version = _read_version(connection)
    if version == NEWEST:
        return
    _check(version, engine, label=label)
    if read_only:
        return
    with _transaction(engine) as connection:
        version = _read_version(connection)  # another process may have been quicker
        if version is None:
            metadata.create_all(connection)
            connection.execute(sa.insert(alembic_version).values(version_num=NEWEST))
            connection.execute(sa.insert(meta).values(key="schema_version", value=NEWEST))
        elif version != NEWEST:
            log.info("bringing the library %r from schema version %s to %s", label, version, NEWEST)
            _upgrade(connection, version)


def _read_version(connection: sa.Connection) -> str | None:
    """Give the version of the schema; None if there is no table."""
    inspector = sa.inspect(connection)
    if inspector.has_table(alembic_version.name):
        return str(connection.scalar(sa.select(alembic_version.c.version_num)))
    if not inspector.has_table(meta.name):
        return None
    recorded = sa.select(meta.c.value).where(meta.c.key == "schema_version")
    return str(connection.scalar(recorded) or "2")  # 2 was made in steps, and recorded last


def _check(version: str | None, engine: sa.Engine, *, label: str) -> None:
    if version is not None and version not in VERSIONS:
        raise StorageError(
            f"the library {label!r} has schema version {version}, "
            f"this citewell reads versions up to {NEWEST}",
            hint="use the citewell that made it, or a new folder with --library",
        )
    folder = Path(engine.url.database or "").parent
    if version is None and any((folder / name).exists() for name in INDEX_FOLDERS):
        raise StorageError(
            f"the database of the library {label!r} is gone or empty, its indexes are there",
            hint="put library.db back, or move the folder away and restore a backup with "
            "`citewell restore`; to begin anew, delete the folder",
        )


def _upgrade(connection: sa.Connection, version: str) -> None:
    from alembic import command  # takes a third of a second to import, and is rarely needed
    from alembic.config import Config

    if not sa.inspect(connection).has_table(alembic_version.name):
        alembic_version.create(connection)
        connection.execute(sa.insert(alembic_version).values(version_num=version))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _transaction(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Begin a transaction that tables are made and changed in, before anybody else does."""
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    # Python's sqlite3 would begin one only before rows are changed, not before tables are.
    own = sa.create_engine(engine.url, isolation_level="AUTOCOMMIT", connect_args={"timeout": 60})
    try:
        with own.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")
    finally:
        own.dispose()
