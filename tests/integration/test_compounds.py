"""A question finds and is answered by what writes its words together or apart."""

from collections.abc import Iterator

import pytest

from rag import Assistant

TEXTS = {
    "cells.md": "# Clocks\nIn single NIH3T3 fibroblasts both oscillators tick once in 22 hours.",
    "clinic.md": "# Clinic\nThe birth weight of the twins was 2.9 and 3.1 kilograms.",
    "mail.md": "# Office\nThe e-mail server of the office was replaced in March 2031.",
    "other.md": "# Others\nCells of 3T6 mice tick differently. A weight was lifted. The birth of a plan.",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("compounds")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Assistant.open(folder / "library") as assistant:
        assistant.add([folder / name for name in TEXTS])
        yield assistant


@pytest.mark.parametrize(
    ("question", "title", "words"),
    [
        ("How often do oscillators tick in NIH 3T3 fibroblasts?", "Clocks", "22 hours"),
        ("How often do oscillators tick in NIH-3T3 fibroblasts?", "Clocks", "22 hours"),
        ("What was the birthweight of the twins?", "Clinic", "2.9 and 3.1"),
        ("When was the email server replaced?", "Office", "March 2031"),
    ],
)
def test_either_spelling_finds_the_other(
    assistant: Assistant, question: str, title: str, words: str
) -> None:
    answer = assistant.ask(question)
    assert answer.passages[0].title == title
    assert words in answer.sentences[0].text
    (citation, *_) = answer.sentences[0].citations
    assert assistant.article(citation.article_id).text[citation.start : citation.end] in answer.text


def test_a_spelling_is_forgotten_with_its_article(assistant: Assistant) -> None:
    question = "When was the email server replaced?"
    (alias,) = assistant.index.aliases(question)
    assert alias.phrase == ("e", "mail")
    (office,) = (one for one in assistant.articles() if one.title == "Office")
    assistant.remove(office.id)
    assert not assistant.index.aliases(question)
