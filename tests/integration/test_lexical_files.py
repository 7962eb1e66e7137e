"""The files of BM25 after a kill: what was not committed is neither read nor in the way."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from index.lexical import LexicalIndex
from tests.unit.builders import make_chunk


def put(folder: Path) -> None:
    with closing(LexicalIndex(folder)) as lexical:
        lexical.replace(
            [make_chunk("The ferry sails at nine."), make_chunk("It is back at six.", start=90)]
        )


def drop_first(folder: Path) -> set[str]:
    with closing(LexicalIndex(folder)) as lexical:
        lexical.replace([], remove_ids=[make_chunk("The ferry sails at nine.").id])
        return lexical.ids()


@pytest.mark.parametrize("is_killed", [False, True])
def test_files_of_a_commit_that_was_killed_are_not_in_the_way(
    tmp_path: Path, is_killed: bool
) -> None:
    folder, other = tmp_path / "bm25", tmp_path / "other"
    put(folder)
    if is_killed:  # right before the commit: all its files are there but for the list of segments
        shutil.copytree(folder, other)
        drop_first(other)
        written = [path for path in other.iterdir() if path.name != "meta.json"]
        assert any(path.suffix == ".del" for path in written)
        for path in written:
            shutil.copy(path, folder / path.name)
    assert drop_first(folder) == {make_chunk("It is back at six.", start=90).id}
