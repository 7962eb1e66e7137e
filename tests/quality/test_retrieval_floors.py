"""Retrieval over the sample articles with the real model, held to `floors.json`.

`python -m tests.quality.sample_retrieval` prints the numbers to set the floors from.
"""

import json
from pathlib import Path

import pytest

from rag import Assistant
from tests.quality.sample_retrieval import (
    ANSWERABLE,
    describe_misses,
    find_evidence,
    fingerprint,
    load_questions,
    measure,
)

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))
QUESTIONS = load_questions()


def test_the_floors_belong_to_these_questions_and_articles() -> None:
    assert fingerprint() == FLOORS["fingerprint"], (
        "the sample questions or articles changed: measure the floors anew and record this fingerprint"
    )


def test_every_kind_of_question_has_floors() -> None:
    assert {question.kind for question in QUESTIONS} == FLOORS["retrieval"].keys()


def test_all_evidence_stands_word_for_word_in_its_article(sample_assistant: Assistant) -> None:
    texts = {Path(article.source).name: article.text for article in sample_assistant.articles()}
    missing = [
        (question.text, wording)
        for question in QUESTIONS
        for fact in question.facts
        for wording in fact
        if question.kind != ANSWERABLE and wording.text not in texts[wording.file]
    ]
    assert missing == []


@pytest.mark.parametrize("kind", FLOORS["retrieval"])
def test_retrieval_is_as_good_as_its_floors(kind: str, sample_assistant: Assistant) -> None:
    outcomes = [find_evidence(sample_assistant, q) for q in QUESTIONS if q.kind == kind]
    floors = FLOORS["retrieval"][kind]
    measured = {metric: measure(outcomes, metric) for metric in floors}
    below = [metric for metric in floors if measured[metric] < floors[metric]]
    table = "\n".join(
        f"  {metric:<7} measured {measured[metric]:.3f}, floor {floors[metric]:.3f}"
        for metric in floors
    )
    assert below == [], (
        f"{kind}: below its floor in {', '.join(below)}\n{table}\n"
        f"ranks of the evidence of the questions missed:\n{describe_misses(outcomes)}"
    )
