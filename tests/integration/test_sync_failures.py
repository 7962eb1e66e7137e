"""What a sync cannot read is named at every sync, also inside a file, until it is mended."""

import os
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.schema import Failure
from index.sources import find_files
from index.sync import sync_folder
from tests.good_files import make_message
from tests.good_office import make_zip
from tests.integration.stores import OpenIndex
from tests.integration.synced import article_of, settle

GOOD = '{"title": "Wall", "text": "The harbour wall was built of grey stones."}\n'
MORE = '{"title": "Boat", "text": "The boat sails in the wind of January."}\n'


@pytest.fixture
def article_index(open_index: OpenIndex) -> ArticleIndex:
    return open_index()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder of three files, in each of which something cannot be read."""
    monkeypatch.setattr("index.sync.RACY_NS", 0)
    made = tmp_path / "folder"
    made.mkdir()
    (made / "a.jsonl").write_text(GOOD + "{broken\n" + MORE + "[1, 2]\n")
    (made / "b.zip").write_bytes(make_zip({"b.md": "# Mayor\n\nThe mayor has a bicycle.", "b2.md": "# Sea\n\nThe sea is deep.", "c.docx": b"PK\3\4"}))  # fmt: skip
    (made / "m.eml").write_bytes(make_message(attached={"d.docx": b"PK\3\4"}).as_bytes())
    return made


def inside(article_index: ArticleIndex, folder: Path) -> list[str]:
    failures = sync_folder(article_index, folder).failures
    return [str(Path(failure.source).relative_to(folder)) for failure in failures]


FAILING = ["a.jsonl/line 2", "a.jsonl/line 4", "b.zip/c.docx", "m.eml/d.docx"]


def test_what_cannot_be_read_inside_a_file_is_named_at_every_sync(
    article_index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sync_folder(article_index, folder)
    assert [Path(f.source).relative_to(folder).as_posix() for f in first.failures] == FAILING
    monkeypatch.delattr("index.sync.read_file")  # what is as it was is not read
    second = sync_folder(article_index, folder)
    assert (second.failures, second.unchanged) == (first.failures, 3)
    assert sync_folder(article_index, folder, dry_run=True).failures == first.failures


def test_it_is_named_when_files_were_only_touched_or_just_written(
    article_index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sync_folder(article_index, folder)
    for path in folder.iterdir():
        settle(path)
    assert sync_folder(article_index, folder).failures == first.failures
    monkeypatch.setattr("index.sync.RACY_NS", 10**18)  # no time can be trusted
    assert sync_folder(article_index, folder).failures == first.failures
    assert sync_folder(article_index, folder).failures == first.failures


def test_it_is_named_in_the_place_a_file_was_moved_to(
    article_index: ArticleIndex, folder: Path
) -> None:
    sync_folder(article_index, folder)
    (folder / "a.jsonl").rename(folder / "new.jsonl")
    moved = sync_folder(article_index, folder).failures
    assert [Path(failure.source).relative_to(folder).as_posix() for failure in moved] == [
        *FAILING[2:], "new.jsonl/line 2", "new.jsonl/line 4"
    ]  # fmt: skip
    assert not any("a.jsonl" in failure.reason for failure in moved)


def test_it_is_named_until_the_file_is_mended(article_index: ArticleIndex, folder: Path) -> None:
    sync_folder(article_index, folder)
    good = (folder / "a.jsonl").read_bytes()
    (folder / "a.jsonl").write_bytes(b"")
    assert inside(article_index, folder) == ["a.jsonl", *FAILING[2:]]
    assert inside(article_index, folder) == ["a.jsonl", *FAILING[2:]]
    (folder / "a.jsonl").write_bytes(good)
    assert inside(article_index, folder) == FAILING
    (folder / "a.jsonl").write_text(GOOD + MORE)
    assert inside(article_index, folder) == FAILING[2:]
    assert inside(article_index, folder) == FAILING[2:]


def test_an_article_removed_by_hand_comes_back_to_a_file_with_failures(
    article_index: ArticleIndex, folder: Path
) -> None:
    sync_folder(article_index, folder)
    article_index.remove(article_of(article_index, folder / "b.zip" / "b.md"))
    assert inside(article_index, folder) == FAILING
    assert article_of(article_index, folder / "b.zip" / "b.md")


def test_adding_and_syncing_a_folder_name_the_same_things_that_are_no_files(
    article_index: ArticleIndex, tmp_path: Path
) -> None:
    folder, beside = tmp_path / "folder", tmp_path / "beside"
    folder.mkdir()
    beside.mkdir()
    (folder / "good.md").write_text("# Wall\n\nThe harbour wall was built of grey stones.")
    os.mkfifo(folder / "pipe.txt")
    (folder / "dangling.txt").symlink_to(folder / "nowhere.txt")
    (folder / "link").symlink_to(beside, target_is_directory=True)
    (folder / "round").symlink_to(folder, target_is_directory=True)
    _, named = find_files([folder])
    assert {Path(failure.source).name: failure.hint for failure in named} == {
        "pipe.txt": "give files or folders",
        "dangling.txt": "mend the link or remove it",
        "link": "add that folder itself",
        "round": "add that folder itself",
    }
    synced: tuple[Failure, ...] = sync_folder(article_index, folder).failures
    assert set(synced) == set(named) == set(article_index.add([folder]).failures)
    assert len(synced) == len(named)


def test_a_link_that_leads_nowhere_any_more_keeps_the_article_it_led_to(
    article_index: ArticleIndex, folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "target.md"
    target.write_text("# Tower\n\nThe tower has a bell of bronze.")
    (folder / "link.md").symlink_to(target)
    sync_folder(article_index, folder)
    target.unlink()
    report = sync_folder(article_index, folder, delete=True)
    assert (report.removed, len(report.failures)) == ((), 5)
    assert article_of(article_index, folder / "link.md")
