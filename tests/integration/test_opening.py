"""Opening trusts indexes that nobody touched, and compares all others with the database."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.consistency import check_library
from index.errors import StorageError
from index.samples import FILES
from index.schema import Query
from index.stamps import STAMP, STAMP_NAME
from tests.fakes import FakeEmbedder
from tests.integration.stores import OpenIndex, assert_in_step, write

Damage = Callable[[Path], None]


@pytest.fixture
def library(open_index: OpenIndex, tmp_path: Path) -> Path:
    """A closed library, one of whose vectors belongs to no chunk: as many as before, all stamped."""
    article_index = open_index()
    article_index.add(FILES[:4])
    vectors = article_index.indexes.vectors
    lost = min(vectors.ids())
    vectors.upsert(["unknown:0-1"], vectors.get([lost])[lost][None, :], ["unknown"])
    vectors.delete([lost])
    article_index.close()
    return tmp_path / "library"


def is_in_step(article_index: ArticleIndex) -> bool:
    return article_index.library.chunk_ids() == article_index.indexes.vectors.ids()


def test_untouched_indexes_are_not_compared(open_index: OpenIndex, library: Path) -> None:
    assert not is_in_step(open_index())


def delete_stamp(store: Path) -> None:
    (store / STAMP_NAME).unlink()


def replace_stamp(store: Path) -> None:
    (store / STAMP_NAME).write_bytes(b"\xff\0another")


@pytest.mark.parametrize("damage", [delete_stamp, replace_stamp, shutil.rmtree])
@pytest.mark.parametrize("store", ["chroma", "bm25"])
def test_an_index_without_the_right_stamp_is_compared(
    open_index: OpenIndex, library: Path, damage: Damage, store: str
) -> None:
    damage(library / store)
    assert_in_step(open_index())


def test_a_library_of_a_version_without_stamps_is_compared(
    open_index: OpenIndex, library: Path
) -> None:
    for store in ("chroma", "bm25"):
        delete_stamp(library / store)
    assert_in_step(open_index())


@pytest.mark.parametrize("store", ["chroma", "bm25", "library.db"])
def test_a_part_restored_from_a_backup_is_compared(
    open_index: OpenIndex, tmp_path: Path, store: str
) -> None:
    article_index = open_index()
    first, _ = article_index.add(FILES[:2]).added
    article_index.close()
    part, backup = tmp_path / "library" / store, tmp_path / "backup"
    copy = shutil.copytree if part.is_dir() else shutil.copy
    copy(part, backup)
    article_index = open_index()
    article_index.remove(first)
    article_index.add_file(b"As many chunks as before are in this library.", name="new.txt")
    article_index.close()
    if part.is_dir():
        shutil.rmtree(part)
    copy(backup, part)
    assert_in_step(open_index())


@pytest.mark.parametrize("store", ["chroma", "bm25", "library.db"])
def test_a_part_of_another_time_is_noticed_though_all_ids_agree(
    open_index: OpenIndex, tmp_path: Path, store: str
) -> None:
    article_index = open_index()
    file = write(tmp_path, "a.txt", "The first text about the harbour")
    article_index.add([file])
    article_index.close()
    part, backup = tmp_path / "library" / store, tmp_path / "backup"
    copy = shutil.copytree if part.is_dir() else shutil.copy
    copy(part, backup)
    article_index = open_index()
    write(tmp_path, "a.txt", "Another text about the school wa")
    article_index.add([file])
    article_index.close()
    if part.is_dir():
        shutil.rmtree(part)
    copy(backup, part)
    article_index = open_index()
    (article,) = article_index.library.articles()
    word = "harbour" if store == "library.db" else "school"
    query = Query(text=word)
    (hit,) = article_index.read(query, article_index.search(query))
    assert hit.chunk.text == article.text
    assert article_index.indexes.lexical.search(Query(text=word), 5)
    assert check_library(article_index) == ()


def test_indexes_swapped_with_another_library_are_compared(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    first = open_index()
    first.add(FILES[:1])
    first.close()
    with ArticleIndex(tmp_path / "other", embedder=FakeEmbedder()) as other:
        other.add(FILES[1:2])
    for store in ("chroma", "bm25"):
        shutil.rmtree(tmp_path / "library" / store)
        shutil.copytree(tmp_path / "other" / store, tmp_path / "library" / store)
    assert_in_step(open_index())


def test_a_change_that_was_not_finished_is_compared(
    open_index: OpenIndex, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article_index = open_index()
    monkeypatch.setattr("index.lexical.LexicalIndex.replace", _interrupt)
    with pytest.raises(KeyboardInterrupt):
        article_index.add(FILES[4:6])
    monkeypatch.undo()
    article_index.close()
    assert_in_step(open_index())


def test_a_comparison_that_was_not_finished_is_repeated(
    open_index: OpenIndex, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delete_stamp(library / "bm25")
    monkeypatch.setattr("index.library.Library.chunk_ids", _interrupt)
    with pytest.raises(KeyboardInterrupt):
        open_index()
    monkeypatch.undo()
    assert_in_step(open_index())


def _interrupt(*_anything: object) -> None:
    raise KeyboardInterrupt


def test_indexes_with_another_number_of_chunks_are_compared(
    open_index: OpenIndex, library: Path
) -> None:
    article_index = open_index()
    article_index.indexes.vectors.delete(["unknown:0-1"])
    article_index.close()
    assert_in_step(open_index())


def test_what_was_saved_but_not_indexed_is_indexed_on_opening(
    open_index: OpenIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article_index = open_index()
    article_index.add(FILES[:2])
    monkeypatch.setattr("index.derived.DerivedIndexes.catch_up", _interrupt)
    with pytest.raises(KeyboardInterrupt):
        article_index.add(FILES[2:4])
    monkeypatch.undo()
    article_index.close()
    assert_in_step(open_index())


def test_a_finished_change_is_stamped(open_index: OpenIndex, tmp_path: Path) -> None:
    article_index = open_index()
    article_index.add(FILES[:2])
    article_index.remove(article_index.library.article_ids()[0])
    stamp = (article_index.library.get_meta(STAMP) or "").split()[0]
    files = [tmp_path / "library" / store / STAMP_NAME for store in ("chroma", "bm25")]
    assert {file.read_text() for file in files} == {stamp}


def test_a_stamp_that_cannot_be_read_is_a_clear_error(open_index: OpenIndex, library: Path) -> None:
    file = library / "bm25" / STAMP_NAME
    file.unlink()
    file.mkdir()
    with pytest.raises(StorageError, match="cannot read or write"):
        open_index()
