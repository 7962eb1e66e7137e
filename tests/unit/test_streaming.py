"""The bridge that answers stream on."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from ui import streaming
from ui.streaming import Work, batches


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


class Steps:
    """Three steps, and what became of them."""

    def __init__(self, error: Exception | None = None) -> None:
        self.done: list[int] = []
        self.is_closed = False
        self._error = error

    async def __call__(self) -> AsyncGenerator[int, None]:
        try:
            for number in range(3):
                yield number
                await asyncio.sleep(0.01)
                self.done.append(number)
            if self._error:
                raise self._error
        finally:
            self.is_closed = True


def test_work_is_followed_to_its_end() -> None:
    async def collect() -> list[int]:
        return [step async for step in Work().follow(Steps()())]

    assert asyncio.run(collect()) == [0, 1, 2]


@pytest.mark.parametrize("error", [None, ValueError("broken")])
def test_work_goes_on_once_it_is_not_followed(
    error: Exception | None, caplog: pytest.LogCaptureFixture
) -> None:
    steps = Steps(error)

    async def leave() -> None:
        following = Work().follow(steps())
        await anext(following)
        await following.aclose()
        while not steps.is_closed:
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(leave(), 10))
    assert steps.done == [0, 1, 2]
    assert ("broken" in caplog.text) is (error is not None)


def test_an_error_while_the_page_stands_still_is_logged_once_it_is_gone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    steps = Steps(ValueError("broken"))

    async def leave() -> None:
        following = Work().follow(steps())
        async for step in following:
            if step == 2:
                break
        while not steps.is_closed:
            await asyncio.sleep(0.01)
        await following.aclose()
        await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(leave(), 10))
    assert caplog.text.count("unexpected error") == 1


def test_work_waits_no_more_for_who_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "LOST_S", 0.05)
    steps = Steps()

    async def stand_still() -> list[int]:
        following = Work().follow(steps())
        first = await anext(following)
        while not steps.is_closed:
            await asyncio.sleep(0.01)
        return [first, *[step async for step in following]]

    assert asyncio.run(asyncio.wait_for(stand_still(), 10)) == [0, 1, 2]


def test_an_error_of_work_reaches_who_follows_it() -> None:
    async def collect() -> None:
        async for _ in Work().follow(Steps(ValueError("broken"))()):
            pass

    with pytest.raises(ValueError, match="broken"):
        asyncio.run(collect())


def test_the_end_of_the_loop_ends_work_that_nobody_takes() -> None:
    """As when a server ends while a page stands between two steps."""
    steps = Steps()
    following: list[AsyncGenerator[int, None]] = []

    async def end() -> None:
        following.append(Work().follow(steps()))
        await anext(following[0])
        await asyncio.sleep(0.05)  # the next step waits

    def run() -> None:
        asyncio.run(end())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()
    assert steps.is_closed
