"""Harm to a library: kills at random moments, full and read-only disks, damaged files, readers and a
second writer beside a writer, random operations.

After each the library is opened and checked: nothing half, nothing lost, nothing twice.
"""

import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from index.article_index import ArticleIndex
from index.consistency import check_library
from index.errors import LibraryLockedError, StorageError
from index.sync import sync_folder
from rag.catalogue import open_catalogue
from tests.fakes import FakeEmbedder
from tests.integration.library_machine import RenewingMachine
from tests.integration.working import open_library, read_sources, read_whole, verify, work

MANY = 1_300  # articles: enough for Chroma to write its graph to disk
_processes = get_context("forkserver")
_processes.set_forkserver_preload(["tests.soak"])  # imported once, not by each process


def kill_at_random(place: Path, *, rounds: int, seed: int, is_real: bool = False) -> int:
    """Kill a process that changes a library, again and again; give how often."""
    chosen = random.Random(seed)
    (place / "articles").mkdir(parents=True)
    for number in range(rounds):
        with _working(place, seed=seed + number, is_real=is_real):
            time.sleep(chosen.uniform(0.0, 1.0))
        verify(place, is_real=is_real)
    return rounds


@contextmanager
def _working(place: Path, *, seed: int, is_real: bool = False) -> Iterator[ForkServerProcess]:
    """A process at work on a library, killed at the end."""
    (place / "opened").unlink(missing_ok=True)
    process = _processes.Process(target=work, args=(place, seed, is_real))
    process.start()
    try:
        until = time.monotonic() + 120
        while not (place / "opened").exists():
            assert process.is_alive(), f"it cannot open, seed {seed}"
            assert time.monotonic() < until
            time.sleep(0.01)
        yield process
        assert process.is_alive(), f"an operation failed, seed {seed}"
    finally:
        process.kill()
        process.join()


def read_beside(place: Path, *, seconds: float, seed: int) -> int:
    """Read while another process writes; give how often. A second writer is told who holds it."""
    (place / "articles").mkdir(parents=True)
    reads = 0
    with _working(place, seed=seed) as process:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with open_catalogue(place / "library") as catalogue:
                read_whole(catalogue)
            reads += 1
        with pytest.raises(LibraryLockedError, match=f"in use by process {process.pid} "):
            open_library(place)
    verify(place)
    return reads


def damage_files(place: Path, *, is_short: bool) -> int:
    """Delete and truncate each file of the stores; give how many times."""
    whole, copy = place / "whole", place / "copy"
    with ArticleIndex(whole, embedder=FakeEmbedder()) as article_index:
        for part in range(3):
            folder = place / f"articles-{part}"
            folder.mkdir(parents=True)
            for number in range(MANY // 3):
                (folder / f"{number}.txt").write_text(f"Ferry {number} of port {part} sails.")
            article_index.add([folder])
        count = article_index.stats().articles
    harms: tuple[Callable[[Path], None], ...] = (Path.unlink, _halve, _empty)
    done = 0
    seen: set[str] = set()
    for file in sorted(path.relative_to(whole) for path in whole.rglob("*") if path.is_file()):
        kind = file.suffix if file.parts[0] == "bm25" else file.name
        if kind in seen or file.name.endswith("lock"):
            continue
        seen.add(kind)
        for harm in harms[:1] if is_short else harms:
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(whole, copy)
            harm(copy / file)
            done += 1
            if file.name == "library.db":
                _expect_refusal(copy)
                continue
            with ArticleIndex(copy, embedder=FakeEmbedder()) as article_index:
                assert article_index.stats().articles == count
                assert check_library(article_index) == (), (file, harm)
    return done


def _halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _empty(path: Path) -> None:
    os.truncate(path, 0)


def _expect_refusal(library: Path) -> None:
    with pytest.raises(StorageError):
        ArticleIndex(library, embedder=FakeEmbedder())


def lose_log(place: Path, *, rounds: int, seed: int) -> int:
    """Kill, and delete or truncate the database's log: older is allowed, half is not."""
    (place / "articles").mkdir(parents=True)
    for number in range(rounds):
        with _working(place, seed=seed + number):
            time.sleep(1.0)
        log = place / "library" / "library.db-wal"
        if log.exists():
            (Path.unlink, _halve, _empty)[number % 3](log)
        try:
            with open_library(place) as article_index:
                damage = article_index.library.find_damage()
                if not damage:
                    assert check_library(article_index) == ()
                    read_sources(article_index.library)
        except StorageError:
            damage = ("refused",)
        if damage:  # it was said; begin anew
            shutil.rmtree(place / "library")
    return rounds


def fill_disks(place: Path, *, rounds: int) -> int | str:
    """Fill a small disk under adding, syncing and reindexing; give how often, or why not."""
    with ExitStack() as mounted:
        disk = mount_small(place, mounted, megabytes=10)
        if disk is None:
            return "skipped: needs the right to mount a small file system"
        for number in range(rounds):
            _fill_once(disk, place, free_bytes=200_000 + 150_000 * number)
    return rounds


def _fill_once(disk: Path, place: Path, *, free_bytes: int) -> None:
    library, folder = disk / "library", place / f"full-{free_bytes}"
    folder.mkdir()
    with ArticleIndex(library, embedder=FakeEmbedder()) as article_index:
        kept = set(article_index.add_file(b"A text that is kept.", name="kept.txt").added)
        filler = disk / "filler"
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        filler.write_bytes(b"\0" * max(0, free - free_bytes))
        for number in range(300):
            (folder / f"{number}.txt").write_text(f"Report {number} of {free_bytes}. " * 200)
        for operation in (
            lambda: sync_folder(article_index, folder),
            article_index.reindex,
            lambda: article_index.add([folder]),
        ):
            with suppress(StorageError):  # the disk is full; any other error is a mistake
                operation()
    filler.unlink()
    with ArticleIndex(library, embedder=FakeEmbedder()) as article_index:
        assert kept <= set(article_index.library.article_ids())
        assert check_library(article_index) == ()
    shutil.rmtree(library)


def read_only_disk(place: Path) -> int | str:
    """Open a library on a disk that cannot be written."""
    with ExitStack() as mounted:
        disk = mount_small(place, mounted, megabytes=10)
        if disk is None:
            return "skipped: needs the right to mount a small file system"
        with ArticleIndex(disk / "library", embedder=FakeEmbedder()) as article_index:
            article_index.add_file(b"A text.", name="a.txt")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        _expect_refusal(disk / "library")
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        with ArticleIndex(disk / "library", embedder=FakeEmbedder()) as article_index:
            assert article_index.stats().articles == 1
            assert check_library(article_index) == ()
    return 1


def mount_small(place: Path, mounted: ExitStack, *, megabytes: int) -> Path | None:
    """Mount a small file system until `mounted` closes; None where that may not be done."""
    disk = place / "disk"
    disk.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        return None
    mounted.callback(subprocess.run, ["umount", "-l", str(disk)], check=True)
    return disk


def any_order(*, examples: int, steps: int) -> int:
    """Run random operations against a model."""
    run_state_machine_as_test(
        RenewingMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return examples * steps
