"""What goes on while articles are being encoded: others are removed, found and asked about."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.consistency import check_library
from index.embedding import EncodedTexts
from index.errors import ArticleNotFoundError
from index.pipeline import CALL_CHUNKS, ENCODERS
from index.schema import Query
from index.stretches import Span
from rag import Assistant, Settings
from rag.remarks import BEHIND
from tests.fakes import FakeEmbedder

WAIT_S = 60
PIER = b"The pier of Orrin was painted green by its keeper."
MILL = b"The mill of Tarn grinds barley on windy days only."


class SlowEmbedder(FakeEmbedder):
    """Encodes passages only once it may; `slow` stands in those that wait."""

    slow = ""

    def __init__(self) -> None:
        super().__init__()
        self.may_encode = threading.Event()
        self.may_encode.set()
        self.has_begun = threading.Event()
        self.encoded = 0

    def encode_stretches(
        self, texts: Sequence[str], stretches: Sequence[Sequence[Span]], *, job_texts: int
    ) -> EncodedTexts:
        self.has_begun.set()
        if any(self.slow in text for text in texts):
            assert self.may_encode.wait(WAIT_S)
        self.encoded += len(texts)
        return super().encode_stretches(texts, stretches, job_texts=job_texts)

    def stop(self) -> None:
        self.has_begun.clear()
        self.may_encode.clear()


@contextmanager
def adding(article_index: ArticleIndex, embedder: SlowEmbedder, data: bytes) -> Iterator[None]:
    """Have a thread add a text, encoding it until the block ends."""
    embedder.stop()
    thread = threading.Thread(
        target=article_index.add_file, args=(data,), kwargs={"name": "slow.txt"}
    )
    thread.start()
    try:
        assert embedder.has_begun.wait(WAIT_S)
        yield
    finally:
        embedder.may_encode.set()
        thread.join(WAIT_S)


@pytest.fixture
def embedder() -> SlowEmbedder:
    return SlowEmbedder()


def sources_found(article_index: ArticleIndex, words: str) -> list[str]:
    query = Query(text=words)
    found = article_index.search(query)
    return [hit.chunk.article_id for hit in article_index.read(query, found)]


def test_an_article_is_removed_while_another_is_encoded(
    tmp_path: Path, embedder: SlowEmbedder
) -> None:
    with ArticleIndex(tmp_path, embedder=embedder) as article_index:
        (pier,) = article_index.add_file(PIER, name="pier.txt").added
        with adding(article_index, embedder, MILL):
            article_index.remove(pier)
            assert sources_found(article_index, "pier painted green") == []
        assert [article.title for article in article_index.library.articles()] == ["slow"]
        assert check_library(article_index) == ()


def test_an_article_that_is_removed_while_it_is_encoded_leaves_nothing(
    tmp_path: Path, embedder: SlowEmbedder
) -> None:
    with ArticleIndex(tmp_path, embedder=embedder) as article_index:
        article_index.add_file(PIER, name="pier.txt")
        with adding(article_index, embedder, MILL):
            (slow,) = {i for i, _ in article_index.library.pending()}
            article_index.remove(slow)
        with pytest.raises(ArticleNotFoundError):
            article_index.article(slow)
        assert check_library(article_index) == ()
        article_index.restore(slow)
        assert slow in sources_found(article_index, "the mill grinds barley")
        assert check_library(article_index) == ()


def test_a_removed_article_is_back_and_found_while_another_is_encoded(
    tmp_path: Path, embedder: SlowEmbedder
) -> None:
    with ArticleIndex(tmp_path, embedder=embedder) as article_index:
        (pier,) = article_index.add_file(PIER, name="pier.txt").added
        embedder.slow = "mill"
        with adding(article_index, embedder, MILL):
            article_index.remove(pier)
            article_index.restore(pier)
            assert sources_found(article_index, "pier painted green") == [pier]
            assert {name for name, _ in article_index.library.pending()}.isdisjoint({pier})
        assert check_library(article_index) == ()


def test_no_more_is_encoded_of_an_article_once_it_is_removed(
    tmp_path: Path, embedder: SlowEmbedder
) -> None:
    with ArticleIndex(tmp_path, embedder=embedder) as article_index:
        with adding(article_index, embedder, b"The mill grinds barley. " * 40_000):
            (slow,) = {i for i, _ in article_index.library.pending()}
            article_index.remove(slow)
        assert embedder.encoded <= ENCODERS * CALL_CHUNKS
        assert article_index.stats().chunks == 0
        assert check_library(article_index) == ()
        assert article_index.add_file(PIER, name="pier.txt").added
        assert check_library(article_index) == ()


def test_what_a_crash_left_is_indexed_in_the_background_while_the_rest_is_found(
    tmp_path: Path, embedder: SlowEmbedder
) -> None:
    with ArticleIndex(tmp_path, embedder=embedder) as article_index:
        (pier,) = article_index.add_file(PIER, name="pier.txt").added
        (mill,) = article_index.add_file(MILL, name="mill.txt").added
        article_index.indexes.drop(article_index.library.chunk_ids({mill}))
        article_index.library.set_pending({mill}, pending=True)
    embedder.stop()
    with ArticleIndex(tmp_path, embedder=embedder, in_background=True) as article_index:
        assert embedder.has_begun.wait(WAIT_S)
        assert sources_found(article_index, "the pier painted, the mill grinds") == [pier]
        assistant = Assistant(article_index, settings=Settings())
        assert BEHIND in assistant.ask("Who painted the pier?").notes
        assert BEHIND not in assistant.ask("Hello!").notes
        embedder.may_encode.set()
        with article_index.write_lock:  # it is free again once all is indexed
            assert article_index.library.pending() == []
        assert BEHIND not in assistant.ask("Who painted the pier?").notes
        assert mill in sources_found(article_index, "the mill grinds barley")
        assert check_library(article_index) == ()


def test_what_was_not_indexed_when_the_library_was_closed_is_indexed_the_next_time(
    tmp_path: Path, embedder: SlowEmbedder
) -> None:
    with ArticleIndex(tmp_path, embedder=embedder) as article_index:
        (pier,) = article_index.add_file(PIER, name="pier.txt").added
        article_index.library.set_pending({pier}, pending=True)
    embedder.stop()
    threading.Timer(0.3, embedder.may_encode.set).start()
    with ArticleIndex(tmp_path, embedder=embedder, in_background=True):
        assert embedder.has_begun.wait(WAIT_S)
    with ArticleIndex(tmp_path, embedder=embedder) as article_index:
        assert article_index.library.pending() == []
        assert check_library(article_index) == ()
