import numpy as np
import pytest

from tests.quality.refusal import ADVERSARIAL, ANSWERABLE, REMOVED, Asked, auroc, summarise
from tests.quality.squad import Question, holds


def test_auroc_counts_the_pairs_in_order_and_ties_half() -> None:
    assert auroc(np.array([0.9, 0.5]), np.array([0.5, 0.1])) == pytest.approx(0.875)


def test_refusal_is_told_at_the_threshold_and_as_a_curve_of_ten() -> None:
    answered = [Asked(answerability=value, similarity=0.5) for value in (0.9, 0.8, 0.7, 0.4)]
    refused = [Asked(answerability=value, similarity=0.5) for value in (0.6, 0.1)]
    found = summarise({ANSWERABLE: answered, REMOVED: refused, ADVERSARIAL: refused})
    assert found["refused_at_threshold"] == {ANSWERABLE: 0.25, REMOVED: 0.5, ADVERSARIAL: 0.5}
    assert found["auroc"]["answerability"][REMOVED] == 0.875
    assert found["auroc"]["similarity"][REMOVED] == 0.5
    assert [len(curve) for curve in found["curve"].values()] == [10, 10]


@pytest.mark.parametrize(
    ("text", "is_held"),
    [("It was first lit in  1874.", True), ("It has 18740 steps.", False), ("LIT IN 1874", True)],
)
def test_an_answer_holds_a_gold_answer_as_whole_words(text: str, is_held: bool) -> None:
    question = Question(text="When?", article_id="a", answers=("in 1874", "1874"))
    assert holds(text, question) is is_held
