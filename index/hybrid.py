"""Search by meaning and by words together. Knows no fusion: the two scores stay apart.

BM25 runs while the model encodes the query; while Chroma searches, what words found is compared and read.
"""

import dataclasses
import functools
import heapq
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

import numpy as np

from index.aliases import Alias
from index.embedding import Embedder, FloatArray
from index.errors import StorageError
from index.lexical import LexicalIndex
from index.library import Library
from index.rows import ChunkRow, compare_packed, unpack_spans
from index.schema import Candidate, Hit, Query
from index.vectors import VectorStore
from index.viewer import Scope, Viewer

# A scope of at most this many articles and chunks is compared whole, at 0.03 ms a vector; Chroma
# takes 20 to 60 ms to find the nearest of so few among 200,000.
MAX_COMPARED_ARTICLES = 50
MAX_COMPARED_CHUNKS = 1_000
# Of the best score by words: what has less is looked at only if meaning finds it too. Reading the
# vectors of all of it takes longer than finding it.
MIN_SHARE = 0.5
READ_AHEAD = 12  # of what words have found, while Chroma searches; most of these are wanted
KEPT_TEXTS = 256  # whose vectors and aliases are asked for again
_FOUND = tuple(field.name for field in dataclasses.fields(Candidate))


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
        self._find_aliases = functools.lru_cache(KEPT_TEXTS)(self._read_aliases)
        self._threads = ThreadPoolExecutor(thread_name_prefix="citewell-search")

    def close(self) -> None:
        """Let go of the threads; a second call does nothing."""
        self._threads.shutdown()

    def search(
        self,
        query: Query,
        *,
        limit: int,
        nearest: int,
        at_least: int,
        scope: Scope,
        viewer: Viewer,
    ) -> list[Candidate]:
        """Find chunks by meaning and by words.

        Args:
            query: What to search for.
            limit: At most this many by words.
            nearest: At most this many by meaning.
            at_least: So many of those found by words are kept however far behind the best.
            scope: Only in these articles.
            viewer: Nothing is read that they do not see, though it was added only now.

        Returns:
            The union, unordered by design: fusing the two scores is the retriever's job. Each
            has the scores of the ways that found it; some were read already, and are hits. What
            was found by meaning alone is compared with its sentences once it is read.
        """
        words = (query, limit, at_least, scope, viewer)
        try:
            by_words = self._threads.submit(self._search_words, *words)
        except RuntimeError as exc:
            raise StorageError("the library is closed", hint="open it again to ask it") from exc
        by_meaning = self._threads.submit(self._search_vectors, self._vector(query), nearest, scope)
        time.sleep(0)  # Chroma begins at once, and not when this thread next lets go
        lexical, packed = by_words.result()
        cosines = self._compare(packed, query)
        rows = self._rows(_likely(lexical, cosines), viewer)
        for row in rows.values():
            for start, end in unpack_spans(row.spans):
                self._lexical.analyze(row.chunk.text[start:end])
        dense = dict(by_meaning.result())
        cosines |= dict.fromkeys(dense.keys() - packed.keys(), ())
        return _candidates(cosines, dense=dense, lexical=lexical, rows=rows)

    def find_mentions(
        self,
        query: Query,
        names: Mapping[str, float],
        *,
        limit: int,
        but_not: Collection[str],
        scope: Scope,
        viewer: Viewer,
    ) -> list[tuple[Hit, float]]:
        """Find chunks that hold one of some weighted names; see `LexicalIndex.find_mentions`.

        Returns:
            Pairs of a hit, with its similarities to the query, and the largest weight of a name
            it holds; best first.
        """
        weights = dict(self._lexical.find_mentions(names, limit, but_not=but_not, scope=scope))
        rows = self._rows(weights, viewer)
        packed = {chunk_id: row.vectors for chunk_id, row in rows.items()}
        cosines = self._compare(packed, query)
        hits = [one for one in _candidates(cosines, rows=rows) if isinstance(one, Hit)]
        return sorted(
            ((hit, weights[hit.chunk_id]) for hit in hits),
            key=lambda pair: (-pair[1], pair[0].chunk_id),
        )

    def sentence_similarities(
        self, text: str, chunk_ids: Collection[str]
    ) -> dict[str, tuple[float, ...]]:
        """Compare a text with the sentences of chunks.

        Returns:
            Of each chunk the cosines, higher is closer, in the order of its sentences; none while
            its article is being indexed or once it is removed.
        """
        cosines = self._compare(self._library.vectors_by_id(chunk_ids), Query(text=text))
        return {chunk_id: tuple(known[2:]) for chunk_id, known in cosines.items()}

    def read(self, query: Query, candidates: Sequence[Candidate], viewer: Viewer) -> list[Hit]:
        """Read what a query has found, in order; what was removed since then drops out."""
        unread = [one for one in candidates if not isinstance(one, Hit)]
        rows = self._rows([one.chunk_id for one in unread], viewer)
        packed = {
            one.chunk_id: rows[one.chunk_id].vectors
            for one in unread
            if one.chunk_id in rows and not one.sentence_similarities
        }
        cosines = self._compare(packed, query)
        hits = (
            one
            if isinstance(one, Hit)
            else _hit(_compared(one, cosines.get(one.chunk_id)), rows.get(one.chunk_id))
            for one in candidates
        )
        return [hit for hit in hits if hit is not None]

    def _rows(self, chunk_ids: Collection[str], viewer: Viewer) -> dict[str, ChunkRow]:
        rows = self._library.chunks_by_id(chunk_ids)
        return {chunk_id: row for chunk_id, row in rows.items() if viewer.sees(row.owner)}

    def _compare(self, packed: Mapping[str, bytes], query: Query) -> dict[str, tuple[float, ...]]:
        """Compare a query with chunks.

        Args:
            packed: Of each its vector and its sentences', as bytes; none while it is being indexed.
            query: What is asked, with what was said earlier.

        Returns:
            Of each its cosine to the text, to the query, and those of its sentences to the query;
            none while it is being indexed.
        """
        if not packed:
            return {}
        vectors = np.stack((self._vector(query), self._encode(query.text)))
        to_query, to_text = compare_packed(vectors, b"".join(packed.values())).tolist()
        cosines, start = {}, 0
        for chunk_id, data in packed.items():
            end = start + len(data) // vectors.shape[1]
            cosines[chunk_id] = (*to_text[start : start + bool(data)], *to_query[start:end])
            start = end
        return cosines

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

    def aliases(self, text: str, viewer: Viewer) -> tuple[Alias, ...]:
        """Give what else a text's words are called in the articles that somebody sees."""
        return self._find_aliases(text, viewer, self._lexical.revision)

    def _read_aliases(self, text: str, viewer: Viewer, _revision: int) -> tuple[Alias, ...]:
        scope = functools.partial(self._library.scope_of, viewer, None)
        compounds = self._lexical.compounds(text, find_scope=scope)
        return self._lexical.aliases(text, find_scope=scope) + compounds

    def _search_words(
        self, query: Query, limit: int, at_least: int, scope: Scope, viewer: Viewer
    ) -> tuple[dict[str, float], dict[str, bytes]]:
        wide = dataclasses.replace(query, aliases=self.aliases(query.text, viewer))
        found = dict(self._lexical.search(wide, limit, scope=scope))
        return found, self._library.vectors_by_id(_near_best(found, at_least=at_least))

    def _search_vectors(
        self, vector: FloatArray, limit: int, scope: Scope
    ) -> list[tuple[str, float]]:
        if scope.is_whole:
            return self._vectors.search(vector, limit)
        if scope.only is not None and len(scope.only) <= MAX_COMPARED_ARTICLES:
            chunk_ids = self._library.chunk_ids(scope.only)
            if len(chunk_ids) <= MAX_COMPARED_CHUNKS:
                return self._vectors.compare(vector, limit, chunk_ids=chunk_ids)
        return self._vectors.search_articles(
            vector, limit, scope=scope, list_chunks=lambda: self._chunk_ids(scope)
        )

    def _chunk_ids(self, scope: Scope) -> set[str]:
        return self._library.chunk_ids(scope.only) - self._library.chunk_ids(scope.hidden)


