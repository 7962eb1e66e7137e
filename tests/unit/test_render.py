"""What the page shows of an exchange."""

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.explanations import Nearest
from rag.schema import (
    AnswerReady,
    Sentence,
    Support,
)
from tests.unit.exchanges import ANSWER, ASKED, CITATION, HARM, PASSAGE, REFUSAL, SENTENCE
from ui.reading_view import reading_value
from ui.render import answer_html, messages, preview, question_html, safe_md


@given(st.text())
def test_safe_text_is_one_line_without_markup_and_reads_as_it_was(text: str) -> None:
    safe = safe_md(text)
    assert not set("<>\"'`*_[]()!|~$\\:@/{}\n") & set(safe)
    assert html.unescape(safe) == " ".join(text.split())


@given(st.text())
def test_nothing_a_model_writes_becomes_a_tag(text: str) -> None:
    sentence = replace(SENTENCE, text=text, citations=())
    shown = answer_html(replace(ASKED, sentences=(sentence,)))
    assert set(re.findall(r"<(\w+)", shown)) <= {"div", "span"}
    assert "\n" not in shown


def test_a_chip_written_by_a_model_is_text() -> None:
    shown = answer_html(replace(ASKED, sentences=(replace(SENTENCE, text=HARM),)))
    assert shown.count("<button") == 1
    assert "t7-1" in shown
    assert "<img" not in shown


def test_a_question_keeps_its_lines_and_nothing_else() -> None:
    shown = question_html("first\n<b>second</b>")
    assert shown.count("<br>") == 1
    assert "<b>" not in shown


def test_the_status_names_how_many_articles_are_searched() -> None:
    assert "Searching 3 articles…" in answer_html(ASKED)
    assert "Searching 1 article…" in answer_html(replace(ASKED, searched=1))
    assert "Reading 1 passage…" in answer_html(replace(ASKED, passages=(PASSAGE,)))


def test_a_sentence_being_written_follows_the_finished_ones() -> None:
    shown = answer_html(replace(ASKED, sentences=(SENTENCE,), tail=" Nobody was"))
    assert shown.index("t7-1") < shown.index("Nobody was")
    assert "Copy" not in shown


@pytest.mark.parametrize(
    ("support", "mark"),
    [
        ("partly", "partly supported"),
        ("unsupported", "not supported"),
        ("uncited", "no source"),
    ],
)
def test_a_sentence_that_does_not_stand_is_marked(support: Support, mark: str) -> None:
    shown = answer_html(replace(ASKED, sentences=(replace(SENTENCE, support=support),)))
    assert mark in shown


def test_a_supported_sentence_has_no_mark() -> None:
    assert "verdict" not in answer_html(replace(ASKED, sentences=(SENTENCE,), state="done"))


def test_abstention_says_how_much_was_searched_and_offers_the_nearest_passages() -> None:
    shown = html.unescape(answer_html(ASKED.advance(AnswerReady(answer=REFUSAL))))
    assert "The articles don’t say." in shown
    assert "3 articles" in shown
    assert "not an answer" in shown
    assert 'value="t7-p1"' in shown
    assert 'class="cite"' not in shown


def test_a_refusal_shows_two_passages_at_most_and_none_that_is_far() -> None:
    passages = tuple(replace(PASSAGE, number=n, similarity=0.1 * n) for n in range(1, 6))
    nearest = (
        Nearest(passage=1, title="Bridge falls", mentions=("bridge",), lacks=("owner",)),
        Nearest(passage=2, title="Bridge falls", lacks=("bridge", "owner")),
    )
    refused = ASKED.advance(
        AnswerReady(answer=replace(REFUSAL, passages=passages, nearest=nearest))
    )
    shown = answer_html(refused)
    assert re.findall(r'value="t7-p(\d)"', shown) == ["1", "3"]
    listed = reading_value((refused,))["spans"]
    assert list(listed) == ["t7-p1", "t7-p3", "t7-p4", "t7-p5"]
    assert listed["t7-p1"]["lacks"] == "mentions “bridge”, but not “owner”"
    far = replace(refused.answer or REFUSAL, passages=passages[1:2])
    assert "near" not in answer_html(ASKED.advance(AnswerReady(answer=far)))


