"""Two sets of values for the same questions → their difference with a 95 % interval.

A paired bootstrap: the questions are drawn again and again with replacement (Efron and
Tibshirani, An Introduction to the Bootstrap, 1993). Knows no metric.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.metrics import Values

RESAMPLES = 10_000
BATCH_RESAMPLES = 500  # drawn at once, so that 10,000 questions need 40 MB
SEED = 0
INTERVAL = (2.5, 97.5)  # percentiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How much one system is above another by one metric.

    Attributes:
        metric: The metric.
        mean: Mean of the first system's value minus the second's.
        low: Lower end of the 95 % interval of `mean`.
        high: Its upper end; the difference is significant if 0 lies outside.
        questions: How many questions both were asked.
    """

    metric: str
    mean: float
    low: float
    high: float
    questions: int


def compare_values(first: Values, second: Values) -> tuple[Difference, ...]:
    """Compare by each metric and over the questions that both have.

    Returns:
        A difference per metric in the order of `first`; empty if nothing is in both.
    """
    found = (
        _difference(metric, first[metric], second[metric]) for metric in first if metric in second
    )
    return tuple(difference for difference in found if difference is not None)


def _difference(
    metric: str, first: Mapping[str, float], second: Mapping[str, float]
) -> Difference | None:
    shared = sorted(first.keys() & second.keys())
    if not shared:
        return None
    differences = np.array([first[name] - second[name] for name in shared])
    low, high = bootstrap_interval(differences)
    return Difference(
        metric=metric, mean=float(differences.mean()), low=low, high=high, questions=len(shared)
    )


def bootstrap_interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """Give the 95 % interval of the mean of `(n,)` values, n at least 1; the same for the same."""
    draw = np.random.default_rng(SEED)
    means = np.concatenate(
        [
            values[draw.integers(len(values), size=(BATCH_RESAMPLES, len(values)))].mean(axis=1)
            for _ in range(RESAMPLES // BATCH_RESAMPLES)
        ]
    )
    low, high = np.percentile(means, INTERVAL)
    return float(low), float(high)
