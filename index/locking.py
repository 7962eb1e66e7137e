"""One process owns a library: an operating-system lock, and a note that says who holds it.

The lock goes with the process however it ends; the note may be stale and is only read when the
lock is held. Knows nothing about what the library holds.
"""

import dataclasses
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import Holder, LibraryLockedError, StorageError

LOCK_NAME = "lock"
HOLDER_NAME = "holder.json"


class StoreLock:
    """The lock of one library folder, held from creation to `release`.

    Raises:
        LibraryLockedError: Another process holds it.
        StorageError: The folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(folder / LOCK_NAME, thread_local=False)
            # Somebody may be looking whether it is held, for a moment.
            self._lock.acquire(timeout=0.5, poll_interval=0.05)
            self.announce()
        except Timeout as exc:
            raise _locked(folder) from exc
        except OSError as exc:
            raise StorageError(
                f"cannot write to the library {str(folder)!r}: {exc.strerror or exc}",
                hint="check the folder's path, permissions and free space, or use --library",
            ) from exc

    def announce(self, *, url: str | None = None) -> None:
        """Write who holds the library, and the address it is served at, for others to read."""
        holder = Holder(
            pid=os.getpid(),
            command=" ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200],
            since=datetime.now(UTC).isoformat(timespec="seconds"),
            url=url,
        )
        new = self._folder / f"{HOLDER_NAME}.new"
        new.write_text(json.dumps(dataclasses.asdict(holder)), encoding="utf-8")
        new.replace(self._folder / HOLDER_NAME)

    def release(self) -> None:
        """Give the library back; a second call does nothing."""
        if self._lock.is_locked:
            (self._folder / HOLDER_NAME).unlink(missing_ok=True)
            self._lock.release()


def is_locked(folder: Path) -> bool:
    """Tell whether a process holds the library now; makes no folder and writes nothing new."""
    if not (folder / LOCK_NAME).exists():
        return False
    lock = FileLock(folder / LOCK_NAME, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return True
    except OSError as exc:
        raise StorageError(
            f"cannot see whether the library {str(folder)!r} is in use: {exc.strerror or exc}",
            hint="check the folder's permissions",
        ) from exc
    lock.release()
    return False


def read_holder(folder: Path) -> Holder | None:
    """Read who holds a library; None if nobody said, or the note cannot be read."""
    try:
        return Holder(**json.loads((folder / HOLDER_NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _locked(folder: Path) -> LibraryLockedError:
    holder = read_holder(folder)
    by = "another process"
    hint = "wait until it has finished, or stop it"
    if holder is not None:
        by = f"process {holder.pid} ({holder.command}) since {holder.since}"
        if holder.url:
            hint = f"use it at {holder.url}, or stop it first"
    return LibraryLockedError(
        f"the library {str(folder)!r} is in use by {by}", hint=hint, holder=holder
    )
