"""Syncing folders with real stores: what is told apart, kept, and left alone."""

import os
import time
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.errors import SyncError
from index.sync import SyncReport, sync_folder
from tests.integration.stores import OpenIndex, assert_in_step, counts, write
from tests.integration.synced import article_of, make_folder, names, settle


@pytest.fixture
def article_index(open_index: OpenIndex) -> ArticleIndex:
    return open_index()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


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
    assert names(*(failure.source for failure in report.failures)) == [
        "dangling.txt",
        "pipe.txt",
        "loop",
    ]
    assert sync_folder(article_index, folder, delete=True).is_clean


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
