"""Chunks → vectors → stores, with reading, encoding and storing at the same time.

Knows no file, no model and no store: it is given how to encode and how to store.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager

from index.rows import EncodedChunk
from index.schema import Chunk

# Sorted by length and stored together. Three windows at most are in memory: one being read, one
# being encoded, one being stored.
WINDOW_CHUNKS = 1024
ENCODERS = 2  # while one call begins or ends, the other keeps the processor busy
CALL_CHUNKS = 128  # encoded in one call; an interrupt waits for no more than the calls begun
ASIDE = (256, 32)  # both, where questions are answered meanwhile

Window = list[Chunk]
Encode = Callable[[Sequence[Chunk]], Sequence[EncodedChunk | None]]
Store = Callable[[Sequence[Chunk], Sequence[EncodedChunk | None]], None]


def index_articles(
    articles: Iterable[Sequence[Chunk]],
    *,
    encode: Encode,
    store: Store,
    on_encoded: Callable[[int], None],
    is_aside: bool = False,
) -> None:
    """Encode and store the chunks of articles while the next ones are read.

    An error anywhere, or an interrupt, stops all three at once: what is being encoded and stored
    at that moment is finished, nothing else is begun, and the error is raised.

    Args:
        articles: The chunks of each article; iterated in the calling thread.
        encode: Gives what is made of each chunk, None if it is not wanted any more; called in
            `ENCODERS` threads.
        store: Takes the chunks of whole articles with what was made of them; called in one other
            thread.
        on_encoded: Told in the calling thread how many more chunks have been encoded, 0 when a
            window begins.
        is_aside: Take small steps, so that little is lost and nobody waits long when it is stopped.
    """
    window_chunks, call_chunks = ASIDE if is_aside else (WINDOW_CHUNKS, CALL_CHUNKS)
    with _worker("store") as storer, _worker("encode", ENCODERS) as encoder:
        stored: Future[None] | None = None
        windows = _windows(articles, window_chunks)
        begun = _encode_ahead(windows, call_chunks, encoder=encoder, encode=encode)
        for window, calls in begun:
            on_encoded(0)
            encoded: list[EncodedChunk | None] = []
            for call in calls:
                encoded += call.result()
                on_encoded(len(call.result()))
            if stored is not None:
                stored.result()
            stored = storer.submit(store, window, encoded)
        if stored is not None:
            stored.result()


def _windows(articles: Iterable[Sequence[Chunk]], least: int) -> Iterator[Window]:
    """Group whole articles into windows of at least so many chunks, the last one less."""
    window: Window = []
    for chunks in articles:
        window += chunks
        if len(window) >= least:
            yield window
            window = []
    if window:
        yield window


def _encode_ahead(
    windows: Iterable[Window], call_chunks: int, *, encoder: Executor, encode: Encode
) -> Iterator[tuple[Window, list[Future[Sequence[EncodedChunk | None]]]]]:
    """Begin to encode each window, shortest chunks first, before the one ahead of it is given."""
    begun: deque[tuple[Window, list[Future[Sequence[EncodedChunk | None]]]]] = deque()
    for window in windows:
        window.sort(key=lambda chunk: len(chunk.text))
        calls = [
            encoder.submit(encode, window[at : at + call_chunks])
            for at in range(0, len(window), call_chunks)
        ]
        begun.append((window, calls))
        if len(begun) > 1:
            yield begun.popleft()
    yield from begun


@contextmanager
def _worker(name: str, threads: int = 1) -> Iterator[Executor]:
    """Give threads; when the block ends, what they have not begun is dropped."""
    executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)
