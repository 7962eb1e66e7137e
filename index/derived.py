"""Vectors and BM25 kept in step with the database, and searched together.

Both are derived: whatever they miss is made again from the database, whatever it does not know is
dropped. Knows nothing about files or questions.
"""

import json
import logging
import math
from collections.abc import Collection, Iterator
from pathlib import Path

from index.chunking import SCHEME
from index.embedding import Embedder
from index.errors import IndexMismatchError
from index.lexical import LexicalIndex
from index.library import Library
from index.schema import Hit, OnProgress, Progress
from index.vectors import Identity, VectorStore

log = logging.getLogger(f"citewell.{__name__}")

SCHEMA_VERSION = 1
IDENTITY = "identity"  # the database's record of what its chunks were cut for
BATCH_CHUNKS = 256  # encoded and stored together; a crash repeats at most one batch


class DerivedIndexes:
    """The two indexes of one library folder.

    Raises:
        StorageError: They cannot be read or written.
    """

    def __init__(self, folder: Path, *, library: Library, embedder: Embedder) -> None:
        self._folder = folder
        self._library = library
        self._embedder = embedder
        self._lexical = LexicalIndex(folder / "bm25")
        self._vectors = VectorStore(folder / "chroma", identity=self.identity)

    def close(self) -> None:
        """Let go of the stores; a second call does nothing."""
        self._vectors.close()

    @property
    def identity(self) -> Identity:
        """Say what the indexes are made with."""
        return make_identity(self._embedder)

    def search(
        self, query: str, *, limit: int = 50, article_ids: Collection[str] | None = None
    ) -> list[Hit]:
        """Find chunks by meaning and by words.

        Args:
            query: What to search for.
            limit: At most this many from each of the two ways.
            article_ids: Only in these articles; None for all.

        Returns:
            The union, unordered by design: fusing the two scores is the retriever's job. Each
            hit has the scores of the ways that found it.
        """
        vector = self._embedder.encode([query])[0]
        dense = dict(self._vectors.search(vector, limit, article_ids=article_ids))
        lexical = dict(self._lexical.search(query, limit, article_ids=article_ids))
        dense_ranks = {chunk_id: rank for rank, chunk_id in enumerate(dense, start=1)}
        lexical_ranks = {chunk_id: rank for rank, chunk_id in enumerate(lexical, start=1)}
        only_lexical = [chunk_id for chunk_id in lexical if chunk_id not in dense]
        for chunk_id, found in self._vectors.get(only_lexical).items():
            dense[chunk_id] = float(found @ vector)
        known = self._library.chunks_by_id({*dense, *lexical})
        return [
            Hit(
                chunk=chunk,
                **shown,
                similarity=dense.get(chunk_id),
                dense_rank=dense_ranks.get(chunk_id),
                lexical_score=lexical.get(chunk_id),
                lexical_rank=lexical_ranks.get(chunk_id),
            )
            for chunk_id, (chunk, shown) in known.items()
        ]

    def analyze(self, text: str) -> list[str]:
        """Give the stems of a text as BM25 sees them, without stop words, in order."""
        return self._lexical.analyze(text)

    def inverse_frequencies(self, terms: Collection[str]) -> dict[str, float]:
        """Weigh analysed terms by how rare they are among the chunks, as BM25 does.

        Returns:
            `ln(1 + (N - n + 0.5) / (n + 0.5))` for each term held by `n` of `N` chunks.
        """
        total = self._lexical.count()
        counts = self._lexical.chunk_counts(terms)
        return {
            term: math.log1p((total - count + 0.5) / (count + 0.5))
            for term, count in counts.items()
        }

    def reset(self) -> None:
        """Drop both, to be filled again from the database."""
        self._vectors.reset(self.identity)
        self._lexical.reset()

    def record_identity(self) -> None:
        """Record that the chunks in the database were cut for these indexes."""
        self._library.set_meta(IDENTITY, json.dumps(self.identity))

    def check_identity(self) -> None:
        """See that the chunks were cut, and so embedded, as they would be now.

        Vectors of another making than the chunks are dropped, to be made again.

        Raises:
            IndexMismatchError: They were not, and the library holds articles.
        """
        recorded = json.loads(self._library.get_meta(IDENTITY) or "{}")
        different = [key for key, value in self.identity.items() if recorded.get(key) != value]
        if different and self._library.stats().articles:
            changes = "; ".join(
                f"{key} was {recorded.get(key)!r}, is {self.identity[key]!r}" for key in different
            )
            raise IndexMismatchError(
                f"the library {str(self._folder)!r} was indexed differently: {changes}",
                hint="run `citewell reindex` to index it anew, or restore the old setting",
            )
        if self._vectors.identity != self.identity:
            self._vectors.reset(self.identity)
        self.record_identity()

    def reconcile(self, on_progress: OnProgress) -> None:
        """Bring vectors and BM25 in step with the database."""
        self.drop_removed()
        known = self._library.chunk_ids()
        pending = {article_id for article_id, _ in self._library.pending()}
        vectors, lexical = self._vectors.ids(), self._lexical.ids()
        self._vectors.delete(vectors - known)
        if lexical - known:
            self._lexical.replace([], remove_ids=lexical - known)
        missing = {chunk_id.rpartition(":")[0] for chunk_id in known - (vectors & lexical)}
        if missing - pending:
            log.warning("%d articles are not in the indexes: indexing", len(missing - pending))
            self._library.set_pending(missing, pending=True)
        self.catch_up(on_progress)

    def drop_removed(self) -> None:
        """Drop the chunks that the database has dropped."""
        removed = self._library.removed_chunk_ids()
        if removed:
            self._vectors.delete(removed)
            self._lexical.replace([], remove_ids=removed)
            self._library.forget_removed(removed)

    def catch_up(self, on_progress: OnProgress) -> None:
        """Put every pending article into vectors and BM25, batch by batch."""
        self.drop_removed()
        pending = self._library.pending()
        total = sum(count for _, count in pending)
        done = 0
        for batch in _batches(pending):
            chunks = self._library.chunks_of(batch)
            on_progress(Progress(stage="indexing", done=done, total=total))
            vectors = self._embedder.encode([chunk.embedding_text for chunk in chunks])
            ids = [chunk.id for chunk in chunks]
            self._vectors.upsert(ids, vectors, [chunk.article_id for chunk in chunks])
            self._lexical.replace(chunks)
            self._library.set_pending(batch, pending=False)
            done += len(chunks)
        if pending:
            on_progress(Progress(stage="indexing", done=done, total=total))


def make_identity(embedder: Embedder) -> Identity:
    """Say what indexes made with this embedder are made with."""
    return {
        "embedding_model": embedder.name,
        "weights_sha256": embedder.fingerprint,
        "dimension": embedder.dimension,
        "max_tokens": embedder.max_tokens,
        "chunking": SCHEME,
        "schema_version": SCHEMA_VERSION,
    }


def _batches(pending: list[tuple[str, int]]) -> Iterator[list[str]]:
    """Group article ids so that a group has about `BATCH_CHUNKS` chunks."""
    batch: list[str] = []
    size = 0
    for article_id, count in pending:
        batch.append(article_id)
        size += count
        if size >= BATCH_CHUNKS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
