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
from index.hybrid import HybridSearch
from index.lexical import LexicalIndex
from index.library import Library
from index.schema import Hit, OnProgress, Progress
from index.stamps import Stamps
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
        self._search = HybridSearch(
            library=library, vectors=self._vectors, lexical=self._lexical, embedder=embedder
        )
        self._stamps = Stamps(library, (folder / "bm25", folder / "chroma"))

    def close(self) -> None:
        """Let go of the stores; a second call does nothing."""
        self._search.close()
        self._vectors.close()

    @property
    def identity(self) -> Identity:
        """Say what the indexes are made with."""
        return {
            "embedding_model": self._embedder.name,
            "weights_sha256": self._embedder.fingerprint,
            "dimension": self._embedder.dimension,
            "max_tokens": self._embedder.max_tokens,
            "chunking": SCHEME,
            "schema_version": SCHEMA_VERSION,
        }

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
        return self._search.search(query, limit=limit, article_ids=article_ids)

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
        self._stamps.invalidate()
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
            self._stamps.invalidate()
            self._vectors.reset(self.identity)
        if different:
            self.record_identity()

    def reconcile(self, on_progress: OnProgress) -> None:
        """Bring vectors and BM25 in step with the database.

        They are compared id by id only if a change of them was not finished, or if they are not
        the ones that were changed last: comparing 200,000 chunks takes seconds.
        """
        if not (self._stamps.agree() and self._counts_agree()):
            self._compare()
        self.catch_up(on_progress)

    def _counts_agree(self) -> bool:
        """Tell whether there are as many chunks to be indexed as vectors and BM25 hold."""
        left = len(self._library.removed_chunk_ids()) - sum(n for _, n in self._library.pending())
        expected = self._library.stats().chunks + left
        return self._vectors.count() == self._lexical.count() == expected

    def _compare(self) -> None:
        with self._stamps.changing():
            known = self._library.chunk_ids()
            pending = {article_id for article_id, _ in self._library.pending()}
            vectors, lexical = self._vectors.ids(), self._lexical.ids()
            self._vectors.delete(vectors - known)
            if lexical - known:
                self._lexical.replace([], remove_ids=lexical - known)
            missing = {chunk_id.rpartition(":")[0] for chunk_id in known - (vectors & lexical)}
            if missing - pending:
                count = len(missing - pending)
                log.warning("%d articles are not in the indexes: indexing", count)
                self._library.set_pending(missing, pending=True)

    def drop_removed(self) -> None:
        """Drop the chunks that the database has dropped."""
        removed = self._library.removed_chunk_ids()
        if removed:
            with self._stamps.changing():
                self._vectors.delete(removed)
                self._lexical.replace([], remove_ids=removed)
                self._library.forget_removed(removed)

    def catch_up(self, on_progress: OnProgress) -> None:
        """Put every pending article into vectors and BM25, batch by batch."""
        self.drop_removed()
        pending = self._library.pending()
        if not pending:
            return
        total = sum(count for _, count in pending)
        done = 0
        with self._stamps.changing():
            for batch in _batches(pending):
                chunks = self._library.chunks_of(batch)
                on_progress(Progress(stage="indexing", done=done, total=total))
                vectors = self._embedder.encode([chunk.embedding_text for chunk in chunks])
                ids = [chunk.id for chunk in chunks]
                self._vectors.upsert(ids, vectors, [chunk.article_id for chunk in chunks])
                self._lexical.replace(chunks)
                self._library.set_pending(batch, pending=False)
                done += len(chunks)
        on_progress(Progress(stage="indexing", done=done, total=total))


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
