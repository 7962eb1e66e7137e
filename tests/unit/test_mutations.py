"""Hundreds of broken files: each is read, or refused with a reason; none crashes, none takes long."""

import time

from index.errors import ReadingError
from index.reading import read_file
from tests.mutations import make_files


def outcome(name: str, data: bytes) -> ReadingError | None:
    """Read a file and give why it was refused; what is read has text and blocks that fit it."""
    try:
        contents = read_file(data, source=name)
    except ReadingError as exc:
        return exc
    for article in contents.articles:
        size = len(article.text)
        assert size
        assert all(0 <= block.start <= block.end <= size for block in article.blocks)
    return None


def test_every_broken_file_is_read_or_named_with_its_reason() -> None:
    slowest, refused, count = 0.0, [], 300
    for name, data in make_files(count):
        started = time.monotonic()
        error = outcome(name, data)
        slowest = max(slowest, time.monotonic() - started)
        if error is not None:
            refused.append((name, error))
    assert all(name in error.message and error.hint for name, error in refused)
    assert 50 < len(refused) < count - 50
    assert slowest < 20
