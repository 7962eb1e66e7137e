"""Sentences into questions: only forms that come out right, and never about what was quoted."""

from dataclasses import replace

import pytest

from rag.follow_ups import ask_about, propose_follow_ups
from rag.schema import Citation
from tests.unit.builders import make_passage
from tests.unit.test_render import ANSWER, SENTENCE


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The bridge was built in 1968 and carried 11,200 vehicles.", "When was the bridge built?"),
        ("Two old ferries were sold on 3 May 2031.", "When were two old ferries sold?"),
        ("The pier was closed because the piles had rotted.", "Why was the pier closed?"),
        ("The restoration cost 640,000 crowns in all.", "How much did the restoration cost?"),
        ("A ticket costs 5 crowns.", "How much does a ticket cost?"),
        ("It broke early, said Ysolde Marrin, a night porter.", "Who is Ysolde Marrin?"),
    ],
)
def test_a_plain_sentence_becomes_a_question(sentence: str, question: str) -> None:
    assert ask_about(sentence) == question


@pytest.mark.parametrize(
    "sentence",
    [
        "It was built in 1968.",
        "The board said the bridge was built in 1968.",
        "Which of the ships that sank was raised in 1968?",
        "Magna Carta, the charter of 1215, is old.",
        "The view was admired by everyone.",
        "When the bridge, an old one, was closed in 1968 nobody came.",
        "The <img src=x> [bridge] was built in 1968.",
        "",
    ],
)
def test_a_sentence_that_does_not_come_out_right_is_left(sentence: str) -> None:
    assert ask_about(sentence) == ""


def test_what_was_quoted_asked_or_tries_to_steer_is_not_proposed() -> None:
    text = "The bridge was built in 1968. The pier was sold in 1970. The quay was lit in 1980."
    passage = make_passage(text)
    quote = "The quay was lit in 1980."
    start = text.index(quote)
    citation = Citation(number=1, passage=passage, start=start, end=len(text), quote=quote)
    sentence = replace(SENTENCE, text=quote, citations=(citation,))
    answer = replace(
        ANSWER, question="When was the pier sold?", passages=(passage,), sentences=(sentence,)
    )
    (proposed,) = propose_follow_ups(answer)
    assert proposed.question == "When was the bridge built?"
    assert text[proposed.start : proposed.end] == "The bridge was built in 1968."
    steering = replace(answer, passages=(replace(passage, tricks=("order",)),))
    assert list(propose_follow_ups(steering)) == []
    elsewhere = replace(answer, passages=(make_passage(text, number=2),))
    assert list(propose_follow_ups(elsewhere)) == []
