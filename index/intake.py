"""Files and pages → articles committed to the database, with their chunks given on for indexing.

Knows nothing about vectors or BM25.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from uuid import uuid4

from index.article_paths import upload_path
from index.chunking import split_article
from index.embedding import Embedder
from index.errors import EmptyArticleError, ReadingError
from index.incoming import File, ReadAhead, read_bytes, type_of
from index.library import Library
from index.near_copies import sign
from index.owners import owned_path
from index.pages import Page
from index.readers.draft import were
from index.readers.kinds import FEED, HTML, MHTML
from index.readers.limits import Limits
from index.reading import Contents
from index.reading_process import FileReader, OcrNeeded
from index.rows import CutArticle
from index.schema import AddReport, Article, Chunk, Failure, Note, OnProgress, Progress
from index.site_lines import SiteLines

WEB_TYPES = frozenset((HTML, MHTML, FEED))
Scan = tuple[str, File, str]  # its name, the file and its SHA-256
COMMIT_CHUNKS = 256  # new articles are committed together; a commit waits for the disk


class Intake:
    """One addition of files to a library: what becomes of each.

    Args:
        library: Where articles are committed.
        embedder: Its window and tokens decide how articles are cut.
        max_file_bytes: A larger file is refused.
        failures: What could not be added already.
        is_again: Read also what is unchanged, and keep the id that its path has.
        limits: How much of a file is read.
        site_lines: What pages of a site have in common is left out of them; None to leave it.
        owner: Whose the articles are; None for everybody's.
        ahead: The one file that is taken, if it was read before.

    Attributes:
        scans: Files that need text recognition, set aside to be read ahead.
    """

    def __init__(
        self,
        library: Library,
        *,
        embedder: Embedder,
        max_file_bytes: int,
        failures: Iterable[Failure] = (),
        is_again: bool = False,
        limits: Limits | None = None,
        site_lines: SiteLines | None = None,
        owner: str | None = None,
        ahead: ReadAhead | None = None,
    ) -> None:
        self.scans: list[Scan] = []
        self._ahead = ahead
        self._site_lines = site_lines
        self._reader = FileReader(limits)
        self._notes: list[Note] = []
        self._is_again = is_again
        self._owner = owner
        self._library = library
        self._embedder = embedder
        self._max_file_bytes = max_file_bytes
        self._failures = list(failures)
        self._outcome: dict[str, list[str]] = {"added": [], "updated": [], "unchanged": []}
        self._uncommitted: list[CutArticle] = []
        self._files_read = self._files_left = self._chunks = 0

    @property
    def expected_chunks(self) -> int:
        """Estimate how many chunks all files give, from those read; exact once all are read."""
        return self._chunks + self._files_left * self._chunks // max(1, self._files_read)

    @property
    def report(self) -> AddReport:
        """Say what became of each file, once all chunks were taken."""
        outcome = {name: tuple(dict.fromkeys(ids)) for name, ids in self._outcome.items()}
        return AddReport(**outcome, failures=tuple(self._failures), notes=tuple(self._notes))

    def take(
        self,
        files: Iterable[tuple[str, File]],
        *,
        total: int,
        on_progress: OnProgress,
    ) -> Iterator[tuple[Chunk, ...]]:
        """Read files and commit their articles; give the chunks of each that is to be indexed.

        Args:
            files: Pairs of a printable name and the path, the bytes or the fetched page.
            total: How many they are.
            on_progress: Told what is read.
        """
        with self._reader:
            for number, (source, file) in enumerate(files):
                self._files_read, self._files_left = number + 1, total - number - 1
                on_progress(Progress(stage="reading", done=number, total=total, label=source))
                try:
                    yield from self._take_file(source, file)
                except ReadingError as exc:
                    failure = Failure(source=source, reason=exc.message, hint=exc.hint)
                    self._failures.append(failure)
            if total:
                on_progress(Progress(stage="reading", done=total, total=total))
        yield from self._commit()

    def _take_file(self, source: str, file: File) -> Iterator[tuple[Chunk, ...]]:
        limit = self._max_file_bytes
        data = self._ahead.data if self._ahead else read_bytes(source, file, max_bytes=limit)
        sha256 = hashlib.sha256(data).hexdigest()
        path = None if isinstance(file, bytes) else self._place(source)
        held = self._library.container(path) if path else None
        if held is not None and held.sha256 == sha256 and held.is_whole and not self._is_again:
            self._outcome["unchanged"] += held.ids.values()
            return
        if held is None and not self._library.has_container(sha256):
            yield from self._commit_if_waiting(sha256)
            if self._is_known(sha256, source=source, path=path):
                return
        try:
            contents = self._contents(source, file, data)
        except OcrNeeded:
            self.scans.append((source, file, sha256))
            return
        self._failures += contents.failures
        self._notes += contents.notes
        container = None if contents.is_single else path
        for article in contents.articles:
            if isinstance(file, Page) and article.publisher is None:
                article = replace(article, publisher=file.host)
            article = self._trim(self._own(article), path and container)
            yield from self._take_article(article, path and self._place(article.source), container)
        if path and (container or held):
            yield from self._commit()
            if container:
                kept = {article.source for article in contents.articles}
                kept |= {failure.source for failure in contents.failures}
                self._library.finish_container(path, sha256, {self._place(one) for one in kept})
            else:
                self._library.forget_container(path)

    def _trim(self, article: Article, container: str | None) -> Article:
        """Leave out of a page what its site repeats, and say so."""
        if self._site_lines is None or article.content_type not in WEB_TYPES:
            return article
        trimmed, count = self._site_lines.trim(article, container=container)
        if count:
            text = f"{were(count, 'line')} left out, which its site repeats"
            self._notes.append(Note(source=article.source, text=text))
        return trimmed

    def _take_article(
        self, article: Article, path: str | None, container: str | None
    ) -> Iterator[tuple[Chunk, ...]]:
        """Take one article of a file; those inside a container were not looked up before."""
        yield from self._commit_if_waiting(article.sha256)
        source = article.source
        if self._is_known(article.sha256, source=source, path=path, container=container):
            return
        before = self._library.find_path(path) if path else None
        try:
            self._cut(article, path=path, container=container, before=before and before[0])
        except ReadingError as exc:
            if path is None or container is None:
                raise
            failure = Failure(source=article.source, reason=exc.message, hint=exc.hint)
            self._failures.append(failure)
        waiting = sum(len(cut.chunks) for cut in self._uncommitted)
        # What is known under a path has to be the database's state when the next file is read.
        if before is not None or waiting >= COMMIT_CHUNKS:
            yield from self._commit()

    def _is_known(
        self, sha256: str, *, source: str, path: str | None, container: str | None = None
    ) -> bool:
        """Take what is in the library already, under this path or another; say whether it was."""
        before = self._library.find_path(path) if path else None
        if before is not None and before[1] == sha256 and not self._is_again:
            if path and container:
                self._library.link(path, before[0], container=container)
            self._outcome["unchanged"].append(before[0])
            return True
        same = self._library.find_content(sha256, owner=self._owner)
        if same is None and before is None and self._owner is not None:
            if everybodys := self._library.find_content(sha256):
                self._outcome["unchanged"].append(everybodys)
            return everybodys is not None
        if same is None or (before is not None and same == before[0]):
            return False
        self._library.link(path or upload_path(same, source), same, container=container)
        self._outcome["unchanged" if before is None else "updated"].append(same)
        return True

    def _place(self, path: str) -> str:
        return owned_path(path, self._owner)

    def _own(self, article: Article) -> Article:
        """Make an article its owner's; its id then tells nobody who else has the same text."""
        if self._owner is None:
            return article
        digest = hashlib.sha256(f"{self._owner}\0{article.id}".encode()).hexdigest()
        return replace(article, owner=self._owner, id=digest[: len(article.id)])

    def _commit_if_waiting(self, sha256: str) -> Iterator[tuple[Chunk, ...]]:
        if any(cut.article.sha256 == sha256 for cut in self._uncommitted):
            yield from self._commit()

    def _contents(self, source: str, file: File, data: bytes) -> Contents:
        if self._ahead is None:
            return self._reader.read(
                data, source=source, content_type=type_of(file), with_ocr=False
            )
        if isinstance(self._ahead.contents, ReadingError):
            raise self._ahead.contents
        return self._ahead.contents

    def _cut(
        self, article: Article, *, path: str | None, container: str | None, before: str | None
    ) -> None:
        """Cut an article to be committed; `before` is what its path belonged to."""
        outcome = "added"
        if path and before and (self._is_again or self._library.is_only_source(path, before)):
            old = self._library.article(before)
            article = replace(article, id=old.id, added_at=old.added_at)
            if article == replace(old, sha256=article.sha256):  # at most its markup differs
                self._library.set_sha256(old.id, article.sha256)
                self._outcome["unchanged"].append(old.id)
                return
            outcome = "updated"
        elif before is not None or self._library.chunk_ids({article.id}):
            # Another article has, or may yet need, the id that this one would have.
            article = replace(article, id=uuid4().hex[: len(article.id)])
        path = path or upload_path(article.id, article.source)
        cut = cut_article(article, path=path, container=container, embedder=self._embedder)
        self._uncommitted.append(cut)
        self._chunks += len(cut.chunks)
        self._outcome[outcome].append(article.id)

    def _commit(self) -> Iterator[tuple[Chunk, ...]]:
        if self._site_lines is not None:
            self._site_lines.save()
        self._library.save(self._uncommitted)
        committed, self._uncommitted = self._uncommitted, []
        yield from (cut.chunks for cut in committed)


def cut_article(
    article: Article, *, path: str | None = None, container: str | None = None, embedder: Embedder
) -> CutArticle:
    """Cut an article for a model.

    Raises:
        EmptyArticleError: It has no text to cut.
    """
    return CutArticle(
        article=article,
        chunks=cut_chunks(article, embedder=embedder),
        path=path,
        container=container,
        signature=sign(article.text),
    )


def cut_chunks(article: Article, *, embedder: Embedder) -> tuple[Chunk, ...]:
    """Give the chunks of an article for a model; see `cut_article`."""
    chunks = split_article(
        article, token_starts=embedder.token_starts, max_tokens=embedder.max_tokens
    )
    if not chunks:
        raise EmptyArticleError(
            f"cannot read {article.source!r}: it has headings but no text",
            hint="check that it was saved or downloaded whole",
            source=article.source,
        )
    return chunks
