"""A library as one file, and back. The database is copied whole, while it is used too.

Vectors and BM25 are left out: they are made again when the restored library is opened.
"""

import json
import os
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from index.database import DATABASE_NAME
from index.errors import BackupError, StorageError
from index.library import Library

MANIFEST = "citewell.json"
FORMAT = 1
_MEMBERS = {MANIFEST, DATABASE_NAME}


def write_backup(folder: Path, target: Path) -> dict[str, object]:
    """Copy a library's database into one compressed file, also while a server uses it.

    Args:
        folder: The library's folder.
        target: The file, which must not be there yet; it appears whole or not at all.

    Returns:
        What the file says of itself: format, time, number of articles, fingerprint.

    Raises:
        BackupError: There is no library, the file is there already, or it cannot be written.
    """
    source = folder / DATABASE_NAME
    if not source.is_file():
        raise BackupError(f"there is no library in {str(folder)!r}", hint="check --library")
    if target.exists():
        raise BackupError(f"{str(target)!r} is there already", hint="choose another name")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".citewell-") as place:
            copy, packed = Path(place, DATABASE_NAME), Path(place, "backup.zip")
            _copy(source, copy)
            manifest = _describe(copy, folder)
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                archive.writestr(MANIFEST, json.dumps(manifest, indent=2))
                archive.write(copy, DATABASE_NAME)
            _sync_to_disk(packed)
            packed.replace(target)
    except (OSError, sqlite3.Error) as exc:
        raise BackupError(
            f"cannot write {str(target)!r}: {exc}",
            hint="check free space and permissions; the library is untouched",
        ) from exc
    return manifest


def restore_backup(source: Path, folder: Path) -> dict[str, object]:
    """Put a backup's library into a folder that holds none.

    Args:
        source: The file that `write_backup` wrote.
        folder: The library's folder, made if it is not there.

    Returns:
        What the file says of itself.

    Raises:
        BackupError: It is no backup, is damaged, or the folder holds a library already.
    """
    if (folder / DATABASE_NAME).exists():
        raise BackupError(
            f"{str(folder)!r} holds a library already; nothing was changed",
            hint="restore into another folder with --library, or move that one away first",
        )
    try:
        with zipfile.ZipFile(source) as archive:
            if set(archive.namelist()) != _MEMBERS:
                raise zipfile.BadZipFile("it does not hold a library")
            manifest: dict[str, object] = json.loads(archive.read(MANIFEST))
            if manifest.get("format") != FORMAT:
                raise BackupError(
                    f"{str(source)!r} has format {manifest.get('format')!r}, this citewell reads {FORMAT}",
                    hint="use the citewell that wrote it",
                )
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder, prefix=".restore-") as place:
                unpacked = Path(archive.extract(DATABASE_NAME, place))
                found = _describe(unpacked, folder)
                if found["fingerprint"] != manifest["fingerprint"]:
                    raise zipfile.BadZipFile("its articles are not those it was written with")
                _sync_to_disk(unpacked)
                unpacked.replace(folder / DATABASE_NAME)
    except (OSError, ValueError, KeyError, StorageError, zipfile.BadZipFile) as exc:
        raise BackupError(
            f"cannot restore {str(source)!r}: {exc}",
            hint="check that it is a whole file written by `citewell backup`",
        ) from exc
    return manifest


def _copy(source: Path, target: Path) -> None:
    """Copy a SQLite database as it is at one moment, while others read and write it."""
    with (
        closing(sqlite3.connect(source, timeout=60)) as reader,
        closing(sqlite3.connect(target)) as writer,
    ):
        reader.backup(writer)
        writer.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it


def _describe(database: Path, folder: Path) -> dict[str, object]:
    library = Library(f"sqlite:///{database}", label=str(folder), read_only=True)
    with closing(library):
        return {
            "format": FORMAT,
            "written_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "articles": library.stats().articles,
            "fingerprint": library.fingerprint(),
        }


def _sync_to_disk(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())
