"""Zip archives, opened within limits: bombs, passwords and links are named, nothing is extracted.

Knows nothing about what the members are.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from index.readers.limits import MAX_MEMBERS, Budget, FormatError, PasswordError
from index.readers.member_names import DOS, find_name_encoding

MAX_RATIO = 200  # deflated text is 3 to 20 times smaller; zeros a thousand times
MIN_BOMB_BYTES = 10_000_000  # a small file may be as regular as it likes


def open_zip(data: bytes, *, what: str) -> zipfile.ZipFile:
    """Open an archive without unpacking anything.

    Args:
        data: The whole file.
        what: How to name it in messages.

    Raises:
        PasswordError: A member is encrypted.
        FormatError: It is damaged, or holds more members than is sane.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as exc:
        hint = "check that it was downloaded whole"
        raise FormatError(f"the {what} is damaged ({exc})", hint=hint) from exc
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise FormatError(f"the {what} holds {len(members):,} files", hint="split it")
    if any(member.flag_bits & 1 for member in members):
        raise PasswordError(f"the {what}")
    return archive


def check_unpacked(archive: zipfile.ZipFile, budget: Budget, *, what: str) -> None:
    """Count all members against the limits, for a library that unpacks them itself.

    Raises:
        FormatError: Together they are too large, or one is a bomb.
    """
    for member in archive.infolist():
        _check_ratio(member, what=what)
        budget.take_bytes(member.file_size)


def read_member(archive: zipfile.ZipFile, name: str | zipfile.ZipInfo, budget: Budget) -> bytes:
    """Unpack one member; zipfile gives no more than the size it declares, which is counted.

    Raises:
        FormatError: It is damaged, missing, or over the limits.
    """
    try:
        member = archive.getinfo(name) if isinstance(name, str) else name
        _check_ratio(member, what="archive")
        budget.take_bytes(member.file_size)
        return archive.read(member)
    except KeyError as exc:
        raise FormatError(f"its part {str(name)!r} is missing") from exc
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as exc:
        raise FormatError(f"it is damaged ({exc})") from exc
    except (NotImplementedError, RuntimeError) as exc:
        raise FormatError(f"it is packed in a way that cannot be read ({exc})") from exc


def list_members(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Give the files of an archive by name, in order; hidden ones and folders are passed over."""
    unmarked = [member.filename for member in archive.infolist() if not _is_marked(member)]
    encoding = find_name_encoding(name.encode(DOS) for name in unmarked)
    for member in archive.infolist():
        name = _name(member, encoding)
        if member.is_dir() or any(
            part == "__MACOSX" or (part.startswith(".") and part not in (".", ".."))
            for part in PurePosixPath(name).parts
        ):
            continue
        yield name, member


def find_refusal(name: str, member: zipfile.ZipInfo) -> str | None:
    """Say why a member must not be read: it is a link, or its name leads elsewhere."""
    if stat.S_ISLNK(member.external_attr >> 16):
        return "it is a link, and links in archives are not followed"
    if name.startswith("/") or ".." in PurePosixPath(name).parts or name[1:3] == ":/":
        return "its name leads out of the archive"
    return None


def _check_ratio(member: zipfile.ZipInfo, *, what: str) -> None:
    is_large = member.file_size > MIN_BOMB_BYTES
    if is_large and member.file_size > MAX_RATIO * max(1, member.compress_size):
        raise FormatError(
            f"the {what} is a bomb: {member.filename!r} unpacks {member.compress_size:,} bytes "
            f"to {member.file_size:,}",
            hint="unpack it yourself if you trust it",
        )


def _is_marked(member: zipfile.ZipInfo) -> bool:
    """Tell whether a name is marked as UTF-8; zipfile has read any other as that of DOS."""
    return bool(member.flag_bits & 0x800)


def _name(member: zipfile.ZipInfo, encoding: str) -> str:
    name = member.filename
    if not _is_marked(member):
        name = name.encode(DOS).decode(encoding, "replace")
    return name.replace("\\", "/")
