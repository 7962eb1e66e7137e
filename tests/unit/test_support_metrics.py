import numpy as np
import pytest

from tests.quality.support_metrics import auroc, balanced_accuracy, best_threshold, f1, fit_logistic

SCORES = np.asarray([0.1, 0.4, 0.4, 0.8], dtype=np.float32)
LABELS = np.asarray([False, False, True, True])


def test_metrics_of_a_small_case_are_those_counted_by_hand() -> None:
    assert auroc(SCORES, LABELS) == pytest.approx(3.5 / 4)
    assert balanced_accuracy(SCORES, LABELS, 0.4) == pytest.approx(0.75)
    assert f1(SCORES, LABELS, 0.4) == pytest.approx(0.8)


def test_the_best_threshold_is_one_of_the_scores() -> None:
    assert balanced_accuracy(SCORES, LABELS, best_threshold(SCORES, LABELS)) == pytest.approx(0.75)


def test_a_fit_separates_what_can_be_separated() -> None:
    fitted = fit_logistic(SCORES[:, None], LABELS, np.full(4, 0.25))
    assert fitted[0] > 0
    assert fitted.shape == (2,)
