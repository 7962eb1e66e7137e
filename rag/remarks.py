"""What a person should know about an answer beyond its sentences: doubt, a foreign question.

Knows no generator and no store.
"""

from collections.abc import Sequence

from rag.foreign import NOTE, is_foreign
from rag.reading import Reading

DOUBT = "the articles may not answer this question: these are the nearest sentences"


def remark(
    question: str, reading: Reading, *, is_answered: bool, drafted: Sequence[str]
) -> tuple[str, ...]:
    """Give the notes on an answer, a line each.

    Args:
        question: As asked.
        reading: What it found; empty of a courtesy.
        is_answered: It got sentences.
        drafted: What is to be noted of how they were written.
    """
    if is_answered:
        first = [DOUBT] if reading.is_doubtful else []
    else:
        first = [NOTE] if reading.passages and is_foreign(question) else []
    return (*first, *reading.notes, *drafted)
