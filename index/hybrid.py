"""Search by meaning and by words together. Knows no fusion: the two scores stay apart.

BM25 runs while the model encodes the query: both take milliseconds, and a question waits for both.
"""

import functools
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import numpy as np

from index.embedding import Embedder, FloatArray
from index.errors import StorageError
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
        """Find chunks by meaning and by words.

        Args:
            query: What to search for.
            limit: At most this many from each of the two ways.
            article_ids: Only in these articles; None for all.

        Returns:
            The union, unordered by design: fusing the two scores is the retriever's job. Each
            hit has the scores of the ways that found it.
        """
        scope = None if article_ids is None else frozenset(article_ids)
        try:
            by_words = self._threads.submit(self._search_words, query, limit, scope)
        except RuntimeError as exc:
            raise StorageError("the library is closed", hint="open it again to ask it") from exc
        vector = self._vector(query)
        dense = dict(self._search_vectors(vector, limit, scope))
        lexical, rows = by_words.result()
        rest = self._library.chunks_by_id(dense.keys() - rows.keys())
        return _hits(
            {**rows, **rest},
            vector=vector,
            asked=self._encode(query.text),
            dense=dense,
            lexical=lexical,
        )

    def find_mentions(
        self,
        query: Query,
        names: Mapping[str, float],
        *,
        limit: int,
        but_not: Collection[str],
        article_ids: Collection[str] | None,
    ) -> list[tuple[Hit, float]]:
        """Find chunks that hold one of some weighted names; see `LexicalIndex.find_mentions`.

        Returns:
            Pairs of a hit, with its similarities to the query, and the largest weight of a name
            it holds; best first.
        """
        scope = None if article_ids is None else frozenset(article_ids)
        weights = dict(
            self._lexical.find_mentions(names, limit, but_not=but_not, article_ids=scope)
        )
        hits = _hits(
            self._library.chunks_by_id(weights),
            vector=self._vector(query),
            asked=self._encode(query.text),
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
    ) -> tuple[dict[str, float], dict[str, ChunkRow]]:
        """Give the scores of what BM25 finds, best first, and the rows of these chunks."""
        scores = dict(self._lexical.search(query, limit, article_ids=scope))
        return scores, self._library.chunks_by_id(scores)

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
    asked: FloatArray,
    dense: Mapping[str, float] | None = None,
    lexical: Mapping[str, float] | None = None,
) -> list[Hit]:
    """Put together what is known of chunks.

    Args:
        rows: The chunks.
        vector: The query's.
        asked: The vector of its text alone.
        dense: Cosines of those found by meaning, best first.
        lexical: Scores of those found by words, best first.
    """
    dense, lexical = dense or {}, lexical or {}
    dense_ranks = {chunk_id: rank for rank, chunk_id in enumerate(dense, start=1)}
    lexical_ranks = {chunk_id: rank for rank, chunk_id in enumerate(lexical, start=1)}
    packed = b"".join(row.vectors for row in rows.values())
    vectors = unpack_vectors(packed, dimension=len(vector))
    cosines = iter((vectors @ np.stack((vector, asked), axis=1)).tolist())
    hits = []
    for chunk_id, row in rows.items():
        spans = unpack_spans(row.spans)
        similarity, to_text = next(cosines) if row.vectors else (dense.get(chunk_id),) * 2
        hits.append(
            Hit(
                chunk=row.chunk,
                **row.shown,
                similarity=dense.get(chunk_id, similarity),
                text_similarity=to_text,
                dense_rank=dense_ranks.get(chunk_id),
                lexical_score=lexical.get(chunk_id),
                lexical_rank=lexical_ranks.get(chunk_id),
                sentence_spans=spans,
                sentence_similarities=tuple(cosine for cosine, _ in islice(cosines, len(spans))),
            )
        )
    return hits
