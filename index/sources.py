"""Paths as given → files to read, and web addresses. Knows no format and fetches nothing."""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

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

    Hidden files and folders inside a folder are passed over; see `walk_folder`.

    Args:
        sources: Files and folders.
        inside: A file that lies, or leads through a link, elsewhere than in this folder is a failure.

    Returns:
        The files in the order given, a folder's sorted by path; and what cannot be used.
    """
    files: dict[Path, None] = {}
    failures: list[Failure] = []
    for source in sources:
        try:
            if not str(source):
                raise OSError(errno.EINVAL, "the path is empty")
            path = Path(os.path.abspath(Path(source).expanduser()))  # noqa: PTH100 - keeps symlinks
            found = _find(path, failures)
        except (OSError, RuntimeError) as exc:  # RuntimeError: there is no such user's home
            reason = (exc.strerror if isinstance(exc, OSError) else None) or str(exc)
            failures.append(_failure(str(source), reason, "check path and permissions"))
            continue
        outside = [one for one in found if inside and not _is_inside(one, inside)]
        reason = f"it leads out of {str(inside)!r}"
        failures += [_failure(str(one), reason, "copy the file into it") for one in outside]
        files |= dict.fromkeys(one for one in found if one not in set(outside))
    return list(files), failures


def walk_folder(folder: Path, failures: list[Failure]) -> Iterator[Path]:
    """Give the files in a folder and its folders, but for hidden ones, in no order.

    Args:
        folder: Where to begin.
        failures: Told what is passed over: folders that cannot be read, links to folders, which
            could lead round in circles, links to nothing, and pipes and the like.
    """

    def refuse(path: str | Path, reason: str, hint: str) -> None:
        failures.append(_failure(str(path), reason, hint))

    def refuse_folder(error: OSError) -> None:
        reason = f"the folder cannot be read: {error.strerror}"
        hint = "check path and permissions; what was read from it before is kept"
        refuse(error.filename, reason, hint)

    for root, folders, names in os.walk(folder, onerror=refuse_folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(root, name) for name in folders):
            if path.is_symlink():
                refuse(path, "it is a link to a folder", "add that folder itself")
        for path in (Path(root, name) for name in sorted(names) if not name.startswith(".")):
            if os.path.isfile(path):  # noqa: PTH113 - False where a link may not be followed
                yield path
            elif path.is_symlink():
                refuse(path, "it is a link that leads to no file", "mend the link or remove it")
            else:
                refuse(path, "it is not a regular file", "give files or folders")


def read_file(path: Path, *, limit: int) -> bytes:
    """Read a file of at most `limit` bytes.

    Raises:
        ReadingError: It is too large, is gone, is no regular file, or may not be read.
    """
    try:
        with _open(path) as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise ReadingError(
                    f"cannot read {str(path)!r}: it is not a regular file",
                    hint="give files or folders",
                    source=str(path),
                )
            if before.st_size > limit:
                raise ReadingError(
                    f"cannot read {str(path)!r}: it has {before.st_size:,} bytes, "
                    f"the limit is {limit:,}",
                    hint="split it, or raise CITEWELL_MAX_FILE_BYTES",
                    source=str(path),
                )
            data = file.read(limit + 1)
            after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (len(data), after.st_mtime_ns):
            raise ReadingError(
                f"cannot read {str(path)!r}: it changed while it was read",
                hint="add it again once it is written whole",
                source=str(path),
            )
        return data
    except OSError as exc:
        reason = "permission denied" if exc.errno == errno.EACCES else exc.strerror or str(exc)
        raise ReadingError(
            f"cannot read {str(path)!r}: {reason}",
            hint="check that it exists and may be read",
            source=str(path),
        ) from exc


def _open(path: Path) -> BinaryIO:
    """Open without waiting for whoever writes into a pipe."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags), "rb")


def printable(path: str | Path) -> str:
    """Give a path as text that can be stored and shown; bytes that are not UTF-8 as escapes."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(folder.expanduser().resolve(strict=True))
    except (OSError, RuntimeError):
        return False


def _find(path: Path, failures: list[Failure]) -> list[Path]:
    if not path.exists():
        raise FileNotFoundError(errno.ENOENT, "there is no such file or folder")
    if not path.is_dir():
        return [path]
    known = len(failures)
    found = sorted(walk_folder(path, failures))
    if not found and len(failures) == known:
        raise FileNotFoundError(errno.ENOENT, "the folder holds no files")
    return found


def _failure(source: str, reason: str, hint: str) -> Failure:
    source = printable(source)
    return Failure(source=source, reason=f"cannot add {source!r}: {reason}", hint=hint)
