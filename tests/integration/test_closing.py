"""A library that is closed while articles are added, as by Ctrl+C on a server."""

import threading
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.errors import StorageError
from index.schema import Progress
from tests.fakes import FakeEmbedder

LONG = " ".join(f"Sentence {number} of the long report is here." for number in range(20_000))


def test_indexing_ends_soon_and_goes_on_when_the_library_is_opened_again(tmp_path: Path) -> None:
    article_index = ArticleIndex(tmp_path / "library", embedder=FakeEmbedder())
    has_begun, failures = threading.Event(), []
    encoded = []

    def note(progress: Progress) -> None:
        if progress.stage == "indexing":
            encoded.append(progress.done)
            has_begun.set()

    def add() -> None:
        try:
            article_index.add_file(LONG.encode(), name="long.txt", on_progress=note)
        except StorageError as error:
            failures.append(error.message)

    adding = threading.Thread(target=add)
    adding.start()
    assert has_begun.wait(60)
    article_index.close()
    adding.join(60)
    assert failures == ["the library was closed while it was indexing"]
    with ArticleIndex(tmp_path / "library", embedder=FakeEmbedder()) as again:
        assert again.library.pending() == []
        assert max(encoded) < again.stats().chunks


def test_opening_says_what_it_finishes(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with ArticleIndex(tmp_path / "library", embedder=FakeEmbedder()) as article_index:
        (article_id,) = article_index.add_file(b"Words of the pier.", name="pier.txt").added
        article_index.library.set_pending({article_id}, pending=True)
    with ArticleIndex(tmp_path / "library", embedder=FakeEmbedder()):
        assert "1 article is not indexed yet, 1 passages: indexing" in caplog.text
