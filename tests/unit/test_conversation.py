import pytest

from rag import Turn
from rag.conversation import condense

HISTORY = (
    Turn(role="user", text="Who runs the ferry?"),
    Turn(role="assistant", text="Odile Harrowgast does."),
)


@pytest.mark.parametrize(
    "question", ["How much was it worth?", "And in 2031?", "Why?", "Where does she live?"]
)
def test_a_question_that_points_back_is_searched_with_the_one_before(question: str) -> None:
    assert condense(question, HISTORY) == f"Who runs the ferry? {question}"


@pytest.mark.parametrize(
    "question",
    [
        "How long does it take to Fethra?",
        "Is it true that Sallow Bridge fell?",
        "Who won the race?",
        "Why did the puffins of Fethra do well and what do they eat?",
        "Did Odile Harrowgast say that fares rise?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert condense(question, HISTORY) == question


@pytest.mark.parametrize("question", ["Thanks!", "hello", "xxxxxxxx", "tidal farm cost?"])
def test_thanks_and_noise_do_not_repeat_the_last_question(question: str) -> None:
    assert condense(question, HISTORY) == question


def test_a_chain_of_follow_ups_goes_back_to_the_question_that_stood_alone() -> None:
    history = (*HISTORY, Turn(role="user", text="When did she start?"))
    assert condense("And why?", history) == "Who runs the ferry? And why?"


def test_without_history_there_is_nothing_to_add() -> None:
    assert condense("Why?", ()) == "Why?"
