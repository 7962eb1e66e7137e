"""Measure the checking of claims on many halves: `python -m tests.quality.verification_halves`.

`tests.quality.verification` reports one half, of 175 and 456 claims, whose intervals are wide. Here the
claims are cut at random twenty times, weights and thresholds fitted on either half and both measured on
the other; the better baseline is that which does better there. It says what the method gains, not the
weights that are in use. Prints a table and writes `tests/quality/results/verification_halves.json`.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from index.embedding import Embedder, FloatArray
from rag import Assistant
from rag.circumstances import describe_commit, describe_machine
from tests.quality.claims import VARIABLE, Claim, find_claims
from tests.quality.support_metrics import Labels, balanced_accuracy, fit_logistic
from tests.quality.verification import (
    BASELINES,
    RESULTS,
    SEED,
    SETS,
    features_of,
    fit_baseline,
    labels_of,
    shares_of,
)

CUTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A set's features `(n, k)`, labels `(n,)`, and the baselines' scores, each `(n,)`, by method."""

    features: FloatArray
    labels: Labels
    baselines: dict[str, list[FloatArray]]


def read(claims: Sequence[Claim], assistant: Assistant, embedder: Embedder) -> Measured:
    """Compute everything once."""
    return Measured(
        features=np.stack([features_of(claim, assistant) for claim in claims]),
        labels=labels_of(claims),
        baselines={name: baseline(claims, embedder) for name, baseline in BASELINES.items()},
    )


def halves(sets: dict[str, Measured]) -> Iterator[dict[str, tuple[Any, Any]]]:
    """Give, by set, the rows to fit on and those to measure on."""
    rng = np.random.default_rng(SEED)
    for _ in range(CUTS):
        orders = {name: rng.permutation(len(one.labels)) for name, one in sets.items()}
        cut = {name: np.array_split(order, 2) for name, order in orders.items()}
        yield {name: (first, other) for name, (first, other) in cut.items()}
        yield {name: (other, first) for name, (first, other) in cut.items()}


def compare(sets: dict[str, Measured], cut: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
    """Give our balanced accuracy and the better baseline's, by set."""
    fitted = {name: rows for name, (rows, _) in cut.items()}
    weights = fit_logistic(
        np.concatenate([sets[name].features[rows] for name, rows in fitted.items()]),
        np.concatenate([sets[name].labels[rows] for name, rows in fitted.items()]),
        np.concatenate([shares_of(sets[name].labels[rows]) for name, rows in fitted.items()]),
    )
    found = {}
    for name, (rows, other) in cut.items():
        one = sets[name]
        scores = one.features[other] @ weights[:-1] + weights[-1]
        better = max(
            _of_baseline(baseline, one.labels, rows, other) for baseline in one.baselines.values()
        )
        found[name] = balanced_accuracy(scores, one.labels[other], 0.0), better
    return found


def _of_baseline(variants: Sequence[FloatArray], labels: Labels, rows: Any, other: Any) -> float:
    best, threshold = fit_baseline([scores[rows] for scores in variants], labels[rows])
    return balanced_accuracy(variants[best][other], labels[other], threshold)


def main() -> None:
    """Measure, print a table and write the results."""
    claims = {name: found for name in SETS if (found := find_claims(name))}
    if len(claims) < len(SETS):
        sys.exit(f"the public claims are not there: set {VARIABLE} to their folder")
    with tempfile.TemporaryDirectory() as folder, Assistant.open(folder) as assistant:
        assistant.add_samples()
        embedder = assistant.index.embedder
        sets = {name: read(found, assistant, embedder) for name, found in claims.items()}
    compared = [compare(sets, cut) for cut in halves(sets)]
    table = Table("claims", "Citewell", "better baseline", "gain", "smallest and largest gain")
    result: dict[str, Any] = {"commit": describe_commit(), "machine": describe_machine()}
    result |= {"command": "python -m tests.quality.verification_halves", "halves": len(compared)}
    for name in sets:
        ours, better = np.array([one[name] for one in compared]).T
        gains = ours - better
        values = [float(np.mean(column)) for column in (ours, better, gains)]
        low, high = float(gains.min()), float(gains.max())
        table.add_row(name, *(f"{value:.3f}" for value in values), f"{low:.3f}, {high:.3f}")
        result[name] = dict(zip(("ours", "better_baseline", "gain"), values, strict=True))
        result[name] |= {"gain_range": [low, high]}
    Console().print(table)
    path = RESULTS.with_name("verification_halves.json")
    path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
