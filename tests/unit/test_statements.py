"""What states nothing: datelines, contacts, what an interviewer says."""

import pytest

from index.sentences import sentence_spans
from rag.statements import stated

TOLD = "The fleet was sold in May."


def _stated(text: str) -> list[str]:
    spans = (span for own in sentence_spans(text) for span in stated(text, *own))
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    "line",
    [
        "Harbour & Hull, 12 January 2026.",
        "The Kilowatt Letter, January 12, 2026",
        "Media contact: Reto Zumsteg, media@balthera.example",
        "**Q: Your margins halved last year. What happened?**".strip("*"),
        "Q. You have sold the fleet.",
    ],
)
def test_a_line_of_the_head_or_of_who_asks_states_nothing(line: str) -> None:
    assert _stated(f"{line}\n\n{TOLD}") == [TOLD]


@pytest.mark.parametrize(
    "line",
    [
        "Contacts with the firm ended in May.",
        "It opened on 12 January 2026.",
        "Q4 was weak in all markets.",
    ],
)
def test_a_sentence_like_one_states_something(line: str) -> None:
    assert _stated(f"{line}\n\n{TOLD}") == [line, TOLD]
