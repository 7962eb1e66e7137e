"""Which articles a question names, by day, author or publisher, and what it asks of them."""

import pytest

from rag.references import Reference, find_reference


@pytest.mark.parametrize(
    ("question", "asked", "day", "name"),
    [
        (
            "What did the Courier report about the water on 27 June 2024?",
            "What did the Courier report about the water?", "2024-06-27", "",
        ),
        (
            "In Sunniva Locke's piece on salt, who kept the last pan going?",
            "who kept the last pan going?", "", "Sunniva Locke",
        ),
        ("what was the front page story on 22 February 2025?", "what was the front page story?", "2025-02-22", ""),
        ("news in brief 10 july 2024 - what was the train trouble?", "what was the train trouble?", "2024-07-10", ""),
        (
            "In Halvorn's 16 September 2025 notice, what happened to the launch?",
            "what happened to the launch?", "2025-09-16", "Halvorn",
        ),
        ("How many people died, according to the Velden Courier?", "How many people died?", "", "Velden Courier"),
        ("What does the report of 2024-03-05 say about wages?", "What does the report say about wages?", "2024-03-05", ""),
    ],
)  # fmt: skip
def test_the_articles_that_are_meant_are_read(
    question: str, asked: str, day: str, name: str
) -> None:
    assert find_reference(question) == Reference(question=asked, day=day, name=name)


@pytest.mark.parametrize(
    "question",
    [
        "Who resigned on 5 March 2024?",  # when something happened
        "What is in the report?",
        "according to the inspectors' report, when was the mesh taken off?",
        "How many were in the story?",
        "In which year was the piece of land sold?",
    ],
)
def test_no_articles_are_meant(question: str) -> None:
    assert find_reference(question) is None