def _near_best(scores: Mapping[str, float], *, at_least: int) -> list[str]:
    """Give those that are not far behind the best, which is first."""
    least = MIN_SHARE * max(scores.values(), default=0.0)
    return [one for rank, one in enumerate(scores) if rank < at_least or scores[one] >= least]


def _likely(scores: Mapping[str, float], cosines: Mapping[str, Sequence[float]]) -> list[str]:
    """Guess which of those found by words will be read: those with good words and a near sentence.

    Args:
        scores: By words.
        cosines: See `HybridSearch._compare`.
    """
    best = max(scores.values(), default=1.0)
    worth = {
        chunk_id: scores[chunk_id] / best + max(known[2:], default=0.0)
        for chunk_id, known in cosines.items()
    }
    return heapq.nlargest(READ_AHEAD, worth, key=worth.__getitem__)


def _candidates(
    cosines: Mapping[str, Sequence[float]],
    *,
    rows: Mapping[str, ChunkRow],
    dense: Mapping[str, float] = MappingProxyType({}),
    lexical: Mapping[str, float] = MappingProxyType({}),
) -> list[Candidate]:
    """Put together what is known of chunks.

    Args:
        cosines: See `HybridSearch._compare`.
        rows: Those that were read.
        dense: Cosines of those found by meaning, best first.
        lexical: Scores of those found by words, best first.
    """
    dense_ranks = {chunk_id: rank for rank, chunk_id in enumerate(dense, start=1)}
    lexical_ranks = {chunk_id: rank for rank, chunk_id in enumerate(lexical, start=1)}
    candidates = []
    for chunk_id, known in cosines.items():
        near = dense.get(chunk_id)
        to_text, to_query, *sentences = known or (near, near)
        candidate = Candidate(
            chunk_id=chunk_id,
            similarity=to_query if near is None else near,
            text_similarity=to_text,
            dense_rank=dense_ranks.get(chunk_id),
            lexical_score=lexical.get(chunk_id),
            lexical_rank=lexical_ranks.get(chunk_id),
            sentence_similarities=tuple(sentences),
        )
        candidates.append(_hit(candidate, rows.get(chunk_id)) or candidate)
    return candidates


def _compared(candidate: Candidate, known: Sequence[float] | None) -> Candidate:
    """Add what `HybridSearch._compare` gave, if it was asked."""
    if not known:
        return candidate
    to_text, _, *sentences = known
    return dataclasses.replace(
        candidate, text_similarity=to_text, sentence_similarities=tuple(sentences)
    )


def _hit(candidate: Candidate, row: ChunkRow | None) -> Hit | None:
    """Join a candidate and what was read of it; None if nothing was."""
    if row is None:
        return None
    return Hit(
        **{name: getattr(candidate, name) for name in _FOUND},
        chunk=row.chunk,
        **row.shown,
        sentence_spans=unpack_spans(row.spans),
    )
