"""The articles of an open library: adding, removing, reading, listing. Answers nothing."""

from collections.abc import Iterable
from pathlib import Path
from typing import Unpack

from index.article_index import ArticleIndex
from index.consistency import Problem, check_library
from index.errors import ReadingError
from index.listing import ArticleFilter, ListOptions
from index.near_copies import NearCopy
from index.progress import ignore_progress
from index.schema import (
    LIST_LIMIT,
    AddReport,
    Article,
    ArticleSummary,
    Chunk,
    LibraryStats,
    OnProgress,
)
from index.sync import SyncReport, sync_folder
from index.trash import Removed
from index.viewer import WHOLE, Viewer
from rag.sample_library import add_samples
from rag.settings import Settings


class ArticleAccess:
    """What a person does with the articles of a library; the base of `Assistant`.

    A `viewer` sees only what is everybody's and theirs; to them the rest is not there. Without one
    a method works on the whole library. What raises `ArticleNotFoundError` raises `NotYoursError`
    where the viewer may see an article and not change it.
    """

    settings: Settings

    def __init__(self, article_index: ArticleIndex) -> None:
        self.index = article_index

    def viewer(self, user: str | None) -> Viewer:
        """Give a visitor of the server, None for an unknown one, as the setting `uploads` says."""
        return Viewer(user=user or "", is_private=self.settings.uploads == "private")

    def add(
        self,
        sources: str | Path | Iterable[str | Path],
        *,
        limit: int = LIST_LIMIT,
        viewer: Viewer = WHOLE,
        on_progress: OnProgress = ignore_progress,
    ) -> AddReport:
        """Add files, folders and web addresses; what is unchanged stays, failures are reported.

        Of a feed (RSS, Atom) or a sitemap the newest pages are added, at most `limit`. Pages come
        from public hosts and those of the setting `allowed_hosts`; their source is the address
        after all redirects, without what tracks readers. See `index.web_intake.WebIntake.add`.

        Raises:
            StorageError: The disk is full or cannot be written; what was stored before is kept.
        """
        given = [sources] if isinstance(sources, str | Path) else sources
        owner = viewer.owner_of_new()
        return self.index.add(given, limit=limit, owner=owner, on_progress=on_progress)

    def add_file(
        self,
        data: bytes,
        *,
        name: str,
        viewer: Viewer = WHOLE,
        on_progress: OnProgress = ignore_progress,
    ) -> AddReport:
        """Add one file's bytes under a name, as an upload does."""
        owner = viewer.owner_of_new()
        return self.index.add_file(data, name=name, owner=owner, on_progress=on_progress)

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

    def check(
        self, *, repair: bool = False, on_progress: OnProgress = ignore_progress
    ) -> tuple[Problem, ...]:
        """Prove that database, vectors and BM25 agree; see `index.consistency.check_library`."""
        return check_library(self.index, repair=repair, on_progress=on_progress)

    def add_folder(
        self, folder: str, *, viewer: Viewer = WHOLE, on_progress: OnProgress = ignore_progress
    ) -> AddReport:
        """Add a folder that the setting `folders` names, in these very words.

        A link in it that leads out of it is reported as a failure and not read.

        Raises:
            ReadingError: The setting does not name it.
        """
        if folder not in self.settings.folders:
            raise ReadingError(
                f"cannot add the folder {folder!r}: it is not one of those that may be added",
                hint="whoever runs the server names these in CITEWELL_FOLDERS",
                source=folder,
            )
        owner = viewer.owner_of_new()
        return self.index.add([folder], inside=Path(folder), owner=owner, on_progress=on_progress)

    def reread(
        self, article_id: str, *, viewer: Viewer = WHOLE, on_progress: OnProgress = ignore_progress
    ) -> AddReport:
        """Read an article again from its file or address; it keeps its id.

        Raises:
            ArticleNotFoundError: There is none of that id.
            ReadingError: It was uploaded, or what it was read from is gone or cannot be read; the
                article stays as it is.
        """
        self._check_change(article_id, viewer)
        return self.index.reread(article_id, on_progress=on_progress)

    def remove(self, article_id: str, *, viewer: Viewer = WHOLE) -> None:
        """Remove an article; `restore` brings it back for an hour.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        self._check_change(article_id, viewer)
        self.index.remove(article_id)

    def restore(self, article_id: str, *, viewer: Viewer = WHOLE) -> None:
        """Bring a removed article back, so that old citations of it are whole again.

        Raises:
            ArticleNotFoundError: None of that id was removed in the last hour.
        """
        self._check_change(article_id, viewer)
        self.index.restore(article_id)

    def removed(self, *, viewer: Viewer = WHOLE) -> tuple[Removed, ...]:
        """Give the last 30 articles removed within an hour, which `restore` brings back."""
        return self.index.seen_by(viewer).removed()

    def _check_change(self, article_id: str, viewer: Viewer) -> None:
        if viewer != WHOLE:
            owner = self.index.library.owner_of(article_id, viewer=viewer)
            viewer.check_change(owner, article_id=article_id)

    def article(self, article_id: str, *, viewer: Viewer = WHOLE) -> Article:
        """Give one article with its text.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        return self.index.seen_by(viewer).article(article_id)

    def chunks(self, article_id: str, *, viewer: Viewer = WHOLE) -> tuple[Chunk, ...]:
        """Give the chunks of one article, in order.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        return self.index.seen_by(viewer).chunks(article_id)

    def near_copies(self, article_id: str, *, viewer: Viewer = WHOLE) -> tuple[NearCopy, ...]:
        """Give the articles that say nearly the same as one, oldest first."""
        return self.index.seen_by(viewer).near_copies(article_id)

    def articles(self) -> tuple[Article, ...]:
        """Give every article with its text, oldest first; `list_articles` is for large libraries."""
        return self.index.library.articles()

    def list_articles(
        self, *, viewer: Viewer = WHOLE, **wanted: Unpack[ListOptions]
    ) -> tuple[tuple[ArticleSummary, ...], int]:
        """List articles without their texts, newest first unless `sort` says otherwise.

        Args:
            viewer: Only what they see.
            wanted: `text`, `source`, `published_from`, `published_to`, `sort`, `limit` (100) and
                `offset`, as `index.listing.ArticleLists.list_articles` says.

        Returns:
            One page of those that match; how many do in all.

        Raises:
            ListingError: There is no such sort, or a date is none.
        """
        return self.index.seen_by(viewer).list_articles(**wanted)

    def article_ids(
        self, wanted: ArticleFilter | None = None, *, viewer: Viewer = WHOLE
    ) -> tuple[str, ...]:
        """Give the id of every article that a filter lets through, oldest first.

        Raises:
            ListingError: A date of it is none.
        """
        return self.index.seen_by(viewer).article_ids(wanted)

    def publishers(self, *, viewer: Viewer = WHOLE) -> tuple[tuple[str, int], ...]:
        """Give the publishers by name and how many articles each has; the 500 largest."""
        return self.index.seen_by(viewer).publishers()

    def stats(self, *, viewer: Viewer = WHOLE) -> LibraryStats:
        """Count articles and chunks."""
        return self.index.seen_by(viewer).stats()

    def fingerprint(self, *, viewer: Viewer = WHOLE) -> str:
        """Give a digest of what the library holds: the same articles give the same."""
        return self.index.seen_by(viewer).fingerprint()

    def add_samples(self, *, on_progress: OnProgress = ignore_progress) -> None:
        """Add the bundled sample articles to a new library, or finish what was interrupted.

        Later they are left as the person has them: what was removed stays removed.
        """
        add_samples(self.index, on_progress=on_progress)
