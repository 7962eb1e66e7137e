import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentence_spans
from rag.citations import (
    Segment,
    escape_markers,
    find_nearest,
    find_verbatim,
    ground,
    hold_back,
    parse_segments,
)
from tests.unit.builders import make_passage


def analyze(text: str) -> list[str]:
    return text.lower().replace(".", "").split()


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("One. [1]", [Segment("One.", (1,))]),
        ("One. [1] Two. [2][3]", [Segment("One.", (1,)), Segment("Two.", (2, 3))]),
        ("One [1, 2].", [Segment("One", (1, 2)), Segment(".", ())]),
        ("No marker", [Segment("No marker", ())]),
        (r"He wrote \[7] there. [1]", [Segment("He wrote [7] there.", (1,))]),
        ("An [open", [Segment("An [open", ())]),
        ("", []),
    ],
)
def test_text_is_split_at_its_markers(text: str, segments: list[Segment]) -> None:
    assert list(parse_segments(text)) == segments


@given(st.text())
def test_parsing_never_raises(text: str) -> None:
    ground(Segment(text, (1, 9)), [make_passage("Some words. And more.")], analyze=analyze)
    assert all(segment.text for segment in parse_segments(text))
    hold_back(text)


@given(st.text())
def test_escaped_text_holds_no_marker(text: str) -> None:
    parsed = parse_segments(escape_markers(text) + " [1]")
    assert [segment.text for segment in parsed] == [text.strip()] * bool(text.strip())


def test_words_are_never_found_inside_longer_words_or_numbers() -> None:
    passage = make_passage("In all 112 people died.")
    assert find_verbatim("12 people died", passage) is None
    assert find_verbatim("112 people", passage) is not None


@pytest.mark.parametrize(
    "text", ["." * 20_000, " " * 20_000, "[" * 20_000, "[1, " * 5_000, "Mr. X " * 10_000]
)
def test_hostile_text_takes_no_time(text: str) -> None:
    started = time.perf_counter()
    parse_segments(text)
    hold_back(text)
    sentence_spans(text)
    assert time.perf_counter() - started < 2.0


def test_a_verbatim_sentence_gets_its_exact_span_in_the_article() -> None:
    passage = make_passage("First one. The second is here. Third.", start=100)
    (grounded,) = ground(Segment("The second is here.", (1,)), [passage], analyze=analyze)
    (span,) = grounded.spans
    assert (span.start, span.end, span.quote) == (111, 130, "The second is here.")


def test_white_space_of_the_article_is_kept_in_the_quote() -> None:
    span = find_verbatim("two words", make_passage("It has two\nwords here."))
    assert span is not None
    assert span.quote == "two\nwords"


def test_a_whole_sentence_is_preferred_to_the_same_words_inside_another() -> None:
    passage = make_passage("She said: It rains. Then later. It rains. End.")
    span = find_verbatim("It rains.", passage)
    assert span is not None
    assert span.start in {10, 32}


def test_a_number_of_no_passage_is_dropped() -> None:
    (grounded,) = ground(
        Segment("Nothing like it.", (7,)), [make_passage("Other.")], analyze=analyze
    )
    assert grounded.spans == ()


def test_a_paraphrase_is_traced_to_the_nearest_sentence() -> None:
    passage = make_passage("Cats sleep. The mayor opened the new bridge on Monday. Dogs bark.")
    (grounded,) = ground(Segment("The mayor opened a bridge.", (1,)), [passage], analyze=analyze)
    assert [span.quote for span in grounded.spans] == ["The mayor opened the new bridge on Monday."]


def test_sentences_before_a_marker_are_matched_on_their_own() -> None:
    passages = [make_passage("Cats sleep."), make_passage("Dogs bark.", number=2)]
    grounded = ground(Segment("Cats sleep. Dogs bark loudly.", (2,)), passages, analyze=analyze)
    assert [[span.quote for span in g.spans] for g in grounded] == [["Cats sleep."], ["Dogs bark."]]


BRIDGE = make_passage(
    "Cats sleep. The Sallow Bridge fell on 4 March 2032. Nineteen people were hurt. Dogs bark. "
    "The council met in the Sallow Bridge inn.",
    start=50,
)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("The Sallow Bridge fell in March 2032.", "The Sallow Bridge fell on 4 March 2032."),
        (
            "The Sallow Bridge fell on 4 March 2032 and nineteen people were hurt.",
            "The Sallow Bridge fell on 4 March 2032. Nineteen people were hurt.",
        ),
        ("In the Sallow Bridge inn the council met.", "The council met in the Sallow Bridge inn."),
    ],
)
def test_the_quote_is_the_shortest_run_that_supports_a_sentence(sentence: str, quote: str) -> None:
    span = find_nearest(sentence, BRIDGE, analyze)
    assert span is not None
    assert span.quote == quote


@given(st.text(alphabet="ab .\n", max_size=60), st.text(alphabet="ab ", max_size=20))
def test_a_quote_is_always_the_passage_at_its_offsets(text: str, sentence: str) -> None:
    span = find_nearest(sentence, make_passage(text, start=7), analyze)
    assert span is None or text[span.start - 7 : span.end - 7] == span.quote != ""


def test_a_sentence_that_cites_nothing_is_matched_to_the_passage_with_most_of_its_terms() -> None:
    passages = [
        make_passage("It rained all day. The mayor slept.", number=1),
        make_passage("The old ferry left the harbour at noon.", number=2),
    ]
    text = "The ferry left at noon. Puffins nest on Fethra. It rained."
    ferry, puffins, rain = ground(Segment(text, (1,)), passages, analyze=analyze)
    assert [span.quote for span in ferry.spans] == ["The old ferry left the harbour at noon."]
    assert puffins.spans == ()
    assert [one.is_matched for one in (ferry, puffins, rain)] == [True, True, False]
