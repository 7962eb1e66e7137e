"""Brings a library forward again and again, killed at each statement; run as a process.

`python -m tests.integration.migrating DUMP FOLDER` prints how often it was killed.
"""

import os
import signal
import sqlite3
import sys
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import alembic.command  # noqa: F401 - once here and not in every child
import sqlalchemy as sa

from index.database import Database, sqlite_url


def restore_dump(dump: Path, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))


def read_schema(database: Path) -> dict[str, Any]:
    """Columns, keys and indexes of each table, in no order."""
    engine = sa.create_engine(sqlite_url(database))
    inspector = sa.inspect(engine)
    schema = {
        table: {
            "columns": sorted(map(repr, inspector.get_columns(table))),
            "key": inspector.get_pk_constraint(table),
            "foreign": inspector.get_foreign_keys(table),
            "unique": inspector.get_unique_constraints(table),
            "indexes": sorted(map(repr, inspector.get_indexes(table))),
        }
        for table in inspector.get_table_names()
    }
    engine.dispose()
    return schema


def _migrate_killed(database: Path, statement: int) -> bool:
    """Open in a child that kills itself before a statement; tell whether it got there."""
    child = os.fork()
    if child == 0:
        left = count(statement, -1)

        @sa.event.listens_for(sa.Engine, "before_cursor_execute")
        def _kill(*_anything: object) -> None:
            if next(left) == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        Database(sqlite_url(database), label="library").close()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def main(dump: Path, folder: Path) -> None:
    old, database = folder / "old.db", folder / "library.db"
    restore_dump(dump, old)
    whole = folder / "whole.db"
    Database(sqlite_url(whole), label="whole").close()
    allowed = [read_schema(old), read_schema(whole)]
    for statement in count():
        for path in folder.glob("library.db*"):
            path.unlink()
        restore_dump(dump, database)
        was_killed = _migrate_killed(database, statement)
        assert read_schema(database) in allowed, f"half at statement {statement}"
        Database(sqlite_url(database), label="library").close()
        assert read_schema(database) == allowed[1]
        if not was_killed:
            sys.stdout.write(str(statement))
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
