"""The most of something, told by a sentence without a word for it, comes with a doubt."""

from pathlib import Path

import pytest

from rag import Assistant
from rag.remarks import DOUBT

TEXT = """# Travel rules of Norwell

Up to 140 crowns a night is refunded for a hotel, and up to 190 crowns in Skerrow. Norwell was founded in
1911 by Ada Brandt. The old castle of Norwell is the oldest building of the town.
"""


@pytest.mark.parametrize(
    ("question", "is_doubted"),
    [
        ("What is the highest hotel rate refunded in Skerrow?", False),
        ("Which is the oldest building of Norwell?", False),
        ("Who was the youngest founder of Norwell?", True),
    ],
)
def test_the_most_without_a_word_for_it_is_doubted(
    tmp_path: Path, question: str, *, is_doubted: bool
) -> None:
    (tmp_path / "rules.md").write_text(TEXT)
    with Assistant.open(tmp_path / "library") as assistant:
        assistant.add(tmp_path / "rules.md")
        answer = assistant.ask(question)
    assert answer.sentences
    assert (DOUBT in answer.notes) is is_doubted
