"""Sentences into questions: only forms that come out right, and never about what was quoted."""

from dataclasses import replace

import pytest

from rag.follow_ups import ask_about, propose_follow_ups
from rag.schema import Citation
from tests.unit.builders import make_passage
from tests.unit.exchanges import ANSWER, SENTENCE


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        (
            "The Orr bridge was built in 1968 and carried vehicles.",
            "When was the Orr bridge built?",
        ),
        ("Two Orrin ferries were sold on 3 May 2031.", "When were two Orrin ferries sold?"),
        ("The Orr pier was closed because the piles rotted.", "Why was the Orr pier closed?"),
        (
            "The repair of Orr Hall cost 640,000 crowns.",
            "How much did the repair of Orr Hall cost?",
        ),
        ("A ticket to Fethra costs 5 crowns.", "How much does a ticket to Fethra cost?"),
        ("The fair in Ulverby ended on 3 May.", "When did the fair in Ulverby end?"),
        ("About 900 people came to Orr Hall.", "How many people came to Orr Hall?"),
        ("Union leader Tomas Reyk called it a draw.", "Who is Tomas Reyk?"),
        ("Margit Oyelaran, who keeps bees, left.", "Who is Margit Oyelaran?"),
        ("It broke early, said Ysolde Marrin, a night porter.", "Who is Ysolde Marrin?"),
    ],
)
def test_a_plain_sentence_becomes_a_question(sentence: str, question: str) -> None:
    assert ask_about(sentence) == question


@pytest.mark.parametrize(
    "sentence",
    [
        "It was built in 1968.",
        "The cooperative was founded in 1968.",
        "The new roof costs 890,000 crowns.",
        "About 900 people came to their hall.",
        "The contract was signed on 2 August with Stonequay.",
        "Councillor Vargane, who had left, came back.",
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
    text = (
        "The Orr bridge was built in 1968. The Orr pier was sold in 1970. The quay was lit in 1980."
    )
    passage = make_passage(text)
    quote = "The quay was lit in 1980."
    start = text.index(quote)
    citation = Citation(number=1, passage=passage, start=start, end=len(text), quote=quote)
    sentence = replace(SENTENCE, text=quote, citations=(citation,))
    answer = replace(
        ANSWER, question="When was the Orr pier sold?", passages=(passage,), sentences=(sentence,)
    )
    (proposed,) = propose_follow_ups(answer)
    assert proposed.question == "When was the Orr bridge built?"
    assert text[proposed.start : proposed.end] == "The Orr bridge was built in 1968."
    steering = replace(answer, passages=(replace(passage, tricks=("order",)),))
    assert list(propose_follow_ups(steering)) == []
    elsewhere = replace(answer, passages=(make_passage(text, number=2),))
    assert list(propose_follow_ups(elsewhere)) == []
