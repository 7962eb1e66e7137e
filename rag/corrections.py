"""Ranked evidence → a sentence that corrects the first one stands before it. English rules; knows no generator.

“The contract is worth £158 million, not £186 million” often does not name what it is about, and so
stands below the sentence that was wrong.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.evidence import Evidence
from rag.quantities import find_dates, find_quantities

CORRECTS = re.compile(
    r"\b(?:correct(?:ion|ed|s)|clarification|retract(?:ion|ed|s)|erratum)\b", re.IGNORECASE
)
_INSTEAD_OF = re.compile(
    r"\b(?:not|instead of|rather than) (?P<wrong>[^,;.!?]*(?:[.,]\d[^,;.!?]*)*)", re.IGNORECASE
)


def put_corrections_first(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Put the first sentence of another article's correction that takes back a value of the best before it.

    Args:
        evidence: Sentences, best first.

    Returns:
        The same sentences; a correction has the score of what it corrects.
    """
    for at, one in enumerate(evidence[1:], start=1):
        if _corrects(one, evidence[0]):
            first = replace(one, score=max(one.score, evidence[0].score))
            return (first, *evidence[:at], *evidence[at + 1 :])
    return tuple(evidence)


def _corrects(one: Evidence, best: Evidence) -> bool:
    chunk = one.passage.chunk
    if chunk.article_id == best.passage.chunk.article_id or not one.stems & best.stems:
        return False
    if not CORRECTS.search(f"{one.passage.title} {chunk.text}"):
        return False
    return any(_holds_value_of(best.text, wrong) for wrong in _taken_back(one.text))


def _taken_back(text: str) -> list[str]:
    return [found["wrong"] for found in _INSTEAD_OF.finditer(text)]


def _holds_value_of(text: str, wrong: str) -> bool:
    dates, numbers = find_dates(text), find_quantities(text)
    if any(date.agrees(one) for one in find_dates(wrong) for date in dates):
        return True
    return any(number.covers(one) for one in find_quantities(wrong) for number in numbers)
