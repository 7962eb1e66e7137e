"""Paths as given → files to read. Knows no format."""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from index.errors import ReadingError
from index.schema import Failure


def find_files(sources: Iterable[str | Path]) -> tuple[list[Path], list[Failure]]:
    """List the files of the given files and folders, absolute, each once.

    Hidden files and folders inside a folder are passed over.

    Returns:
        The files in the order given, a folder's sorted by path; and what cannot be used.
    """
    files: dict[Path, None] = {}
    failures = []
    for source in sources:
        if str(source).startswith(("http://", "https://")):
            reason, hint = "addresses cannot be added yet", "save the page as HTML and add the file"
            failures.append(_failure(str(source), reason, hint))
            continue
        try:
            if not str(source):
                raise OSError(errno.EINVAL, "the path is empty")
            path = Path(os.path.abspath(Path(source).expanduser()))  # noqa: PTH100 - keeps symlinks
            found = _find(path)
        except (OSError, RuntimeError) as exc:  # RuntimeError: there is no such user's home
            reason = (exc.strerror if isinstance(exc, OSError) else None) or str(exc)
            failures.append(_failure(str(source), reason, "check path and permissions"))
            continue
        files |= dict.fromkeys(found)
    return list(files), failures


def read_file(path: Path, *, limit: int) -> bytes:
    """Read a file of at most `limit` bytes.

    Raises:
        ReadingError: It is too large, is gone, is no regular file, or may not be read.
    """
    try:
        if not path.is_file():
            raise ReadingError(
                f"cannot read {str(path)!r}: it is not a regular file",
                hint="give files or folders",
                source=str(path),
            )
        size = path.stat().st_size
        if size > limit:
            raise ReadingError(
                f"cannot read {str(path)!r}: it has {size:,} bytes, the limit is {limit:,}",
                hint="split it, or raise CITEWELL_MAX_FILE_BYTES",
                source=str(path),
            )
        return path.read_bytes()
    except OSError as exc:
        reason = "permission denied" if exc.errno == errno.EACCES else exc.strerror or str(exc)
        raise ReadingError(
            f"cannot read {str(path)!r}: {reason}",
            hint="check that it exists and may be read",
            source=str(path),
        ) from exc


def printable(path: str | Path) -> str:
    """Give a path as text that can be stored and shown; bytes that are not UTF-8 as escapes."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def _find(path: Path) -> list[Path]:
    if not path.exists():
        raise FileNotFoundError(errno.ENOENT, "there is no such file or folder")
    if not path.is_dir():
        return [path]
    found = sorted(_walk(path))
    if not found:
        raise FileNotFoundError(errno.ENOENT, "the folder holds no files")
    return found


def _walk(folder: Path) -> Iterable[Path]:
    for root, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                yield Path(root, name)


def _refuse(error: OSError) -> None:
    """Say that a folder cannot be read instead of passing it over."""
    raise OSError(error.errno, f"cannot read the folder {error.filename!r}: {error.strerror}")


def _failure(source: str, reason: str, hint: str) -> Failure:
    source = printable(source)
    return Failure(source=source, reason=f"cannot add {source!r}: {reason}", hint=hint)
