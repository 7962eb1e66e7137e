"""What could not be read of a folder's files, by file, and what of it is still so. Reads no file."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import PurePath

from index.file_states import FileState
from index.schema import Failure


def file_of(source: str, files: Collection[str]) -> str:
    """Give the file that a failure is about, which may lie inside it; empty if it is none."""
    if source in files:
        return source
    return next((path for one in PurePath(source).parents if (path := str(one)) in files), "")


def by_file(failures: Iterable[Failure], files: Collection[str]) -> dict[str, tuple[Failure, ...]]:
    """Sort failures by the file that they are about."""
    found: dict[str, list[Failure]] = defaultdict(list)
    for failure in failures:
        found[file_of(failure.source, files)].append(failure)
    return {path: tuple(each) for path, each in found.items()}


def still_failing(
    known: Mapping[str, FileState], *, unread: Iterable[str], linked: Mapping[str, str]
) -> dict[str, tuple[Failure, ...]]:
    """Give what is known to be unreadable in files that are not read again.

    Args:
        known: What is known of files by their paths.
        unread: Files that look as they did.
        linked: The SHA-256 of files that were touched, moved or copied and hold what is known.
    """
    contents = {state.inside_of: path for path, state in known.items() if state.inside_of}
    found = {}
    for path in unread:
        state = known[path]
        whole = Failure(source=path, reason=state.reason, hint=state.hint)
        found[path] = (whole,) if state.reason else state.inside
    for path, sha256 in linked.items():
        if old := contents.get(sha256):
            found[path] = tuple(_rename(one, old, path) for one in known[old].inside)
    return {path: failures for path, failures in found.items() if failures}


def _rename(failure: Failure, old: str, new: str) -> Failure:
    """Say of another path what was said of a file."""
    reason = failure.reason.replace(repr(old)[1:-1], repr(new)[1:-1])
    return replace(failure, source=new + failure.source.removeprefix(old), reason=reason)


def state_of(
    path: str,
    *,
    known: FileState,
    failures: Collection[Failure],
    now: FileState,
) -> FileState:
    """Give what to keep of a file that was read or compared.

    Args:
        path: Of the file.
        known: What was known of it.
        failures: What cannot be read of it.
        now: Its stamp, and the SHA-256 of what the library holds of it now.
    """
    whole = next((failure for failure in failures if failure.source == path), None)
    inside = tuple(failure for failure in failures if failure.source != path)
    kept = FileState(stamp=now.stamp)
    if inside:
        return replace(kept, inside=inside, inside_of=now.sha256)
    if whole is not None:  # if it is mended, what it held is in the library still
        kept = replace(kept, reason=whole.reason, hint=whole.hint)
        return replace(kept, inside=known.inside, inside_of=known.inside_of)
    return kept
