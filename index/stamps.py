"""A cheap proof that the indexes hold what the database holds, so that opening need not compare.

Before the indexes change, the database gets a random stamp; after the change, each index folder
gets the same. The stamps travel with what they vouch for: a crash in between, a folder deleted,
restored or swapped leaves them different. The database also keeps the stamp before, so that a crash
is told from an index, or a database, of another time. Knows nothing about what is in the indexes.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.errors import StorageError
from index.library import Library

STAMP = "indexes_stamp"  # the database's record: the stamp, and the last that was finished
STAMP_NAME = "citewell-stamp"  # the file in each index folder


class Stamps:
    """The stamps of one library: the database's and one in each index folder.

    `key` is the database's record; indexes built beside others have their own.
    """

    def __init__(self, library: Library, folders: Sequence[Path], *, key: str = STAMP) -> None:
        self._library = library
        self._key = key
        self._files = [folder / STAMP_NAME for folder in folders]

    def agree(self) -> bool:
        """Tell whether every change of the indexes was finished, in these very folders."""
        stamp = self._recorded()[:1]
        return bool(stamp) and all([self._read(file)] == stamp for file in self._files)

    def strangers(self) -> tuple[Path, ...]:
        """Give the folders whose index is of another time than the database, or has no stamp.

        Chunks may have the ids that the database knows and yet other texts there. A crash leaves
        all at the stamp before; where one has the new stamp, another without it is a stranger.
        """
        recorded = self._recorded()
        stamps = {file.parent: self._read(file) for file in self._files}
        known = recorded[:1] if set(stamps.values()) & set(recorded[:1]) else recorded
        return tuple(folder for folder, stamp in stamps.items() if stamp not in known)

    def invalidate(self) -> str:
        """Have the indexes compared with the database by the next opening; give the new stamp."""
        finished = self._recorded()[: 1 if self.agree() else 2][-1:]
        stamp = secrets.token_hex(16)
        self._library.set_meta(self._key, " ".join([stamp, *finished]))
        return stamp

    def _recorded(self) -> list[str]:
        return (self._library.get_meta(self._key) or "").split()

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
