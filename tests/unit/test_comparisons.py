"""Questions for the more of two: the word, what it measures, and the two."""

import pytest

from rag.superlatives import find_comparison, find_superlative


@pytest.mark.parametrize(
    ("question", "word", "between"),
    [
        ("Which is higher, Gamskar or Hochwand?", "higher", ["Gamskar", "Hochwand"]),
        ("Who played more snaps, Doyle or Reyes?", "more", ["Doyle", "Reyes"]),
        ("Which of Gamskar and Hochwand is higher?", "higher", ["Gamskar", "Hochwand"]),
        ("Is Gamskar or Hochwand higher?", "higher", ["Gamskar", "Hochwand"]),
        ("Did Steinalm have more beds than Rotspitz?", "more", ["Steinalm", "Rotspitz"]),
        ("Was revenue higher in 2021 or in 2022?", "higher", ["2021", "2022"]),
        ("Were more cars carried in 2019 than in 2021?", "more", ["2019", "2021"]),
        ("Which was more expensive, the Volkswagen ID.3 or the Dacia?", "more expensive", ["the Volkswagen ID.3", "the Dacia"]),
    ],
)  # fmt: skip
def test_the_two_that_are_compared_are_found(question: str, word: str, between: list[str]) -> None:
    found = find_comparison(question)
    assert found is not None
    assert found.word == word
    assert [question[start:end] for start, end in found.between] == between


@pytest.mark.parametrize(
    "question",
    [
        "Who is older?",
        "How much more did it cost than planned?",
        "Which hut is the highest?",
        "Gamskar or Hochwand?",
    ],
)
def test_other_questions_compare_no_two(question: str) -> None:
    assert find_comparison(question) is None


@pytest.mark.parametrize(
    ("head", "sign"),
    [
        ("Tokens per second", 1),
        ("Top speed (km/h)", 1),
        ("Growth (%)", 1),
        ("Time / s", -1),
        ("Finish (minutes)", -1),
        ("Price per day (€)", 0),
        ("Price change (%)", 0),
    ],
)
def test_a_rate_is_fast_when_great_and_a_time_when_small(head: str, sign: int) -> None:
    asked = find_superlative("Which is the fastest?")
    assert asked is not None
    assert asked.sign_of(head) == sign
