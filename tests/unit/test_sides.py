"""Comparisons into their sides: of papers, of things, and what compares nothing."""

import pytest

from rag.sides import find_sides

PAPERS = ("The Tarnholt Courier", "Skerrow Gazette", "Fethra Island Post")


@pytest.mark.parametrize(
    ("question", "papers", "topic"),
    [
        (
            "Compare the accounts of the fire in the Courier and the Gazette",
            ("The Tarnholt Courier", "Skerrow Gazette"),
            "fire",
        ),
        (
            "What do the Skerrow Gazette and the Tarnholt Courier each say about when the pier fell?",
            ("Skerrow Gazette", "The Tarnholt Courier"),
            "when the pier fell",
        ),
        (
            "Compare what the Courier and the Velden Post say about the pier",
            ("The Tarnholt Courier", "Velden Post"),
            "pier",
        ),
    ],
)
def test_papers_are_asked_about_one_topic(
    question: str, papers: tuple[str, ...], topic: str
) -> None:
    sides = find_sides(question, lambda: PAPERS)
    assert tuple(side.publisher for side in sides) == papers
    assert {side.question for side in sides} == {topic}


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (
            "Which is more expensive, the roof or the lighthouse?",
            ("How much does the roof cost?", "How much does the lighthouse cost?"),
        ),
        (
            "Is the tower taller than the crane?",
            ("How high is the tower?", "How high is the crane?"),
        ),
        (
            "Compare the cost of the farm with the cost of the hall",
            ("What is the cost of the farm?", "What is the cost of the hall?"),
        ),
        (
            "What is the difference between the price of beds and seats?",
            ("What is the price of beds?", "What is the price of seats?"),
        ),
    ],
)
def test_things_are_asked_about_each(question: str, asked: tuple[str, ...]) -> None:
    assert tuple(side.question for side in find_sides(question, lambda: PAPERS)) == asked


@pytest.mark.parametrize(
    "question",
    [
        "Who compared the two reports?",
        "Why did the Courier report it?",
        "When did the ferry leave, and who saw it?",
        "Did the strike end earlier than planned?",
        "Did the roof cost more than 3 million pounds?",
        "Is there anybody other than the mayor?",
        "What is the Gazette?",
    ],
)
def test_what_compares_nothing_has_no_sides(question: str) -> None:
    assert find_sides(question, lambda: PAPERS) == ()


def test_papers_are_looked_up_for_a_comparison_only() -> None:
    def look_up() -> tuple[str, ...]:
        raise AssertionError

    assert find_sides("When was the bridge built?", look_up) == ()


@pytest.mark.parametrize(
    "question",
    [
        "what " + "-" * 4_000,
        "compare " * 400 + " and b" * 400,
        "What happened to the mill at Halm, and did anyone die or was anyone saved?",
        "What did he say, yes or no?",
        "Who won, and when or where?",
    ],
)
def test_what_only_looks_like_a_comparison_is_none(question: str) -> None:
    assert find_sides(question, lambda: PAPERS) == ()


def test_a_question_with_braces_is_text() -> None:
    sides = find_sides("Which {city} burned, Paris or Rome?", lambda: PAPERS)
    assert [side.question for side in sides] == ["Paris {city} burned", "Rome {city} burned"]


def test_a_short_name_of_two_papers_asks_both() -> None:
    papers = (*PAPERS, "Brenwick Courier")
    sides = find_sides(
        "Compare the reports of the fire in the Courier and the Gazette", lambda: papers
    )
    assert {side.publisher for side in sides} == set(papers) - {"Fethra Island Post"}
    assert {side.question for side in sides} == {"fire"}
    named = find_sides("Compare the Tarnholt Courier and the Gazette on the fire", lambda: papers)
    assert [side.publisher for side in named] == ["The Tarnholt Courier", "Skerrow Gazette"]
