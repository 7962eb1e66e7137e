"""A file on its way into a library: its bytes, and its text read ahead. Knows no library."""

from dataclasses import dataclass
from pathlib import Path

from index.errors import ReadingError
from index.pages import Page
from index.reading import Contents
from index.reading_process import FileReader
from index.sources import read_file

File = Path | bytes | Page


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAhead:
    """A file that was read before its addition.

    Attributes:
        data: Its bytes; none if they cannot be had.
        contents: What they hold, or why they cannot be read.
    """

    data: bytes
    contents: Contents | ReadingError


def read_ahead(source: str, file: File, *, reader: FileReader, max_bytes: int) -> ReadAhead:
    """Read a file with text recognition, which may take minutes."""
    data = b""
    try:
        data = read_bytes(source, file, max_bytes=max_bytes)
        contents = reader.read(data, source=source, content_type=type_of(file))
    except ReadingError as exc:
        return ReadAhead(data=data, contents=exc)
    return ReadAhead(data=data, contents=contents)


def type_of(file: File) -> str | None:
    """Give the type that a server said; None if none did."""
    return file.content_type if isinstance(file, Page) else None


def read_bytes(source: str, file: File, *, max_bytes: int) -> bytes:
    """Give the bytes of a file.

    Raises:
        ReadingError: It cannot be opened, or is too large.
    """
    if isinstance(file, Path):
        return read_file(file, limit=max_bytes)
    data = file.data if isinstance(file, Page) else file
    if len(data) > max_bytes:
        raise ReadingError(
            f"cannot read {source!r}: it has {len(data):,} bytes, the limit is {max_bytes:,}",
            hint="split it, or raise CITEWELL_MAX_FILE_BYTES",
            source=source,
        )
    return data
