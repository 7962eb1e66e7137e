"""History and follow-up question → what is searched. Knows no model and no store.

What was said before always counts in the search, less than the question. For reading, a question
that points back by rule is joined to the one before it, or put in its words: "and in 2031?" takes
the place of the year asked for before.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from index.schema import EarlierText, Query
from rag.courtesy import is_reply, reply_to
from rag.framing import bare_question
from rag.overview import asks_what_is_here, is_overview
from rag.pointing import (
    change_row,
    insert_name,
    insert_row,
    points_back,
    says_row_of,
    substitute,
)
from rag.schema import ABSTENTION, Turn

MAX_QUERY_CHARS = 1_000
# Where the question itself counts 1.
EARLIER_WEIGHT = 0.3  # of the question before it, the first one, and the meaning of the last answer
TOLD_WEIGHT = 0.1  # of that answer's terms, which are many


class Resolved(NamedTuple):
    """A question put in words that can be understood alone.

    Attributes:
        query: All of it, with the question that it goes on from where that is needed.
        own: What this question itself asks.
        of_row: The question before, asked of another row of the table that answered it; empty without.
    """

    query: str
    own: str
    of_row: str = ""


def condense(question: str, history: Sequence[Turn]) -> str:
    """Give the question as it can be understood alone, without a greeting; see `resolve`."""
    return resolve(question, history).query


def resolve(question: str, history: Sequence[Turn]) -> Resolved:
    """Give the question as it can be understood alone, without a greeting.

    Args:
        question: As asked.
        history: The conversation so far, oldest first.

    Returns:
        The question itself; if it points back, the question that it goes on from with what it asks
        for in its place, or both one after the other.
    """
    question = bare_question(question)
    if not points_back(question):
        return Resolved(question, question)
    base = told = changed = ""
    for turn in _usable(history):
        if turn.role == "user":
            changed = change_row(bare_question(turn.text), base, told)
            base = _go_on(base, bare_question(turn.text), told)
        else:
            told = turn.text
            base = changed if changed and says_row_of(changed, told) else base
    if not base:
        return Resolved(question, question)
    asked = substitute(question, base[-MAX_QUERY_CHARS:])
    if asked:
        return Resolved(asked, asked)
    own = insert_row(question, told) or insert_name(question, base, told)
    other = change_row(question, base, told) if own == question else ""
    return Resolved(f"{base[-MAX_QUERY_CHARS:]} {own}", own, other)


def build_query(question: str, history: Sequence[Turn]) -> Query:
    """Give what is searched: the question, and what was said before it at a lower weight.

    Of the passages that matter for 332 last turns of MTRAG-UN, 81 % are among the first five without
    what was said before, and 90 % with it.

    Args:
        question: As asked.
        history: The conversation so far, oldest first.
    """
    said = _usable(history)
    asked = [turn.text for turn in said if turn.role == "user"]
    told = [turn.text for turn in said if turn.role == "assistant"]
    earlier = [
        EarlierText(
            text=text[-MAX_QUERY_CHARS:], term_weight=EARLIER_WEIGHT, vector_weight=EARLIER_WEIGHT
        )
        for text in dict.fromkeys((*asked[-1:], *asked[:1]))
    ]
    earlier += [
        EarlierText(
            text=text[:MAX_QUERY_CHARS], term_weight=TOLD_WEIGHT, vector_weight=EARLIER_WEIGHT
        )
        for text in told[-1:]
    ]
    return Query(text=bare_question(question), earlier=tuple(earlier))


def told_before(history: Sequence[Turn]) -> str:
    """Give the words of the answers so far, on one line, without their markers."""
    return " ".join(_told(history))


def last_told(history: Sequence[Turn]) -> str:
    """Give the words of the last answer likewise; empty before the first."""
    return next(iter(_told(history)[::-1]), "")


def _told(history: Sequence[Turn]) -> list[str]:
    told = (turn.text for turn in _usable(history) if turn.role == "assistant")
    return [re.sub(r" \[\d+\]", "", " ".join(text.split())) for text in told]


def _go_on(base: str, question: str, told: str) -> str:
    """Give what a later question goes on from: one that points back may have changed a part of it.

    One about the row of a table that was told before it stands alone, with the name of that.
    """
    if not points_back(question):
        return question
    return substitute(question, base) or insert_row(question, told) or base or question


def _usable(history: Sequence[Turn]) -> list[Turn]:
    """Give the turns that say something, as text that can be encoded."""
    said = [
        replace(turn, text=turn.text.encode("utf-8", "replace").decode("utf-8").strip())
        for turn in history
    ]
    return [turn for turn in said if turn.text and not _says_nothing(turn)]


def _says_nothing(turn: Turn) -> bool:
    """Tell whether a turn is a refusal, a courtesy, about the library, or the reply to one."""
    if turn.role == "user":
        return bool(reply_to(turn.text)) or asks_what_is_here(turn.text)
    return turn.text == ABSTENTION or is_reply(turn.text) or is_overview(turn.text)
