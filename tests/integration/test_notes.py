"""Answers from notes: lines of their own, without full stops, as people write them for themselves."""

from collections.abc import Iterator

import pytest

from rag import Assistant
from rag.evidence import SentenceRanker

NOTES = """# Garden shed notes

The budget for the shed is 900 euros

The paint needs two coats and is called Moss

Tools for the roof and the door

- The roof is made of larch
- Delivery is on Friday at 9

Keys are with Nadia Broom

Flour: 3 kilos

Landlord: Ivo Marsh

Council is split over the shed
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("notes") / "library") as assistant:
        assistant.add_file(NOTES.encode(), name="shed.md")
        yield assistant


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("What is the budget for the shed?", "The budget for the shed is 900 euros"),
        ("How many coats does the paint need?", "The paint needs two coats and is called Moss"),
        ("When is the delivery?", "Delivery is on Friday at 9"),
        ("Who has the keys?", "Keys are with Nadia Broom"),
        ("How much flour is needed?", "Flour: 3 kilos"),
        ("Who is the landlord?", "Landlord: Ivo Marsh"),
    ],
)
def test_a_line_that_states_something_answers(
    assistant: Assistant, question: str, line: str
) -> None:
    assert assistant.ask(question).sentences[0].text == line


def test_a_heading_is_no_answer(assistant: Assistant) -> None:
    question = "Which tools are for the roof and the door?"
    ranked = SentenceRanker(assistant.index).rank(question, assistant.retrieve(question))
    texts = [one.text for one in ranked]
    assert "Keys are with Nadia Broom" in texts
    assert "Tools for the roof and the door" not in texts
