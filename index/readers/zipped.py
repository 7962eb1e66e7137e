"""Zip archives of files → a part for each. Knows nothing about what the files are."""

from collections.abc import Iterator

from index.readers.archive import find_refusal, list_members, open_zip, read_member
from index.readers.limits import Budget, FormatError
from index.readers.parts import Part


def split_zip(data: bytes, budget: Budget) -> Iterator[Part]:
    """Give each file of an archive, one by one; what must not be read has a refusal.

    Raises:
        FormatError: It is damaged or encrypted.
    """
    limit = budget.limits.max_file_bytes
    with open_zip(data, what="zip archive") as archive:
        for name, member in list_members(archive):
            budget.take_member()
            refusal = find_refusal(name, member)
            if member.file_size > limit:
                refusal = f"it has {member.file_size:,} bytes, the limit is {limit:,}"
            content = b""
            if refusal is None:
                try:
                    content = read_member(archive, member, budget)
                except FormatError as exc:
                    refusal = exc.reason
            yield Part(name=name, data=content, refusal=refusal or "")
