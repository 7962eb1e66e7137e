"""A folder, synced again whenever something in it changes. Knows no format and no store."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import watchfiles

from index.errors import SyncError
from index.sync import SyncReport

QUIET_MS = 400  # an editor saves in several steps: write, rename, delete
GRACE_S = 2.0  # a file that is gone has to stay gone for so long
RETRY_S = 5.0  # until a folder that vanished is looked for again

Sync = Callable[[bool], SyncReport]


def watch_folder(
    folder: Path, sync: Sync, *, delete: bool, stop: threading.Event
) -> Iterator[SyncReport | SyncError]:
    """Sync a folder now and after every change, until `stop` is set.

    Args:
        folder: The folder.
        sync: Syncs it once; told whether articles of files that are gone are to be removed.
        delete: Whether they are. A file has to be missing twice, `GRACE_S` apart.
        stop: Ends the watch within a second.

    Yields:
        What each sync did; or why none could be: the folder is gone, which ends nothing.
    """
    while not stop.is_set():
        try:
            yield from _sync_twice(sync, delete=delete, stop=stop)
            for _ in watchfiles.watch(
                folder, watch_filter=None, step=QUIET_MS, stop_event=stop, raise_interrupt=True
            ):
                yield from _sync_twice(sync, delete=delete, stop=stop)
        except SyncError as exc:
            yield exc
        except FileNotFoundError:
            pass  # between the sync and the watch; the next sync says so
        stop.wait(RETRY_S)


def _sync_twice(sync: Sync, *, delete: bool, stop: threading.Event) -> Iterator[SyncReport]:
    report = sync(False)
    yield report
    if delete and report.missing and not stop.wait(GRACE_S):
        yield sync(True)
