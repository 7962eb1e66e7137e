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
        path = Path(os.path.abspath(Path(source).expanduser()))  # noqa: PTH100 - keeps symlinks
        try:
            if path.is_dir():
                found = sorted(_walk(path))
                files |= dict.fromkeys(found)
                if not found:
                    failures.append(
                        _failure(str(source), "the folder holds no files", "check the path")
                    )
            elif path.exists():
                files[path] = None
            else:
                failures.append(
                    _failure(str(source), "there is no such file or folder", "check the path")
                )
        except OSError as exc:
            failures.append(_failure(str(source), exc.strerror or str(exc), "check permissions"))
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


def _walk(folder: Path) -> Iterable[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                yield Path(root, name)


def _failure(source: str, reason: str, hint: str) -> Failure:
    return Failure(source=source, reason=f"cannot add {source!r}: {reason}", hint=hint)
