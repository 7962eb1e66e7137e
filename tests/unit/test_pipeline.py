"""Reading, encoding and storing at the same time."""

import threading
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from index import pipeline
from index.errors import EmbeddingError, StorageError
from index.pipeline import index_articles
from index.rows import EncodedChunk
from index.schema import Chunk
from tests.unit.builders import make_chunk

WAIT_S = 20


@pytest.fixture(autouse=True)
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "WINDOW_CHUNKS", 4)
    monkeypatch.setattr(pipeline, "CALL_CHUNKS", 2)


def make_article(number: int, *, lengths: Sequence[int]) -> list[Chunk]:
    article_id = f"{number:012x}"
    return [
        make_chunk("x" * length, article_id=article_id, start=1000 * place)
        for place, length in enumerate(lengths)
    ]


def encode(chunks: Sequence[Chunk]) -> Sequence[EncodedChunk | None]:
    """Give the length of each chunk's embedding text as its vector."""
    vectors = np.array([[len(chunk.embedding_text)] for chunk in chunks], dtype=np.float32)
    return [EncodedChunk.pack(vector, [], vectors[:0]) for vector in vectors]


class Stored:
    """Keeps what is stored."""

    def __init__(self) -> None:
        self.windows: list[list[Chunk]] = []
        self.lengths: dict[str, float] = {}

    def __call__(self, chunks: Sequence[Chunk], encoded: Sequence[EncodedChunk | None]) -> None:
        self.windows.append(list(chunks))
        pairs = zip(chunks, encoded, strict=True)
        self.lengths |= {chunk.id: float(one.vector[0]) for chunk, one in pairs if one}


def ignore(_encoded: int) -> None:
    pass


def test_every_chunk_is_stored_with_its_own_vector() -> None:
    articles = [make_article(n, lengths=[30 - n, 5, 20 + n]) for n in range(5)]
    stored = Stored()
    index_articles(articles, encode=encode, store=stored, on_encoded=ignore)
    chunks = [chunk for article in articles for chunk in article]
    assert stored.lengths == {chunk.id: len(chunk.embedding_text) for chunk in chunks}


def test_chunks_of_different_articles_are_encoded_by_length() -> None:
    calls: list[list[int]] = []

    def noting(chunks: Sequence[Chunk]) -> Sequence[EncodedChunk | None]:
        calls.append([len(chunk.embedding_text) for chunk in chunks])
        return encode(chunks)

    articles = [make_article(1, lengths=[40, 10]), make_article(2, lengths=[41, 11])]
    index_articles(articles, encode=noting, store=Stored(), on_encoded=ignore)
    header = len("Title\n")
    assert calls == [[header + 10, header + 11], [header + 40, header + 41]]


def test_an_article_is_stored_whole_in_one_window() -> None:
    articles = [make_article(1, lengths=[5] * 3), make_article(2, lengths=[5] * 9)]
    stored = Stored()
    index_articles(articles, encode=encode, store=stored, on_encoded=ignore)
    assert [len(window) for window in stored.windows] == [12]


def test_what_was_encoded_adds_up_and_comes_to_the_caller() -> None:
    counts: list[int] = []
    threads: set[threading.Thread] = set()

    def note(encoded: int) -> None:
        counts.append(encoded)
        threads.add(threading.current_thread())

    articles = [make_article(n, lengths=[5] * 3) for n in range(3)]
    index_articles(articles, encode=encode, store=Stored(), on_encoded=note)
    assert (sum(counts), threads) == (9, {threading.current_thread()})


def test_nothing_to_do_starts_nothing() -> None:
    counts: list[int] = []
    stored = Stored()
    index_articles([], encode=encode, store=stored, on_encoded=counts.append)
    assert (counts, stored.windows) == ([], [])


def test_the_next_window_is_read_while_one_is_encoded() -> None:
    is_read = threading.Event()

    def reading() -> Iterator[list[Chunk]]:
        yield make_article(1, lengths=[5] * 4)
        is_read.set()
        yield make_article(2, lengths=[5] * 4)

    def waiting(chunks: Sequence[Chunk]) -> Sequence[EncodedChunk | None]:
        assert is_read.wait(WAIT_S)
        return encode(chunks)

    stored = Stored()
    index_articles(reading(), encode=waiting, store=stored, on_encoded=ignore)
    assert len(stored.windows) == 2


def test_a_window_is_stored_while_the_next_is_encoded() -> None:
    second_begun = threading.Event()
    stored = Stored()

    def noting(chunks: Sequence[Chunk]) -> Sequence[EncodedChunk | None]:
        if len(chunks[0].text) > 10:
            second_begun.set()
        return encode(chunks)

    def waiting(chunks: Sequence[Chunk], encoded: Sequence[EncodedChunk | None]) -> None:
        assert second_begun.wait(WAIT_S)
        stored(chunks, encoded)

    articles = [make_article(1, lengths=[1] * 4), make_article(2, lengths=[50] * 4)]
    index_articles(articles, encode=noting, store=waiting, on_encoded=ignore)
    assert len(stored.windows) == 2


def test_two_calls_encode_at_once() -> None:
    both_begun = threading.Barrier(2)

    def waiting(chunks: Sequence[Chunk]) -> Sequence[EncodedChunk | None]:
        both_begun.wait(WAIT_S)  # breaks, and raises, if the other call does not come
        return encode(chunks)

    stored = Stored()
    articles = [make_article(1, lengths=[5] * 8)]
    index_articles(articles, encode=waiting, store=stored, on_encoded=ignore)
    assert [len(window) for window in stored.windows] == [8]


def test_an_error_in_storing_reaches_the_caller_and_nothing_more_is_stored() -> None:
    calls: list[int] = []

    def failing(chunks: Sequence[Chunk], encoded: Sequence[EncodedChunk | None]) -> None:
        calls.append(len(chunks))
        raise StorageError("the disk is full", hint="make room")

    articles = (make_article(n, lengths=[5] * 4) for n in range(50))
    with pytest.raises(StorageError, match="full"):
        index_articles(articles, encode=encode, store=failing, on_encoded=ignore)
    assert calls == [4]
    assert next(articles)


def test_an_error_in_encoding_reaches_the_caller_and_its_window_is_not_stored() -> None:
    def failing(chunks: Sequence[Chunk]) -> Sequence[EncodedChunk | None]:
        raise EmbeddingError("no model", hint="install it")

    stored = Stored()
    with pytest.raises(EmbeddingError):
        index_articles(
            [make_article(1, lengths=[5])], encode=failing, store=stored, on_encoded=ignore
        )
    assert stored.windows == []


def test_an_interrupt_drops_what_was_not_begun() -> None:
    calls: list[int] = []

    def noting(chunks: Sequence[Chunk]) -> Sequence[EncodedChunk | None]:
        calls.append(len(chunks))
        return encode(chunks)

    def interrupt(encoded: int) -> None:
        if encoded:
            raise KeyboardInterrupt

    articles = (make_article(n, lengths=[5] * 4) for n in range(50))
    stored = Stored()
    with pytest.raises(KeyboardInterrupt):
        index_articles(articles, encode=noting, store=stored, on_encoded=interrupt)
    assert (stored.windows, len(calls) <= 4) == ([], True)
    assert not [t for t in threading.enumerate() if t.name.startswith(("encode", "store"))]
