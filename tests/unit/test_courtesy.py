import pytest

from rag.courtesy import AGREED, GOODBYE, HELLO, THANKS, is_reply, reply_to
from rag.preparing import asks_for_summary
from rag.schema import Answer, AnswerReady
from ui.exchange import Exchange
from ui.render import answer_html


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ("thanks", THANKS),
        ("ok great, thank you!", THANKS),
        ("Thank you so much for your help 🙏", THANKS),
        ("hi", HELLO),
        ("Hello there", HELLO),
        ("Good morning!", HELLO),
        ("bye, and thanks again", THANKS),
        ("Goodbye.", GOODBYE),
        ("OK.", AGREED),
        ("that’s great", AGREED),
    ],
)
def test_a_courtesy_is_met_with_a_reply(message: str, reply: str) -> None:
    assert reply_to(message) == reply
    assert is_reply(reply)


@pytest.mark.parametrize(
    "message",
    [
        "thanks?",
        "Thanks, and who won the race",
        "hello, when was the lighthouse lit?",
        "Good Morning Vietnam",
        "great fire",
        "ok computer",
        "hi" * 100,
        "there",
        "ok " * 50,
        "1",
        "…",
        "",
        "Danke, wer war das",
    ],
)
def test_a_message_that_may_hold_a_question_is_searched(message: str) -> None:
    assert reply_to(message) == ""


def test_the_page_shows_the_reply() -> None:
    answer = Answer(
        id="1", question="Thanks!", query="Thanks!", sentences=(), passages=(), status="greeted",
        model="extractive", seconds={}, articles_searched=0,
    )  # fmt: skip
    shown = answer_html(Exchange(number=1, question="Thanks!").advance(AnswerReady(answer=answer)))
    assert "You’re welcome" in shown


@pytest.mark.parametrize(
    "message",
    ["Summarise the affair", "please summarize all of it", "Give me a short summary", "TL;DR"],
)
def test_a_summary_is_asked_for(message: str) -> None:
    assert asks_for_summary(message)


@pytest.mark.parametrize(
    "message", ["Who wrote the summary?", "What does the outline of the budget say?", "Hello"]
)
def test_a_question_about_a_summary_is_a_question(message: str) -> None:
    assert not asks_for_summary(message)
