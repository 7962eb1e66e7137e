"""The façade of the library: open, add, remove, restore, with one write lock.

The database is the truth; vectors and BM25 follow it. Opening finishes what a crash left undone.
Searching is in `SearchableIndex`, another model's indexes in `RenewableIndex`. Knows nothing about
questions or answers.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Self

from index.addresses import is_address
from index.article_paths import upload_path
from index.chats import ChatStore
from index.database import DATABASE_NAME, sqlite_url
from index.embedding import Embedder
from index.errors import ReadingError
from index.file_states import FileStates
from index.incoming import File, read_ahead
from index.intake import Intake, Scan, cut_article
from index.library import Library
from index.locking import StoreLock
from index.manners import DELAY_S
from index.next_chunks import NextChunks
from index.pages import Page, Unchanged
from index.people import open_people
from index.progress import ignore_progress
from index.readers.limits import Limits
from index.reading_process import FileReader
from index.removing import RemovingIndex
from index.renewal import LoadFormer
from index.rows import CutArticle
from index.schema import LIST_LIMIT, AddReport, Article, Chunk, Failure, OnProgress, Progress
from index.site_lines import SiteLines
from index.sources import find_files, printable, split_addresses
from index.web_intake import open_web

log = logging.getLogger(f"citewell.{__name__}")

COMMITTED_ARTICLES = 100  # a commit waits for the disk


class ArticleIndex(RemovingIndex):
    """One open library with its indexes; use it as a context manager or call `close`.

    Args:
        folder: The library's folder, made if it is not there.
        embedder: The model that embeds chunks and queries. If the indexes are of another one, that
            one answers while they are built anew in the background.
        max_file_bytes: A larger file or page is refused.
        limits: How much of a file is read.
        allowed_hosts: Names, IP addresses and networks that pages are fetched from although they
            are not public.
        fetch_delay_s: Pause between two requests to one host.
        reindex: Build the indexes anew before anything else, whatever they were made with.
        in_background: Index what a crash left in the background, while the rest answers.
        load_former: Loads the model that the indexes are of; None if there is no way to.
        on_progress: Told what opening has to finish or rebuild.

    Raises:
        LibraryLockedError: Another process holds the library.
        IndexMismatchError: It was made with another model that cannot be loaded, or with another
            chunking or version.
        StorageError: The folder cannot be read or written.
    """

    def __init__(
        self,
        folder: Path,
        *,
        embedder: Embedder,
        max_file_bytes: int = 64_000_000,
        limits: Limits | None = None,
        allowed_hosts: Iterable[str] = (),
        fetch_delay_s: float = DELAY_S,
        reindex: bool = False,
        in_background: bool = False,
        load_former: LoadFormer | None = None,
        on_progress: OnProgress = ignore_progress,
    ) -> None:
        super().__init__(folder, embedder=embedder)
        self.max_file_bytes = max_file_bytes
        self._limits = replace(limits or Limits(), max_file_bytes=max_file_bytes)
        with ExitStack() as opened:
            self.lock = StoreLock(folder)
            opened.callback(self.lock.release)
            self.library = Library(sqlite_url(folder / DATABASE_NAME), label=str(folder))
            opened.callback(self.library.close)
            self.chats = ChatStore(sqlite_url(folder / DATABASE_NAME), label=str(folder))
            opened.callback(self.chats.close)
            self.file_states = FileStates(sqlite_url(folder / DATABASE_NAME), label=str(folder))
            opened.callback(self.file_states.close)
            self.site_lines = SiteLines(sqlite_url(folder / DATABASE_NAME), label=str(folder))
            opened.callback(self.site_lines.close)
            self.web = open_web(
                self.library, folder, allowed_hosts=allowed_hosts, delay_s=fetch_delay_s,
                add_page=self._add_page, lock=self.write_lock, limits=self._limits,
            )  # fmt: skip
            opened.callback(self.web.close)
            self.people = open_people(folder)
            opened.callback(self.people.close)
            self.next_chunks = NextChunks(sqlite_url(folder / DATABASE_NAME), label=str(folder))
            opened.callback(self.next_chunks.close)
            self.open_indexes(
                opened, reindex=reindex, load_former=load_former, in_background=in_background,
                on_progress=on_progress,
            )  # fmt: skip
            self.library.empty_trash()
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        """Give the index itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the stores and give the library back; a second call does nothing."""
        self._opened.close()

    def add(
        self,
        sources: Iterable[str | Path],
        *,
        inside: Path | None = None,
        limit: int = LIST_LIMIT,
        owner: str | None = None,
        on_progress: OnProgress = ignore_progress,
    ) -> AddReport:
        """Add files, folders, searched through, and web addresses; what is unchanged stays.

        A file or page added before under the same path or address is updated when its content
        changed. A file whose content is in the library under another path is not added again.

        Args:
            sources: Paths and addresses, see `WebIntake.add`.
            inside: Nothing that lies elsewhere than in this folder is read.
            limit: At most so many pages of a feed or sitemap.
            owner: Who alone sees what is added; None for everybody.
            on_progress: Told what is fetched, read and indexed.

        Returns:
            What became of each; a file that cannot be read is listed and the rest goes on.

        Raises:
            StorageError: The disk is full or cannot be written; what was stored before is kept.
        """
        paths, addresses = split_addresses(sources)
        files, failures = find_files(paths, inside=inside)
        given = [(printable(path), path) for path in files]
        report = AddReport()
        if given or failures or not addresses:
            report = self._add(given, failures=failures, owner=owner, on_progress=on_progress)
        web = self.web.of(owner)
        return report + web.add(addresses, limit=limit, on_progress=on_progress)

    def add_file(
        self,
        data: bytes,
        *,
        name: str,
        owner: str | None = None,
        on_progress: OnProgress = ignore_progress,
    ) -> AddReport:
        """Add one file's bytes under a name; another content under a known name is added beside."""
        return self._add([(printable(name), data)], owner=owner, on_progress=on_progress)

    def reread(self, article_id: str, *, on_progress: OnProgress = ignore_progress) -> AddReport:
        """Read an article again from its file or address; it keeps its id, whatever is there now.

        Raises:
            ArticleNotFoundError: There is none of that id.
            ReadingError: It was uploaded, or what it was read from is gone or cannot be read; the
                article stays as it is.
        """
        article = self.library.article(article_id)
        paths = self.library.paths_of(article_id)
        if not paths:
            raise ReadingError(
                f"cannot read {article.source!r} again: it was uploaded, its file is not here",
                hint="add the file again",
                source=article.source,
            )
        place = article.source if article.source in paths else paths[0]
        place = self.library.container_of(place, owner=article.owner) or place
        web = self.web.of(article.owner)
        file = web.fetch(place) if is_address(place) else Path(place)
        if isinstance(file, Unchanged):
            return AddReport(unchanged=(article_id,))
        report = self._add(
            [(place, file)], is_again=True, owner=article.owner, on_progress=on_progress
        )
        for failure in report.failures:
            raise ReadingError(failure.reason, hint=failure.hint, source=failure.source)
        if isinstance(file, Page):
            web.keep(file)
        return report

    def add_articles(
        self, articles: Sequence[Article], *, on_progress: OnProgress = ignore_progress
    ) -> None:
        """Add articles that were not read from files, in place of those with the same id.

        Raises:
            EmptyArticleError: One has no text; those long before it are kept, to be indexed with
                the next addition.
            StorageError: The disk is full or cannot be written; what was stored before is kept.
        """
        with self.write_lock:
            for done in range(0, len(articles), COMMITTED_ARTICLES):
                on_progress(Progress(stage="cutting", done=done, total=len(articles)))
                together = articles[done : done + COMMITTED_ARTICLES]
                self.library.save([self._cut_given(article) for article in together])
            on_progress(Progress(stage="cutting", done=len(articles), total=len(articles)))
            self.indexes.catch_up(on_progress)

    def _cut_given(self, article: Article) -> CutArticle:
        path = upload_path(article.id, article.source)
        return cut_article(article, path=path, embedder=self.embedder)

    def _add_page(self, page: Page, on_progress: OnProgress, owner: str | None) -> AddReport:
        return self._add([(page.url, page)], owner=owner, on_progress=on_progress)

    def _add(
        self,
        files: Sequence[tuple[str, File]],
        *,
        failures: Sequence[Failure] = (),
        is_again: bool = False,
        owner: str | None = None,
        on_progress: OnProgress,
    ) -> AddReport:
        take = partial(self._take, is_again=is_again, owner=owner, on_progress=on_progress)
        report, scans = take(files, failures=failures)
        with FileReader(self._limits) as reader:
            for done, (source, file, sha256) in enumerate(scans):
                if self.library.find_content(sha256, owner=owner):  # a copy may have come meanwhile
                    known, again = take([(source, file)])
                    report += known
                    if not again:
                        continue
                on_progress(Progress(stage="reading", done=done, total=len(scans), label=source))
                # Recognition takes minutes, in which others add and remove.
                ahead = read_ahead(source, file, reader=reader, max_bytes=self.max_file_bytes)
                report += take([(source, file)], ahead=ahead)[0]
        counts = map(len, (report.added, report.updated, report.unchanged, report.failures))
        log.info("added %d, updated %d, unchanged %d, failed %d", *counts)
        return report

    def _take(
        self, files: Sequence[tuple[str, File]], *, on_progress: OnProgress, **options: Any
    ) -> tuple[AddReport, list[Scan]]:
        """Add files with options of `Intake`; give also scans, which have to be read ahead."""
        with self.write_lock:  # before the model is looked at, which may change
            intake = Intake(
                self.library,
                embedder=self.embedder,
                site_lines=self.site_lines,
                max_file_bytes=self.max_file_bytes,
                limits=self._limits,
                **options,
            )
            self.indexes.catch_up(on_progress)
            taken = intake.take(files, total=len(files), on_progress=on_progress)
            self.indexes.write(
                self._one_by_one(taken), lambda: intake.expected_chunks, on_progress=on_progress
            )
            self.indexes.drop_removed()
        return intake.report, intake.scans

    def _one_by_one(self, articles: Iterator[tuple[Chunk, ...]]) -> Iterator[tuple[Chunk, ...]]:
        """Let others remove articles while those given so far are encoded, not while one is read."""
        while True:
            with self.change_lock:
                chunks = next(articles, None)
            if chunks is None:
                return
            yield chunks
