"""Vectors and BM25 kept in step with the database, and searched together.

What they miss is made from the database, what it does not know is dropped. Knows no question.
"""

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from index.chunking import SCHEME
from index.database import batches
from index.embedding import Embedder, Span
from index.errors import StorageError
from index.hybrid import HybridSearch
from index.lexical import LexicalIndex
from index.library import Library
from index.pipeline import CALL_CHUNKS, index_articles
from index.rows import EncodedChunk
from index.schema import Chunk, OnProgress, Progress
from index.sentences import sentence_spans
from index.stamps import STAMP, Stamps
from index.vectors import Identity, VectorStore

log = logging.getLogger(f"citewell.{__name__}")

SCHEMA_VERSION = 2  # 1 had no vectors of sentences
IDENTITY = "identity"  # the database's record of what its chunks were cut for
SIDES = ("", "-2")  # how the folders' names end: one side answers, the other may be being built

Read = Callable[[Sequence[str]], Sequence[Chunk]]
Finish = Callable[[Sequence[Chunk], Mapping[str, EncodedChunk]], None]


class DerivedIndexes:
    """The two indexes of one library folder, on one of its `SIDES`.

    Attributes:
        lock: Held while they change; whoever holds it must not wait for `write`, whose thread that
            stores takes it.

    Raises:
        StorageError: They cannot be read or written.
    """

    def __init__(
        self, folder: Path, *, library: Library, embedder: Embedder, side: str = ""
    ) -> None:
        self.lock = threading.RLock()
        self._library = library
        self._embedder = embedder
        self.folders = self._lexical_folder, self._vectors_folder = side_folders(folder, side)
        self.lexical = LexicalIndex(self._lexical_folder)
        self.vectors = VectorStore(self._vectors_folder, identity=self.identity)
        self.hybrid = HybridSearch(
            library=library, vectors=self.vectors, lexical=self.lexical, embedder=embedder
        )
        self._stamps = Stamps(library, self.folders, key=stamp_key(side))
        self._is_closed = False
        self._removed: set[str] = set()  # articles, since the last `write` began

    def close(self) -> None:
        """Let go of the stores, and end what is being indexed; a second call does nothing."""
        self._is_closed = True
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

    def accept(self) -> None:
        """See that the vectors are of this making; others are dropped, to be made again."""
        if self.vectors.identity != self.identity:
            self._stamps.invalidate()
            self.vectors.reset(self.identity)

    def reconcile(self) -> None:
        """See what vectors and BM25 lack, drop what they should not have; then they may `catch_up`.

        They are compared id by id only if a change of them was not finished: comparing 200,000
        chunks takes seconds. One of another time than the database is made anew.
        """
        if not (self._stamps.agree() and self._counts_agree()):
            self._compare()
        self.drop_removed()
        if pending := self._library.pending():
            chunks = sum(count for _, count in pending)
            log.warning("%s not indexed yet, %d passages: indexing", _count(len(pending)), chunks)

    def _counts_agree(self) -> bool:
        """Tell whether there are as many chunks to be indexed as vectors and BM25 hold."""
        left = len(self._library.removed_chunk_ids()) - sum(n for _, n in self._library.pending())
        expected = self._library.stats().chunks + left
        return self.vectors.count() == self.lexical.count() == expected

    def _compare(self) -> None:
        mark, read = partial(self._library.set_pending, pending=True), self._library.chunks_of
        self.compare(self._library.chunk_ids(), mark, read=read)

    def compare(
        self, known: set[str], mark_missing: Callable[[set[str]], None], *, read: Read | None = None
    ) -> None:
        """Drop what is not known, and all that is of another time than the database.

        Args:
            known: The ids of the chunks that both are to hold.
            mark_missing: Told the articles that one of them lacks still.
            read: Gives the chunks of articles, to put into BM25 what only it lacks: at once, where
                encoding takes minutes.
        """
        strangers = self._stamps.strangers()
        with self.lock, self._stamps.changing():
            if self._lexical_folder in strangers:
                self.lexical.reset()
            if self._vectors_folder in strangers:
                self.vectors.reset(self.identity)
            vectors, lexical = self.vectors.ids(), self.lexical.ids()
            if read is not None and (lacking := sorted(_articles_of((known & vectors) - lexical))):
                log.warning("%s not in BM25: adding", _count(len(lacking)))
                for some in batches(lacking):
                    self.lexical.replace(read(some))
                lexical = self.lexical.ids()
            self.vectors.delete(vectors - known)
            if lexical - known:
                self.lexical.replace([], remove_ids=lexical - known)
            mark_missing(_articles_of(known - (vectors & lexical)))

    def drop_removed(self) -> None:
        """Drop the chunks that the database has dropped."""
        with self.lock:
            removed = self._library.removed_chunk_ids()
            self.drop(removed)
            if removed:
                self._library.forget_removed(removed)

    def drop(self, chunk_ids: Collection[str]) -> None:
        """Drop chunks from both; ids that are not there are passed over."""
        if chunk_ids:
            with self.lock, self._stamps.changing():
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
        finish: Finish | None = None,
        is_aside: bool = False,
    ) -> None:
        """Put the chunks of pending articles into vectors and BM25 as they come.

        Args:
            articles: The chunks of each article.
            expected: Estimates how many chunks they are in all.
            on_progress: Told how many chunks are encoded.
            finish: Takes the chunks of whole articles once both have them; None to record in the
                library that these articles are indexed.
            is_aside: Take small steps, see `index_articles`.
        """
        done = 0
        self._removed.clear()

        def report(encoded: int) -> None:
            nonlocal done
            if self._is_closed:
                raise StorageError(
                    "the library was closed while it was indexing",
                    hint="when it is opened again, it goes on",
                )
            done += encoded
            on_progress(Progress(stage="indexing", done=done, total=max(done, expected())))

        def encode(chunks: Sequence[Chunk]) -> list[EncodedChunk | None]:
            left = [chunk for chunk in chunks if chunk.article_id not in self._removed]
            encoded = dict(zip(left, self._encode(left, expected()), strict=True)) if left else {}
            return [encoded.get(chunk) for chunk in chunks]

        store = partial(self._store, finish)
        index_articles(articles, encode=encode, store=store, on_encoded=report, is_aside=is_aside)

    def _encode(self, chunks: Sequence[Chunk], job_texts: int) -> list[EncodedChunk]:
        texts = [chunk.embedding_text for chunk in chunks]
        spans = [sentence_spans(chunk.text) for chunk in chunks]
        stretches = list(map(_in_embedding_text, chunks, spans))
        found = self._embedder.encode_stretches(texts, stretches, job_texts=job_texts)
        return list(map(EncodedChunk.pack, found.vectors, spans, found.stretches))

    def encode_article(self, article_id: str) -> tuple[list[Chunk], list[EncodedChunk]]:
        """Encode a pending article, for `store_article`; this changes nothing."""
        chunks = self._library.chunks_of([article_id])
        parts = (chunks[at : at + CALL_CHUNKS] for at in range(0, len(chunks), CALL_CHUNKS))
        return chunks, [one for part in parts for one in self._encode(part, len(chunks))]

    def store_article(self, chunks: Sequence[Chunk], encoded: Sequence[EncodedChunk]) -> None:
        """Put an article in, also while others are being written; nothing if it is gone by now."""
        self._store(None, chunks, encoded)

    def forget(self, article_id: str) -> None:
        """Encode no more of an article that is removed, and drop its chunks."""
        self._removed.add(article_id)
        self.drop_removed()

    def _finish(self, chunks: Sequence[Chunk], found: Mapping[str, EncodedChunk]) -> None:
        self._library.finish({chunk.article_id for chunk in chunks}, found)

    def _store(
        self, finish: Finish | None, chunks: Sequence[Chunk], encoded: Sequence[EncodedChunk | None]
    ) -> None:
        """Store the chunks of whole articles; only then are these no longer pending.

        While they were encoded, others may have removed some, and added them again.
        """
        left_out = {c.article_id for c, one in zip(chunks, encoded, strict=True) if one is None}
        with self.lock:
            if finish is None:
                there = self._library.chunk_ids({chunk.article_id for chunk in chunks})
                left_out |= {chunk.article_id for chunk in chunks if chunk.id not in there}
            pairs = zip(chunks, encoded, strict=True)
            whole = {c: one for c, one in pairs if one and c.article_id not in left_out}
            if whole:
                self._store_whole(finish or self._finish, tuple(whole), tuple(whole.values()))

    def _store_whole(
        self, finish: Finish, chunks: Sequence[Chunk], encoded: Sequence[EncodedChunk]
    ) -> None:
        ids = [chunk.id for chunk in chunks]
        article_ids = [chunk.article_id for chunk in chunks]
        with self._stamps.changing():
            self.vectors.upsert(ids, np.stack([one.vector for one in encoded]), article_ids)
            self.lexical.replace(chunks)
            finish(chunks, dict(zip(ids, encoded, strict=True)))


def _articles_of(chunk_ids: Iterable[str]) -> set[str]:
    return {chunk_id.rpartition(":")[0] for chunk_id in chunk_ids}


def _count(articles: int) -> str:
    return "1 article is" if articles == 1 else f"{articles} articles are"


def _in_embedding_text(chunk: Chunk, spans: Sequence[Span]) -> list[Span]:
    """Give where spans of a chunk's text are in its embedding text."""
    at = len(chunk.embedding_text) - len(chunk.text)
    return [(at + start, at + end) for start, end in spans]


def side_folders(folder: Path, side: str) -> tuple[Path, Path]:
    """Give the folders of BM25 and of the vectors on one of the `SIDES`."""
    return folder / f"bm25{side}", folder / f"chroma{side}"


def stamp_key(side: str) -> str:
    """Give the database's record of the stamps of one of the `SIDES`."""
    return STAMP + side


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
