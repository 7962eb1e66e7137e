"""Searching in some articles only: real Chroma against comparing every vector."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.article_index import ArticleIndex
from index.embedding import FloatArray
from index.schema import Query
from index.vectors import VectorStore
from index.viewer import Scope
from tests.fakes import FakeEmbedder

ARTICLES = 60
CHUNKS_PER_ARTICLE = 40
DIMENSION = 32
TOPICS = 12


@pytest.fixture(scope="module")
def vectors() -> FloatArray:
    """Vectors of 60 articles with 40 chunks each, gathered around a few topics as texts are."""
    draw = np.random.default_rng(20320303)
    centres = draw.normal(size=(TOPICS, DIMENSION))
    topics = np.repeat(np.arange(ARTICLES) % TOPICS, CHUNKS_PER_ARTICLE)
    vectors = centres[topics] + draw.normal(scale=0.7, size=(len(topics), DIMENSION))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / lengths, dtype=np.float32)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, vectors: FloatArray) -> Iterator[VectorStore]:
    store = VectorStore(tmp_path_factory.mktemp("vectors"), identity={"model": "drawn"})
    ids = [chunk_id(row) for row in range(len(vectors))]
    store.upsert(ids, vectors, [article_id(row) for row in range(len(vectors))])
    yield store
    store.close()


def article_id(row: int) -> str:
    return f"article{row // CHUNKS_PER_ARTICLE}"


def chunk_id(row: int) -> str:
    return f"{article_id(row)}:{row}-{row + 1}"


def nearest(
    vectors: FloatArray, query: FloatArray, limit: int, scope: set[str]
) -> dict[str, float]:
    cosines = vectors @ query
    best_first = [int(row) for row in np.argsort(-cosines) if article_id(int(row)) in scope]
    return {chunk_id(row): float(cosines[row]) for row in best_first[:limit]}


def test_a_small_scope_is_searched_exactly(store: VectorStore, vectors: FloatArray) -> None:
    scope = {"article3", "article47"}
    ids = [chunk_id(row) for row in range(len(vectors)) if article_id(row) in scope]
    for query in vectors[::300]:
        found = store.compare(query, 10, chunk_ids=ids)
        expected = nearest(vectors, query, 10, scope)
        assert dict(found) == pytest.approx(expected, abs=1e-5)
        assert [chunk for chunk, _ in found] == list(expected)


@pytest.mark.parametrize("step", [2, 10])
def test_a_large_scope_misses_at_most_one_in_twenty(
    store: VectorStore, vectors: FloatArray, step: int
) -> None:
    scope = {f"article{number}" for number in range(0, ARTICLES, step)}
    ids = [chunk_id(row) for row in range(len(vectors)) if article_id(row) in scope]
    queries = vectors[::50]  # some lie in the scope, some among articles far from it
    shared = 0
    for query in queries:
        found = store.search_articles(
            query, 10, scope=Scope(only=frozenset(scope)), list_chunks=lambda: ids
        )
        assert len(found) == 10
        shared += len(dict(found).keys() & nearest(vectors, query, 10, scope).keys())
    assert shared >= 0.95 * 10 * len(queries)


@pytest.mark.parametrize("is_behind", [False, True])
def test_what_is_hidden_takes_no_place(
    store: VectorStore, vectors: FloatArray, is_behind: bool
) -> None:
    seen = {f"article{number}" for number in range(0, ARTICLES, 10)}
    ids = [chunk_id(row) for row in range(len(vectors)) if article_id(row) in seen]
    scope = Scope(hidden=frozenset(map(article_id, range(len(vectors)))) - seen)
    listed = [*ids, "article0:just-added"] if is_behind else ids  # Chroma does not have it yet
    shared = 0
    for query in vectors[::50]:
        found = store.search_articles(query, 10, scope=scope, list_chunks=lambda: listed)
        assert {chunk.partition(":")[0] for chunk, _ in found} <= seen
        shared += len(dict(found).keys() & nearest(vectors, query, 10, seen).keys())
    assert shared >= 0.95 * 10 * len(vectors[::50])


def test_a_scope_of_many_articles_limits_both_ways_of_searching(tmp_path: Path) -> None:
    with ArticleIndex(tmp_path / "library", embedder=FakeEmbedder()) as article_index:
        for number in range(240):
            text = f"Report {number} tells of the harbour, the ferry and the lighthouse."
            article_index.add_file(text.encode(), name=f"{number}.txt")
        scope = set(article_index.library.article_ids()[::2])
        query = Query(text="the ferry in the harbour")
        hits = article_index.search(query, limit=40, article_ids=scope)
        assert {hit.chunk.article_id for hit in article_index.read(query, hits)} <= scope
        assert sum(hit.dense_rank is not None for hit in hits) == 40
        assert sum(hit.lexical_rank is not None for hit in hits) == 40


def test_words_found_mostly_outside_a_scope_are_found_within(tmp_path: Path) -> None:
    with ArticleIndex(tmp_path / "library", embedder=FakeEmbedder()) as article_index:
        scope = set()
        for number in range(300):
            best = "harbour " * 5 if number % 2 else "harbour and many words beside it "
            added = article_index.add_file(f"{best}{number}".encode(), name=f"{number}.txt").added
            scope |= set(added) if number % 2 == 0 else set()
        query = Query(text="harbour")
        hits = article_index.search(query, limit=5, article_ids=scope)
        assert {hit.chunk.article_id for hit in article_index.read(query, hits)} <= scope
        assert sum(hit.lexical_rank is not None for hit in hits) == 5
