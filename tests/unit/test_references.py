"""Which articles a question names, by day, author or publisher, and what it asks of them."""

import pytest

from rag.references import Reference, find_reference


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        (
            "What did the Courier report about the water on 27 June 2024?",
            Reference(
                question="What did the Courier report about the water?", day="2024-06-27",
                asks_content=True, subject="the water",
            ),
        ),
        (
            "In Sunniva Locke's piece on salt, who kept the last pan going?",
            Reference(question="who kept the last pan going?", name="Sunniva Locke"),
        ),
        (
            "In the piece by Sunniva Locke, who kept the last pan going?",
            Reference(question="who kept the last pan going?", name="Sunniva Locke"),
        ),
        (
            "what was the front page story on 22 February 2025?",
            Reference(question="what was the front page story?", day="2025-02-22", asks_content=True),
        ),
        (
            "news in brief 10 july 2024 - what was the train trouble?",
            Reference(question="what was the train trouble?", day="2024-07-10"),
        ),
        (
            "In Halvorn's 16 September 2025 notice, what happened to the launch?",
            Reference(question="what happened to the launch?", day="2025-09-16"),
        ),
        (
            "How many people died, according to the Velden Courier?",
            Reference(question="How many people died?", name="Velden Courier", is_source=True),
        ),
        (
            "What does the report of 2024-03-05 say about wages?",
            Reference(
                question="What does the report of 2024-03-05 say about wages?", day="2024-03-05",
                asks_content=True, subject="wages",
            ),
        ),
        (
            "Why, according to the Courier, did it fail?",
            Reference(question="Why, according to the Courier, did it fail?", name="Courier", is_source=True),
        ),
    ],
)  # fmt: skip
def test_the_articles_that_are_meant_are_read(question: str, meant: Reference) -> None:
    assert find_reference(question) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Who resigned on 5 March 2024?",  # when something happened
        "What did the mayor say on 3 May 2031?",
        "Which company reported a loss on 5 March 2024?",
        "How many men were hurt in the fire on 3 July 2031, the news said?",
        "What does the lease say the rent is from 1 May 2031?",
        "What did the Courier report before 27 June 2031?",
        "What did the Echo report between 9 June 2031 and 12 June 2031?",
        "What is in the report?",
        "according to the inspectors' report, when was the mesh taken off?",
        "How many were in the story?",
        "In which year was the piece of land sold?",
        "In last week's paper, what was said?",
        "Did anyone from Berg's family report the theft?",
        "How long is the queue in Ulver's post office?",
        "What is the main finding in Darwin's study of barnacles?",
        "Who dies in Chekhov's story The Bet?",
        "What happens to water according to Figure 3?",
    ],
)
def test_no_articles_are_meant(question: str) -> None:
    assert find_reference(question) is None
