"""A cheap proof that the indexes hold what the database holds, so that opening need not compare.

Before the indexes change, the database gets a random stamp; after the change, each index folder
gets the same. The stamps travel with what they vouch for: a crash in between, a folder deleted,
restored or swapped leaves them different. Knows nothing about what is in the indexes.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.errors import StorageError
from index.library import Library

STAMP = "indexes_stamp"  # the database's record
STAMP_NAME = "citewell-stamp"  # the file in each index folder


class Stamps:
    """The stamps of one library: the database's and one in each index folder."""

    def __init__(self, library: Library, folders: Sequence[Path]) -> None:
        self._library = library
        self._files = [folder / STAMP_NAME for folder in folders]

    def agree(self) -> bool:
        """Tell whether every change of the indexes was finished, in these very folders."""
        stamp = self._library.get_meta(STAMP)
        return stamp is not None and all(self._read(file) == stamp for file in self._files)

    def invalidate(self) -> str:
        """Have the indexes compared with the database by the next opening; give the new stamp."""
        stamp = secrets.token_hex(16)
        self._library.set_meta(STAMP, stamp)
        return stamp

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Change the indexes; if that does not finish, the next opening compares.

        Raises:
            StorageError: A stamp cannot be written.
        """
        stamp = self.invalidate()
        yield
        for file in self._files:
            with self._mapped(file):
                file.write_text(stamp, encoding="ascii")

    def _read(self, file: Path) -> str | None:
        with self._mapped(file):
            return file.read_text(encoding="utf-8", errors="replace") if file.exists() else None

    @contextmanager
    def _mapped(self, file: Path) -> Iterator[None]:
        try:
            yield
        except OSError as exc:
            raise StorageError(
                f"cannot read or write {str(file)!r}: {exc.strerror or exc}",
                hint="check free space and permissions; deleting that file is safe",
            ) from exc
