"""Search by meaning and by words together. Knows no fusion: the two scores stay apart.

BM25 runs while the model encodes the query: both take milliseconds, and a question waits for both.
"""

import functools
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from index.embedding import Embedder, FloatArray
from index.lexical import LexicalIndex
from index.library import Library
from index.rows import ChunkRow, unpack_spans, unpack_vectors
from index.schema import Hit, Query
from index.vectors import VectorStore

# A scope of at most this many articles and chunks is compared whole, at 0.03 ms a vector; Chroma
# takes 20 to 60 ms to find the nearest of so few among 200,000.
MAX_COMPARED_ARTICLES = 50
MAX_COMPARED_CHUNKS = 1_000
KEPT_TEXTS = 256  # whose vectors a conversation asks for again


@dataclass(frozen=True, slots=True, kw_only=True)
class _LexicalSide:
    """What BM25 found: scores, best first, and the chunks' vectors and rows."""

    scores: Mapping[str, float]
    vectors: Mapping[str, FloatArray]
    rows: Mapping[str, ChunkRow]


class HybridSearch:
    """Searches vectors and BM25 of one library; close it before them."""

    def __init__(
        self, *, library: Library, vectors: VectorStore, lexical: LexicalIndex, embedder: Embedder
    ) -> None:
        self._library = library
        self._vectors = vectors
        self._lexical = lexical
        self._embedder = embedder
        self._encode = functools.lru_cache(KEPT_TEXTS)(self._encode_text)
        self._threads = ThreadPoolExecutor(thread_name_prefix="citewell-search")

    def close(self) -> None:
        """Let go of the threads; a second call does nothing."""
        self._threads.shutdown()

    def search(self, query: Query, *, limit: int, article_ids: Collection[str] | None) -> list[Hit]:
        """Find chunks by meaning and by words; see `DerivedIndexes.search`."""
        scope = None if article_ids is None else frozenset(article_ids)
        by_words = self._threads.submit(self._search_words, query, limit, scope)
        vector = self._vector(query)
        dense = dict(self._search_vectors(vector, limit, scope))
        lexical = by_words.result()
        rest = self._library.chunks_by_id(dense.keys() - lexical.rows.keys())
        return _hits(
            {**lexical.rows, **rest},
            vector=vector,
            dense=dense,
            lexical=lexical.scores,
            others=lexical.vectors,
        )

    def find_mentions(
        self,
        query: Query,
        names: Mapping[str, float],
        *,
        limit: int,
        article_ids: Collection[str] | None,
    ) -> list[tuple[Hit, float]]:
        """Find chunks that hold one of some weighted names; see `DerivedIndexes.find_mentions`."""
        weights = dict(self._lexical.find_mentions(names, limit, article_ids=article_ids))
        hits = _hits(
            self._library.chunks_by_id(weights),
            vector=self._vector(query),
            others=self._vectors.get(list(weights)),
        )
        return sorted(
            ((hit, weights[hit.chunk.id]) for hit in hits),
            key=lambda pair: (-pair[1], pair[0].chunk.id),
        )

    def _vector(self, query: Query) -> FloatArray:
        """Give the query's vector `(dim,)`, of unit length, drawn towards what was said earlier."""
        vector = self._encode(query.text)
        for earlier in query.earlier:
            vector = vector + earlier.vector_weight * self._encode(earlier.text)
        unit: FloatArray = vector / max(float(np.linalg.norm(vector)), 1e-12)
        return unit

    def _encode_text(self, text: str) -> FloatArray:
        vector: FloatArray = self._embedder.encode([text])[0]
        return vector

    def _search_words(
        self, query: Query, limit: int, scope: Collection[str] | None
    ) -> _LexicalSide:
        scores = dict(self._lexical.search(query, limit, article_ids=scope))
        return _LexicalSide(
            scores=scores,
            vectors=self._vectors.get(list(scores)),
            rows=self._library.chunks_by_id(scores),
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


def _hits(
    rows: Mapping[str, ChunkRow],
    *,
    vector: FloatArray,
    others: Mapping[str, FloatArray],
    dense: Mapping[str, float] | None = None,
    lexical: Mapping[str, float] | None = None,
) -> list[Hit]:
    """Put together what is known of chunks.

    Args:
        rows: The chunks.
        vector: The query's.
        others: Vectors of chunks that `dense` lacks.
        dense: Cosines of those found by meaning, best first.
        lexical: Scores of those found by words, best first.
    """
    dense, lexical = dense or {}, lexical or {}
    cosines = {chunk_id: float(other @ vector) for chunk_id, other in others.items()} | dict(dense)
    dense_ranks = {chunk_id: rank for rank, chunk_id in enumerate(dense, start=1)}
    lexical_ranks = {chunk_id: rank for rank, chunk_id in enumerate(lexical, start=1)}
    sentences = _sentence_similarities(rows, vector)
    return [
        Hit(
            chunk=row.chunk,
            **row.shown,
            similarity=cosines.get(chunk_id),
            dense_rank=dense_ranks.get(chunk_id),
            lexical_score=lexical.get(chunk_id),
            lexical_rank=lexical_ranks.get(chunk_id),
            sentence_spans=unpack_spans(row.sentence_spans),
            sentence_similarities=sentences[chunk_id],
        )
        for chunk_id, row in rows.items()
    ]


def _sentence_similarities(
    rows: Mapping[str, ChunkRow], vector: FloatArray
) -> dict[str, tuple[float, ...]]:
    packed = b"".join(row.sentence_vectors for row in rows.values())
    cosines = (unpack_vectors(packed, dimension=len(vector)) @ vector).tolist()
    similarities, at = {}, 0
    for chunk_id, row in rows.items():
        to = at + len(row.sentence_vectors) // len(vector)
        similarities[chunk_id] = tuple(cosines[at:to])
        at = to
    return similarities
