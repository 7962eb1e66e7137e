"""Folders that are watched, with real stores: what editors write and remove is followed."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.errors import SyncError
from index.sync import SyncReport, sync_folder
from index.watching import watch_folder
from tests.integration.stores import OpenIndex, write
from tests.integration.synced import article_of, make_folder, names


@pytest.fixture
def article_index(open_index: OpenIndex) -> ArticleIndex:
    return open_index()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


class Watched:
    """A folder that is being watched in a thread."""

    def __init__(self, article_index: ArticleIndex, folder: Path) -> None:
        self.reports: list[SyncReport | SyncError] = []
        self.stop = threading.Event()

        def sync(delete: bool) -> SyncReport:
            return sync_folder(article_index, folder, delete=delete)

        def follow() -> None:
            for report in watch_folder(folder, sync, delete=True, stop=self.stop):
                self.reports.append(report)  # one by one, as they come

        self.thread = threading.Thread(target=follow)
        self.thread.start()

    def wait_for(self, is_seen: Callable[[SyncReport | SyncError], bool]) -> None:
        until = time.monotonic() + 20
        while not any(is_seen(report) for report in list(self.reports)):
            assert time.monotonic() < until, self.reports
            time.sleep(0.05)
        self.reports.clear()


@pytest.fixture
def watched(
    article_index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watched]:
    monkeypatch.setattr("index.watching.GRACE_S", 0.5)
    monkeypatch.setattr("index.watching.RETRY_S", 0.2)
    running = Watched(article_index, folder)
    running.wait_for(lambda r: isinstance(r, SyncReport) and len(r.added) == 4)
    yield running
    running.stop.set()
    running.thread.join(20)
    assert not running.thread.is_alive()


def test_a_watched_folder_follows_editors_and_removals(
    watched: Watched, article_index: ArticleIndex, folder: Path
) -> None:
    kept = article_of(article_index, folder / "0.txt")
    new = write(folder, ".0.txt.swp", "Ferry 0 is repainted.")  # written beside, then renamed
    new.rename(folder / "0.txt")
    watched.wait_for(lambda r: isinstance(r, SyncReport) and names(*r.changed) == ["0.txt"])
    assert article_of(article_index, folder / "0.txt") == kept
    text = (folder / "1.txt").read_text()
    (folder / "1.txt").unlink()  # and back at once, as some editors save
    write(folder, "1.txt", text + " It is blue.")
    watched.wait_for(lambda r: isinstance(r, SyncReport) and names(*r.changed) == ["1.txt"])
    (folder / "2.txt").unlink()
    watched.wait_for(lambda r: isinstance(r, SyncReport) and names(*r.removed) == ["2.txt"])
    assert article_index.stats().articles == 3


def test_a_watched_folder_that_vanishes_is_followed_again_when_it_is_back(
    watched: Watched, article_index: ArticleIndex, folder: Path
) -> None:
    folder.rename(folder.with_name("away"))
    watched.wait_for(lambda r: isinstance(r, SyncError))
    assert article_index.stats().articles == 4
    folder.with_name("away").rename(folder)
    write(folder, "9.txt", "Ferry 9 is new.")
    watched.wait_for(lambda r: isinstance(r, SyncReport) and "9.txt" in names(*r.added))


def test_a_change_right_after_the_first_report_is_seen(
    article_index: ArticleIndex, folder: Path
) -> None:
    stop = threading.Event()

    def sync(delete: bool) -> SyncReport:
        return sync_folder(article_index, folder, delete=delete)

    limit = threading.Timer(20, stop.set)
    limit.start()
    reports = watch_folder(folder, sync, delete=False, stop=stop)
    next(reports)
    write(folder, "9.txt", "Ferry 9 is new.")  # the watch stands still until it is asked again
    second = next(reports)
    stop.set()
    limit.cancel()
    assert isinstance(second, SyncReport)
    assert names(*second.added) == ["9.txt"]
