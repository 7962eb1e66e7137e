"""Cells are read as numbers only where every one of a column can be compared."""

import pytest

from rag.cell_values import read_values
from rag.superlatives import find_superlative


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (("1899", "1934", "1907"), (0, 2, 1)),
        (("£9.60", "free", "£34.00"), (1, 0, 2)),
        (("12,410", "9,855", "18,240"), (1, 0, 2)),
        (("900 m", "1.2 km", "850 m"), (2, 0, 1)),
        (("−4.5 °C", "3 °C", "-12 °C"), (2, 0, 1)),
        (("15 May", "1 May", "5 July"), (1, 0, 2)),
        (("3 May 2021", "2019", "Dec 2020"), (1, 2, 0)),
        (("2:03:11", "1:59:40", "2:10:02"), (1, 0, 2)),
        (("06:45", "5:30 pm", "09:00"), (0, 2, 1)),
        (("5", "–", "3"), (2, 0)),
    ],
)
def test_values_are_in_order(cells: tuple[str, ...], order: tuple[int, ...]) -> None:
    values = read_values(cells)
    assert values is not None
    assert tuple(sorted(values, key=values.__getitem__)) == order


@pytest.mark.parametrize(
    "cells",
    [
        ("12", "Rosa Egger"),
        ("10–20", "15"),
        (">100", "150"),
        ("12 kg", "12 m"),
        ("12th century", "1899"),
        ("15 May", "2019"),
        ("160 / 210", "190"),
    ],
)
def test_what_cannot_be_compared_is_none(cells: tuple[str, ...]) -> None:
    assert read_values(cells) is None


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Which is the oldest?", ("oldest", "age", 1, 1)),
        ("Which farm has the second largest capacity?", ("largest", "size", 1, 2)),
        ("What is the least expensive room?", ("least expensive", "price", -1, 1)),
        ("Which line had the fewest delays?", ("fewest", "amount", -1, 1)),
    ],
)
def test_a_superlative_is_found(question: str, found: tuple[str, str, int, int]) -> None:
    one = find_superlative(question)
    assert one is not None
    assert (one.word, one.dimension, one.sign, one.rank) == found


@pytest.mark.parametrize(
    "question",
    [
        "How many are there at most?",
        "Is it one of the oldest?",
        "Which is the oldest and which the newest?",
        "Which is older?",
        "What is the lowest average?",
    ],
)
def test_a_question_that_asks_for_no_single_thing_has_none(question: str) -> None:
    assert find_superlative(question) is None
