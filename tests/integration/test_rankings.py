"""Places in rankings that a table gives, with the real model."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Assistant

RACE = """FOG ON CRAGG PIKE

By Ann Lowe
The Ombrel Courier, 4 May 2031

Eleri Maddock won the women's race up Cragg Pike on Saturday and beat the record by 44 seconds.

Pos  Name               Club                 Time
1    Tobiah Renshaw     Hexcombe Harriers    1:19:42
2    Idris Fell         Tarrow Striders      1:20:15
3    Graham Oduya       Ostley AC            1:22:37
4    Marcus Pettifer    Tarrow Striders      1:25:03
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("rankings")
    with Assistant.open(folder / "library") as opened:
        opened.add_file(RACE.encode(), name="race.txt")
        yield opened


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who came third on Cragg Pike?", "3 — Name: Graham Oduya."),
        ("Which club does Idris Fell run for?", "Name: Idris Fell — Club: Tarrow Striders."),
    ],
)
def test_a_row_is_named_by_its_place_only_where_that_is_asked_for(
    assistant: Assistant, question: str, said: str
) -> None:
    assert [sentence.text for sentence in assistant.ask(question).sentences] == [said]


@pytest.mark.parametrize(
    "question", ["Who came ninth on Cragg Pike?", "Who came third on Marrow Hill?"]
)
def test_a_place_that_no_table_gives_is_not_made_up(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).status == "abstained"
