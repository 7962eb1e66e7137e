"""What one article more or less costs as a library grows; nothing may be quadratic.

A small and a large library take the same articles in turn, one by one, so that what else runs meets
both. The embedder is the tests' fake one with the bundled model's dimension: the encoder's share
does not depend on how large a library is. An article is sentences of the sample articles, drawn
with a seed.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from index.article_index import ArticleIndex
from index.samples import FILES
from index.sentences import sentence_spans
from tests.fakes import FakeEmbedder
from tests.quality.bench.measurement import Measurement

SMALL = 25  # articles filled in at once; the 50th is then among those that are timed
LARGE = 4950
TIMED = 50
SENTENCES = 40  # of one article, about six chunks
SEED = 20320303


class WideFakeEmbedder(FakeEmbedder):
    """The fake embedder with as many dimensions as the bundled model has."""

    dimension = 384


def run() -> list[Measurement]:
    """Fill both libraries, then add and remove articles one by one in turn."""
    articles = _articles()
    with tempfile.TemporaryDirectory() as folder:
        small = _open_filled(Path(folder) / "small", articles, count=SMALL)
        large = _open_filled(Path(folder) / "large", articles, count=LARGE)
        with small, large:
            adding_s = {library: [_add(library, next(articles))] for library in (small, large)}
            for _ in range(TIMED - 1):
                article = next(articles)
                for library, seconds in adding_s.items():
                    seconds.append(_add(library, article))
            ids = random.Random(SEED).sample(large.library.article_ids(), TIMED)
            removing_s = [_remove(large, article_id) for article_id in ids]
            size = f"{LARGE + TIMED:,} articles"
    small_ms, large_ms = (1e3 * statistics.median(seconds) for seconds in adding_s.values())
    return [
        Measurement(
            name="growth.add_to_5000_by_add_to_50",
            value=large_ms / small_ms,
            unit="ratio",
            at_most=1.2,
            detail=f"medians of {TIMED} without the encoder, in turn: {large_ms:.0f} ms into "
            f"{size}, {small_ms:.0f} ms into {SMALL + TIMED}",
        ),
        Measurement(
            name="growth.remove_of_5000",
            value=1e3 * statistics.median(removing_s),
            unit="ms",
            at_most=100.0,
            detail=f"median of {TIMED} of {size}, slowest {1e3 * max(removing_s):.0f} ms",
        ),
    ]


def _open_filled(folder: Path, articles: Iterator[bytes], *, count: int) -> ArticleIndex:
    files = folder.with_suffix(".files")
    files.mkdir()
    for number in range(count):
        (files / f"{number}.txt").write_bytes(next(articles))
    article_index = ArticleIndex(folder, embedder=WideFakeEmbedder())
    article_index.add([files])
    return article_index


def _add(article_index: ArticleIndex, data: bytes) -> float:
    started = time.perf_counter()
    article_index.add_file(data, name="report.txt")
    return time.perf_counter() - started


def _remove(article_index: ArticleIndex, article_id: str) -> float:
    started = time.perf_counter()
    article_index.remove(article_id)
    return time.perf_counter() - started


def _articles() -> Iterator[bytes]:
    texts = [path.read_text(encoding="utf-8") for path in FILES if path.suffix in (".md", ".txt")]
    sentences = [text[start:end] for text in texts for start, end in sentence_spans(text)]
    chosen = random.Random(SEED)
    number = 0
    while True:
        number += 1
        picked = chosen.sample(sentences, SENTENCES)
        yield f"Report number {number}\n\n{' '.join(picked)}".encode()
