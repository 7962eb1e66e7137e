"""A folder → the library as the folder is: what was added, changed, moved, removed.

The database says what was there; contents decide, and a file whose size and times are as before is
not read again. Knows nothing about vectors or BM25.
"""

import hashlib
import os
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from index.article_index import ArticleIndex
from index.errors import ReadingError, SyncError
from index.file_states import FileState
from index.progress import ignore_progress
from index.schema import AddReport, Failure, Note, OnProgress, Progress
from index.sources import printable, read_file, walk_folder
from index.sync_failures import by_file, file_of, state_of, still_failing

# A file that changes again within a clock's tick keeps its times: git calls it racily clean.
RACY_NS = 2_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a sync found and did, as printable paths.

    Attributes:
        added: Files that are new.
        changed: Files whose content changed.
        moved: Pairs of the old and the new path of an article that kept its id.
        removed: Files that are gone, and their articles with them.
        missing: Files that are gone; their articles were kept.
        unchanged: How many files are as they were.
        failures: What could not be read, files and what lies inside them; each is tried again once
            its file changes.
        notes: What was left out of files that were read, or mended in them.
        is_dry_run: Nothing was done.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unchanged: int = 0
    failures: tuple[Failure, ...] = ()
    notes: tuple[Note, ...] = ()
    is_dry_run: bool = False

    @property
    def is_clean(self) -> bool:
        """Tell whether there was nothing to do."""
        return not (self.added or self.changed or self.moved or self.removed)


def sync_folder(
    article_index: ArticleIndex,
    folder: str | Path,
    *,
    delete: bool = False,
    dry_run: bool = False,
    on_progress: OnProgress = ignore_progress,
) -> SyncReport:
    """Make the library hold what a folder holds.

    Args:
        article_index: The library.
        folder: Searched through, but for hidden files and folders.
        delete: Remove the articles of files that are gone; else they are reported as missing.
        dry_run: Only say what would be done.
        on_progress: Told what is looked at, read and indexed.

    Raises:
        SyncError: The folder is not there, or is empty although the library has files of it: an
            unplugged disk is no reason to remove them.
        StorageError: The disk is full or cannot be written; what was stored before is kept.
    """
    root = Path(os.path.abspath(Path(folder).expanduser()))  # noqa: PTH100 - keeps symlinks
    with article_index.write_lock:
        plan = _Plan(article_index, root, delete=delete, on_progress=on_progress)
        if dry_run:
            return plan.describe()
        plan.relink()
    return plan.add()


