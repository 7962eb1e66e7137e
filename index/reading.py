"""Bytes → articles: chooses the reader, gives each article its identity, names what cannot be read.

Knows nothing about where the bytes come from or where the articles go.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath

from index.errors import EmptyArticleError, EncryptedFileError, ReadingError, UnsupportedTypeError
from index.languages import detect_language
from index.readers import formats
from index.readers.draft import Draft, clean
from index.readers.kinds import CONTAINERS, CONTENT_TYPES, PDF, SUPPORTED, label
from index.readers.limits import (
    MAX_DEPTH,
    Budget,
    FormatError,
    Limits,
    PasswordError,
    TypeRefusedError,
)
from index.readers.parts import Part
from index.readers.text_heads import read_under_title
from index.schema import Article, Failure, Note

__all__ = ["CONTENT_TYPES", "SUPPORTED", "Contents", "read_article", "read_file"]

MAX_TITLE_CHARS = 300
SCAN_HINT = "a scanned PDF needs text recognition (OCR): install tesseract and add it again"
MAX_NAMED_PARTS = 50  # failures of one archive that are listed one by one
_ERRORS = {PasswordError: EncryptedFileError, TypeRefusedError: UnsupportedTypeError}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What one file gave.

    Attributes:
        source: The file.
        articles: Its articles; the source of one inside it is `file/name inside`.
        failures: What in it could not be read.
        notes: What was left out or mended.
    """

    source: str
    articles: tuple[Article, ...]
    failures: tuple[Failure, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def is_single(self) -> bool:
        """Tell whether the file is one article, and not a container of some."""
        return [article.source for article in self.articles] == [self.source]


def read_file(
    data: bytes,
    *,
    source: str,
    content_type: str | None = None,
    limits: Limits | None = None,
    on_ocr: Callable[[], None] = lambda: None,
) -> Contents:
    """Read all articles of a file.

    Args:
        data: The whole file.
        source: Path, file name or address to record; its ending breaks ties between types.
        content_type: The type, where it is known otherwise; one of `CONTENT_TYPES`.
        limits: How much of it is read.
        on_ocr: Told when text recognition begins, which has a time limit of its own.

    Returns:
        At least one article, whose id is derived from source and content.

    Raises:
        UnsupportedTypeError: The type is not one the reader knows, or the bytes are not text.
        EmptyArticleError: There is no text in it.
        EncryptedFileError: It needs a password.
        ReadingError: It is damaged, too large, or holds only files that cannot be read.
    """
    reading = _Reading(Budget(limits or Limits(), on_ocr=on_ocr))
    reading.take(data, source=source, content_type=content_type)
    return reading.contents(source)


def read_article(data: bytes, *, source: str, content_type: str | None = None) -> Article:
    """Read a file that is one article; see `read_file`.

    Raises:
        ReadingError: It cannot be read, or holds several articles.
    """
    contents = read_file(data, source=source, content_type=content_type)
    if not contents.is_single:
        raise ReadingError(
            f"cannot read {source!r}: it holds {len(contents.articles):,} articles, not one",
            hint="add it to a library",
            source=source,
        )
    return contents.articles[0]


class _Reading:
    """One file being read, with what it is found to hold."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._articles: list[Article] = []
        self._failures: list[Failure] = []
        self._notes: list[Note] = []

    def take(
        self, data: bytes, *, source: str, content_type: str | None = None, depth: int = 0
    ) -> None:
        """Read a file, or a file inside one."""
        if not data.strip(b" \t\r\n\x00\xff\xfe\xef\xbb\xbf"):  # not even behind its mark
            raise _empty(source, "the file is empty")
        with _named(source):
            found = formats.identify(data, name=source, content_type=content_type)
        with _named(source, what=label(found.content_type)):
            if found.content_type in CONTAINERS:
                parts = formats.split(found, data, self._budget)
                self._take_parts(parts, data, source, found.content_type, depth)
            else:
                draft = formats.read(found, data, self._budget)
                self._keep(draft, data, source, found.content_type)

    def contents(self, source: str) -> Contents:
        """Give what was found.

        Raises:
            ReadingError: That is nothing.
        """
        if not self._articles:
            raise self._nothing(source)
        failures = self._failures[:MAX_NAMED_PARTS]
        notes = list(self._notes)
        if left := len(self._failures) - len(failures):
            notes.append(Note(source=source, text=f"{left:,} more of its files cannot be read"))
        return Contents(
            source=source,
            articles=tuple(self._articles),
            failures=tuple(failures),
            notes=tuple(notes),
        )

    def _nothing(self, source: str) -> ReadingError:
        if not self._failures:
            return _empty(source, "there is nothing in it")
        first = self._failures[0]
        if [failure.source for failure in self._failures] == [source]:
            return EmptyArticleError(first.reason, hint=first.hint, source=source)
        return ReadingError(
            f"cannot read {source!r}: {_none_of(len(self._failures))}: {first.reason}",
            hint=first.hint,
            source=source,
        )

    def _take_parts(
        self, parts: Iterable[Part], data: bytes, source: str, content_type: str, depth: int
    ) -> None:
        found = iter(parts)
        while True:
            try:
                with _named(source, what=label(content_type)):
                    part = next(found, None)
            except ReadingError as exc:
                if not self._articles:
                    raise
                self._fail(exc)  # what was read before is kept
                return
            if part is None:
                return
            try:
                self._take_part(part, data, source, content_type, depth)
            except ReadingError as exc:
                self._fail(exc)

    def _take_part(
        self, part: Part, data: bytes, source: str, content_type: str, depth: int
    ) -> None:
        name = part.name.encode("utf-8", "backslashreplace").decode("utf-8")
        inside = f"{source}/{name}" if name else source
        with _named(inside):
            if part.refusal:
                raise FormatError(part.refusal)
            if part.draft is not None:
                # A file's own text is known by the file's bytes, as that of a plain file is.
                self._keep(part.draft, part.data if name else data, inside, content_type)
            elif depth >= MAX_DEPTH:
                raise FormatError(f"it lies {depth + 1} archives deep", hint="unpack it")
            else:
                self.take(part.data, source=inside, depth=depth + 1)

    def _fail(self, exc: ReadingError) -> None:
        self._failures.append(Failure(source=exc.source, reason=exc.message, hint=exc.hint))

    def _keep(self, draft: Draft, data: bytes, source: str, content_type: str) -> None:
        draft = read_under_title(draft)
        if not draft.text:
            is_scan = content_type == PDF
            hint = SCAN_HINT if is_scan else None
            raise _empty(source, "no article text was found in it", hint=hint)
        sha256 = hashlib.sha256(data).hexdigest()
        self._notes += [Note(source=source, text=text) for text in draft.notes]
        self._articles.append(
            Article(
                id=hashlib.sha256(f"{source}\0{sha256}".encode()).hexdigest()[:12],
                title=_clean_line(draft.title) or _clean_line(PurePath(source).stem) or "Untitled",
                text=draft.text,
                source=source,
                publisher=_clean_line(draft.publisher),
                author=_clean_line(draft.author),
                published_at=draft.published_at,
                language=detect_language(draft.text, hint=draft.language),
                content_type=content_type,
                added_at=datetime.now(UTC),
                sha256=sha256,
                sections=draft.sections,
                pages=draft.pages,
                blocks=draft.blocks,
            )
        )


def _none_of(files: int) -> str:
    if files == 1:
        return "the one file in it is no article, because"
    return f"of the {files:,} files in it none is an article, the first because"


@contextmanager
def _named(source: str, *, what: str | None = None) -> Iterator[None]:
    """Turn what readers raise into an error that names the file."""
    try:
        yield
    except ReadingError:
        raise
    except FormatError as exc:
        error = _ERRORS.get(type(exc), ReadingError)
        raise error(f"cannot read {source!r}: {exc.reason}", hint=exc.hint, source=source) from exc
    except MemoryError as exc:
        raise ReadingError(
            f"cannot read {source!r}: it takes too much memory", hint="split it", source=source
        ) from exc
    except Exception as exc:  # of a broken file each parser raises what it happens upon
        said = f"{type(exc).__name__}: {exc}"[:300]
        raise ReadingError(
            f"cannot read {source!r}: its {what or 'beginning'} is broken ({said})",
            hint="open it in another program and save it again",
            source=source,
        ) from exc


def _empty(source: str, reason: str, *, hint: str | None = None) -> EmptyArticleError:
    return EmptyArticleError(
        f"cannot read {source!r}: {reason}",
        hint=hint or "check that the file holds an article and was saved or downloaded whole",
        source=source,
    )


def _clean_line(text: str | None) -> str | None:
    return clean(text or "").replace("\n", " ")[:MAX_TITLE_CHARS] or None
