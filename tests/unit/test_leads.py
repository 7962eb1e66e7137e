"""Titles that part an answer: a line of their own in every form, never markup and never a claim."""

from dataclasses import replace

import pytest

from rag.schema import AnswerReady
from tests.unit.exchanges import ANSWER, HARM, SENTENCE
from tests.unit.test_exporting import export
from ui.answer_text import format_answer
from ui.exchange import Exchange
from ui.render import answer_html, messages

FIRST = replace(SENTENCE, text="One fell.", lead="First title")
SECOND = replace(SENTENCE, text="Two fell.", lead="")
THIRD = replace(SENTENCE, text="Three fell.", lead="Other title")
LED = replace(ANSWER, sentences=(FIRST, SECOND, THIRD))


def test_the_text_gives_each_title_a_line() -> None:
    lines = LED.text.splitlines()
    assert [lines[0], lines[2]] == ["First title:", "Other title:"]
    assert lines[1].startswith("One fell. [1]")
    assert "Two fell." in lines[1]
    assert lines[3].startswith("Three fell.")


@pytest.mark.parametrize("text", [LED.to_markdown(), export(LED).to_markdown()])
def test_markdown_gives_each_title_a_paragraph(text: str) -> None:
    paragraphs = text.split("\n\n")
    (at,) = [at for at, one in enumerate(paragraphs) if "Other title" in one]
    assert "Three fell." not in paragraphs[at]
    assert paragraphs[at + 1].startswith("Three fell.")
    assert "Two fell." in paragraphs[at - 1]


def test_the_web_page_and_the_terminal_part_the_answer() -> None:
    page = export(LED).to_html()
    assert '<p><strong class="lead">Other title</strong><br>Three fell.' in page
    printed = format_answer(LED.to_dict()).splitlines()
    assert [line for line in printed if line.startswith("   Other title: Three fell.")]
    assert LED.to_dict()["sentences"][2]["lead"] == "Other title"


def test_the_page_shows_titles_outside_of_what_is_cited() -> None:
    shown = answer_html(Exchange(number=1, question="?").advance(AnswerReady(answer=LED)))
    assert shown.count('class="lead"') == 2
    assert '<span class="lead">Other title</span><span class="claim">' in shown


def test_a_title_is_text_wherever_it_stands() -> None:
    harmful = replace(ANSWER, sentences=(replace(SENTENCE, lead=HARM),))
    shown = answer_html(Exchange(number=1, question="?").advance(AnswerReady(answer=harmful)))
    for text in (shown, export(harmful).to_html(), harmful.to_markdown().replace("\\<", "")):
        assert "<script" not in text
        assert "<img" not in text


def test_what_is_met_without_a_search_keeps_its_lines() -> None:
    answer = replace(
        ANSWER, sentences=(), status="greeted", reply="Two articles.\nTitles.", questions=("Why?",)
    )
    exchange = Exchange(number=1, question="?").advance(AnswerReady(answer=answer))
    _, answered, proposed = messages((replace(exchange, follow_ups=("Why so?",)),))
    shown = answered["content"]
    assert "Two articles&#46;" in shown or "Two articles." in shown
    assert "<br>" in shown
    assert "Why so?" in proposed["content"]
    assert answer.text.endswith("You can ask, for instance: Why?")
    assert "Titles." in format_answer(answer.to_dict())
