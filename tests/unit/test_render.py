"""What the page shows of an exchange, how an exchange grows, and where an article is cut."""

import html
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.schema import Article, Chunk, Section
from rag.explanations import Nearest
from rag.schema import (
    Answer,
    AnswerReady,
    Citation,
    Passage,
    PassagesFound,
    Sentence,
    SentenceChecked,
    Support,
    TextDelta,
)
from ui.exchange import Exchange
from ui.reading_view import reading_value
from ui.render import answer_html, messages, preview, question_html, safe_md
from ui.wire import paragraphs

HARM = (
    "<img src=x onerror=alert(1)> <script>x</script> ${alert(2)} {{value}} `ticks` **bold** "
    '![p](http://evil.test/p.png) [l](javascript:x) <button class="cite" value="t1-1">1</button>'
)
ARTICLE_TEXT = "The bridge fell on Tuesday. Nobody was hurt."
CHUNK = Chunk(
    id="a1:0-44",
    article_id="a1",
    number=0,
    start=0,
    end=44,
    text=ARTICLE_TEXT,
    header="Bridge falls",
    page=2,
)
PASSAGE = Passage(number=1, chunk=CHUNK, title="Bridge falls", source="bridge.pdf", score=0.9)
CITATION = Citation(number=1, passage=PASSAGE, start=0, end=27, quote=ARTICLE_TEXT[:27])
SENTENCE = Sentence(
    text="The bridge fell on Tuesday.",
    citations=(CITATION,),
    support="supported",
    support_score=0.9,
)
ANSWER = Answer(
    id="x",
    question="When did it fall?",
    query="when did it fall",
    sentences=(SENTENCE,),
    passages=(PASSAGE,),
    status="answered",
    model="extractive",
    seconds={},
    articles_searched=3,
)
REFUSAL = replace(ANSWER, sentences=(), status="abstained")
ASKED = Exchange(number=7, question="When did it fall?", searched=3)


def article(text: str, **facts: object) -> Article:
    given_facts = {"sections": (), "pages": (), **facts}
    return Article(
        id="a1",
        title="Bridge falls",
        text=text,
        source="bridge.pdf",
        content_type="application/pdf",
        added_at=datetime(2032, 3, 4, tzinfo=UTC),
        sha256="0",
        **given_facts,  # type: ignore[arg-type]  # only sections and pages are given
    )


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
    assert "follow&#58;Who &#60;b&#62;" in answer_html(done)
    assert "follow" not in answer_html(done, is_last=False)


def test_what_was_written_before_a_stop_can_be_exported() -> None:
    assert ASKED.answer_so_far() is None
    partial = replace(ASKED, sentences=(SENTENCE,)).answer_so_far()
    assert partial is not None
    assert partial.to_markdown() == ANSWER.to_markdown()


def test_an_exchange_comes_back_from_json_as_it_was() -> None:
    done = replace(ASKED.advance(AnswerReady(answer=ANSWER)), verdict="dislike", reason="wrong")
    assert Exchange.from_json(done.to_json()) == done


@given(st.text(), st.integers(min_value=2, max_value=50))
def test_a_preview_is_one_line_within_its_limit(text: str, limit: int) -> None:
    shown = preview(text, limit)
    assert len(shown) <= limit + 1
    assert "\n" not in shown


def test_an_exchange_takes_in_the_events_of_a_stream() -> None:
    exchange = ASKED.advance(PassagesFound(query="q", passages=(PASSAGE,)))
    assert exchange.passages == (PASSAGE,)
    exchange = exchange.advance(TextDelta(text="The bridge ")).advance(TextDelta(text="fell"))
    assert exchange.tail == "The bridge fell"
    exchange = exchange.advance(SentenceChecked(sentence=SENTENCE))
    assert (exchange.sentences, exchange.tail) == ((SENTENCE,), "")
    exchange = exchange.advance(AnswerReady(answer=ANSWER))
    assert (exchange.state, exchange.answer) == ("done", ANSWER)


def test_text_of_the_next_sentence_survives_the_check_of_this_one() -> None:
    exchange = ASKED.advance(TextDelta(text="The bridge fell on Tuesday. Nobody"))
    assert exchange.advance(SentenceChecked(sentence=SENTENCE)).tail == " Nobody"


def test_every_chip_of_the_chat_has_its_span_in_the_source_pane() -> None:
    exchange = ASKED.advance(AnswerReady(answer=ANSWER))
    value = reading_value((exchange,))
    for span_id in re.findall(r'value="(t\d[^"]+)"', answer_html(exchange)):
        assert span_id in value["spans"]
    assert value["spans"]["t7-1"]["quote"] == CITATION.quote
    assert value["articles"]["a1"]["title"] == "Bridge falls"


def test_paragraphs_are_cut_at_blank_lines_headings_and_pages() -> None:
    text = "Key points\nIt fell.\n\nMore text here"
    cut = article(text, sections=(Section(start=0, heading="Key points"),), pages=(0, 26))
    assert [(piece.kind, text[piece.start : piece.end]) for piece in paragraphs(cut)] == [
        ("h2", "Key points"),
        ("p", "It fell."),
        ("p", "More"),
        ("p", "text here"),
    ]


@given(st.text(alphabet="ab \n\N{GRINNING FACE}"), st.lists(st.integers(0, 30)))
def test_paragraphs_hold_everything_but_white_space(text: str, pages: list[int]) -> None:
    pieces = paragraphs(article(text, pages=tuple(sorted(pages))))
    rest = list(text)
    for piece in pieces:
        assert text[piece.start : piece.end].strip() == text[piece.start : piece.end]
        rest[piece.start : piece.end] = " " * (piece.end - piece.start)
    assert not "".join(rest).strip()


def test_a_preview_may_keep_its_lines_apart() -> None:  # each is then read in its own direction
    text = "سنفتح في شهر  مايو\n\nAl-Karwani came\nin 2021."
    assert preview(text) == "سنفتح في شهر مايو Al-Karwani came in 2021."
    assert preview(text, between="\n") == "سنفتح في شهر مايو\nAl-Karwani came\nin 2021."
