"""What a person should know about an answer beyond its sentences: doubt, a foreign question.

Knows no generator and no store.
"""

from index.searchable import SearchableIndex
from rag.foreign import NOTE, is_foreign
from rag.reading import AGAIN, Reading

DOUBT = "the articles may not answer this question: these are the nearest sentences"
BEHIND = "some articles are still being indexed and were not searched"
MODEL_DOUBT = "the articles may not answer this question"


def remark(
    question: str,
    reading: Reading,
    view: SearchableIndex,
    *,
    is_answered: bool,
    is_quoted: bool,
) -> tuple[str, ...]:
    """Give the notes on an answer, a line each.

    Args:
        question: As asked.
        reading: What it found.
        view: What was searched.
        is_answered: It got sentences.
        is_quoted: These are the articles’ own, not a model’s.
    """
    notes = [note for note in reading.notes if note != AGAIN or (is_answered and is_quoted)]
    if is_answered:
        first = [DOUBT if is_quoted else MODEL_DOUBT] if reading.is_doubtful else []
    else:
        first = [NOTE] if reading.passages and is_foreign(question) else []
    return (*first, *notes, *([BEHIND] if view.is_behind else []))
