"""A folder of 5,000 short files as a library: syncing it unchanged, opening it, removing one article.

The embedder is the tests' fake one: none of these waits for a model.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from index.article_index import ArticleIndex
from index.sync import RACY_NS, sync_folder
from tests.quality.bench.growth import SEED, WideFakeEmbedder
from tests.quality.bench.measurement import Measurement

FILES = 5_000
ROUNDS = 5
REMOVED = 50


def run() -> list[Measurement]:
    """Sync the folder once, then measure."""
    with tempfile.TemporaryDirectory() as place:
        folder, library = Path(place) / "articles", Path(place) / "library"
        _write_files(folder)
        with _open(library) as article_index:
            sync_folder(article_index, folder)
            syncing_s = [
                _timed(lambda: _sync_unchanged(article_index, folder)) for _ in range(ROUNDS)
            ]
        opening_s = [_timed(lambda: _open(library).close()) for _ in range(ROUNDS)]
        with _open(library) as article_index:
            ids = random.Random(SEED).sample(article_index.library.article_ids(), REMOVED)
            removing_s = [_timed(article_index.remove, article_id) for article_id in ids]
    return [
        _measurement("sync_unchanged", syncing_s, unit="s", at_most=5.0),
        _measurement("open_and_close", opening_s, unit="s", at_most=1.0),
        _measurement("remove_one", [1e3 * s for s in removing_s], unit="ms", at_most=100.0),
    ]


def _measurement(name: str, values: list[float], *, unit: str, at_most: float) -> Measurement:
    return Measurement(
        name=f"folder.{name}",
        value=statistics.median(values),
        unit=unit,
        at_most=at_most,
        detail=f"median of {len(values)} with {FILES:,} files, slowest {max(values):.3g} {unit}",
    )


def _write_files(folder: Path) -> None:
    for number in range(FILES):
        path = folder / str(number % 50) / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Ferry {number} sails to island {number * 7}. It is back at noon.")
    time.sleep(RACY_NS / 1e9 + 0.1)  # a file just written would be read again by the next sync


def _open(library: Path) -> ArticleIndex:
    return ArticleIndex(library, embedder=WideFakeEmbedder())


def _sync_unchanged(article_index: ArticleIndex, folder: Path) -> None:
    report = sync_folder(article_index, folder)
    assert report.is_clean
    assert report.unchanged == FILES


def _timed(work: Callable[..., object], *given: object) -> float:
    started = time.perf_counter()
    work(*given)
    return time.perf_counter() - started
