"""Refusal in libraries of one article or passage, with the real model."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Assistant
from rag.answerability import judge, read_signals
from rag.evidence import SentenceRanker
from rag.foreign import NOTE
from rag.remarks import DOUBT

TEXT = (
    "The council of Orrin voted against the new harbour wall in 2031, and the mayor stayed away. "
    "The wall would have cost three million crowns."
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("small")
    (folder / "wall.txt").write_text(TEXT)
    with Assistant.open(folder / "library") as assistant:
        assistant.add(folder / "wall.txt")
        yield assistant


@pytest.mark.parametrize(
    "question", ["How did the council of Orrin vote?", "How much would the harbour wall cost?"]
)
def test_a_library_of_one_passage_answers_what_it_holds(
    assistant: Assistant, question: str
) -> None:
    assert assistant.ask(question).status == "answered"


@pytest.mark.parametrize(
    "question",
    ["Who won the world cup?", "What is the boiling point of mercury?", "Who leads France?"],
)
def test_a_library_of_one_passage_refuses_anything_else(
    assistant: Assistant, question: str
) -> None:
    assert assistant.ask(question).status == "abstained"


@pytest.mark.parametrize(
    ("question", "signal"),
    [
        ("How did the council of Belfort vote?", "lacks_name"),
        ("How did the council of Orrin vote in 1950?", "lacks_number"),
        ("Why would the wall not cost three million crowns?", "lacks_negation"),
    ],
)
def test_what_the_best_sentence_lacks_speaks_against_an_answer(
    assistant: Assistant, question: str, signal: str
) -> None:
    passages = assistant.retrieve(question)
    evidence = SentenceRanker(assistant.index).rank(question, passages)
    signals = read_signals(question, passages, evidence, article_index=assistant.index)
    assert signals[signal] == 1.0


def test_without_evidence_nothing_is_answered(assistant: Assistant) -> None:
    assert judge("Who?", (), (), article_index=assistant.index).likelihood == 0.0


def test_a_question_in_another_language_is_told_so(assistant: Assistant) -> None:
    answer = assistant.ask("Wer leitet die Gewerkschaft der Hafenarbeiter?")
    assert answer.status == "abstained"
    assert NOTE in answer.notes
    assert all(not one.lacks for one in answer.nearest)
    assert NOTE not in assistant.ask("Who won the world cup?").notes


def test_a_sentence_with_the_name_and_the_kind_asked_for_is_shown(assistant: Assistant) -> None:
    assert assistant.ask("When did Orrin vote?").status == "answered"


STORM = (
    "# Storm Bruno\n\nStorm Bruno tore across the west in the night to Wednesday, bringing down power lines. "
    "Gusts of up to 147 kilometres an hour were measured at Cape Torrin. The barometer fell to 961 hectopascals. "
    "The railway to Lisle is closed. On Friday night 5,600 homes were without power."
)


def test_a_sentence_far_before_all_others_is_shown_with_a_doubt(tmp_path: Path) -> None:
    (tmp_path / "storm.md").write_text(STORM)
    with Assistant.open(tmp_path / "library") as assistant:
        assistant.add(tmp_path / "storm.md")
        answer = assistant.ask("how strong was the wind at Cape Torrin")
        assert answer.sentences[0].text.startswith("Gusts of up to 147")
        assert DOUBT in answer.notes
        other = assistant.ask("how strong was the wind at Cape Bolder")
        assert other.status == "abstained"
