import pytest

from rag import Turn
from rag.conversation import condense, resolve

HISTORY = (
    Turn(role="user", text="Who runs the ferry?"),
    Turn(role="assistant", text="Odile Harrowgast does."),
)


@pytest.mark.parametrize(
    "question",
    [
        "How much was it worth?",
        "And in 2031?",
        "Why?",
        "What did the guard say about it?",
        "For how long?",
        "By how much?",
        "In what time?",
        "How much revenue?",
        "What else?",
    ],
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
        "Did the union get what it asked for?",
        "How do the puffins feed their chicks?",
        "What was built in the county this year?",
        "Which of these articles tell of the sea?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert condense(question, HISTORY) == question


@pytest.mark.parametrize("question", ["Thanks!", "hello", "xxxxxxxx", "tidal farm cost?"])
def test_thanks_and_noise_do_not_repeat_the_last_question(question: str) -> None:
    assert condense(question, HISTORY) == question


def test_a_person_whom_the_answer_names_takes_the_place_of_she() -> None:
    asked = condense("Where does she live?", HISTORY)
    assert asked == "Who runs the ferry? Where does Odile Harrowgast live?"


@pytest.mark.parametrize(
    ("before", "told", "question", "own"),
    [
        ("Who was Ida Kron?", "She wed Leo Kron.", "Where was she born?", "Where was Ida Kron born?"),
        ("Who wed Ida Kron?", "Leo Kron did.", "Where was he born?", "Where was Leo Kron born?"),
        ("How many votes did Ida Kron get?", "", "What was her share?", "What was Ida Kron’s share?"),
        ("Did Ida Kron meet Leo Berg?", "Yes.", "Where does she live?", "Where does she live?"),
        ("How many foot passengers came in 2019?", "", "What about cars?", "What about cars?"),
        ("How many cars did it carry in May?", "", "And last year?", "And last year?"),
        ("How many cars did it carry in May?", "", "And in total?", "And in total?"),
        ("How many adults were hurt?", "", "What about the children?", "How many children were hurt?"),
        ("How many foot passengers did it carry in 2019?", "", "What about cars?",
         "How many cars did it carry in 2019?"),
    ],
)  # fmt: skip
def test_she_is_whom_the_question_before_names_if_it_names_one(
    before: str, told: str, question: str, own: str
) -> None:
    history = [Turn(role="user", text=before), Turn(role="assistant", text=told)]
    assert resolve(question, history).own == own


@pytest.mark.parametrize(
    ("question", "own"),
    [
        ("Where does she live?", "Where does Odile Harrowgast live?"),
        ("How much was it worth?", "How much was it worth?"),
        ("Who won the race?", "Who won the race?"),
    ],
)
def test_what_a_question_itself_asks_is_known_apart_from_the_one_before(
    question: str, own: str
) -> None:
    assert resolve(question, HISTORY).own == own


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        ("How many came to Ulverby in 2031?", "And in 2032?", "How many came to Ulverby in 2032?"),
        ("How many came to Ulverby in 2031?", "and Orrin?", "How many came to Orrin in 2031?"),
        ("What did Orrin harvest?", "What about Stoor?", "What did Stoor harvest?"),
        (
            "Who saw the Sallow Bridge fall?",
            "And a car?",
            "Who saw the Sallow Bridge fall? And a car?",
        ),
        ("Hello, who runs Orr?", "Thanks! And why?", "who runs Orr? And why?"),
    ],
)
def test_a_year_or_a_name_alone_takes_the_place_of_the_one_before(
    before: str, question: str, understood: str
) -> None:
    assert condense(question, [Turn(role="user", text=before)]) == understood


def test_what_is_asked_about_the_library_is_nothing_to_go_on_from() -> None:
    history = (*HISTORY, Turn(role="user", text="What is this library about?"))
    assert condense("And why?", history) == "Who runs the ferry? And why?"


def test_a_chain_of_follow_ups_goes_back_to_the_question_that_stood_alone() -> None:
    history = (*HISTORY, Turn(role="user", text="When did she start?"))
    assert condense("And why?", history) == "Who runs the ferry? And why?"


def test_without_history_there_is_nothing_to_add() -> None:
    assert condense("Why?", ()) == "Why?"
