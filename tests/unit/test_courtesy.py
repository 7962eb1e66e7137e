import pytest

from rag.courtesy import AGREED, GOODBYE, HELLO, HELP, THANKS, is_reply, reply_to, without_greeting
from rag.overview import asks_what_is_here
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
        ("Hello, what can you do?", HELP),
        ("who are you", HELP),
        ("hey, how does this work?", HELP),
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


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("Hello, when was it lit?", "when was it lit?"),
        ("hi there who won", "who won"),
        ("Thanks! And a seat?", "And a seat?"),
        ("ok, and how long is it?", "and how long is it?"),
        ("Good morning! Bridge cost?", "Bridge cost?"),
        ("Good Morning Vietnam", "Good Morning Vietnam"),
        ("great fire", "great fire"),
        ("Thanks!", "Thanks!"),
        ("Hilary won what?", "Hilary won what?"),
    ],
)
def test_a_greeting_is_taken_off_a_question(message: str, question: str) -> None:
    assert without_greeting(message) == question


@pytest.mark.parametrize(
    "message",
    [
        "What is this library about?", "what's in here", "What can I ask you?",
        "hello, which articles do you have?", "Give me an overview of the library",
        "What are these articles about?", "summarise everything", "How many articles are there?",
    ],
)  # fmt: skip
def test_what_the_library_holds_is_asked(message: str) -> None:
    assert asks_what_is_here(message)


@pytest.mark.parametrize(
    "message",
    [
        "What is the library roof made of?", "What is in the reading room?", "How many articles did she write?",
        "Which articles mention the bridge?", "What can I ask the council?", "Summarise the strike",
        "What do these articles say about ferries?", "What is new in the harbour?",
    ],
)  # fmt: skip
def test_what_stands_in_articles_is_searched(message: str) -> None:
    assert not asks_what_is_here(message)
    assert reply_to(message) == ""
