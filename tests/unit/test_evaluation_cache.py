"""What is built for a dataset appears whole or not at all."""

import shutil
from pathlib import Path

import pytest

from index.errors import LibraryLockedError, StorageError
from index.locking import StoreLock
from rag.evaluation_cache import BUILDING, build_once


def write_content(folder: Path) -> None:
    (folder / "content").write_text("whole")


def fail_half_way(folder: Path) -> None:
    write_content(folder)
    raise KeyboardInterrupt


def test_a_folder_is_built_once_and_its_time_is_remembered(tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "built"
    seconds = build_once(folder, write_content)
    assert (folder / "content").read_text() == "whole"
    assert build_once(folder, fail_half_way) == seconds is not None
    assert [path.name for path in folder.parent.iterdir()] == ["built"]


def test_a_folder_that_was_there_has_no_building_time(tmp_path: Path) -> None:
    write_content(tmp_path)
    assert build_once(tmp_path, fail_half_way) is None


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    folder = tmp_path / "made by hand"
    folder.mkdir()
    assert build_once(folder, write_content) is not None
    assert (folder / "content").exists()


def test_a_full_disk_is_told_and_nothing_stays(tmp_path: Path) -> None:
    def fill_the_disk(folder: Path) -> None:
        write_content(folder)
        raise OSError(28, "No space left on device")

    with pytest.raises(StorageError, match=r"built': .*No space left"):
        build_once(tmp_path / "built", fill_the_disk)
    assert list(tmp_path.iterdir()) == []


def test_nothing_stays_of_an_interrupted_build(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        build_once(tmp_path / "built", fail_half_way)
    assert list(tmp_path.iterdir()) == []


def test_the_next_build_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    left = tmp_path / f"{BUILDING}other" / "product"
    left.mkdir(parents=True)
    write_content(left)
    build_once(tmp_path / "built", write_content)
    assert [path.name for path in tmp_path.iterdir()] == ["built"]


def test_a_build_under_way_elsewhere_is_left_alone(tmp_path: Path) -> None:
    workshop = tmp_path / f"{BUILDING}built"
    lock = StoreLock(workshop)
    try:
        with pytest.raises(LibraryLockedError, match="in use by process"):
            build_once(tmp_path / "built", write_content)
        assert workshop.exists()
    finally:
        lock.release()
        shutil.rmtree(workshop)