def test_the_tally_tells_quotes_from_rows_of_a_table_and_from_other_sentences() -> None:
    row = replace(CITATION, quote="2018 | 61,000")
    head = replace(CITATION, number=2, quote="Year | Visitors")
    said = replace(SENTENCE, text="2018 — Visitors: 61,000.", citations=(row, head))
    other = replace(SENTENCE, text="It fell, in short.")

    def tally(*sentences: Sentence) -> str:
        exchange = ASKED.advance(AnswerReady(answer=replace(ANSWER, sentences=sentences)))
        (found,) = re.findall(
            r'<div class="tally">(.*?) · 1 article cited</div>', answer_html(exchange)
        )
        return str(found)

    assert tally(SENTENCE, SENTENCE) == "2 exact quotes"
    assert tally(said) == "1 row of a table"
    assert tally(SENTENCE, said) == "1 exact quote · 1 row of a table"
    assert tally(SENTENCE, other) == "2 sentences checked"


def test_a_long_question_is_folded_and_a_short_one_is_not() -> None:
    assert "unfold" not in question_html("Who?\n" * 8)
    assert "unfold" in question_html("Who?\n" * 9)
    assert "unfold" in question_html("w" * 601)


def test_a_stopped_answer_keeps_its_text_and_says_so() -> None:
    stopped = replace(ASKED, state="stopped", sentences=(SENTENCE,), tail="Nobody")
    shown = answer_html(stopped)
    assert "t7-1" in shown
    assert "Nobody" in shown
    assert "Stopped" in shown
    assert "copy&#58;7" in shown


def test_a_failure_is_shown_with_its_hint() -> None:
    shown = answer_html(ASKED.fail("The disk is full.", "Free some space."))
    assert "The disk is full." in shown
    assert "Free some space." in shown


def test_the_chat_alternates_question_and_answer() -> None:
    roles = [message["role"] for message in messages((ASKED, replace(ASKED, number=8)))]
    assert roles == ["user", "assistant", "user", "assistant"]


def test_only_the_last_exchange_can_be_edited_and_asked_anew() -> None:
    done = ASKED.advance(AnswerReady(answer=replace(ANSWER, model="openai:x")))
    first, old, second, new = (m["content"] for m in messages((done, replace(done, number=8))))
    assert "edit&#58;8" in second
    assert "retry&#58;8" in new
    assert "edit" not in first
    assert "retry" not in old
    assert "copy&#58;7" in old


def test_quotes_offer_to_look_wider_and_back() -> None:
    quoted = ASKED.advance(AnswerReady(answer=ANSWER))
    shown = answer_html(quoted)
    assert "wider&#58;7" in shown
    assert ">Ask again</button>" in shown
    wide = answer_html(replace(quoted, is_wide=True))
    assert "wider&#58;" not in wide
    assert "narrower&#58;7" in wide
    refused = replace(ASKED.advance(AnswerReady(answer=REFUSAL)), is_wide=True)
    assert "retry&#58;7" in answer_html(refused)  # something may have been added meanwhile
    assert "retry&#58;7" in answer_html(replace(ASKED, state="stopped"))


def test_nothing_is_edited_while_it_is_being_answered() -> None:
    asked, answered = (message["content"] for message in messages((ASKED,)))
    assert "edit" not in asked
    assert "retry" not in answered


def test_a_verdict_is_shown_and_can_be_taken_back() -> None:
    liked = replace(ASKED.advance(AnswerReady(answer=ANSWER)), verdict="like")
    assert "icon like on" in answer_html(liked)
    assert "icon dislike on" not in answer_html(liked)


def test_follow_ups_are_offered_under_the_last_answer_only() -> None:
    done = replace(ASKED.advance(AnswerReady(answer=ANSWER)), follow_ups=("Who <b>built</b> it?",))
    _, answered, proposed = messages((done,))
    assert "follow" not in answered["content"]  # which stays as it is when they are found
    assert "follow&#58;Who &#60;b&#62;" in proposed["content"]
    assert not any("follow" in shown["content"] for shown in messages((done, ASKED)))


@given(st.text(), st.integers(min_value=2, max_value=50))
def test_a_preview_is_one_line_within_its_limit(text: str, limit: int) -> None:
    shown = preview(text, limit)
    assert len(shown) <= limit + 1
    assert "\n" not in shown


def test_a_preview_may_keep_its_lines_apart() -> None:  # each is then read in its own direction
    text = "سنفتح في شهر  مايو\n\nAl-Karwani came\nin 2021."
    assert preview(text) == "سنفتح في شهر مايو Al-Karwani came in 2021."
    assert preview(text, between="\n") == "سنفتح في شهر مايو\nAl-Karwani came\nin 2021."
