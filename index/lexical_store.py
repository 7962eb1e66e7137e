"""The chunks of BM25 on disk: adding, dropping, counting them. Runs no query.

One writer, kept open between commits.
"""

import functools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import tantivy

from index.abbreviations import terms_of
from index.lexical_files import EnglishAnalyzer, files_error, open_index
from index.schema import Chunk

WRITER_HEAP_BYTES = 64_000_000
KEPT_STEMS = 2_048  # of sentences, which a question's steps look at one after the other
MAX_KEPT_CHARS = 1_000


class LexicalStore:
    """The embedding texts of chunks, their words as stems.

    Attributes:
        revision: Raised by each commit.

    Raises:
        StorageError: The folder cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._analyzer = EnglishAnalyzer()
        self._writer: tantivy.IndexWriter | None = None
        self._tantivy = open_index(folder)
        self.revision = 0
        self._schema = self._tantivy.schema
        self.stems = functools.lru_cache(KEPT_STEMS)(self._analyzer.analyze)

    def analyze(self, text: str) -> list[str]:
        """Give the stems of `text` as they are indexed, without stop words, in order."""
        return (
            list(self.stems(text)) if len(text) <= MAX_KEPT_CHARS else self._analyzer.analyze(text)
        )

    def replace(self, chunks: Iterable[Chunk], *, remove_ids: Iterable[str] = ()) -> None:
        """Add chunks in place of those with the same id, and drop `remove_ids`, in one commit."""
        with self._writing() as writer:
            for chunk_id in remove_ids:
                writer.delete_documents_by_term("id", chunk_id)
            for chunk in chunks:
                writer.delete_documents_by_term("id", chunk.id)
                writer.add_document(
                    tantivy.Document(
                        id=chunk.id,
                        article_id=chunk.article_id,
                        spelled=self._analyzer.to_usual(chunk.embedding_text),
                        abbreviations=terms_of(chunk.embedding_text, self.analyze),
                    )
                )

    def count(self) -> int:
        """Count the chunks."""
        return int(self._tantivy.searcher().num_docs)

    def ids(self) -> set[str]:
        """Give the id of every chunk."""
        searcher = self._tantivy.searcher()
        hits = searcher.search(tantivy.Query.all_query(), max(1, searcher.num_docs)).hits
        return {searcher.doc(address)["id"][0] for _, address in hits}

    def reset(self) -> None:
        """Drop everything."""
        with self._writing() as writer:
            writer.delete_all_documents()

    def close(self) -> None:
        """Let go of the folder, so that it can be opened again or deleted."""
        writer, self._writer = self._writer, None
        if writer is not None:
            with suppress(ValueError):  # the writer has died of an error that was raised before
                writer.wait_merging_threads()

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """Give the writer and commit at the end; kept open, it merges segments behind our back."""
        try:
            if self._writer is None:
                self._writer = self._tantivy.writer(WRITER_HEAP_BYTES, 1)
                # What a kill left half written stands in the way of files of the same names.
                self._writer.garbage_collect_files()
            yield self._writer
            self._writer.commit()
            self._tantivy.reload()
            self.revision += 1
        except BaseException as exc:
            self.close()  # forgets what was not committed
            if isinstance(exc, OSError | ValueError):
                raise files_error(self._folder, exc) from exc
            raise
