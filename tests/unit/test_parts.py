"""Several questions in one message are told apart, and one that only looks like several is left whole."""

import pytest

from rag.parts import find_parts


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        (
            "When was the bridge closed, and how much will the repair cost?",
            ("When was the bridge closed?", "how much will the repair cost?"),
        ),
        ("Who won the race and in what time?", ("Who won the race?", "in what time?")),
        ("When and where was she born?", ("When was she born?", "where was she born?")),
        ("Why, how did it fall down?", ("Why did it fall down?", "how did it fall down?")),
        (
            "Who is the engineer? Is she from Velden?",
            ("Who is the engineer?", "Is she from Velden?"),
        ),
        (
            "How many beds has the hut and who runs it?",
            ("How many beds has the hut?", "who runs it?"),
        ),
        (
            "Who bought the mill, when was it sold and how many work there?",
            ("Who bought the mill?", "when was it sold?", "how many work there?"),
        ),
        (
            "Who bought the mill and when was it sold and how many work there?",
            ("Who bought the mill?", "when was it sold?", "how many work there?"),
        ),
    ],
)
def test_parts_are_told_apart(message: str, parts: tuple[str, ...]) -> None:
    assert find_parts(message) == parts


@pytest.mark.parametrize(
    "message",
    [
        "Who bought the mill?",
        "How many puffin burrows and how many otters were counted?",  # one verb for both
        "How many rooms and how many beds has the hut?",
        "Tell me about the strike and how it ended.",
        "Salt and pepper, and which of them is dearer",
        "What and why?",
        "Which is higher, Gamskar or Hochwand?",
        "When the war ended, how many people had died?",
        "When the law is broken at a protest, what is this called?",
        "In May 2002? Where would you go for it?",
        "What is the difference between what was promised and what was delivered?",
        "Is the hotel where he lived and where he died still open?",
        "Does the report say where and when it happened?",
        "How do scientists measure how far and how fast it flies?",
        "Who wrote “What is life and why?”",
        "Who or what is the Lumo?",
        "Do you know where she went and what she did there and where she died?",
        "Is there a fish that lives only there? Which one?",
        "Who bought the mill, which was closed?",
        "Who came first and who came second and who came third and who came fourth and who came fifth?",
        "Who " + "said that " * 60 + "and why?",
        "",
        "?",
    ],
)
def test_one_question_stays_whole(message: str) -> None:
    assert find_parts(message) == ()
