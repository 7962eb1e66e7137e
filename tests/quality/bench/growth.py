"""What one article more or less costs as a library grows; nothing may be quadratic.

Articles are added and removed one by one. The embedder is the tests' fake one with the bundled
model's dimension: the encoder's share does not depend on how large a library is. The articles are
sentences of the sample articles in another order, seeded.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from index.article_index import ArticleIndex
from index.samples import FILES
from index.sentences import sentence_spans
from tests.fakes import FakeEmbedder
from tests.quality.bench.measurement import Measurement

ARTICLES = 5000
EARLY = range(26, 76)  # around the 50th
LATE = range(ARTICLES - 50, ARTICLES)
REMOVED = 25
SENTENCES = 40  # of one article, about six chunks
SEED = 20320303


class WideFakeEmbedder(FakeEmbedder):
    """The fake embedder with as many dimensions as the bundled model has."""

    dimension = 384


def run() -> list[Measurement]:
    """Fill a library article by article, then remove some."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        with ArticleIndex(library, embedder=WideFakeEmbedder()) as article_index:
            ids: list[str] = []

            def add(data: bytes) -> None:
                ids.extend(article_index.add_file(data, name=f"{len(ids)}.txt").added)

            adding_s = [_timed(add, data) for data in _articles()]
            removed = random.Random(SEED).sample(ids, REMOVED)
            removing_s = [_timed(article_index.remove, article_id) for article_id in removed]
            chunks = article_index.stats().chunks
    early_ms, late_ms = (1e3 * statistics.median(adding_s[i] for i in at) for at in (EARLY, LATE))
    mean_early_ms, mean_late_ms = (
        1e3 * statistics.mean(adding_s[i] for i in at) for at in (range(1000), range(4000, 5000))
    )
    return [
        Measurement(
            name="growth.late_to_early",
            value=late_ms / early_ms,
            unit="ratio",
            at_most=1.2,
            detail=f"articles {LATE.start + 1}-{LATE.stop} take {late_ms:.1f} ms each, articles "
            f"{EARLY.start + 1}-{EARLY.stop} {early_ms:.1f} ms (medians; no encoder)",
        ),
        Measurement(
            name="growth.last_thousand_to_first",
            value=mean_late_ms / mean_early_ms,
            unit="ratio",
            detail=f"means: {mean_late_ms:.1f} ms and {mean_early_ms:.1f} ms",
        ),
        Measurement(
            name="growth.remove",
            value=1e3 * statistics.median(removing_s),
            unit="ms",
            at_most=100.0,
            detail=f"median of {REMOVED}, slowest {1e3 * max(removing_s):.0f} ms, of {ARTICLES:,} "
            f"articles in {chunks:,} chunks",
        ),
    ]


def _timed(work: Callable[..., None], argument: object) -> float:
    started = time.perf_counter()
    work(argument)
    return time.perf_counter() - started


def _articles() -> Iterator[bytes]:
    texts = [path.read_text(encoding="utf-8") for path in FILES if path.suffix == ".txt"]
    sentences = [text[start:end] for text in texts for start, end in sentence_spans(text)]
    shuffled = random.Random(SEED)
    for number in range(ARTICLES):
        picked = shuffled.sample(sentences, SENTENCES)
        yield f"Report number {number}\n\n{' '.join(picked)}".encode()
