"""`kill -9` at random moments of an add, a full disk, two processes."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.errors import LibraryLockedError, StorageError
from index.samples import FILES
from tests.fakes import FakeEmbedder
from tests.integration.stores import assert_in_step

ROUNDS = 20


def start_adding(library: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.adding", str(library)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "opened\n"
    return process


def stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


@pytest.fixture(scope="module")
def seconds_to_add(tmp_path_factory: pytest.TempPathFactory) -> float:
    process = start_adding(tmp_path_factory.mktemp("timing") / "library")
    started = time.monotonic()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()
    return time.monotonic() - started


def test_a_killed_add_leaves_whole_articles_and_adding_again_completes(
    tmp_path: Path, seconds_to_add: float
) -> None:
    moments = random.Random(20320303)
    interrupted = 0
    for number in range(ROUNDS):
        library = tmp_path / f"library-{number}"
        process = start_adding(library)
        time.sleep(moments.uniform(0.0, seconds_to_add))
        stop(process)
        with ArticleIndex(library, embedder=FakeEmbedder()) as article_index:
            assert_in_step(article_index)
            found = list(article_index.library.articles())
            interrupted += len(found) < len(FILES)
            assert all(a.text and article_index.library.chunks_of([a.id]) for a in found)
            report = article_index.add(FILES)
            assert (len(report.added), len(report.unchanged)) == (
                len(FILES) - len(found),
                len(found),
            )
            assert report.failures == ()
            assert article_index.stats().articles == len(FILES)
            assert_in_step(article_index)
    assert interrupted > 0


def test_a_second_process_is_told_who_holds_the_library(tmp_path: Path) -> None:
    process = start_adding(tmp_path / "library")
    process.send_signal(signal.SIGSTOP)
    try:
        with pytest.raises(LibraryLockedError, match=f"in use by process {process.pid} "):
            ArticleIndex(tmp_path / "library", embedder=FakeEmbedder())
    finally:
        process.send_signal(signal.SIGCONT)
        stop(process)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 6 MB, where this may be made."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_while_adding_loses_nothing(small_disk: Path, tmp_path: Path) -> None:
    library = small_disk / "library"
    with ArticleIndex(library, embedder=FakeEmbedder()) as article_index:
        (kept,) = article_index.add(FILES[:1]).added
        filler = small_disk / "filler"
        _fill(filler)
        with pytest.raises(StorageError) as caught:
            _add_until_full(article_index)
        assert caught.value.hint
    filler.unlink()
    with ArticleIndex(library, embedder=FakeEmbedder()) as article_index:
        assert article_index.article(kept).text
        assert_in_step(article_index)
        assert article_index.add(FILES).failures == ()


def _fill(path: Path, keep_bytes: int = 700_000) -> None:
    free = os.statvfs(path.parent).f_bavail * os.statvfs(path.parent).f_frsize
    path.write_bytes(b"\0" * max(0, free - keep_bytes))


def _add_until_full(article_index: ArticleIndex) -> None:
    for number in range(2000):
        text = f"Report {number} on the harbour. " + f"Words of it {number}. " * 400
        article_index.add_file(text.encode(), name=f"{number}.txt")
