"""Bring a synchronous stream of events into asyncio, in batches and stoppable; let work outlive its page.

Knows nothing about what the events are.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import TypeVar

from ui.errors import log_unexpected

T = TypeVar("T")

BATCH_S = 0.05  # at most 20 updates a second: each costs the page 5 to 8 ms
LOST_S = 10.0  # a page that takes no step for so long is waited for no more
POLL_S = 0.1  # how soon a stop is noticed while nothing arrives


async def batches(
    iterator: Iterator[T],
    executor: ThreadPoolExecutor,
    is_wanted: Callable[[], bool],
) -> AsyncGenerator[tuple[T, ...], None]:
    """Yield what a synchronous iterator gives, gathered over `BATCH_S`.

    The iterator runs in one thread of `executor`, which also closes it. Ends early, without an
    error, when `is_wanted` turns false. An error of the iterator is raised here after everything
    before it was yielded.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[T | None] = asyncio.Queue()
    is_open = True

    def drain() -> None:
        try:
            for event in iterator:
                if not is_open:
                    break
                loop.call_soon_threadsafe(queue.put_nowait, event)
        finally:
            close = getattr(iterator, "close", None)
            if close is not None:
                close()
            if is_open:
                loop.call_soon_threadsafe(queue.put_nowait, None)

    work = loop.run_in_executor(executor, drain)
    try:
        is_last = False
        while not is_last and is_wanted():
            batch, is_last = await _gather(queue)
            if batch:
                yield batch
        if is_last:
            await work
    finally:
        is_open = False


class Work:
    """Steps that are done to their end, though nobody may take them any more."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()  # asyncio itself keeps none alive

    async def follow(self, steps: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
        """Start steps, and yield each; once this is closed, or takes none, they go on by themselves.

        Raises what they raise; if it is closed by then, that is logged.
        """
        queue: asyncio.Queue[T | None] = asyncio.Queue()
        room = asyncio.Semaphore(1)
        is_followed = True

        async def run() -> None:
            nonlocal is_followed
            try:
                async with aclosing(steps):
                    async for step in steps:
                        queue.put_nowait(step)
                        if not is_followed:
                            continue
                        try:  # whoever is slow gets fewer steps, and newer ones
                            async with asyncio.timeout(LOST_S):
                                await room.acquire()
                        except TimeoutError:
                            is_followed = False
            finally:
                queue.put_nowait(None)

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        is_whole = False
        try:
            while (step := await queue.get()) is not None:
                yield step
                room.release()
            is_whole = True
            await asyncio.shield(task)
        finally:
            is_followed = False
            room.release()
            if not is_whole:
                task.add_done_callback(_log_failure)


def _log_failure(task: asyncio.Task[None]) -> None:
    error = None if task.cancelled() else task.exception()
    if isinstance(error, Exception):
        log_unexpected(error, "answer")


async def _gather(queue: "asyncio.Queue[T | None]") -> tuple[tuple[T, ...], bool]:
    """Wait for one event, then take what follows within `BATCH_S`; say whether the end came."""
    try:
        event = await asyncio.wait_for(queue.get(), POLL_S)
    except TimeoutError:
        return (), False
    batch: list[T] = []
    until = asyncio.get_running_loop().time() + BATCH_S
    while event is not None:
        batch.append(event)
        left_s = until - asyncio.get_running_loop().time()
        try:
            event = await asyncio.wait_for(queue.get(), max(left_s, 0))
        except TimeoutError:
            return tuple(batch), False
    return tuple(batch), True
