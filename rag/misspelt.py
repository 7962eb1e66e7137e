"""Question and what was said before → the same with misspelt words put right, which the person is told.

Knows no retrieval.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from index.misspellings import put_right
from index.searchable import SearchableIndex
from rag.foreign import is_foreign
from rag.framing import bare_question
from rag.schema import Turn
from rag.wording import enumerate_words

READ_TURNS = 8  # before a question; it seldom goes on from what was said earlier


class Understood(NamedTuple):
    """What is searched.

    Attributes:
        question: Without a greeting, words that no article holds in the spelling that some do.
        history: The turns before, the questions among them likewise.
        notes: What was put right in the question, on one line; none if nothing was.
    """

    question: str
    history: Sequence[Turn]
    notes: tuple[str, ...]


def understand(
    question: str, history: Sequence[Turn], article_index: SearchableIndex
) -> Understood:
    """Put misspelt words right; those of a question in another language stay."""
    asked = bare_question(question)
    misspelt = {} if is_foreign(question) else article_index.misspelt(asked)
    return Understood(
        question=put_right(asked, misspelt),
        history=[
            *history[:-READ_TURNS],
            *(_put_right(turn, article_index) for turn in history[-READ_TURNS:]),
        ],
        notes=(_describe(misspelt),) if misspelt else (),
    )


def _describe(misspelt: Mapping[str, str]) -> str:
    words = enumerate_words(tuple(misspelt), "and")
    meant = enumerate_words(tuple(misspelt.values()), "and")
    return f"{words} {'is' if len(misspelt) == 1 else 'are'} in no article: read as {meant}"


def _put_right(turn: Turn, article_index: SearchableIndex) -> Turn:
    if turn.role != "user" or is_foreign(turn.text):
        return turn
    return replace(turn, text=put_right(turn.text, article_index.misspelt(turn.text)))
