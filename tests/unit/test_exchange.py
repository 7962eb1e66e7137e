"""How an exchange grows and is kept, and where an article is cut for the source pane."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.schema import Section
from rag.schema import (
    AnswerReady,
    PassagesFound,
    SentenceChecked,
    TextDelta,
)
from tests.unit.exchanges import ANSWER, ASKED, CITATION, PASSAGE, SENTENCE, article
from ui.exchange import Exchange
from ui.reading_view import reading_value
from ui.render import answer_html
from ui.wire import paragraphs


def test_what_was_written_before_a_stop_can_be_exported() -> None:
    assert ASKED.answer_so_far() is None
    partial = replace(ASKED, sentences=(SENTENCE,)).answer_so_far()
    assert partial is not None
    assert partial.to_markdown() == ANSWER.to_markdown()


def test_an_exchange_comes_back_from_json_as_it_was() -> None:
    done = replace(ASKED.advance(AnswerReady(answer=ANSWER)), verdict="dislike", reason="wrong")
    assert Exchange.from_json(done.to_json()) == done


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
