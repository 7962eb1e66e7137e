"""Chosen sentences in the order and form in which they read well."""

import dataclasses

import pytest

from rag.arranging import arrange, find_leads, hangs
from rag.evidence import Evidence
from rag.schema import Passage
from tests.unit.builders import make_passage

TEXT = "Margit Oyelaran keeps bees. She expects prices to rise. Nobody else does.\nIt rained."


def evidence(passage: Passage, words: str) -> Evidence:
    start = passage.chunk.text.index(words)
    return Evidence(
        passage=passage, start=passage.chunk.start + start,
        end=passage.chunk.start + start + len(words), text=words, similarity=0.5, coverage=0.5,
        context_coverage=0.5, type_match=0.5, score=0.5, stems=frozenset(words.split()), meant=frozenset(),
    )  # fmt: skip


def other_article(text: str, *, number: int) -> Passage:
    passage = make_passage(text, number=number)
    chunk = dataclasses.replace(passage.chunk, article_id=f"other{number}")
    return dataclasses.replace(passage, chunk=chunk, title=f"Title {number}")


def test_a_sentence_that_hangs_brings_the_one_before_it_word_for_word() -> None:
    passage = make_passage(TEXT)
    (one,) = arrange([evidence(passage, "She expects prices to rise.")])
    assert one.text == "Margit Oyelaran keeps bees. She expects prices to rise."
    offset = passage.chunk.start
    assert passage.chunk.text[one.start - offset : one.end - offset] == one.text


def test_nothing_of_another_paragraph_or_of_text_that_steers_is_brought() -> None:
    passage = make_passage(TEXT)
    (rained,) = arrange([evidence(passage, "It rained.")])
    assert rained.text == "It rained."
    steering = dataclasses.replace(passage, tricks=("order",))
    (kept,) = arrange([evidence(steering, "She expects prices to rise.")])
    assert kept.text == "She expects prices to rise."


def test_what_is_brought_is_not_said_twice() -> None:
    passage = make_passage(TEXT)
    chosen = [
        evidence(passage, "She expects prices to rise."),
        evidence(passage, "Margit Oyelaran keeps bees."),
    ]
    assert len(arrange(chosen)) == 1


def test_articles_stand_together_and_long_answers_in_the_order_of_their_text() -> None:
    text = "Alpha one goes. Beta two goes. Gamma three goes."
    first, second = other_article(text, number=1), other_article(text, number=2)
    short = [evidence(first, "Gamma three goes."), evidence(second, "Beta two goes."),
             evidence(first, "Alpha one goes.")]  # fmt: skip
    assert [(e.passage.number, e.text[:5]) for e in arrange(short)] == [
        (1, "Gamma"), (1, "Alpha"), (2, "Beta "),
    ]  # fmt: skip
    long = [*short, evidence(second, "Alpha one goes."), evidence(first, "Beta two goes.")]
    assert [(e.passage.number, e.text[:5]) for e in arrange(long)] == [
        (1, "Alpha"), (1, "Beta "), (1, "Gamma"), (2, "Alpha"), (2, "Beta "),
    ]  # fmt: skip
    assert find_leads(arrange(long)) == {"other1": "Title 1", "other2": "Title 2"}
    assert find_leads(arrange(short)) == {}


@pytest.mark.parametrize(
    ("text", "is_hanging"),
    [
        ("It rained.", True), ("“She left,” he said.", True), ("Their roof fell.", True),
        ("Italy won.", False), ("There were nine.", False), ("Heather grew.", False),
    ],
)  # fmt: skip
def test_a_sentence_hangs_by_its_first_word(text: str, is_hanging: bool) -> None:
    assert hangs(text) == is_hanging


def test_sentences_that_grow_together_are_said_once() -> None:
    passage = make_passage("Anna Holt was born. She studied. She left. She opened a mill.")
    chosen = ["She opened a mill.", "Anna Holt was born.", "She studied.", "She left."]
    arranged = arrange([evidence(passage, words) for words in chosen])
    assert [one.text for one in arranged] == [passage.chunk.text]


def test_the_mark_of_a_list_is_not_brought() -> None:
    passage = make_passage("The tower:\n- It was built of granite.")
    (one,) = arrange([evidence(passage, "It was built of granite.")])
    assert one.text == "It was built of granite."
