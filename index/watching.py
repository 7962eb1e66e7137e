"""A folder, synced again whenever something in it changes. Knows no format and no store."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import watchfiles

from index.errors import SyncError
from index.sync import SyncReport

QUIET_MS = 400  # an editor saves in several steps: write, rename, delete
WAKE_MS = 400  # after which an idle watch gives way
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
            for is_due in _watch(folder, stop):
                if is_due:
                    yield from _sync_twice(sync, delete=delete, stop=stop)
        except SyncError as exc:
            yield exc
        stop.wait(RETRY_S)


def _watch(folder: Path, stop: threading.Event) -> Iterator[bool]:
    """Say again and again whether a sync is due: once being watched, and after a change."""
    changes = watchfiles.watch(
        folder,
        watch_filter=None,
        step=QUIET_MS,
        rust_timeout=WAKE_MS,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=True,
    )
    is_first = True  # what changes before the watch has begun would be missed
    try:
        for changed in changes:
            yield is_first or bool(changed)
            is_first = False
    except FileNotFoundError:
        yield True  # the sync says that the folder is gone


def _sync_twice(sync: Sync, *, delete: bool, stop: threading.Event) -> Iterator[SyncReport]:
    report = sync(False)
    yield report
    if delete and report.missing and not stop.wait(GRACE_S):
        yield sync(True)
