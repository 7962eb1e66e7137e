"""Which place in a ranking a question asks for, and which rows of a table have it."""

import pytest

from rag.ranks import Rank, find_rank, rows_at
from rag.tables import Row, find_tables


@pytest.mark.parametrize(
    ("question", "place", "said"),
    [
        ("who came sixth on Cragg Pike", 6, "came sixth"),
        ("Who finished in third place?", 3, "finished in third place"),
        ("which team is second in the league", 2, "is second"),
        ("Which runner came 12th?", 12, "came 12th"),
        ("Who took third place in the fair?", 3, "took third place"),
    ],
)
def test_a_place_is_asked_for(question: str, place: int, said: str) -> None:
    start = question.index(said)
    assert find_rank(question) == Rank(place, (start, start + len(said)))


@pytest.mark.parametrize(
    "question",
    [
        "Who was first elected in 2019?",
        "what was the second reason?",
        "Who is on third base?",
        "Which bridge was first built?",
        "When did they come third?",
        "Who finished last?",  # of a table that may go on
    ],
)
def test_no_place_is_asked_for(question: str) -> None:
    assert find_rank(question) is None


@pytest.mark.parametrize(
    ("question", "sentence", "may_be"),
    [
        ("Who came third?", "Graham Oduya was third.", True),
        ("Who came third?", "Graham Oduya took bronze.", True),
        ("Who came third?", "Eleri Maddock won the race.", False),
        ("Who was first in space?", "Yuri Gagarin went there in 1961.", True),
        ("Who was second in the final?", "Idris Fell lost it by a yard.", True),
        ("Who came 30th?", "Ann Berg came 30th of 40.", True),
        ("Who came 30th?", "Ann Berg came in after 3 hours.", False),
    ],
)
def test_a_sentence_may_tell_a_place(question: str, sentence: str, may_be: bool) -> None:
    rank = find_rank(question)
    assert rank is not None
    assert rank.may_be_told(sentence) == may_be


def read(text: str) -> tuple[Row, ...]:
    return find_tables(text)[0]


def test_a_place_is_looked_up_in_a_table_that_is_numbered() -> None:
    head, *rows = read("Pos | Name\n1 | Ann Berg\n=2 | Ben Dahl\n=2 | Cleo Eng\nDNF | Dag Fors")
    assert [(row.cells, columns) for row, columns in rows_at(2, rows, head=head)] == [
        (("=2", "Ben Dahl"), (0, 1)),
        (("=2", "Cleo Eng"), (0, 1)),
    ]
    assert list(rows_at(4, rows, head=head)) == []
    head, *rows = read("Points | Name\n1 | Ann Berg\n2 | Ben Dahl\n3 | Cleo Eng")
    assert list(rows_at(2, rows, head=head)) == []
