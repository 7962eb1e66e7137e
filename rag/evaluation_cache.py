"""Folders that are built once and appear whole or not at all. Knows nothing about their content."""

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import platformdirs

from index.errors import StorageError
from index.locking import StoreLock, is_locked

BUILDING = ".citewell-building-"
FACTS_NAME = "built.json"
KEY_CHARS = 16  # of each hash in a folder's name


def cache_folder() -> Path:
    """Give the folder for what is built to evaluate on datasets; deleting it is safe."""
    return platformdirs.user_cache_path("citewell") / "evaluation"


def build_once(folder: Path, build: Callable[[Path], object]) -> float | None:
    """Build a folder unless it is there and holds something.

    It is built beside its place and moved there when whole. If building fails or is interrupted,
    nothing stays; what a killed process left is removed by the next call.

    Args:
        folder: Where it belongs.
        build: Fills the empty folder it is given, and leaves nothing in it open.

    Returns:
        Seconds that building took, now or then; None if that is not recorded.

    Raises:
        LibraryLockedError: Another process is building it.
        StorageError: The folder cannot be written.
    """
    _remove_leftovers(folder.parent)
    if not folder.exists() or _is_empty(folder):
        _build(folder, build)
    facts = folder / FACTS_NAME
    return json.loads(facts.read_text(encoding="utf-8"))["build_s"] if facts.exists() else None


def _build(folder: Path, build: Callable[[Path], object]) -> None:
    workshop = folder.parent / f"{BUILDING}{folder.name}"
    lock = StoreLock(workshop)
    try:
        product = workshop / "product"
        product.mkdir()
        started = time.perf_counter()
        build(product)
        facts = {"build_s": round(time.perf_counter() - started, 2)}
        (product / FACTS_NAME).write_text(json.dumps(facts), encoding="utf-8")
        if folder.exists():
            folder.rmdir()
        product.rename(folder)
    except OSError as exc:
        raise StorageError(
            f"cannot build {str(folder)!r}: {exc}", hint="check permissions and free space"
        ) from exc
    finally:
        lock.release()
        shutil.rmtree(workshop, ignore_errors=True)


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def _remove_leftovers(parent: Path) -> None:
    for workshop in parent.glob(f"{BUILDING}*"):
        if not is_locked(workshop):
            shutil.rmtree(workshop, ignore_errors=True)
