"""The bridge that answers stream on."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from ui.streaming import batches


def test_a_stream_is_batched_in_order_and_whole() -> None:
    async def collect() -> list[tuple[int, ...]]:
        with ThreadPoolExecutor(1) as executor:
            return [batch async for batch in batches(iter(range(1000)), executor, lambda: True)]

    gathered = asyncio.run(collect())
    assert [number for batch in gathered for number in batch] == list(range(1000))
    assert len(gathered) < 100


def test_an_error_of_a_stream_comes_after_what_was_before_it() -> None:
    def stream() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    async def collect(into: list[int]) -> None:
        with ThreadPoolExecutor(1) as executor:
            async for batch in batches(stream(), executor, lambda: True):
                into.extend(batch)

    seen: list[int] = []
    with pytest.raises(ValueError, match="broken"):
        asyncio.run(collect(seen))
    assert seen == [1]


def test_a_stream_that_is_no_longer_wanted_is_closed() -> None:
    closed = threading.Event()
    resume = threading.Event()

    def stream() -> Iterator[int]:
        try:
            yield 1
            resume.wait(5)
            yield 2
        finally:
            closed.set()

    async def collect() -> list[int]:
        seen: list[int] = []
        with ThreadPoolExecutor(1) as executor:
            async for batch in batches(stream(), executor, lambda: not seen):
                seen.extend(batch)
            resume.set()
        return seen

    assert asyncio.run(collect()) == [1]
    assert closed.is_set()
