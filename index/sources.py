"""Paths as given → files to read, and web addresses. Knows no format and fetches nothing."""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from index.addresses import is_address
from index.errors import ReadingError
from index.schema import Failure


def split_addresses(sources: Iterable[str | Path]) -> tuple[list[str | Path], list[str]]:
    """Part paths from web addresses, each address once."""
    given = list(sources)
    found = [one.strip() for one in given if isinstance(one, str) and is_address(one)]
    paths = [one for one in given if not (isinstance(one, str) and is_address(one))]
    return paths, list(dict.fromkeys(found))


def find_files(
    sources: Iterable[str | Path], *, inside: Path | None = None
) -> tuple[list[Path], list[Failure]]:
    """List the files of the given files and folders, absolute, each once.

    Hidden files and folders inside a folder are passed over.

    Args:
        sources: Files and folders.
        inside: A file that lies, or leads through a link, elsewhere than in this folder is a failure.

    Returns:
        The files in the order given, a folder's sorted by path; and what cannot be used.
    """
    files: dict[Path, None] = {}
    failures = []
    for source in sources:
        try:
            if not str(source):
                raise OSError(errno.EINVAL, "the path is empty")
            path = Path(os.path.abspath(Path(source).expanduser()))  # noqa: PTH100 - keeps symlinks
            found = _find(path)
        except (OSError, RuntimeError) as exc:  # RuntimeError: there is no such user's home
            reason = (exc.strerror if isinstance(exc, OSError) else None) or str(exc)
            failures.append(_failure(str(source), reason, "check path and permissions"))
            continue
        outside = [one for one in found if inside and not _is_inside(one, inside)]
        reason = f"it leads out of {str(inside)!r}"
        failures += [_failure(str(one), reason, "copy the file into it") for one in outside]
        files |= dict.fromkeys(one for one in found if one not in set(outside))
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


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(folder.expanduser().resolve(strict=True))
    except (OSError, RuntimeError):
        return False


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
