"""The façade of the library: open, add, remove, reindex, search, with one write lock.

The database is the truth; vectors and BM25 follow it. Opening finishes what a crash left undone.
Knows nothing about questions or answers.
"""

import logging
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from index.chats import ChatStore
from index.database import DATABASE_NAME, sqlite_url
from index.derived import DerivedIndexes
from index.embedding import Embedder
from index.file_states import FileStates
from index.intake import Intake, cut_article
from index.library import Library
from index.locking import StoreLock
from index.people import open_people
from index.schema import (
    AddReport,
    Article,
    ArticleSummary,
    Candidate,
    Chunk,
    Failure,
    Hit,
    LibraryStats,
    OnProgress,
    Progress,
    Query,
)
from index.sources import find_files, printable

log = logging.getLogger(f"citewell.{__name__}")

COMMITTED_ARTICLES = 100  # a commit waits for the disk
RECUTTING = "recutting"  # set in the database while chunks are cut anew


def ignore_progress(_progress: Progress) -> None:
    """Take progress and do nothing with it."""


class ArticleIndex:
    """One open library with its indexes; use it as a context manager or call `close`.

    Args:
        folder: The library's folder, made if it is not there.
        embedder: The model that embeds chunks and queries.
        max_file_bytes: A larger file is refused.
        reindex: Build the indexes anew, whatever they were made with.
        on_progress: Told what opening has to finish or rebuild.

    Raises:
        LibraryLockedError: Another process holds the library.
        IndexMismatchError: It was made with another model, chunking or version.
        StorageError: The folder cannot be read or written.
    """

    def __init__(
        self,
        folder: Path,
        *,
        embedder: Embedder,
        max_file_bytes: int = 64_000_000,
        reindex: bool = False,
        on_progress: OnProgress = ignore_progress,
    ) -> None:
        self.folder = folder
        self.embedder = embedder
        self.max_file_bytes = max_file_bytes
        self.write_lock = threading.RLock()
        with ExitStack() as opened:
            self.lock = StoreLock(folder)
            opened.callback(self.lock.release)
            self.library = Library(sqlite_url(folder / DATABASE_NAME), label=str(folder))
            opened.callback(self.library.close)
            self.chats = ChatStore(sqlite_url(folder / DATABASE_NAME), label=str(folder))
            opened.callback(self.chats.close)
            self.file_states = FileStates(sqlite_url(folder / DATABASE_NAME), label=str(folder))
            opened.callback(self.file_states.close)
            self.people = open_people(folder)
            opened.callback(self.people.close)
            self.indexes = DerivedIndexes(folder, library=self.library, embedder=embedder)
            opened.callback(self.indexes.close)
            if reindex or self.library.get_meta(RECUTTING):
                self.reindex(on_progress=on_progress)
            else:
                self.indexes.check_identity()
                self.indexes.reconcile(on_progress)
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        """Give the index itself."""
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the stores and give the library back; a second call does nothing."""
        self._opened.close()

    def add(
        self, sources: Iterable[str | Path], *, on_progress: OnProgress = ignore_progress
    ) -> AddReport:
        """Add files and folders, searched through; what is there already stays as it is.

        A file added before under the same path is updated when its content changed. A file whose
        content is in the library under another path is not added again.

        Returns:
            What became of each; a file that cannot be read is listed and the rest goes on.

        Raises:
            StorageError: The disk is full or cannot be written; what was stored before is kept.
        """
        files, failures = find_files(sources)
        return self._add(
            ((printable(path), path) for path in files),
            total=len(files),
            failures=failures,
            on_progress=on_progress,
        )

    def add_file(
        self, data: bytes, *, name: str, on_progress: OnProgress = ignore_progress
    ) -> AddReport:
        """Add one file's bytes under a name; another content under a known name is added beside."""
        return self._add([(printable(name), data)], total=1, failures=[], on_progress=on_progress)

    def add_articles(
        self, articles: Sequence[Article], *, on_progress: OnProgress = ignore_progress
    ) -> None:
        """Add articles that were not read from files, in place of those with the same id.

        Raises:
            EmptyArticleError: One has no text; those long before it are kept, to be indexed with
                the next change.
            StorageError: The disk is full or cannot be written; what was stored before is kept.
        """
        with self.write_lock:
            for done in range(0, len(articles), COMMITTED_ARTICLES):
                on_progress(Progress(stage="cutting", done=done, total=len(articles)))
                together = articles[done : done + COMMITTED_ARTICLES]
                self.library.save([cut_article(one, embedder=self.embedder) for one in together])
            on_progress(Progress(stage="cutting", done=len(articles), total=len(articles)))
            self.indexes.catch_up(on_progress)

    def _add(
        self,
        files: Iterable[tuple[str, Path | bytes]],
        *,
        total: int,
        failures: list[Failure],
        on_progress: OnProgress,
    ) -> AddReport:
        intake = Intake(
            self.library,
            embedder=self.embedder,
            max_file_bytes=self.max_file_bytes,
            failures=failures,
        )
        with self.write_lock:
            self.indexes.catch_up(on_progress)
            taken = intake.take(files, total=total, on_progress=on_progress)
            self.indexes.write(taken, lambda: intake.expected_chunks, on_progress=on_progress)
            self.indexes.drop_removed()
        report = intake.report
        log.info(
            "added %d, updated %d, unchanged %d, failed %d",
            len(report.added), len(report.updated), len(report.unchanged), len(report.failures),
        )  # fmt: skip
        return report

    def remove(self, article_id: str) -> None:
        """Remove an article.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        with self.write_lock:
            self.library.delete(article_id)
            self.indexes.catch_up(ignore_progress)
        log.info("removed %s", article_id)

    def reindex(self, *, on_progress: OnProgress = ignore_progress) -> None:
        """Cut every article anew and rebuild vectors and BM25 from the database.

        Interrupted at any point, the next opening starts it again.
        """
        with self.write_lock:
            self.library.set_meta(RECUTTING, "1")
            self.indexes.reset()
            ids = self.library.article_ids()
            for done, article_id in enumerate(ids):
                article = self.library.article(article_id)
                on_progress(
                    Progress(stage="cutting", done=done, total=len(ids), label=article.title)
                )
                self.library.save([cut_article(article, embedder=self.embedder)])
            on_progress(Progress(stage="cutting", done=len(ids), total=len(ids)))
            self.indexes.record_identity()
            self.library.set_meta(RECUTTING, "")
            self.indexes.catch_up(on_progress)

    def search(
        self, query: Query, *, limit: int = 50, article_ids: Collection[str] | None = None
    ) -> list[Candidate]:
        """Find chunks by meaning and by words; see `HybridSearch.search`."""
        return self.indexes.hybrid.search(query, limit=limit, article_ids=article_ids)

    def find_mentions(
        self,
        query: Query,
        names: Mapping[str, float],
        *,
        limit: int,
        but_not: Collection[str] = (),
        article_ids: Collection[str] | None = None,
    ) -> list[tuple[Hit, float]]:
        """Find chunks that hold one of some names; see `HybridSearch.find_mentions`."""
        return self.indexes.hybrid.find_mentions(
            query, names, limit=limit, but_not=but_not, article_ids=article_ids
        )

    def sentence_similarities(
        self, text: str, chunk_ids: Collection[str]
    ) -> dict[str, tuple[float, ...]]:
        """Compare a text with the sentences of chunks; see `HybridSearch.sentence_similarities`."""
        return self.indexes.hybrid.sentence_similarities(text, chunk_ids)

    def read(self, candidates: Sequence[Candidate]) -> list[Hit]:
        """Read candidates, in their order; what was removed since they were found drops out."""
        return self.indexes.hybrid.read(candidates)

    def analyze(self, text: str) -> list[str]:
        """Give the stems of a text as BM25 sees them, without stop words, in order."""
        return self.indexes.lexical.analyze(text)

    def term_weights(self, query: Query) -> dict[str, float]:
        """Give the query's analysed terms, weighted by rarity and by where they were said."""
        return self.indexes.lexical.term_weights(query)

    def rarities(self, texts: Collection[str]) -> dict[str, float]:
        """Say how rare the rarest term of each text is; see `LexicalIndex.rarities`."""
        return self.indexes.lexical.rarities(texts)

    def inverse_frequencies(self, terms: Collection[str]) -> dict[str, float]:
        """Weigh analysed terms by how rare they are among the chunks, as BM25 does."""
        return self.indexes.lexical.inverse_frequencies(terms)

    def article(self, article_id: str) -> Article:
        """Give one article.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        return self.library.article(article_id)

    def chunks(self, article_id: str) -> tuple[Chunk, ...]:
        """Give the chunks of one article, in order.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        found = self.library.chunks_of([article_id])
        if not found:
            self.library.article(article_id)
        return tuple(found)

    def count_tokens(self, texts: Sequence[str]) -> tuple[int, ...]:
        """Count the tokens of texts as the embedding model sees them."""
        return tuple(len(self.embedder.token_spans(text)) for text in texts)

    def list_articles(
        self, *, text: str = "", limit: int = 100, offset: int = 0
    ) -> tuple[tuple[ArticleSummary, ...], int]:
        """List articles, newest first; give one page and how many match in all."""
        return self.library.list_articles(text=text, limit=limit, offset=offset)

    def stats(self, article_ids: Collection[str] | None = None) -> LibraryStats:
        """Count articles and chunks, of these articles only unless None."""
        return self.library.stats(article_ids)
