"""Building the indexes for a model anew, beside those that answer. Knows no file and no question.

What was built so far is kept whenever it stops; it becomes what answers in one commit.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from index.derived import DerivedIndexes, make_identity, stamp_key
from index.embedding import Embedder
from index.errors import ArticleNotFoundError
from index.intake import cut_chunks
from index.library import Library
from index.next_chunks import NextChunks
from index.schema import Chunk, OnProgress, Progress

CLAIMED_ARTICLES = 32  # a commit waits for the disk


class Rebuild:
    """The indexes being built for one model; what is not taken over has to be closed.

    Args:
        folder: The library's folder.
        library: The articles.
        next_chunks: Where the database keeps what is built.
        embedder: The model.
        side: Which of the two sides of the folder is free.
    """

    def __init__(
        self,
        folder: Path,
        *,
        library: Library,
        next_chunks: NextChunks,
        embedder: Embedder,
        side: str,
    ) -> None:
        self.side = side
        self.embedder = embedder
        self._library = library
        self._chunks = next_chunks
        next_chunks.begin(make_identity(embedder), stamp_key=stamp_key(side))
        self.indexes = DerivedIndexes(folder, library=library, embedder=embedder, side=side)
        self._wanted = self._cut_chunks = self._cut_articles = 0

    def run(self, on_progress: OnProgress, *, is_aside: bool) -> None:
        """Build what is missing, until nothing is.

        Args:
            on_progress: Told what is cut and encoded; if it raises, this stops and can go on later.
            is_aside: Take small steps.

        Raises:
            EmbeddingError: The model cannot be loaded.
            StorageError: The disk is full or cannot be written.
        """
        self.indexes.accept()
        self.indexes.compare(self._chunks.chunk_ids(), self._chunks.forget)
        while missing := self._chunks.missing():
            self._wanted, self._cut_chunks, self._cut_articles = len(missing), 0, 0
            self.indexes.write(
                self._cut(missing, on_progress),
                self._expect,
                on_progress=on_progress,
                finish=self._chunks.store,
                is_aside=is_aside,
            )

    def _expect(self) -> int:
        """Estimate how many chunks the articles give, from those cut."""
        return self._cut_chunks * self._wanted // max(1, self._cut_articles)

    def _cut(
        self, article_ids: Sequence[str], on_progress: OnProgress
    ) -> Iterator[Sequence[Chunk]]:
        total = len(article_ids)
        for done, article_id in enumerate(article_ids):
            if done % CLAIMED_ARTICLES == 0:
                self._chunks.claim(article_ids[done : done + CLAIMED_ARTICLES])
            try:
                article = self._library.article(article_id)
            except ArticleNotFoundError:  # removed meanwhile
                continue
            label = article.title
            on_progress(Progress(stage="cutting", done=done, total=total, label=label))
            chunks = cut_chunks(article, embedder=self.embedder)
            self._cut_chunks += len(chunks)
            self._cut_articles += 1
            yield chunks
        on_progress(Progress(stage="cutting", done=total, total=total))
