"""Syncing folders with real stores: what is told apart, kept, and left alone."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.errors import SyncError
from index.sync import RACY_NS, SyncReport, sync_folder
from index.watching import watch_folder
from tests.integration.stores import OpenIndex, assert_in_step, counts, write


@pytest.fixture
def article_index(open_index: OpenIndex) -> ArticleIndex:
    return open_index()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "articles"
    (place / "old").mkdir(parents=True)
    for number in range(4):
        settle(write(place, f"{number}.txt", f"Ferry {number} sails to island {number * 7}."))
    return place


def settle(path: Path) -> Path:
    """Let a file look as if it was written a while ago, so that its times can be trusted."""
    then = time.time_ns() - 10 * RACY_NS
    os.utime(path, ns=(then, then))
    return path


def names(*paths: str) -> list[str]:
    return [Path(path).name for path in paths]


def article_of(article_index: ArticleIndex, path: Path) -> str:
    found = article_index.library.find_path(str(path))
    assert found is not None
    return found[0]


def test_a_folder_is_told_apart_file_by_file(article_index: ArticleIndex, folder: Path) -> None:
    first = sync_folder(article_index, folder)
    assert names(*first.added) == ["0.txt", "1.txt", "2.txt", "3.txt"]
    moved_id, changed_id = (article_of(article_index, folder / f"{n}.txt") for n in (1, 2))

    settle(write(folder, "2.txt", "Ferry 2 now sails to the mainland."))
    (folder / "1.txt").rename(folder / "old" / "one.txt")
    (folder / "3.txt").unlink()
    settle(write(folder, "4.txt", "Ferry 4 is new."))
    planned = sync_folder(article_index, folder, dry_run=True)
    report = sync_folder(article_index, folder)
    assert names(*report.added) == ["4.txt"]
    assert names(*report.changed) == ["2.txt"]
    assert [names(*pair) for pair in report.moved] == [["1.txt", "one.txt"]]
    assert names(*report.missing) == ["3.txt"]
    assert report.removed == ()
    assert report.unchanged == 1
    assert planned == SyncReport(**{f: getattr(report, f) for f in FIELDS}, is_dry_run=True)
    assert article_of(article_index, folder / "old" / "one.txt") == moved_id
    assert article_index.article(moved_id).source == str(folder / "old" / "one.txt")
    assert article_of(article_index, folder / "2.txt") == changed_id
    assert "mainland" in article_index.article(changed_id).text
    assert article_index.stats().articles == 5
    assert_in_step(article_index)


FIELDS = ("added", "changed", "moved", "removed", "missing", "unchanged", "failures")


def test_a_dry_run_changes_nothing(article_index: ArticleIndex, folder: Path) -> None:
    report = sync_folder(article_index, folder, dry_run=True)
    assert len(report.added) == 4
    assert counts(article_index) == (0, 0, 0)
    assert len(sync_folder(article_index, folder).added) == 4


def test_files_that_are_gone_go_only_when_wanted(article_index: ArticleIndex, folder: Path) -> None:
    sync_folder(article_index, folder)
    (folder / "0.txt").unlink()
    assert names(*sync_folder(article_index, folder).missing) == ["0.txt"]
    assert article_index.stats().articles == 4
    report = sync_folder(article_index, folder, delete=True)
    assert names(*report.removed) == ["0.txt"]
    assert article_index.stats().articles == 3
    assert_in_step(article_index)
    assert sync_folder(article_index, folder, delete=True).is_clean


def test_a_folder_that_vanished_or_is_empty_removes_nothing(
    article_index: ArticleIndex, folder: Path
) -> None:
    sync_folder(article_index, folder)
    folder.rename(folder.with_name("away"))
    with pytest.raises(SyncError, match="no such folder; nothing was removed"):
        sync_folder(article_index, folder, delete=True)
    folder.mkdir()
    with pytest.raises(SyncError, match="is empty, and the library holds 4 files of it"):
        sync_folder(article_index, folder, delete=True)
    assert article_index.stats().articles == 4


def test_articles_that_change_places_keep_their_ids(
    article_index: ArticleIndex, folder: Path
) -> None:
    sync_folder(article_index, folder)
    zero, one = (article_of(article_index, folder / f"{n}.txt") for n in (0, 1))
    (folder / "0.txt").rename(folder / "x")
    (folder / "1.txt").rename(folder / "0.txt")
    (folder / "x").rename(folder / "1.txt")
    sync_folder(article_index, folder, delete=True)
    assert article_of(article_index, folder / "0.txt") == one
    assert article_of(article_index, folder / "1.txt") == zero
    assert article_index.stats().articles == 4
    assert_in_step(article_index)


def test_syncing_often_leaves_exactly_what_syncing_once_does(
    article_index: ArticleIndex, folder: Path
) -> None:
    settle(write(folder, "copy.txt", (folder / "0.txt").read_text()))
    sync_folder(article_index, folder)
    before = (counts(article_index), article_index.library.fingerprint())
    for _ in range(100):
        report = sync_folder(article_index, folder, delete=True)
        assert report.is_clean
        assert report.unchanged == 5
    assert (counts(article_index), article_index.library.fingerprint()) == before


def test_an_unchanged_file_is_not_read_again_and_one_just_written_is(
    article_index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync_folder(article_index, folder)
    time.sleep(0.01)
    read: list[Path] = []

    def note(path: Path, *, limit: int) -> bytes:
        read.append(path)
        return path.read_bytes()[:limit]

    monkeypatch.setattr("index.sync.read_file", note)
    monkeypatch.setattr("index.sync.RACY_NS", 0)
    sync_folder(article_index, folder)  # the times of new files could not be trusted before
    read.clear()
    sync_folder(article_index, folder)
    assert read == []
    write(folder, "0.txt", "Ferry 0 sails to island 1.")  # as long as it was
    assert names(*sync_folder(article_index, folder).changed) == ["0.txt"]
    assert [path.name for path in read] == ["0.txt"]


def test_a_file_that_cannot_be_read_is_named_each_time_and_tried_when_it_changes(
    article_index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.RACY_NS", 0)
    broken = write(folder, "broken.pdf", "%PDF-1.7 no")
    first = sync_folder(article_index, folder)
    assert names(*(failure.source for failure in first.failures)) == ["broken.pdf"]
    tried: list[object] = []
    add = article_index.add

    def note(sources: list[Path], **options: object) -> object:
        tried.extend(sources)
        return add(sources, **options)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(article_index, "add", note)
    second = sync_folder(article_index, folder)
    assert second.failures == first.failures
    assert tried == []
    broken.unlink()
    write(folder, "broken.pdf.txt", "It is a text after all.")
    third = sync_folder(article_index, folder)
    assert third.failures == ()
    assert names(*third.added) == ["broken.pdf.txt"]


def test_a_file_that_breaks_keeps_the_article_it_had(
    article_index: ArticleIndex, folder: Path
) -> None:
    sync_folder(article_index, folder)
    (folder / "0.txt").write_bytes(b"")
    report = sync_folder(article_index, folder, delete=True)
    assert names(*(failure.source for failure in report.failures)) == ["0.txt"]
    assert article_index.stats().articles == 4


def test_an_article_removed_by_hand_comes_back_with_its_file(
    article_index: ArticleIndex, folder: Path
) -> None:
    sync_folder(article_index, folder)
    article_index.remove(article_of(article_index, folder / "0.txt"))
    assert names(*sync_folder(article_index, folder).added) == ["0.txt"]


def test_what_stands_outside_the_folder_is_left_alone(
    article_index: ArticleIndex, folder: Path, tmp_path: Path
) -> None:
    beside = tmp_path / "articles-2"
    beside.mkdir()
    article_index.add([write(beside, "x.txt", "Another folder whose name begins alike.")])
    article_index.add_file(b"An upload, which has no path.", name="upload.txt")
    sync_folder(article_index, folder)
    sync_folder(article_index, folder, delete=True)
    assert article_index.stats().articles == 6


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


def test_hidden_files_loops_and_odd_names_do_no_harm(
    article_index: ArticleIndex, folder: Path
) -> None:
    (folder / "old" / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "dangling.txt").symlink_to(folder / "nowhere.txt")
    write(folder, ".hidden.txt", "Hidden.")
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text("A name that is not UTF-8.")
    os.mkfifo(folder / "pipe.txt")
    report = sync_folder(article_index, folder)
    assert len(report.added) == 5
    assert report.failures == ()
    assert sync_folder(article_index, folder, delete=True).is_clean


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


def test_a_restored_article_is_brought_forward_to_what_its_file_holds_by_now(
    article_index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.RACY_NS", 0)
    sync_folder(article_index, folder)
    old = article_of(article_index, folder / "0.txt")
    article_index.remove(old)
    write(folder, "0.txt", "Ferry 0 stays in the harbour.")
    sync_folder(article_index, folder)
    article_index.remove(article_of(article_index, folder / "0.txt"))
    article_index.restore(old)
    assert names(*sync_folder(article_index, folder).changed) == ["0.txt"]
    assert article_index.article(old).text == "Ferry 0 stays in the harbour."
