"""Questions to the articles of a day, an author or a publisher, over three articles of one subject."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Assistant

EARLY = """# Pigeons behind the water scare

By Padraig Muir
The Ombrel Courier, 27 June 2031

Pigeons that got into the Kettle Hill reservoir were the reason why people had to boil their water. The
company had at first pointed to heavy rain. The mesh over the vent cost 90 crowns.
"""
LATE = """# Water company is fined

By Sunniva Locke
The Velden Post, 5 December 2031

The water company of Ombrel was fined 640,000 crowns. The mesh over the vent cost 120 crowns, and the
company had made a loss on 3 March 2031. A widow called Thirza Mull had first seen the birds.
"""
OTHER = """# A report from the choir

By Ines Calloway
The Velden Post, 3 March 2031

The choir of Hexcombe reported that two of its singers have left. It had made a loss at the fair.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("meant")
    with Assistant.open(folder / "library") as opened:
        for name, text in (("early.md", EARLY), ("late.md", LATE), ("other.md", OTHER)):
            opened.add_file(text.encode(), name=name)
        yield opened


def first(assistant: Assistant, question: str) -> str:
    answer = assistant.ask(question)
    assert answer.status == "answered", answer
    return answer.sentences[0].text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("In the Courier's report, what did the mesh over the vent cost?", "90 crowns"),
        ("In Sunniva Locke's piece, what did the mesh over the vent cost?", "120 crowns"),
        ("What did the mesh over the vent cost, according to the Velden Post?", "120 crowns"),
        ("In the report of 27 June 2031, what did the mesh over the vent cost?", "90 crowns"),
        ("What did the Post report about the fine on 5 December 2031?", "640,000 crowns"),
        ("What was the front page story on 27 June 2031?", "Pigeons that got into"),
    ],
)
def test_the_articles_that_a_question_names_answer_it(
    assistant: Assistant, question: str, told: str
) -> None:
    assert told in first(assistant, question)


def test_a_day_on_which_something_happened_is_not_that_of_an_article(assistant: Assistant) -> None:
    said = first(assistant, "Which company is said to have made a loss on 3 March 2031?")
    assert "company" in said


@pytest.mark.parametrize(
    "question",
    [
        "In Sunniva Locke's piece, what does she say about unicorns?",
        "What did the Post report about the Pope on 5 December 2031?",
    ],
)
def test_what_the_articles_do_not_say_is_not_answered_by_their_beginning(
    assistant: Assistant, question: str
) -> None:
    assert assistant.ask(question).status == "abstained"


def test_where_nobody_is_known_by_the_name_all_articles_are_asked(assistant: Assistant) -> None:
    said = first(assistant, "In Ada Berg's piece, who had first seen the birds?")
    assert "Thirza Mull" in said


def test_articles_are_listed_by_author(assistant: Assistant) -> None:
    found, _ = assistant.list_articles(text="locke")
    assert [one.title for one in found] == ["Water company is fined"]
