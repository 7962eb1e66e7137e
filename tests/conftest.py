"""Shared fixtures: the real assistant over the sample articles, and quick indexes with a fake model."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from index.article_index import ArticleIndex
from rag import Assistant
from tests.fakes import FakeEmbedder

# Whoever starts the tests in the background may have them ignore it, and what they start too.
signal.signal(signal.SIGINT, signal.default_int_handler)
# Made once for all tests and the processes they start; never in the home of whoever runs them.
os.environ["CITEWELL_CACHE"] = str(Path(__file__).parents[1] / ".cache" / "citewell")
QUESTIONS = json.loads((Path(__file__).parent / "data" / "sample_questions.json").read_text())


@pytest.fixture(scope="session")
def sample_assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The real embedded assistant over the bundled articles; tests must not change it."""
    with Assistant.open(tmp_path_factory.mktemp("samples") / "library") as assistant:
        assistant.add_samples()
        yield assistant


@pytest.fixture(scope="session")
def sample_questions() -> dict[str, Any]:
    return dict(QUESTIONS)


@pytest.fixture
def open_index(tmp_path: Path) -> Iterator[Callable[..., ArticleIndex]]:
    """Open the same folder again and again, with real stores and the fake embedder."""
    opened = []

    def open_again(**options: Any) -> ArticleIndex:
        embedder = options.pop("embedder", None) or FakeEmbedder()
        article_index = ArticleIndex(tmp_path / "library", embedder=embedder, **options)
        opened.append(article_index)
        return article_index

    yield open_again
    for article_index in opened:
        article_index.close()
