"""Scores and labels → how well the scores tell them apart, with intervals. Knows no claims."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from index.embedding import FloatArray

Labels = NDArray[np.bool_]
Metric = Callable[[FloatArray, Labels, float], float]
RESAMPLES = 1_000
SEED = 2033
RIDGE = 0.05


def balanced_accuracy(scores: FloatArray, labels: Labels, threshold: float) -> float:
    """Average the shares found right of both labels, in [0, 1]."""
    found = scores >= threshold
    return float((found[labels].mean() + (~found[~labels]).mean()) / 2)


def f1(scores: FloatArray, labels: Labels, threshold: float) -> float:
    """Give the F1 of the true label, in [0, 1]."""
    found = scores >= threshold
    return float(2 * (found & labels).sum() / max(1, found.sum() + labels.sum()))


def auroc(scores: FloatArray, labels: Labels, _threshold: float = 0.0) -> float:
    """Give the chance that a true one scores higher than another, ties counting half."""
    _, ranks, counts = np.unique(scores, return_inverse=True, return_counts=True)
    mean_ranks = (np.cumsum(counts) - (counts - 1) / 2)[ranks]
    true, other = int(labels.sum()), int((~labels).sum())
    return float((mean_ranks[labels].sum() - true * (true + 1) / 2) / (true * other))


METRICS: dict[str, Metric] = {
    "F1": f1,
    "balanced accuracy": balanced_accuracy,
    "AUROC": auroc,
}


def best_threshold(scores: FloatArray, labels: Labels) -> float:
    """Find the threshold of the highest balanced accuracy."""
    return float(max(np.unique(scores), key=lambda at: balanced_accuracy(scores, labels, at)))


def resample(labels: Labels) -> list[NDArray[np.intp]]:
    """Draw the same rows for every method, so that differences are paired; both labels occur."""
    rng = np.random.default_rng(SEED)
    drawn = [rng.integers(0, len(labels), len(labels)) for _ in range(RESAMPLES)]
    return [rows for rows in drawn if 0 < labels[rows].sum() < len(rows)]


def interval(values: list[float]) -> tuple[float, float]:
    """Give the middle 95 % of resampled values."""
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def fit_logistic(features: FloatArray, labels: Labels, weights: FloatArray) -> FloatArray:
    """Fit weights and, last, the intercept by Newton's method, with a small ridge on all but it.

    Args:
        features: `(n, k)`.
        labels: `(n,)`.
        weights: `(n,)`, what each row counts.
    """
    scale = features.std(axis=0)
    rows = np.hstack([features / scale, np.ones((len(features), 1))])
    ridge = np.append(np.full(features.shape[1], RIDGE * weights.sum()), 0.0)
    found = np.zeros(rows.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-rows @ found))
        gradient = rows.T @ (weights * (labels - chance)) - ridge * found
        hessian = (rows.T * (weights * chance * (1 - chance))) @ rows + np.diag(ridge)
        found = found + np.linalg.solve(hessian, gradient)
    return np.append(found[:-1] / scale, found[-1]).astype(np.float32)
