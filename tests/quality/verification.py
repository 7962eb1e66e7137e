"""Measure the checking of sentences: `python -m tests.quality.verification`.

Prints a table and writes `tests/quality/results/verification.json`. The claims of each public set
are cut in halves: weights (`--fit` prints them) and the baselines' thresholds come from the first,
every number reported from the other. Baselines are token overlap and MiniLM's cosine, each with the
whole evidence or with its best chunk, whichever does better on the first half.
"""

import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from index.embedding import Embedder, FloatArray
from index.sentences import sentence_spans
from rag import Assistant
from rag.circumstances import describe_commit, describe_machine
from rag.facts import check_facts
from rag.support_features import measure_support
from rag.verification import SUPPORTED_FROM, EmbeddedSupportScorer, SupportScorer
from tests.quality.alterations import (
    Sample,
    alter_sentences,
    reword_sentences,
    verbatim_sentences,
)
from tests.quality.claims import VARIABLE, Claim, find_articles, find_claims
from tests.quality.support_metrics import (
    METRICS,
    Labels,
    auroc,
    best_threshold,
    fit_logistic,
    interval,
    resample,
)

SETS = ("wice", "expertqa")
SEED = 2033
CHUNK_CHARS = 900
EVERY_ARTICLE = 10  # of SQuAD's, from the sixth on; the rules were written while looking at others
RESULTS = Path(__file__).parent / "results" / "verification.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One method's scores of a set's other half, and the threshold it decides by."""

    method: str
    scores: FloatArray
    threshold: float


def split_halves(claims: Sequence[Claim]) -> tuple[list[Claim], list[Claim]]:
    """Give the half to fit on and the half to report, at random but always the same."""
    order = np.random.default_rng(SEED).permutation(len(claims))
    middle = len(claims) // 2
    return [claims[at] for at in order[:middle]], [claims[at] for at in order[middle:]]


def chunks_of(evidence: str) -> list[str]:
    """Cut evidence on sentence borders into chunks of about `CHUNK_CHARS`."""
    chunks = [""]
    for start, end in sentence_spans(evidence):
        if len(chunks[-1]) + end - start > CHUNK_CHARS and chunks[-1]:
            chunks.append("")
        chunks[-1] += " " + evidence[start:end]
    return chunks


def token_overlaps(claims: Sequence[Claim], _embedder: Embedder) -> list[FloatArray]:
    """Give the share of a claim's words that its evidence holds: whole, and best chunk."""

    def share(claim: str, text: str) -> float:
        words = re.findall(r"\w+", claim.lower())
        return sum(map(set(re.findall(r"\w+", text.lower())).__contains__, words)) / len(words)

    whole = [share(claim.text, claim.evidence) for claim in claims]
    chunk = [max(share(claim.text, text) for text in chunks_of(claim.evidence)) for claim in claims]
    return [np.asarray(whole, np.float32), np.asarray(chunk, np.float32)]


def cosines(claims: Sequence[Claim], embedder: Embedder) -> list[FloatArray]:
    """Give the cosine of a claim with its evidence: whole, and best chunk."""
    pieces = [[claim.evidence, *chunks_of(claim.evidence)] for claim in claims]
    texts = sorted({text for piece in pieces for text in piece}, key=len)
    texts += [claim.text for claim in claims]
    vectors = dict(zip(texts, embedder.encode(texts), strict=True))
    found = [
        [float(vectors[claim.text] @ vectors[text]) for text in piece]
        for claim, piece in zip(claims, pieces, strict=True)
    ]
    whole = np.asarray([values[0] for values in found], np.float32)
    return [whole, np.asarray([max(values[1:]) for values in found], np.float32)]


BASELINES: dict[str, Callable[[Sequence[Claim], Embedder], list[FloatArray]]] = {
    "token overlap": token_overlaps,
    "MiniLM cosine": cosines,
}


def measure_claims(
    claims: Sequence[Claim], scorer: SupportScorer, embedder: Embedder
) -> dict[str, Any]:
    """Measure ours and the baselines on the half of a set that nothing was fitted on."""
    first, other = split_halves(claims)
    labels = labels_of(other)
    ours = np.asarray([scorer.score(claim.text, claim.evidence) for claim in other], np.float32)
    scored = [Scored(method="Citewell", scores=ours, threshold=SUPPORTED_FROM)]
    for name, baseline in BASELINES.items():
        fitted, reported = baseline(first, embedder), baseline(other, embedder)
        best, threshold = fit_baseline(fitted, labels_of(first))
        scored.append(Scored(method=name, scores=reported[best], threshold=threshold))
    return {
        "claims": len(other),
        "supported": int(labels.sum()),
        "methods": {one.method: _measure(one, labels) for one in scored},
        "gain": _gain(scored, labels),
    }


def fit_baseline(variants: Sequence[FloatArray], labels: Labels) -> tuple[int, float]:
    """Give which variant of a baseline, `(n,)` scores each, tells labels apart best, and its threshold."""
    best = max(range(len(variants)), key=lambda at: auroc(variants[at], labels))
    return best, best_threshold(variants[best], labels)


def measure_samples(samples: Iterable[Sample], scorer: SupportScorer) -> dict[str, Any]:
    """Count by kind how many claims are not found supported, by their sentence and passage."""
    counts: dict[str, dict[str, int]] = {}
    for sample in samples:
        kind = counts.setdefault(sample.kind, {"claims": 0, "by_sentence": 0, "by_passage": 0})
        kind["claims"] += 1
        kind["by_sentence"] += scorer.score(sample.claim, sample.sentence) < SUPPORTED_FROM
        kind["by_passage"] += scorer.score(sample.claim, sample.passage) < SUPPORTED_FROM
    total = {key: sum(kind[key] for kind in counts.values()) for key in next(iter(counts.values()))}
    return {"all": total, **counts}


