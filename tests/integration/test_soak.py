"""A short form of `make soak`: kills, damaged files, and a reader beside a writer."""

from pathlib import Path

from tests.soak import damage_files, fill_disks, kill_at_random, read_beside, read_only_disk


def test_a_library_is_whole_after_every_kill(tmp_path: Path) -> None:
    assert kill_at_random(tmp_path, rounds=8, seed=20320303) == 8


def test_a_reader_beside_a_writer_sees_whole_articles(tmp_path: Path) -> None:
    assert read_beside(tmp_path, seconds=2, seed=20320303) > 0


def test_each_file_of_a_library_may_be_lost(tmp_path: Path) -> None:
    assert damage_files(tmp_path, is_short=True) >= 12


def test_disks_that_are_full_or_read_only_lose_nothing(tmp_path: Path) -> None:
    fill_disks(tmp_path / "full", rounds=1)
    read_only_disk(tmp_path / "read-only")
