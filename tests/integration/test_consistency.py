"""Checking a library: each kind of disagreement is made, named, repaired and gone."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tantivy

from index.article_index import ArticleIndex
from index.consistency import check_library
from tests.integration.stores import OpenIndex, assert_in_step, write


@pytest.fixture
def article_index(open_index: OpenIndex, tmp_path: Path) -> ArticleIndex:
    opened = open_index()
    for number in range(3):
        text = f"Ferry {number} sails to island {number}. " * 60
        opened.add([write(tmp_path, f"{number}.txt", text)])
    return opened


def sql(article_index: ArticleIndex, *statements: str) -> None:
    with sqlite3.connect(article_index.folder / "library.db") as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            connection.execute(statement)


def first_chunk(article_index: ArticleIndex) -> str:
    return min(article_index.library.chunk_ids())


def lose_vector(article_index: ArticleIndex) -> None:
    article_index.indexes.vectors.delete([first_chunk(article_index)])


def add_stray_vector(article_index: ArticleIndex) -> None:
    vector = np.ones((1, article_index.embedder.dimension), dtype=np.float32)
    article_index.indexes.vectors.upsert(["gone:0-1"], vector / np.linalg.norm(vector), ["gone"])


def change_vector(article_index: ArticleIndex) -> None:
    chunk_id = first_chunk(article_index)
    vector = -article_index.indexes.vectors.get([chunk_id])[chunk_id]
    article_id = chunk_id.rpartition(":")[0]
    article_index.indexes.vectors.upsert([chunk_id], vector[np.newaxis, :], [article_id])


def lose_posting(article_index: ArticleIndex) -> None:
    article_index.indexes.lexical.replace([], remove_ids=[first_chunk(article_index)])


def double_posting(article_index: ArticleIndex) -> None:
    with article_index.indexes.lexical._writing() as writer:
        writer.add_document(tantivy.Document(id=first_chunk(article_index), text="again"))


def lose_stored_vector(article_index: ArticleIndex) -> None:
    sql(
        article_index, f"DELETE FROM encoded_chunks WHERE chunk_id = '{first_chunk(article_index)}'"
    )


def change_chunk_text(article_index: ArticleIndex) -> None:
    sql(article_index, f"UPDATE chunks SET text = 'x' WHERE id = '{first_chunk(article_index)}'")


def lose_chunks(article_index: ArticleIndex) -> None:
    article_id = article_index.library.article_ids()[0]
    sql(
        article_index,
        f"DELETE FROM encoded_chunks WHERE chunk_id LIKE '{article_id}:%'",
        f"DELETE FROM chunks WHERE article_id = '{article_id}'",
    )


def lose_a_chunk(article_index: ArticleIndex) -> None:
    sql(article_index, f"DELETE FROM chunks WHERE id = '{first_chunk(article_index)}'")


def lose_a_chunk_and_its_vector(article_index: ArticleIndex) -> None:
    lose_stored_vector(article_index)
    lose_a_chunk(article_index)


def lose_the_last_chunk_and_its_vector(article_index: ArticleIndex) -> None:
    last = article_index.library.chunks_of(article_index.library.article_ids()[:1])[-1].id
    sql(
        article_index,
        f"DELETE FROM encoded_chunks WHERE chunk_id = '{last}'",
        f"DELETE FROM chunks WHERE id = '{last}'",
    )


def leave_pending(article_index: ArticleIndex) -> None:
    article_index.library.set_pending(article_index.library.article_ids()[:1], pending=True)


def test_a_library_that_agrees_has_no_problems(article_index: ArticleIndex) -> None:
    assert check_library(article_index) == ()
    assert check_library(article_index, repair=True) == ()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lose_vector, "chunks are missing from vectors"),
        (add_stray_vector, "chunks in vectors are not in the library"),
        (change_vector, "vectors are not those of their chunks"),
        (lose_posting, "chunks are missing from BM25"),
        (double_posting, "BM25 hold chunks more than once"),
        (lose_stored_vector, "chunks have no vectors in the database"),
        (change_chunk_text, "articles have chunks that are not their text"),
        (lose_chunks, "articles have no chunks"),
        (lose_a_chunk, "chunks are gone whose vectors are kept"),
        (lose_a_chunk_and_its_vector, "articles lack some of their chunks"),
        (lose_the_last_chunk_and_its_vector, "chunks in vectors are not in the library"),
        (leave_pending, "articles are not indexed yet"),
    ],
)
def test_what_does_not_agree_is_named_and_repaired(
    article_index: ArticleIndex, spoil: Callable[[ArticleIndex], None], said: str
) -> None:
    before = article_index.library.chunk_ids()
    spoil(article_index)
    found = check_library(article_index)
    assert said in [problem.what for problem in found]
    assert not any(problem.is_repaired for problem in found)
    repaired = check_library(article_index, repair=True)
    assert [problem.what for problem in repaired] == [problem.what for problem in found]
    assert all(problem.is_repaired for problem in repaired)
    assert check_library(article_index) == ()
    assert article_index.library.chunk_ids() == before
    assert_in_step(article_index)


def test_a_damaged_database_is_named_and_left_alone(article_index: ArticleIndex) -> None:
    sql(
        article_index,
        "INSERT INTO chunks (id, article_id, number, start, end, text) VALUES ('x', 'no', 0, 0, 1, 'x')",
    )
    (problem,) = check_library(article_index, repair=True)
    assert problem.what == "the database is damaged: restore a backup"
    assert not problem.is_repaired
