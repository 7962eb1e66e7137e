"""What the page says about an answer: notes, what a quote or a nearest passage lacks, courtesies."""

from dataclasses import replace

import pytest

from rag.explanations import Nearest
from rag.schema import Answer
from tests.unit.exchanges import ANSWER, ASKED, HARM, REFUSAL, SENTENCE
from ui.render import answer_html, safe_md


@pytest.mark.parametrize("answer", [ANSWER, REFUSAL])
def test_notes_on_an_answer_are_shown_as_text(answer: Answer) -> None:
    exchange = replace(ASKED, state="done", answer=replace(answer, notes=(f"a <b> {HARM}",)))
    html = answer_html(exchange)
    assert '<div class="note">A &#60;b&#62;' in html
    assert "<img" not in html


def test_a_refusal_says_what_each_nearest_passage_lacks() -> None:
    lacking = Nearest(passage=1, title="Bridge falls", mentions=("bridge",), missing_kind="price")
    answer = replace(REFUSAL, nearest=(lacking,))
    html = answer_html(replace(ASKED, state="done", answer=answer, passages=answer.passages))
    assert "It mentions “bridge”; gives no price" in html


def test_a_courtesy_is_answered_in_plain_words() -> None:
    answer = replace(REFUSAL, status="greeted", passages=())
    html = answer_html(replace(ASKED, state="done", answer=answer))
    assert html == f'<div class="answer">{safe_md(answer.text)}</div>'


def test_a_verdict_says_what_the_quote_lacks() -> None:
    sentence = replace(SENTENCE, support="partly", issues=("the quote lacks ‘<2031>’",))
    html = answer_html(replace(ASKED, state="done", sentences=(sentence,)))
    assert "partly supported&#58; the quote lacks ‘&#60;2031&#62;’" in html