def share_refused(measured: dict[str, Any]) -> tuple[float, float]:
    """Give the shares not found supported, by the sentence and by the passage."""
    total = measured["all"]
    return total["by_sentence"] / total["claims"], total["by_passage"] / total["claims"]


def measure_alterations(texts: Sequence[str], scorer: SupportScorer, count: int) -> dict[str, Any]:
    """Measure altered, reworded and verbatim sentences of articles, at most `count` of each."""
    return {
        "altered": measure_samples(alter_sentences(texts, count), scorer),
        "reworded": measure_samples(reword_sentences(texts, count), scorer),
        "verbatim": measure_samples(verbatim_sentences(texts, count), scorer),
    }


def fit_weights(sets: Sequence[Sequence[Claim]], assistant: Assistant) -> FloatArray:
    """Fit on the first halves, every set and both labels counting the same."""
    features, labels, weights = [], [], []
    for claims in sets:
        first, _ = split_halves(claims)
        found = labels_of(first)
        features += [features_of(claim, assistant) for claim in first]
        labels.append(found)
        weights.append(shares_of(found))
    return fit_logistic(np.stack(features), np.concatenate(labels), np.concatenate(weights))


def shares_of(labels: Labels) -> FloatArray:
    """Give `(n,)`, what each claim counts, so that both labels count the same."""
    shares: FloatArray = np.where(labels, 0.5 / labels.sum(), 0.5 / (~labels).sum())
    return shares.astype(np.float32)


def features_of(claim: Claim, assistant: Assistant) -> FloatArray:
    """Give `(k,)`, what a claim and its evidence have in common."""
    return measure_support(
        claim.text,
        claim.evidence,
        embedder=assistant.index.embedder,
        analyze=assistant.index.analyze,
        facts=check_facts(claim.text, claim.evidence),
    ).to_array()


def labels_of(claims: Sequence[Claim]) -> Labels:
    """Give `(n,)`, whether each is supported."""
    return np.asarray([claim.is_supported for claim in claims])


def _measure(one: Scored, labels: Labels) -> dict[str, Any]:
    draws = resample(labels)
    return {
        name: {
            "value": metric(one.scores, labels, one.threshold),
            "interval": interval([metric(one.scores[d], labels[d], one.threshold) for d in draws]),
        }
        for name, metric in METRICS.items()
    }


def _gain(scored: Sequence[Scored], labels: Labels) -> dict[str, Any]:
    """Compare our balanced accuracy with that of the better baseline, by the same draws."""
    measure = METRICS["balanced accuracy"]
    ours, *others = scored
    better = max(others, key=lambda one: measure(one.scores, labels, one.threshold))

    def gain(rows: Any) -> float:
        mine = measure(ours.scores[rows], labels[rows], ours.threshold)
        return mine - measure(better.scores[rows], labels[rows], better.threshold)

    return {
        "over": better.method,
        "value": gain(slice(None)),
        "interval": interval([gain(rows) for rows in resample(labels)]),
    }


def main() -> None:
    """Measure everything that is there, or with `--fit` print weights."""
    sets = {name: claims for name in SETS if (claims := find_claims(name))}
    if len(sets) < len(SETS):
        sys.stderr.write(f"the public claims are not there: set {VARIABLE} to their folder\n")
    with tempfile.TemporaryDirectory() as folder, Assistant.open(folder) as assistant:
        assistant.add_samples()
        if "--fit" in sys.argv:
            sys.stdout.write(f"{fit_weights(list(sets.values()), assistant).tolist()}\n")
            return
        scorer = EmbeddedSupportScorer(assistant.index)
        articles = {
            "samples": [article.text for article in assistant.articles()],
            "squad": list(find_articles()[5::EVERY_ARTICLE]),
        }
        found = {
            name: measure_claims(claims, scorer, assistant.index.embedder)
            for name, claims in sets.items()
        }
        altered = {
            name: measure_alterations(texts, scorer, 250)
            for name, texts in articles.items()
            if texts
        }
    _print_tables(found, altered)
    result = {
        "commit": describe_commit(),
        "machine": describe_machine(),
        "command": "python -m tests.quality.verification",
        "claims": found,
        "alterations": altered,
    }
    RESULTS.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def _print_tables(found: dict[str, Any], altered: dict[str, Any]) -> None:
    claims = Table("claims", "method", *METRICS)
    for name, measured in found.items():
        for method, values in measured["methods"].items():
            claims.add_row(name, method, *(_format(value) for value in values.values()))
        claims.add_row(name, f"gain over {measured['gain']['over']}", "", _format(measured["gain"]))
    sentences = Table(
        "articles", "sentences", "kind", "count", "not supported by sentence", "by passage"
    )
    for name, measured in altered.items():
        for group, kinds in measured.items():
            for kind, counts in kinds.items():
                sentences.add_row(name, group, kind, *map(str, counts.values()))
    Console().print(claims, sentences)


def _format(measured: dict[str, Any]) -> str:
    low, high = measured["interval"]
    return f"{measured['value']:.3f} ({low:.3f} to {high:.3f})"


if __name__ == "__main__":
    main()