class _Plan:
    """What has to be done for one folder."""

    def __init__(
        self, article_index: ArticleIndex, root: Path, *, delete: bool, on_progress: OnProgress
    ) -> None:
        self._index = article_index
        self._on_progress = on_progress
        self._delete = delete
        self._start = printable(root) + os.sep
        self._known = article_index.file_states.under(self._start)
        self._files, self._failures = _scan(root)
        _refuse_mass_deletion(root, self._files, self._known)
        unseen = {failure.source for failure in self._failures}  # may hold what was there before
        self._now_ns = time.time_ns()
        self._stamps = {path: _stamp(file) for path, file in self._files.items()}
        self._gone = {
            path: state
            for path, state in self._known.items()
            if path not in self._files and not file_of(path, unseen)
        }
        self._to_read = [path for path in self._files if not self._is_as_before(path)]
        self._unreadable: dict[str, Failure] = {}
        self._digests = self._hash_all()
        self._held = article_index.file_states.held({d for d in self._digests.values() if d})
        unread = self._files.keys() - self._to_read
        self._again = still_failing(self._known, unread=unread, linked=self._linked())

    def describe(self) -> SyncReport:
        """Say what would be done."""
        failures = [*self._failures, *self._unreadable.values()]
        return self._report(failures, is_dry_run=True)

    def relink(self) -> None:
        """Give paths their known articles: in one commit, so that those changing places stay."""
        self._index.library.relink(self._linked(), drop=self._dropped())

    def add(self) -> SyncReport:
        """Do the rest. Killed at any point, the next sync does it.

        Others may change the library while scans are recognised, which takes minutes.
        """
        linked = self._linked()
        new = [self._files[path] for path in self._to_read if path not in linked]
        added = self._index.add(new, on_progress=self._on_progress)  # also drops what is gone
        self._remember(added)
        return replace(self._report([*self._failures, *added.failures]), notes=added.notes)

    def _linked(self) -> dict[str, str]:
        return {path: digest for path, digest in self._digests.items() if digest in self._held}

    def _is_as_before(self, path: str) -> bool:
        """Say whether a file need not be read: it looks as it did, and its article is there."""
        known = self._known.get(path, FileState())
        return known.is_settled and known.stamp == self._stamps[path]

    def _hash_all(self) -> dict[str, str]:
        """Give the SHA-256 of each file to read; empty for one that cannot be read or is too large.

        Into an empty library everything is new, and nothing needs to be compared.
        """
        if self._index.stats().articles == 0:
            return dict.fromkeys(self._to_read, "")
        digests = {}
        for done, path in enumerate(self._to_read):
            step = Progress(stage="comparing", done=done, total=len(self._to_read), label=path)
            self._on_progress(step)
            try:
                data = read_file(self._files[path], limit=self._index.max_file_bytes)
            except ReadingError as exc:
                digests[path] = ""
                failure = Failure(source=path, reason=exc.message, hint=exc.hint)
                self._unreadable[path] = failure
            else:
                digests[path] = hashlib.sha256(data).hexdigest()
        return digests

    def _moved(self) -> dict[str, str]:
        """Give the new path of each file that is gone and whose article is read from a new file."""
        new_paths: dict[str, str] = {}
        for path, digest in self._digests.items():
            is_new = self._known.get(path, FileState()).article_id is None
            if digest in self._held and is_new:
                new_paths.setdefault(digest, path)
        return {
            old: new_paths[state.sha256]
            for old, state in self._gone.items()
            if state.article_id is not None and state.sha256 in new_paths
        }

    def _dropped(self) -> list[str]:
        """Give the paths to forget: those that were moved, and the others if that is wanted."""
        moved = self._moved()
        return [path for path in self._gone if self._delete or path in moved]

    def _report(self, failures: Collection[Failure], *, is_dry_run: bool = False) -> SyncReport:
        moved = self._moved()
        failed = {failure.source for failure in failures if failure.source in self._files}
        old = {p: s for p, s in self._known.items() if p in self._files and not self._is_new(p)}
        again = [failure for each in self._again.values() for failure in each]
        unread = sum(failure.source in self._files for failure in again)
        listed = sorted([*failures, *again], key=lambda one: file_of(one.source, self._files))
        gone = [p for p, s in self._gone.items() if p not in moved and s.article_id is not None]
        read = [path for path in self._to_read if path not in failed]
        changed = [p for p in read if p in old and self._digests[p] != old[p].sha256]
        new = [p for p in read if p not in old and p not in moved.values()]
        return SyncReport(
            added=tuple(new),
            changed=tuple(changed),
            moved=tuple(sorted(moved.items())),
            removed=tuple(gone) if self._delete else (),
            missing=() if self._delete else tuple(gone),
            unchanged=len(self._files)
            - len(new)
            - len(changed)
            - len(moved)
            - len(failed)
            - unread,
            failures=tuple(listed),
            is_dry_run=is_dry_run,
        )

    def _is_new(self, path: str) -> bool:
        return self._known[path].article_id is None

    def _remember(self, added: AddReport) -> None:
        """Keep how each file looked, so that the next sync need not read it."""
        failing = self._again | by_file(added.failures, self._files)
        is_failing = not failing.keys().isdisjoint(self._to_read)
        now = self._index.file_states.under(self._start) if is_failing else {}
        states = {}
        for path in self._to_read:
            stamp = "" if self._is_racy(path) else self._stamps[path]
            state = state_of(
                path,
                known=self._known.get(path, FileState()),
                failures=failing.get(path, ()),
                now=replace(now.get(path, FileState()), stamp=stamp),
            )
            if stamp or state.inside:
                states[path] = state
        self._index.file_states.save(states, forget=self._dropped())

    def _is_racy(self, path: str) -> bool:
        changed_ns = int(self._stamps[path].split()[1])
        return self._now_ns - changed_ns < RACY_NS


def _scan(root: Path) -> tuple[dict[str, Path], list[Failure]]:
    """List the files of a folder by printable path.

    Returns:
        The files, sorted; and what is passed over, such as folders that cannot be read.
    """
    if not root.is_dir():
        raise SyncError(
            f"cannot sync {printable(root)!r}: there is no such folder; nothing was removed",
            hint="check the path, and that the disk or share is there",
        )
    failures: list[Failure] = []
    files: dict[str, Path] = {}
    for path in sorted(walk_folder(root, failures)):
        files[printable(path)] = path
    return files, failures


def _stamp(file: Path) -> str:
    """Give size and times of a file in nanoseconds, the last of them first after the size."""
    try:
        stat = file.stat()
    except OSError:  # gone since it was listed: reading it says so
        return "0 0 0"
    return f"{stat.st_size} {max(stat.st_mtime_ns, stat.st_ctime_ns)} {stat.st_mtime_ns}"


def _refuse_mass_deletion(
    root: Path, files: Mapping[str, Path], known: Mapping[str, FileState]
) -> None:
    count = sum(state.article_id is not None for state in known.values())
    if not files and count:
        raise SyncError(
            f"{printable(root)!r} is empty, and the library holds {count:,} files of it; "
            "nothing was removed",
            hint="if they are to go, remove them with `citewell remove`; "
            "else check that the disk or share is there",
        )
