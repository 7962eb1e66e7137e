"""Measures how well passages are found: Citewell, and other systems beside it, on one dataset.

Everything is checked before anything is built. Knows no dataset form.
"""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index.derived import make_identity
from index.embedding import load_embedder
from index.errors import EvaluationError, QuestionError
from index.progress import ignore_progress
from index.schema import OnProgress, Progress
from rag.assistant import Assistant
from rag.circumstances import describe_commit, describe_machine
from rag.datasets import Dataset, Query, Span
from rag.evaluation_cache import KEY_CHARS, build_once, cache_folder
from rag.metrics import DEPTHS, Scorer, load_scorer
from rag.other_systems import SystemFile
from rag.results import Results, SystemResult
from rag.settings import Settings

CITEWELL = "citewell"

Search = Callable[[Query, int], Sequence[Span]]


def evaluate(
    dataset: Dataset,
    *,
    settings: Settings,
    library: Path | None = None,
    against: Sequence[SystemFile] = (),
    on_progress: OnProgress = ignore_progress,
) -> Results:
    """Measure Citewell on a dataset, and other systems on the same questions.

    Args:
        dataset: The dataset.
        settings: Citewell's settings.
        library: A library of the dataset's articles, built if it is not there; one in the cache,
            by the articles and what the index is made with, if None.
        against: Other systems; they are asked the question alone, without its history.
        on_progress: Told about building and asking.

    Raises:
        EvaluationError: The library holds other articles, or metrics cannot be computed.
        LibraryLockedError: Another process holds the library.
        StorageError: A folder cannot be read or written.
    """
    run = _Run(dataset=dataset, score=load_scorer(dataset), on_progress=on_progress)
    identity = make_identity(
        load_embedder(
            settings.embedding_model,
            device=settings.device,
            engine=settings.engine,
            cache=settings.cache,
        )
    )
    folder = library or cache_folder() / _key(dataset, json.dumps(identity, sort_keys=True))
    systems = [run.measure_citewell(folder, settings=settings)]
    systems += [run.measure_other(system) for system in against]
    return Results(
        dataset={
            "name": dataset.name,
            "form": dataset.form,
            "fingerprint": dataset.fingerprint,
            "articles": len(dataset.articles),
            "questions": len(dataset.queries),
            "unjudged": dataset.unjudged,
            "ranked_passages": DEPTHS[dataset.form],
        },
        settings={
            **settings.model_dump(mode="json", exclude={"library", "cache"}),
            "index": identity,
        },
        commit=describe_commit(),
        machine=describe_machine(),
        measured_at=datetime.now(UTC).isoformat(timespec="seconds"),
        systems=tuple(systems),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One dataset on which systems are measured."""

    dataset: Dataset
    score: Scorer
    on_progress: OnProgress

    def measure_citewell(self, folder: Path, *, settings: Settings) -> SystemResult:
        def build(new: Path) -> None:
            with Assistant.open(new, settings=settings) as assistant:
                assistant.index.add_articles(self.dataset.articles, on_progress=self.on_progress)

        build_s = build_once(folder, build)
        with Assistant.open(folder, settings=settings, on_progress=self.on_progress) as assistant:
            _check_articles(assistant, self.dataset)

            def search(query: Query, limit: int) -> list[Span]:
                try:
                    found = assistant.retrieve(query.question, history=query.history, top_k=limit)
                except QuestionError:  # refused for its length, so nothing is found
                    return []
                return [(p.chunk.article_id, p.chunk.start, p.chunk.end) for p in found]

            return self._measure(CITEWELL, search, build_s=build_s)

    def measure_other(self, system: SystemFile) -> SystemResult:
        folder = cache_folder() / f"{system.name}-{_key(self.dataset, system.fingerprint)}"
        progress = Progress(stage="building", done=0, total=1, label=system.name)
        self.on_progress(progress)
        build_s = build_once(folder, lambda new: system.module.build(self.dataset.articles, new))
        self.on_progress(replace(progress, done=1))
        loaded = system.module.load(folder)
        return self._measure(
            system.name,
            lambda query, limit: loaded.search(query.question, limit),
            build_s=build_s,
        )

    def _measure(self, name: str, search: Search, *, build_s: float | None) -> SystemResult:
        queries, depth = self.dataset.queries, DEPTHS[self.dataset.form]
        search(queries[0], depth)  # loads the model, which is not the time of a search
        rankings: dict[str, Sequence[Span]] = {}
        times_ms: list[float] = []
        for done, query in enumerate(queries, start=1):
            started = time.perf_counter()
            rankings[query.id] = search(query, depth)
            times_ms.append(1e3 * (time.perf_counter() - started))
            self.on_progress(Progress(stage="asking", done=done, total=len(queries), label=name))
        median, p95 = np.percentile(times_ms, (50, 95))
        return SystemResult(
            name=name,
            values=self.score(rankings),
            timings={
                "build_s": build_s,
                "query_median_ms": round(float(median), 2),
                "query_p95_ms": round(float(p95), 2),
            },
        )


def _key(dataset: Dataset, made_with: str) -> str:
    """Name what is built from a corpus by one maker: a folder's name."""
    maker = hashlib.sha256(made_with.encode()).hexdigest()
    return f"{dataset.corpus_fingerprint[:KEY_CHARS]}-{maker[:KEY_CHARS]}"


def _check_articles(assistant: Assistant, dataset: Dataset) -> None:
    """See that a library holds the dataset's articles; it may hold more."""
    missing = {article.id for article in dataset.articles} - set(
        assistant.index.library.article_ids()
    )
    if missing:
        raise EvaluationError(
            f"the library {str(assistant.settings.library)!r} lacks {len(missing):,} of the "
            f"{len(dataset.articles):,} articles of {dataset.name!r}",
            hint="name a folder that is not there yet, or leave --library out",
        )
