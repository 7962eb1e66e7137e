"""Backups: whole while the library is used, refused when they are not, and the same library after."""

import threading
import zipfile
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.backup import restore_backup, write_backup
from index.errors import BackupError
from tests.fakes import FakeEmbedder
from tests.integration.stores import OpenIndex, assert_in_step, write


@pytest.fixture
def article_index(open_index: OpenIndex, tmp_path: Path) -> ArticleIndex:
    opened = open_index()
    opened.add([write(tmp_path, "a.txt", "The ferry sails on Monday.")])
    return opened


def test_a_backup_comes_back_as_the_same_library(
    article_index: ArticleIndex, tmp_path: Path
) -> None:
    chat_id = article_index.chats.add("ann", "When does it sail?")
    before = article_index.library.fingerprint()
    write_backup(article_index.folder, tmp_path / "b.zip")
    article_index.add_file(b"Added after the backup was written.", name="b.txt")
    restore_backup(tmp_path / "b.zip", tmp_path / "new")
    with ArticleIndex(tmp_path / "new", embedder=FakeEmbedder()) as restored:
        assert restored.library.fingerprint() == before
        assert restored.chats.get("ann", chat_id).title == "When does it sail?"
        assert_in_step(restored)


def test_a_backup_is_one_moment_while_others_write(
    article_index: ArticleIndex, tmp_path: Path
) -> None:
    is_over = threading.Event()

    def keep_adding() -> None:
        number = 0
        while not is_over.is_set():
            number += 1
            article_index.add_file(f"Ferry {number} sails.".encode(), name=f"{number}.txt")

    writer = threading.Thread(target=keep_adding)
    writer.start()
    try:
        for number in range(3):
            manifest = write_backup(article_index.folder, tmp_path / f"{number}.zip")
            restored = restore_backup(tmp_path / f"{number}.zip", tmp_path / f"new{number}")
            assert restored == manifest
    finally:
        is_over.set()
        writer.join()


def test_a_library_is_never_overwritten(article_index: ArticleIndex, tmp_path: Path) -> None:
    write_backup(article_index.folder, tmp_path / "b.zip")
    with pytest.raises(BackupError, match="holds a library already; nothing was changed"):
        restore_backup(tmp_path / "b.zip", article_index.folder)
    with pytest.raises(BackupError, match="is there already"):
        write_backup(article_index.folder, tmp_path / "b.zip")
    with pytest.raises(BackupError, match="no library in"):
        write_backup(tmp_path / "nowhere", tmp_path / "c.zip")


def test_what_is_no_whole_backup_is_refused_and_leaves_nothing(
    article_index: ArticleIndex, tmp_path: Path
) -> None:
    good = tmp_path / "good.zip"
    write_backup(article_index.folder, good)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(good.read_bytes()[:-200])
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("../library.db", "x")
    swapped = tmp_path / "swapped.zip"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(swapped, "w") as new:
        new.writestr("citewell.json", old.read("citewell.json"))
        new.writestr("library.db", b"SQLite format 3\0" + bytes(4000))
    newer = tmp_path / "newer.zip"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(newer, "w") as new:
        new.writestr("citewell.json", '{"format": 99}')
        new.writestr("library.db", old.read("library.db"))
    for path in (cut, other, swapped, newer, tmp_path / "missing.zip"):
        with pytest.raises(BackupError):
            restore_backup(path, tmp_path / "new")
        assert not (tmp_path / "new" / "library.db").exists()
    assert not (tmp_path / "library.db").exists()


def test_a_backup_that_cannot_be_written_leaves_nothing(
    article_index: ArticleIndex, tmp_path: Path
) -> None:
    with pytest.raises(BackupError, match="cannot write"):
        write_backup(article_index.folder, tmp_path / "no" / "b.zip")
    assert list(tmp_path.glob(".citewell-*")) == []
