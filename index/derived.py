"""Vectors and BM25 kept in step with the database, and searched together.

Both are derived: whatever they miss is made again from the database, whatever it does not know is
dropped. Knows nothing about files or questions.
"""

import json
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

import numpy as np

from index.chunking import SCHEME
from index.embedding import Embedder, EncodedTexts, Span
from index.errors import IndexMismatchError
from index.hybrid import HybridSearch
from index.lexical import LexicalIndex
from index.library import Library
from index.pipeline import index_articles
from index.rows import EncodedChunk
from index.schema import Chunk, OnProgress, Progress
from index.sentences import sentence_spans
from index.stamps import Stamps
from index.vectors import Identity, VectorStore

log = logging.getLogger(f"citewell.{__name__}")

SCHEMA_VERSION = 2  # 1 had no vectors of sentences
IDENTITY = "identity"  # the database's record of what its chunks were cut for


class DerivedIndexes:
    """The two indexes of one library folder.

    Raises:
        StorageError: They cannot be read or written.
    """

    def __init__(self, folder: Path, *, library: Library, embedder: Embedder) -> None:
        self._folder = folder
        self._library = library
        self._embedder = embedder
        self._lexical_folder, self._vectors_folder = folder / "bm25", folder / "chroma"
        self.lexical = LexicalIndex(self._lexical_folder)
        self.vectors = VectorStore(self._vectors_folder, identity=self.identity)
        self.hybrid = HybridSearch(
            library=library, vectors=self.vectors, lexical=self.lexical, embedder=embedder
        )
        self._stamps = Stamps(library, (self._lexical_folder, self._vectors_folder))

    def close(self) -> None:
        """Let go of the stores; a second call does nothing."""
        self.hybrid.close()
        self.lexical.close()
        self.vectors.close()

    @property
    def identity(self) -> Identity:
        """Say what the indexes are made with."""
        return make_identity(self._embedder)

    def reset(self) -> None:
        """Drop both, to be filled again from the database."""
        self._stamps.invalidate()
        self.vectors.reset(self.identity)
        self.lexical.reset()

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
        if self.vectors.identity != self.identity:
            self._stamps.invalidate()
            self.vectors.reset(self.identity)
        if different:
            self.record_identity()

    def reconcile(self, on_progress: OnProgress) -> None:
        """Bring vectors and BM25 in step with the database.

        They are compared id by id only if a change of them was not finished: comparing 200,000
        chunks takes seconds. One of another time than the database is made anew.
        """
        if not (self._stamps.agree() and self._counts_agree()):
            self._compare()
        self.catch_up(on_progress)

    def _counts_agree(self) -> bool:
        """Tell whether there are as many chunks to be indexed as vectors and BM25 hold."""
        left = len(self._library.removed_chunk_ids()) - sum(n for _, n in self._library.pending())
        expected = self._library.stats().chunks + left
        return self.vectors.count() == self.lexical.count() == expected

    def _compare(self) -> None:
        strangers = self._stamps.strangers()
        with self._stamps.changing():
            if self._lexical_folder in strangers:
                self.lexical.reset()
            if self._vectors_folder in strangers:
                self.vectors.reset(self.identity)
            known = self._library.chunk_ids()
            pending = {article_id for article_id, _ in self._library.pending()}
            vectors, lexical = self.vectors.ids(), self.lexical.ids()
            self.vectors.delete(vectors - known)
            if lexical - known:
                self.lexical.replace([], remove_ids=lexical - known)
            missing = {chunk_id.rpartition(":")[0] for chunk_id in known - (vectors & lexical)}
            if missing - pending:
                count = len(missing - pending)
                log.warning("%d articles are not in the indexes: indexing", count)
                self._library.set_pending(missing, pending=True)

    def drop_removed(self) -> None:
        """Drop the chunks that the database has dropped."""
        removed = self._library.removed_chunk_ids()
        self.drop(removed)
        if removed:
            self._library.forget_removed(removed)

    def drop(self, chunk_ids: Collection[str]) -> None:
        """Drop chunks from both; ids that are not there are passed over."""
        if chunk_ids:
            with self._stamps.changing():
                self.vectors.delete(chunk_ids)
                self.lexical.replace([], remove_ids=chunk_ids)

    def catch_up(self, on_progress: OnProgress) -> None:
        """Put every pending article into vectors and BM25."""
        self.drop_removed()
        pending = self._library.pending()
        if not pending:
            return
        total = sum(count for _, count in pending)
        articles = (self._library.chunks_of([article_id]) for article_id, _ in pending)
        self.write(articles, lambda: total, on_progress=on_progress)

    def write(
        self,
        articles: Iterable[Sequence[Chunk]],
        expected: Callable[[], int],
        *,
        on_progress: OnProgress,
    ) -> None:
        """Put the chunks of pending articles into vectors and BM25 as they come.

        Args:
            articles: The chunks of each article.
            expected: Estimates how many chunks they are in all.
            on_progress: Told how many chunks are encoded.
        """
        done = 0

        def report(encoded: int) -> None:
            nonlocal done
            done += encoded
            on_progress(Progress(stage="indexing", done=done, total=max(done, expected())))

        def encode(chunks: Sequence[Chunk]) -> EncodedTexts:
            texts = [chunk.embedding_text for chunk in chunks]
            stretches = [_in_embedding_text(chunk) for chunk in chunks]
            return self._embedder.encode_stretches(texts, stretches, job_texts=expected())

        index_articles(articles, encode=encode, store=self._store, on_encoded=report)

    def _store(self, chunks: Sequence[Chunk], encoded: EncodedTexts) -> None:
        """Store the chunks of whole articles; only then are these no longer pending."""
        ids = [chunk.id for chunk in chunks]
        found = {
            chunk.id: EncodedChunk(
                spans=sentence_spans(chunk.text), vectors=np.vstack((vector, stretches))
            )
            for chunk, vector, stretches in zip(
                chunks, encoded.vectors, encoded.stretches, strict=True
            )
        }
        article_ids = [chunk.article_id for chunk in chunks]
        with self._stamps.changing():
            self.vectors.upsert(ids, encoded.vectors, article_ids)
            self.lexical.replace(chunks)
            self._library.finish(set(article_ids), found)


def _in_embedding_text(chunk: Chunk) -> list[Span]:
    """Give the spans of a chunk's sentences in its embedding text."""
    at = len(chunk.embedding_text) - len(chunk.text)
    return [(at + start, at + end) for start, end in sentence_spans(chunk.text)]


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
