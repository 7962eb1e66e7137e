"""Ranked evidence → a sentence that corrects the first one stands before it. English rules; knows no generator.

“The contract is worth £158 million, not £186 million” often does not name what it is about, and so
stands below the sentence that was wrong. “An earlier version said that the fare would be 9.40” says what
was wrong once more, and the sentence after it what is right.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from index.sentences import sentence_spans
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
    r"\b(?:(?:earlier|previous|original|first) (?:version|report|article|story|edition)|misstated|misreported|"
    r"(?:wrong|incorrect|mistaken|erroneous)ly (?:said|stated|gave|reported|put|named)|"
    r"(?:gave|put|listed|quoted|described|identified|named) [^.!?]{1,60}? as|we (?:said|wrote|reported|printed)|"
    r"(?:our|(?:review|article|story|item|column|interview|obituary|caption) (?:of|on|in|about)) [^.!?]{1,80}? (?:stated|said) that)\b",
    re.IGNORECASE,
)
# “In the gardening column we advised …”, “The obituary of Cyril Tremlow stated …”: of a page of corrections.
_OWN_WORDS = re.compile(
    r"\b(?:report|article|story|item|column|interview|obituary|caption|review|recipe|table|chart|map|photograph|headline|"
    r"listing|letter|feature|notice|release|issue|edition)s?\b[^.!?]*? "
    r"(?:gave|said|stated|named|advised|put|reported|described|identified|listed|told|wrote|claimed|suggested|had)\b",
    re.IGNORECASE,
)
NEXT_CHARS = 3  # between two sentences


def put_corrections_first(question: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Put the first sentence of another article's correction that takes back a value of the best before it.

    Args:
        question: As it is understood alone; a value that it names itself is not what is asked for.
        evidence: Sentences, best first.

    Returns:
        The same sentences; a correction has the score of what it corrects. One that says an error again is
        left out, or goes on to the end of the sentence after it, and so is what else the article with the
        error says, but for the best.
    """
    if evidence and (whole := go_on(evidence[0])) != evidence[0]:
        return (whole, *(one for one in evidence[1:] if not _is_in(one, whole)))
    again, right = _find_error(question, evidence)
    if again and right:
        first = replace(right, score=max(right.score, evidence[0].score))
        wrong = evidence[0].passage.chunk.article_id
        is_other = wrong != again.passage.chunk.article_id
        kept = (
            one
            for at, one in enumerate(evidence)
            if not _is_in(one, again)
            and not _is_in(one, right)
            and not (at and is_other and one.passage.chunk.article_id == wrong)
        )
        return (first, *kept)
    for at, one in enumerate(evidence[1:], start=1):
        if _corrects(one, evidence[0], question):
            first = replace(one, score=max(one.score, evidence[0].score))
            return (first, *evidence[:at], *evidence[at + 1 :])
    return tuple(evidence)


def go_on(one: Evidence) -> Evidence:
    """Give a sentence of a page of corrections that says an error again with the one after it, which says what is right."""
    return (_with_next(one) or one) if _repeats_error(one) else one


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


def _find_error(
    question: str, evidence: Sequence[Evidence]
) -> tuple[Evidence | None, Evidence | None]:
    """Find a correction's sentence that says again what the best says, and no more, and the one after it."""
    for one in evidence:
        if not _SAYS_AGAIN.search(one.text):
            continue
        if not CORRECTS.search(f"{one.passage.title} {one.passage.chunk.text}"):
            continue
        said, known = find_quantities(evidence[0].text), find_quantities(question)
        values = find_quantities(one.text)
        shared = [value for value in values if any(value.covers(other) for other in said)]
        is_asked = any(value.covers(other) for value in shared for other in known)
        if shared and len(shared) == len(values) and not is_asked:
            units = {value.unit for value in shared}
            return one, _sentence_after(one, evidence, units) or _with_next(one, units)
    return None, None


def _repeats_error(one: Evidence) -> bool:
    """Tell whether a sentence of a page of corrections says what an article had said."""
    is_of_corrections = CORRECTS.search(one.passage.title) is not None
    return is_of_corrections and (
        _SAYS_AGAIN.search(one.text) is not None or _OWN_WORDS.search(one.text) is not None
    )


def _with_next(one: Evidence, units: Set[str | None] = frozenset()) -> Evidence | None:
    """Give a sentence with the one after it in its paragraph, that has a value in one of the units, if any are given."""
    chunk = one.passage.chunk
    at = one.end - chunk.start
    after = next((span for span in sentence_spans(chunk.text) if span[0] >= at), None)
    if after is None or "\n" in chunk.text[at : after[0]]:
        return None
    told = {value.unit for value in find_quantities(chunk.text[slice(*after)])}
    if units and not units & told:
        return None
    return replace(
        one, end=chunk.start + after[1], text=chunk.text[one.start - chunk.start : after[1]]
    )


def _is_in(one: Evidence, other: Evidence) -> bool:
    return one.overlaps(other.passage.chunk.article_id, other.start, other.end)


def _sentence_after(
    one: Evidence, evidence: Sequence[Evidence], units: Set[str | None]
) -> Evidence | None:
    """Give the sentence after one, if it answers as well and has another value in one of the units."""
    best = evidence[0]
    said = find_quantities(best.text)
    return next(
        (
            other
            for other in evidence
            if other.passage.chunk.id == one.passage.chunk.id
            and 0 <= other.start - one.end <= NEXT_CHARS
            and other.score >= MIN_SHARE * best.score
            and any(
                value.unit in units and not any(value.covers(old) for old in said)
                for value in find_quantities(other.text)
            )
        ),
        None,
    )


def _holds_value_of(text: str, wrong: str) -> bool:
    dates, numbers = find_dates(text), find_quantities(text)
    if any(date.agrees(one) for one in find_dates(wrong) for date in dates):
        return True
    return any(number.covers(one) for one in find_quantities(wrong) for number in numbers)
