"""Each question of a message is answered; what nothing answers is named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Answer, Assistant, Turn
from rag.reading import AGAIN

BRIDGE = """# Lomme Bridge is shut

The Lomme Bridge was closed on 4 March 2031 after cracks had been found in its beams. The repair will cost
£1.8 million, said the county engineer, Halina Droste. Buses go round by Ostley until August.
"""
CHURCH = """# Thieves of the bell are jailed

A bell was stolen from the church of St Brannock in June. The repair of the vestry floor cost £13,700.
Craig Dunstable was jailed for two years.
"""
RACE = """# Fog on Cragg Pike

Eleri Maddock won the women's race up Cragg Pike on Saturday in 1 hour and 31 minutes. Each of the runners
was given a scarf.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("parts")
    with Assistant.open(folder / "library") as opened:
        for name, text in (("bridge.md", BRIDGE), ("church.md", CHURCH), ("race.md", RACE)):
            opened.add_file(text.encode(), name=name)
        yield opened


def told(answer: Answer) -> str:
    return " ".join(sentence.text for sentence in answer.sentences)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "When was the Lomme Bridge closed, and how much will the repair cost?",
            ["4 March 2031", "£1.8 million"],
        ),
        (
            "Who was jailed for the bell and for how long? Who is the county engineer?",
            ["Craig Dunstable", "two years", "Halina Droste"],
        ),
        ("When and why was the Lomme Bridge closed?", ["4 March 2031", "cracks"]),
    ],
)
def test_each_is_answered(assistant: Assistant, question: str, words: list[str]) -> None:
    answer = assistant.ask(question)
    assert all(word in told(answer) for word in words)
    # “The repair” is that of the first part, not any.
    assert "£13,700" not in told(answer)
    assert not [note for note in answer.notes if "nothing was found" in note]


def test_one_sentence_answers_both_once(assistant: Assistant) -> None:
    answer = assistant.ask("Who won the women's race up Cragg Pike and in what time?")
    assert answer.sentences[0].text.startswith("Eleri Maddock won")
    assert len({sentence.text for sentence in answer.sentences}) == len(answer.sentences)
    assert AGAIN not in answer.notes


def test_what_nothing_answers_is_named(assistant: Assistant) -> None:
    answer = assistant.ask("Who is the county engineer and who is the king of Spain?")
    assert answer.status == "answered"
    assert "Halina Droste" in told(answer)
    assert "nothing was found that answers “who is the king of Spain?”" in answer.notes


def test_nothing_is_refused_as_a_whole(assistant: Assistant) -> None:
    answer = assistant.ask("Who is the king of Spain and where does he live?")
    assert answer.status == "abstained"


def test_a_follow_up_does_not_answer_the_question_before_it_again(assistant: Assistant) -> None:
    first = "When was the Lomme Bridge closed?"
    history = [
        Turn(role="user", text=first),
        Turn(role="assistant", text=assistant.ask(first).text),
    ]
    answer = assistant.ask("And what will it cost?", history=history)
    assert "£1.8 million" in answer.sentences[0].text


KETTLES = """# Three kettles tested

| Kettle | Price | Noise | Weight | Steam let out |
|---|---|---|---|---|
| Halloran Swift | £65 | 78 dB | 1,200 g | 9 g |
| Mondale Hush | £89 | 54 dB | 980 g | 12 g |
| Pikko Mini | £24 | 69 dB | 640 g | 31 g |

The Pikko Mini holds no more than 0.8 litres and is meant for travel; we filled it twice.
"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Which kettle is the quietest and how much does it cost?", ["54 dB", "£89"]),
        ("Which kettle is the loudest?", ["Halloran Swift — Noise: 78 dB."]),
        ("Which kettle is the lightest?", ["Pikko Mini — Weight: 640 g."]),  # not of steam
        ("How much does the Mondale Hush weigh?", ["Mondale Hush — Weight: 980 g."]),
        ("How much is the Pikko Mini?", ["Pikko Mini — Price: £24."]),
    ],
)
def test_a_part_goes_on_from_the_row_before_it(
    tmp_path: Path, question: str, told: list[str]
) -> None:
    with Assistant.open(tmp_path / "library") as opened:
        opened.add_file(KETTLES.encode(), name="kettles.md")
        answer = opened.ask(question)
    texts = [sentence.text for sentence in answer.sentences]
    assert len(texts) == len(told)
    assert all(words in text for words, text in zip(told, texts, strict=True))


def test_parts_of_a_later_question_go_on_from_each_other(tmp_path: Path) -> None:
    with Assistant.open(tmp_path / "library") as opened:
        opened.add_file(KETTLES.encode(), name="kettles.md")
        opened.add_file(BRIDGE.encode(), name="bridge.md")
        before = "When was the Lomme Bridge closed?"
        history = [
            Turn(role="user", text=before),
            Turn(role="assistant", text=opened.ask(before).text),
        ]
        question = "Which kettle is the quietest and how much does it cost?"
        answer = opened.ask(question, history=history)
    assert [sentence.text for sentence in answer.sentences] == [
        "Mondale Hush — Noise: 54 dB.",
        "Mondale Hush — Price: £89.",
    ]
