"""Reading a library without owning it: lists and texts, also while a server holds it.

Knows nothing about vectors, BM25 or answers.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.database import DATABASE_NAME, sqlite_url
from index.errors import LibraryError
from index.library import Library
from index.next_chunks import BuildStatus, NextChunks
from index.people import open_people


@contextmanager
def open_catalogue(folder: Path) -> Iterator[Library]:
    """Open a library's database for reading.

    Raises:
        LibraryError: There is no library in the folder.
        StorageError: The database cannot be read.
    """
    database = folder.expanduser() / DATABASE_NAME
    if not database.is_file():
        raise LibraryError(
            f"there is no library in {str(folder)!r}",
            hint="add articles with `citewell add`, or name another folder with --library",
        )
    library = Library(sqlite_url(database), label=str(folder), read_only=True)
    try:
        yield library
    finally:
        library.close()


def read_build_status(folder: Path) -> BuildStatus | None:
    """Say how far another model's indexes are; None if none are being built.

    Raises:
        StorageError: The database cannot be read.
    """
    url = sqlite_url(folder.expanduser() / DATABASE_NAME)
    with closing(NextChunks(url, label=str(folder), read_only=True)) as next_chunks:
        return next_chunks.status()


def name_owners(folder: Path) -> dict[str, str]:
    """Give the names of those who may log in by what owners of articles are called."""
    with closing(open_people(folder, read_only=True)) as people:
        return {person.user: person.name for person in people.everyone()}
