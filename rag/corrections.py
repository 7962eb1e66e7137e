"""Ranked evidence → a sentence that corrects the first one stands before it. English rules; knows no generator.

“The contract is worth £158 million, not £186 million” often does not name what it is about, and so
stands below the sentence that was wrong. “An earlier version said that the fare would be 9.40” says what
was wrong once more, and the sentence after it what is right.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.evidence import Evidence
from rag.quantities import find_dates, find_quantities

CORRECTS = re.compile(
    r"\b(?:correct(?:ions?|ed|s)|clarifications?|retract(?:ions?|ed|s)|errat(?:um|a)|corrigend(?:um|a))\b",
    re.IGNORECASE,
)
# Of the score of what it corrects, at least: corrections of the same thing had .84 to .96, of others .26 to .52.
MIN_SHARE = 0.75
_INSTEAD_OF = re.compile(
    r"\b(?:not|instead of|rather than) (?P<wrong>[^,;.!?]*(?:[.,]\d[^,;.!?]*)*)", re.IGNORECASE
)
_SAYS_AGAIN = re.compile(
    r"\b(?:(?:earlier|previous|original|first) (?:version|report|article|story|edition)|(?:wrong|incorrect|mistaken|erroneous)(?:ly)?|"
    r"misstated|misreported|in error)\b",
    re.IGNORECASE,
)
NEXT_CHARS = 3  # between two sentences


def put_corrections_first(question: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Put the first sentence of another article's correction that takes back a value of the best before it.

    Args:
        question: As it is understood alone; a value that it names itself is not what is asked for.
        evidence: Sentences, best first.

    Returns:
        The same sentences but one that says a wrong value again; a correction has the score of what it corrects.
    """
    again = next((one for one in evidence if _says_again(one, evidence[0], question)), None)
    if again and (right := _sentence_after(again, evidence)):
        first = replace(right, score=max(right.score, evidence[0].score))
        wrong = evidence[0].passage.chunk.article_id
        others = (one for one in evidence[1:] if one.passage.chunk.article_id != wrong)
        kept = (one for one in (evidence[0], *others) if one not in (again, right))
        return (first, *kept)
    for at, one in enumerate(evidence[1:], start=1):
        if _corrects(one, evidence[0], question):
            first = replace(one, score=max(one.score, evidence[0].score))
            return (first, *evidence[:at], *evidence[at + 1 :])
    return tuple(evidence)


def _corrects(one: Evidence, best: Evidence, question: str) -> bool:
    chunk = one.passage.chunk
    if chunk.article_id == best.passage.chunk.article_id or one.score < MIN_SHARE * best.score:
        return False
    if not CORRECTS.search(f"{one.passage.title} {chunk.text}"):
        return False
    return any(
        _holds_value_of(best.text, found["wrong"]) and not _holds_value_of(question, found["wrong"])
        for found in _INSTEAD_OF.finditer(one.text)
    )


def _says_again(one: Evidence, best: Evidence, question: str) -> bool:
    """Tell whether it is a correction's sentence that says what was wrong, as the best sentence does."""
    is_correction = CORRECTS.search(f"{one.passage.title} {one.passage.chunk.text}")
    if not is_correction or not _SAYS_AGAIN.search(one.text):
        return False
    return _holds_value_of(best.text, one.text) and not _holds_value_of(question, one.text)


def _sentence_after(one: Evidence, evidence: Sequence[Evidence]) -> Evidence | None:
    """Give the sentence after one, if it has a value too."""
    return next(
        (
            other
            for other in evidence
            if other.passage.chunk.id == one.passage.chunk.id
            and 0 <= other.start - one.end <= NEXT_CHARS
            and (find_quantities(other.text) or find_dates(other.text))
        ),
        None,
    )


def _holds_value_of(text: str, wrong: str) -> bool:
    dates, numbers = find_dates(text), find_quantities(text)
    if any(date.agrees(one) for one in find_dates(wrong) for date in dates):
        return True
    return any(number.covers(one) for one in find_quantities(wrong) for number in numbers)
