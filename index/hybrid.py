"""Search by meaning and by words together. Knows no fusion: the two scores stay apart.

BM25 runs while the model encodes the query: both take milliseconds, and a question waits for both.
"""

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from index.embedding import Embedder, FloatArray
from index.lexical import LexicalIndex
from index.library import Library
from index.schema import Chunk, Hit
from index.vectors import VectorStore

Known = Mapping[str, tuple[Chunk, dict[str, Any]]]
# A scope of at most this many articles and chunks is compared whole, at 0.03 ms a vector; Chroma
# takes 20 to 60 ms to find the nearest of so few among 200,000.
MAX_COMPARED_ARTICLES = 50
MAX_COMPARED_CHUNKS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _LexicalSide:
    """What BM25 found: scores, best first, and the chunks' vectors and rows."""

    scores: Mapping[str, float]
    vectors: Mapping[str, FloatArray]
    known: Known


class HybridSearch:
    """Searches vectors and BM25 of one library; close it before them."""

    def __init__(
        self, *, library: Library, vectors: VectorStore, lexical: LexicalIndex, embedder: Embedder
    ) -> None:
        self._library = library
        self._vectors = vectors
        self._lexical = lexical
        self._embedder = embedder
        self._threads = ThreadPoolExecutor(thread_name_prefix="citewell-search")

    def close(self) -> None:
        """Let go of the threads; a second call does nothing."""
        self._threads.shutdown()

    def search(self, query: str, *, limit: int, article_ids: Collection[str] | None) -> list[Hit]:
        """Find chunks by meaning and by words; see `DerivedIndexes.search`."""
        scope = None if article_ids is None else frozenset(article_ids)
        by_words = self._threads.submit(self._search_words, query, limit, scope)
        vector = self._embedder.encode([query])[0]
        dense = dict(self._search_vectors(vector, limit, scope))
        lexical = by_words.result()
        dense_ranks = {chunk_id: rank for rank, chunk_id in enumerate(dense, start=1)}
        lexical_ranks = {chunk_id: rank for rank, chunk_id in enumerate(lexical.scores, start=1)}
        for chunk_id, found in lexical.vectors.items():
            dense.setdefault(chunk_id, float(found @ vector))
        rest = self._library.chunks_by_id(dense_ranks.keys() - lexical.known.keys())
        return [
            Hit(
                chunk=chunk,
                **shown,
                similarity=dense.get(chunk_id),
                dense_rank=dense_ranks.get(chunk_id),
                lexical_score=lexical.scores.get(chunk_id),
                lexical_rank=lexical_ranks.get(chunk_id),
            )
            for chunk_id, (chunk, shown) in (*lexical.known.items(), *rest.items())
        ]

    def _search_words(self, query: str, limit: int, scope: Collection[str] | None) -> _LexicalSide:
        scores = dict(self._lexical.search(query, limit, article_ids=scope))
        return _LexicalSide(
            scores=scores,
            vectors=self._vectors.get(list(scores)),
            known=self._library.chunks_by_id(scores),
        )

    def _search_vectors(
        self, vector: FloatArray, limit: int, scope: frozenset[str] | None
    ) -> list[tuple[str, float]]:
        if scope is None:
            return self._vectors.search(vector, limit)
        if len(scope) <= MAX_COMPARED_ARTICLES:
            chunk_ids = self._library.chunk_ids(scope)
            if len(chunk_ids) <= MAX_COMPARED_CHUNKS:
                return self._vectors.compare(vector, limit, chunk_ids=chunk_ids)
        return self._vectors.search_articles(
            vector,
            limit,
            article_ids=scope,
            list_chunks=lambda: self._library.chunk_ids(scope),
        )
