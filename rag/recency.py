"""Ranked evidence → where a question is about the present, what a later article says stands before the best.

“Who is the manager?” is answered as well by the report of his sacking. English rules; knows no generator.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.evidence import Evidence
from rag.question_type import VALUES, classify

# Of the best sentence's score and terms, at least, to say the same thing of a later day.
MIN_SHARE = 0.9
MIN_SHARE_OF_TERMS = 0.8
LOOKED_AT = 8
_IS_NOW = re.compile(
    r"\b(?:is|are|['’]s|does|do|has|have|will|now|current(?:ly)?|latest|still|today)\b",
    re.IGNORECASE,
)
# Asks for what came out of it, whatever stood in between: a later article that says anything of the kind will do.
_IS_FINAL = re.compile(
    r"\b(?:in the end|end(?:ed)? up|finally|eventually|final (?:decision|version|result|verdict|figure|cost|report|vote|bill|price|count)|latest|so far|to date|as of (?:now|today)|up to now|most recent(?:ly)?)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b\d{4}\b")
MIN_SHARE_FINAL = 0.55
MIN_TYPE_FINAL = 0.6
_IS_PAST = re.compile(
    r"\b(?:was|were|did|had|first|original(?:ly)?|former(?:ly)?|used to|ever|history|\d{4}|ago|last|before|"
    r"january|february|march|april|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)


# Says that a day or a place was changed, or an amount, and to what.
_REVISED = r"\b(?:until now|up to now|previously|now expected|revised)\b"
_MOVED = re.compile(
    r"\b(?:moved|postponed|put (?:off|back)|brought forward|rescheduled|delayed|pushed back|shifted|switched|changed)\b.*"
    rf"\b(?:to|until|till|by)\b|{_REVISED}",
    re.IGNORECASE,
)
_ALTERED = re.compile(
    r"\b(?:ris(?:es?|en|ing)|rose|falls?|fell|goes|went|raised|lowered|cut|increased|reduced) from\b.*\bto\b|"
    rf"\b(?:instead|in place) of\b|{_REVISED}",
    re.IGNORECASE,
)
MIN_SHARE_CHANGED = 0.65
MIN_TYPE_CHANGED = 0.7


def put_newest_first(question: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Put the newest of what other articles say as well as the best before it, if it is later, or what changes it.

    Args:
        question: As it is understood alone.
        evidence: Sentences, best first.

    Returns:
        The same sentences; the newest has the score of what was best.
    """
    is_final = _IS_FINAL.search(question) is not None and not _YEAR.search(question)
    is_now = _IS_NOW.search(question) is not None and not _IS_PAST.search(question)
    if not evidence or not (is_final or is_now):
        return tuple(evidence)
    best = evidence[0]
    tells = _tells_of_kind if is_final else _tells_as_well
    rest = evidence[1:LOOKED_AT]
    later = [one for one in rest if _is_later(one, best) and tells(one, best)]
    if is_final:
        later = later or [one for one in rest if _tells_end(one, best)]
    if not later and (kind := classify(question).kind) in (*VALUES, "place"):
        says = _MOVED if kind in ("date", "time", "place") else _ALTERED
        later = [one for one in rest if _is_changed(one, best, says)]
    if not later:
        return tuple(evidence)
    newest = max(later, key=lambda one: (one.passage.published_at or "", one.score))
    others = (one for one in evidence if one is not newest)
    return (replace(newest, score=max(newest.score, best.score)), *others)


def _is_later(one: Evidence, best: Evidence) -> bool:
    day, before = one.passage.published_at, best.passage.published_at
    return bool(day and before and day > before)


def _tells_as_well(one: Evidence, best: Evidence) -> bool:
    return (
        one.score >= MIN_SHARE * best.score
        and one.type_match >= best.type_match
        and one.coverage >= MIN_SHARE_OF_TERMS * best.coverage
        and one.context_coverage >= MIN_SHARE * best.context_coverage
    )


def _is_changed(one: Evidence, best: Evidence, says: re.Pattern[str]) -> bool:
    """Tell whether a sentence further on in the article, or of a later one, says what a value is changed to."""
    is_after = one.overlaps(best.passage.chunk.article_id, best.end, one.end) or _is_later(
        one, best
    )
    return (
        is_after
        and one.score >= MIN_SHARE_CHANGED * best.score
        and one.type_match >= max(MIN_TYPE_CHANGED, best.type_match)
        and says.search(one.text) is not None
        and says.search(best.text) is None
    )


def _tells_end(one: Evidence, best: Evidence) -> bool:
    """Tell whether a sentence further on in the article says what came out of it."""
    is_after = one.overlaps(best.passage.chunk.article_id, best.end, one.end)
    is_near = one.score >= MIN_SHARE_CHANGED * best.score and one.type_match > 0.0
    return is_after and is_near and _IS_FINAL.search(one.text) is not None


def _tells_of_kind(one: Evidence, best: Evidence) -> bool:
    is_near = one.context_coverage >= MIN_SHARE_OF_TERMS * best.context_coverage
    return (
        is_near and one.score >= MIN_SHARE_FINAL * best.score and one.type_match >= MIN_TYPE_FINAL
    )
