"""The paired bootstrap."""

import numpy as np
import pytest

from rag.comparison import bootstrap_interval, compare_values


def test_equal_values_differ_by_nothing() -> None:
    values = {"MRR@10": {"q1": 0.5, "q2": 1.0}}
    (difference,) = compare_values(values, values)
    assert (difference.mean, difference.low, difference.high) == (0.0, 0.0, 0.0)


def test_the_same_values_give_the_same_interval() -> None:
    values = np.linspace(-1, 1, 50)
    assert bootstrap_interval(values) == bootstrap_interval(values)


def test_the_interval_is_that_of_the_mean() -> None:
    values = np.tile([0.0, 1.0], 200)  # mean 0.5, standard error 0.5 / 20
    low, high = bootstrap_interval(values)
    assert low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.004)
    assert high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.004)


def test_a_clear_gain_lies_above_zero_and_noise_does_not() -> None:
    worse = {"m": {str(n): 0.0 for n in range(100)}}
    better = {"m": {str(n): float(n % 4 == 0) for n in range(100)}}
    noise = {"m": {str(n): (-1.0) ** n for n in range(100)}}
    assert compare_values(better, worse)[0].low > 0
    assert compare_values(noise, worse)[0].low < 0 < compare_values(noise, worse)[0].high


def test_only_shared_questions_and_metrics_are_compared() -> None:
    first = {"m": {"q1": 1.0, "q2": 0.0}, "other": {"q1": 1.0}}
    second = {"m": {"q1": 0.0, "q3": 1.0}}
    (difference,) = compare_values(first, second)
    assert (difference.metric, difference.questions, difference.mean) == ("m", 1, 1.0)
    assert compare_values(first, {"m": {"q9": 1.0}}) == ()
