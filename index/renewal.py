"""Which indexes answer: those of the model that is set, or of the former one while others are built.

The database's commit decides which; whatever is killed when, the next opening goes on. Knows no file
and no question.
"""

import json
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from index.derived import (
    IDENTITY,
    SIDES,
    DerivedIndexes,
    make_identity,
    side_folders,
    stamp_key,
)
from index.embedding import Embedder
from index.errors import CitewellError, EmbeddingError, IndexMismatchError, StorageError
from index.gate import Gate
from index.library import Library
from index.next_chunks import BuildStatus, NextChunks
from index.progress import ignore_progress
from index.rebuilding import Rebuild
from index.schema import OnProgress, Progress
from index.searchable import SearchableIndex
from index.vectors import Identity

log = logging.getLogger(f"citewell.{__name__}")

SIDE = "indexes_side"  # the database's record of the side that answers
LOGGED_S = 60.0  # between two lines on how far a build is
WAIT_S = 0.2

LoadFormer = Callable[[Mapping[str, Any]], Embedder]
"""Takes what indexes are made with, gives their model; raises `EmbeddingError` if it is gone."""


class RenewableIndex(SearchableIndex):
    """An open library whose indexes can be built anew; `ArticleIndex` opens one.

    Attributes:
        embedder: The model of the indexes that answer, which is not the one that is set while
            others are built.
        is_behind: What a crash left is being indexed in the background, and not yet found.
        write_lock: Held by whoever adds or compares, from beginning to end.
        change_lock: Held while database and indexes change, or must not: removing needs no other.
            Whoever has both takes them in this order.
    """

    library: Library
    next_chunks: NextChunks

    def __init__(self, folder: Path, *, embedder: Embedder) -> None:
        self.folder = folder
        self.embedder = self._wanted = embedder
        self.is_behind = False
        self.write_lock = threading.RLock()
        self.change_lock = threading.RLock()
        self.gate = Gate()
        self._stop = threading.Event()
        self._worker: threading.Thread | None = None

    def open_indexes(
        self,
        opened: ExitStack,
        *,
        reindex: bool,
        load_former: LoadFormer | None,
        in_background: bool,
        on_progress: OnProgress,
    ) -> None:
        """Open the indexes that answer, and begin to build others if they are of another model.

        Args:
            opened: Closes them.
            reindex: Build them anew first.
            load_former: Loads the model they are of.
            in_background: Let a thread index what they lack; else that is done on return.
            on_progress: Told what is done until then.
        """
        recorded = self._recorded()
        if not reindex and recorded != make_identity(self._wanted):
            reindex = not self._find_embedder(recorded, load_former)
        self._side = self.library.get_meta(SIDE) or SIDES[0]
        self.indexes = DerivedIndexes(
            self.folder, library=self.library, embedder=self.embedder, side=self._side
        )
        self.indexes.lock = self.change_lock
        opened.callback(lambda: self.indexes.close())
        opened.callback(self._stop_working)
        if reindex:
            self.reindex(on_progress=on_progress)
            return
        self.indexes.accept()
        if recorded != self.indexes.identity:
            self.library.set_meta(IDENTITY, json.dumps(self.indexes.identity))
        self.indexes.reconcile()
        self.is_behind = in_background and bool(self.library.pending())
        if not self.is_behind:
            self.indexes.catch_up(on_progress)
        is_former = self.embedder is not self._wanted
        if is_former:
            self._begin_aside()
        else:
            self.next_chunks.abandon()
            self._drop_side(self._free_side)
        if self.is_behind or is_former:
            self._worker = threading.Thread(
                target=self._work, args=(is_former,), name="citewell-index", daemon=True
            )
            self._worker.start()

    def reindex(self, *, on_progress: OnProgress = ignore_progress) -> None:
        """Cut every article anew and build vectors and BM25 from the database.

        What is there answers until the end. Interrupted, the next reindex goes on.
        """
        self._stop_working()
        with self.write_lock:
            self._build(on_progress, is_aside=False)

    def build_status(self) -> BuildStatus | None:
        """Say how far the indexes of another model are; None if none are being built."""
        return self.next_chunks.status()

    @property
    def _free_side(self) -> str:
        return SIDES[1 - SIDES.index(self._side)]

    def _recorded(self) -> dict[str, Any]:
        return dict(json.loads(self.library.get_meta(IDENTITY) or "{}"))

    def _find_embedder(self, recorded: dict[str, Any], load_former: LoadFormer | None) -> bool:
        """Have the former model answer; say whether one can.

        Raises:
            IndexMismatchError: None can, and nobody began to build the indexes anew.
        """
        wanted = make_identity(self._wanted)
        if not self.library.stats().articles:
            return True
        reason = ""
        if load_former is not None:
            try:
                former = load_former(recorded)
                if make_identity(former) == recorded:
                    self.embedder = former
                    return True
            except EmbeddingError as exc:
                reason = f"; its model cannot be loaded: {exc.message}"
        if self.next_chunks.identity() == wanted:
            return False
        changes = "; ".join(_find_changes(recorded, wanted))
        raise IndexMismatchError(
            f"the library {str(self.folder)!r} was indexed differently: {changes}{reason}",
            hint="run `citewell reindex` to index it anew, or restore the old setting",
        )

    def _begin_aside(self) -> None:
        wanted = make_identity(self._wanted)
        changes = "; ".join(_find_changes(make_identity(self.embedder), wanted))
        log.warning("indexing anew while the old index answers: %s", changes)
        self.next_chunks.begin(wanted, stamp_key=stamp_key(self._free_side))

    def _work(self, is_former: bool) -> None:
        """Index what is pending; then build the indexes of the model that is set, if need be."""
        try:
            with self._writing():
                self.indexes.catch_up(_Watch(self._stop, _describe_pending))
                self.is_behind = False
            if is_former:
                self._build(_Watch(self._stop, self._describe_build), is_aside=True)
        except _Stopped:
            log.info("indexing goes on when the library is opened again")
        except CitewellError as exc:
            log.warning("indexing failed: %s (%s)", exc.message, exc.hint)
            try:
                self.next_chunks.note_failure(exc.message)
            except StorageError as second:  # the disk may be full
                log.warning("that cannot be recorded: %s", second.message)
        except Exception as exc:  # out of memory, for instance: health has to say that it stopped
            log.exception("indexing failed")
            self.next_chunks.note_failure(f"unexpected error: {type(exc).__name__}")

    def _describe_build(self, _progress: Progress) -> str:
        status = self.build_status()
        return f"anew with {status.model}: {status.done} of {status.total}" if status else "anew"

    def _stop_working(self) -> None:
        if self._worker is not None:
            self._stop.set()
            self._worker.join()
            self._worker = None
            self._stop.clear()

    def _build(self, on_progress: OnProgress, *, is_aside: bool) -> None:
        """Build indexes with the wanted model on the free side and have them answer."""
        rebuild = Rebuild(
            self.folder,
            library=self.library,
            next_chunks=self.next_chunks,
            embedder=self._wanted,
            side=self._free_side,
        )
        with ExitStack() as unused:
            unused.callback(rebuild.indexes.close)
            if is_aside:
                rebuild.run(on_progress, is_aside=True)
            with self._writing(), self.change_lock:  # the rebuild has a lock of its own so far
                rebuild.run(on_progress, is_aside=is_aside)
                old, old_side = self.indexes, self._side
                self._take_over(rebuild)
                unused.pop_all()
        log.info("indexed anew with %s", self.embedder.name)
        old.close()
        self._drop_side(old_side)

    def _take_over(self, rebuild: Rebuild) -> None:
        records = {IDENTITY: json.dumps(rebuild.indexes.identity), SIDE: rebuild.side}
        with ExitStack() as held:
            with self.next_chunks.taking_over(records):
                held.enter_context(self.gate.changing())
            rebuild.indexes.lock = self.change_lock
            self.indexes, self.embedder, self._side = (
                rebuild.indexes,
                rebuild.embedder,
                rebuild.side,
            )

    def _drop_side(self, side: str) -> None:
        for folder in side_folders(self.folder, side):
            shutil.rmtree(folder, ignore_errors=True)  # what stays goes at the next opening

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the write lock; waiting ends when the library is closed."""
        while not self.write_lock.acquire(timeout=WAIT_S):
            if self._stop.is_set():
                raise _Stopped
        try:
            yield
        finally:
            self.write_lock.release()


class _Stopped(Exception):  # noqa: N818 - no error: the library is being closed
    """End a build that can go on later."""


class _Watch:
    """Stops what is built when it is told to, and logs now and then how far it is."""

    def __init__(self, stop: threading.Event, describe: Callable[[Progress], str]) -> None:
        self._stop = stop
        self._describe = describe
        self._logged_at = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        if self._stop.is_set():
            raise _Stopped
        if time.monotonic() - self._logged_at >= LOGGED_S:
            self._logged_at = time.monotonic()
            log.info("indexing %s", self._describe(progress))


def _describe_pending(progress: Progress) -> str:
    return f"what was left: {progress.done} of {progress.total} passages"


def _find_changes(recorded: Mapping[str, Any], wanted: Identity) -> list[str]:
    """Say in what two makings of indexes differ."""
    return [
        f"{key} was {recorded.get(key)!r}, is {value!r}"
        for key, value in wanted.items()
        if recorded.get(key) != value
    ]
