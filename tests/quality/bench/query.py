"""How long finding the passages of a question takes, in all articles and in some.

Everything but the answer's text: encoding the question, both indexes, fusion, copies left out.
Compared questions are timed one after the other, so that what else runs meets both.
"""

import os
import statistics
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from index.article_index import ArticleIndex
from index.embedding import Embedder, load_embedder
from index.schema import Query
from rag.retrieval import retrieve
from tests.quality.bench.big_library import load_library, load_real_text, load_unchanged_library
from tests.quality.bench.measurement import Measurement

SMALL, LARGE = 15_000, 200_000
ROUNDS = int(os.environ.get("CITEWELL_BENCH_ROUNDS", "5"))
QUESTIONS = 60  # of one round
TOP_K = 8
Find = Callable[[str], object]


def run() -> list[Measurement]:
    """Ask two libraries the same questions."""
    embedder = load_embedder()
    real = load_real_text(embedder)
    folders = [load_library(size, real=real, embedder=embedder) for size in (SMALL, LARGE)]
    rounds = [real.questions[at * QUESTIONS : (at + 1) * QUESTIONS] for at in range(ROUNDS)]
    of_small, small_p95_s = _time_whole(folders[0], embedder, rounds)
    of_large, large_p95_s = _time_whole(folders[1], embedder, rounds)
    unchanged = load_unchanged_library(SMALL, embedder=embedder)
    of_unchanged = [] if unchanged is None else [_time_unchanged(unchanged, embedder, rounds)]
    rounds_of = f"medians of {ROUNDS} rounds of {QUESTIONS} questions"
    return [
        *of_unchanged,
        _divide(
            f"query.{SMALL}_by_bare",
            of_small,
            detail=f"encoding and a Chroma query; {rounds_of}; {real.recipe}",
        ),  # the aim is one of text as it is
        _divide(f"query.{LARGE}_by_bare", of_large, detail=rounds_of),
        Measurement(
            name=f"query.{LARGE}_by_{SMALL}_p95",
            value=large_p95_s / small_p95_s,
            unit="ratio",
            at_most=3.0,
            detail=f"{large_p95_s * 1e3:.1f} by {small_p95_s * 1e3:.1f} ms; {rounds_of}",
        ),
        *_time_scopes(folders[1], embedder, rounds, detail=rounds_of),
    ]


def _time_unchanged(
    folder: Path, embedder: Embedder, rounds: Sequence[Sequence[str]]
) -> Measurement:
    with ArticleIndex(folder, embedder=embedder) as article_index:
        chunks = article_index.stats().chunks
    medians, _ = _time_whole(folder, embedder, rounds)
    return _divide(
        f"query.{SMALL}_unchanged_by_bare",
        medians,
        detail=f"{chunks:,} chunks of SQuAD as they are; encoding and a Chroma query",
        at_most=1.5,
    )


def _time_whole(
    folder: Path, embedder: Embedder, rounds: Sequence[Sequence[str]]
) -> tuple[list[tuple[float, float]], float]:
    """Give medians of ours and of the bare query for each round, and the median p95 of ours."""
    medians, p95s_s = [], []
    with ArticleIndex(folder, embedder=embedder) as article_index:
        collection = article_index.indexes.vectors._collection

        def search_bare(question: str) -> None:
            collection.query(query_embeddings=embedder.encode([question]))

        search = _searching(article_index)
        _alternate(rounds[0], search, search_bare)
        for questions in rounds:
            ours_s, bare_s = _alternate(questions, search, search_bare)
            medians.append((statistics.median(ours_s), statistics.median(bare_s)))
            p95s_s.append(statistics.quantiles(ours_s, n=20)[-1])
    return medians, statistics.median(p95s_s)


def _time_scopes(
    folder: Path, embedder: Embedder, rounds: Sequence[Sequence[str]], *, detail: str
) -> list[Measurement]:
    with ArticleIndex(folder, embedder=embedder) as article_index:
        ids = article_index.library.article_ids()
        found = []
        for name, scope in (("one", ids[:1]), ("half", ids[::2])):
            whole, scoped = _searching(article_index), _searching(article_index, scope)
            _alternate(rounds[0], scoped, whole)
            medians = []
            for questions in rounds:
                scoped_s, whole_s = _alternate(questions, scoped, whole)
                medians.append((statistics.median(scoped_s), statistics.median(whole_s)))
            scoped_by_whole = f"query.{name}_of_{len(ids)}_articles_by_all"
            found.append(_divide(scoped_by_whole, medians, detail=detail, at_most=2.0))
    return found


def _searching(article_index: ArticleIndex, scope: Collection[str] | None = None) -> Find:
    """Give how to search, each question as if it were asked for the first time."""

    def search(question: str) -> None:
        article_index.indexes.hybrid._encode.cache_clear()
        article_index.indexes.hybrid._find_aliases.cache_clear()
        article_index.indexes.lexical.stems.cache_clear()
        retrieve(Query(text=question), article_index=article_index, top_k=TOP_K, article_ids=scope)

    return search


def _alternate(
    questions: Sequence[str], first: Find, second: Find
) -> tuple[list[float], list[float]]:
    """Time both with each question in turn."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for question in questions:
        for find, measured in zip((first, second), seconds, strict=True):
            started = time.perf_counter()
            find(question)
            measured.append(time.perf_counter() - started)
    return seconds


def _divide(
    name: str,
    medians: Sequence[tuple[float, float]],
    *,
    detail: str,
    at_most: float | None = None,
) -> Measurement:
    """Divide by round; the detail names the times of the middle round."""
    ratio = statistics.median(one / other for one, other in medians)
    one_s, other_s = (statistics.median(times) for times in zip(*medians, strict=True))
    return Measurement(
        name=name,
        value=ratio,
        unit="ratio",
        at_most=at_most,
        detail=f"{one_s * 1e3:.1f} by {other_s * 1e3:.1f} ms; {detail}",
    )
