"""Which stretches are read for answers, and what that does to the order of sentences."""

from collections.abc import Sequence

import numpy as np
import pytest

from rag.answer_reading import ANSWER_WEIGHT, READ_CHARS, READ_PASSAGES, read_answers, weigh
from rag.answer_spans import MAX_ANSWER_TOKENS, AnswerSpans
from rag.evidence import Evidence
from tests.unit.builders import make_passage

QUESTION = "Who won the medal?"


class FindsWord:
    """Marks one word as the answer; keeps what it was given."""

    def __init__(self, word: str = "Berg") -> None:
        self._word = word
        self.texts: list[tuple[str, str]] = []

    def load(self) -> None:
        """Nothing is to be loaded."""

    def read(self, question: str, texts: Sequence[tuple[str, str]]) -> list[AnswerSpans]:
        self.texts += texts
        return [self._mark(text) for _, text in texts]

    def _mark(self, text: str) -> AnswerSpans:
        spans, at = [], 0
        for word in text.split():
            at = text.index(word, at)
            spans.append((at, at + len(word)))
            at += len(word)
        marks = [5.0 if self._word in word else -5.0 for word in text.split()]
        logits = np.array(marks, dtype=np.float32)
        return AnswerSpans(spans=tuple(spans), starts=logits, ends=logits, none=0.0)


def make_evidence(*sentences: str, number: int = 1, start: int = 100) -> list[Evidence]:
    passage = make_passage(" ".join(sentences), number=number, start=start)
    found, at = [], start
    for rank, sentence in enumerate(sentences):
        found.append(
            Evidence(
                passage=passage,
                start=at,
                end=at + len(sentence),
                text=sentence,
                similarity=0.5,
                coverage=0.5,
                context_coverage=0.5,
                type_match=0.5,
                score=0.6 - 0.01 * rank - 0.001 * number,
                stems=frozenset(),
                meant=frozenset(),
            )
        )
        at += len(sentence) + 1
    return found


def test_the_sentence_with_the_answer_comes_first() -> None:
    evidence = make_evidence("It rained.", "Anna Berg won it.", "All went home.")
    read = read_answers(QUESTION, evidence, FindsWord())
    assert read[0].text == "Anna Berg won it."
    assert read[0].answer == 10.0
    assert read[0].score == pytest.approx(0.589 + ANSWER_WEIGHT * weigh(10.0))
    assert [one.answer for one in read[1:]] == [-10.0, -10.0]


def test_only_so_much_is_read_around_the_best_sentence_and_of_so_many_passages() -> None:
    sentences = [f"Sentence {n} says something about the games of that year." for n in range(30)]
    evidence = [one for number in range(1, 7) for one in make_evidence(*sentences, number=number)]
    middle = evidence.pop(15)
    reader = FindsWord()
    read = read_answers(QUESTION, [middle, *evidence], reader)
    assert len(reader.texts) == READ_PASSAGES
    assert all(READ_CHARS / 2 < len(text) <= READ_CHARS for _, text in reader.texts)
    assert middle.text in reader.texts[0][1]
    assert sum(one.answer is None for one in read) > len(read) / 2
    assert sorted(one.text for one in read) == sorted([middle.text, *(e.text for e in evidence)])


def test_a_sentence_longer_than_all_that_is_read_is_read_whole() -> None:
    long = "The games " + "and the games " * 60 + "went to Berg."
    reader = FindsWord()
    (read,) = read_answers(QUESTION, make_evidence(long), reader)
    assert reader.texts == [("Title", long)]
    assert read.answer == 10.0


@pytest.mark.parametrize(
    "question", ["Wer hat die Medaille gewonnen und wann war das?", "谁赢了奖牌"]
)
def test_a_question_in_another_language_is_not_read(question: str) -> None:
    evidence = make_evidence("It rained.", "Anna Berg won it.")
    assert read_answers(question, evidence, FindsWord()) == evidence


def test_without_a_reader_or_its_model_all_stays_as_it_is() -> None:
    class Missing(FindsWord):
        def read(self, question: str, texts: Sequence[tuple[str, str]]) -> list[AnswerSpans]:
            return []

    evidence = make_evidence("It rained.", "Anna Berg won it.")
    assert read_answers(QUESTION, evidence, None) == evidence
    assert read_answers(QUESTION, evidence, Missing()) == evidence
    assert read_answers(QUESTION, [], FindsWord()) == []


def test_an_answer_ends_after_it_begins_and_is_not_too_long() -> None:
    spans = tuple((5 * at, 5 * at + 4) for at in range(60))
    starts, ends = np.zeros(60, np.float32), np.zeros(60, np.float32)
    last = 10 + MAX_ANSWER_TOKENS - 1
    starts[10], ends[9], ends[last], ends[last + 1] = 9.0, 5.0, 3.0, 8.0
    marked = AnswerSpans(spans=spans, starts=starts, ends=ends, none=1.0)
    assert marked.best(0, 300) == 9.0 + 3.0 - 1.0
    assert marked.best(5 * 10, 5 * 11) == 9.0 - 1.0
    assert marked.best(5 * 9, 5 * 10) == 5.0 - 1.0
    assert marked.best(0, 3) is None
