"""The articles of an open library: adding, removing, reading, listing. Answers nothing."""

from collections.abc import Iterable
from pathlib import Path

from index.article_index import ArticleIndex, ignore_progress
from index.schema import AddReport, Article, ArticleSummary, LibraryStats, OnProgress
from index.sync import SyncReport, sync_folder
from rag.sample_library import add_samples, example_questions


class ArticleAccess:
    """What a person does with the articles of a library; the base of `Assistant`."""

    def __init__(self, article_index: ArticleIndex) -> None:
        self.index = article_index

    def add(
        self,
        sources: str | Path | Iterable[str | Path],
        *,
        on_progress: OnProgress = ignore_progress,
    ) -> AddReport:
        """Add files and folders; what is unchanged stays, what cannot be read is reported.

        Raises:
            StorageError: The disk is full or cannot be written; what was stored before is kept.
        """
        given = [sources] if isinstance(sources, str | Path) else sources
        return self.index.add(given, on_progress=on_progress)

    def add_file(
        self, data: bytes, *, name: str, on_progress: OnProgress = ignore_progress
    ) -> AddReport:
        """Add one file's bytes under a name, as an upload does."""
        return self.index.add_file(data, name=name, on_progress=on_progress)

    def sync(
        self,
        folder: str | Path,
        *,
        delete: bool = False,
        dry_run: bool = False,
        on_progress: OnProgress = ignore_progress,
    ) -> SyncReport:
        """Make the library hold what a folder holds; see `index.sync.sync_folder`."""
        return sync_folder(
            self.index, folder, delete=delete, dry_run=dry_run, on_progress=on_progress
        )

    def remove(self, article_id: str) -> None:
        """Remove an article.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        self.index.remove(article_id)

    def article(self, article_id: str) -> Article:
        """Give one article with its text.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        return self.index.article(article_id)

    def articles(self) -> tuple[Article, ...]:
        """Give every article with its text, oldest first; `list_articles` is for large libraries."""
        return self.index.library.articles()

    def list_articles(
        self, *, text: str = "", limit: int = 100, offset: int = 0
    ) -> tuple[tuple[ArticleSummary, ...], int]:
        """List articles without their texts, newest first.

        Returns:
            One page of those whose title, publisher or source holds `text`; how many do in all.
        """
        return self.index.list_articles(text=text, limit=limit, offset=offset)

    def stats(self) -> LibraryStats:
        """Count articles and chunks."""
        return self.index.stats()

    def fingerprint(self) -> str:
        """Give a digest of what the library holds: the same articles give the same."""
        return self.index.library.fingerprint()

    def add_samples(self, *, on_progress: OnProgress = ignore_progress) -> None:
        """Add the bundled sample articles to a new library, or finish what was interrupted.

        Later they are left as the person has them: what was removed stays removed.
        """
        add_samples(self.index, on_progress=on_progress)

    def example_questions(self) -> tuple[str, ...]:
        """Give three questions for a first visit if the sample articles are there, else none."""
        return example_questions(self.index)
