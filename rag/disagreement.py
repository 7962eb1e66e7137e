"""Sentences of several articles → a note if they give different values for what was asked.

Compared are numbers and dates of the kind asked for, in sentences that hold the question's names and
half of its terms where their passage holds most; what is asked for by name or reason is not.
Deterministic; knows no generator.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.headers import spell_date
from rag.citations import Analyze
from rag.corrections import CORRECTS
from rag.quantities import Date, Quantity, find_dates, find_quantities
from rag.question_type import QuestionType, classify, match
from rag.schema import Citation, Sentence

NUMBERS = ("count", "measure", "money", "time")
AFTER_CHARS = 60  # behind a number, where its noun or unit stands
# Of the question's terms, for a sentence to speak of the same thing: what it holds with its title, and
# what its passage holds. "Nineteen were hurt" answers how many were injured.
MIN_TERMS, MIN_AROUND = 0.5, 0.75
_COUNT = r"(?:count|number|total|tally|toll|figure|estimate)"
_ENDS = re.compile(r"[,;.)]|$| (?:after|since|from|by|in|on|at|and|but)\b")
_OF_SOME = re.compile(
    r" (?:in|out of) (?:\d|two|three|four|five|six|seven|eight|nine|ten|twenty|a hundred)"
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What one article gives as an answer."""

    citation: Citation
    values: tuple[Quantity | Date, ...]
    text: str
    corrects: bool


def describe_disagreement(question: str, sentences: Sequence[Sentence], *, analyze: Analyze) -> str:
    """Say which values the articles give, the newest first.

    Args:
        question: As it can be understood alone.
        sentences: Of the answer.
        analyze: Gives the terms of a text.

    Returns:
        One line; empty if the articles agree, or fewer than two give a value.
    """
    asked = classify(question)
    terms = frozenset(analyze(question))
    by_article: dict[str, _Said] = {}
    for sentence in sentences:
        said = _read(asked, sentence, terms=terms, analyze=analyze)
        if said is not None:
            by_article.setdefault(said.citation.article_id, said)
    found = sorted(by_article.values(), key=_date, reverse=True)
    if not any(_differ(one, other) for one in found for other in found):
        return ""
    return "the articles may differ: " + "; ".join(_show(said) for said in found)


def _read(
    asked: QuestionType, sentence: Sentence, *, terms: frozenset[str], analyze: Analyze
) -> _Said | None:
    if not sentence.citations or sentence.support != "supported":
        return None
    citation, text = sentence.citations[0], sentence.text
    near = terms.intersection(analyze(f"{citation.passage.title} {text}"))
    around = terms.intersection(analyze(citation.passage.chunk.embedding_text))
    names = {
        stem for word in asked.question.split()[1:] if word[0].isupper() for stem in analyze(word)
    }
    is_same = len(near) >= MIN_TERMS * len(terms) and len(near | around) >= MIN_AROUND * len(terms)
    if not is_same or not names & terms <= near:
        return None
    values = _values(asked, text)
    if not values:
        return None
    shown = text[values[0].start : values[0].end]
    corrects = CORRECTS.search(f"{citation.passage.title} {citation.passage.chunk.text}")
    return _Said(citation, values, shown, corrects is not None)


def _values(asked: QuestionType, text: str) -> tuple[Quantity | Date, ...]:
    """Give the values of the kind asked for that the question does not itself hold."""
    if asked.kind == "date":
        known = find_dates(asked.question)
        return tuple(
            date for date in find_dates(text) if not any(date.agrees(one) for one in known)
        )
    if asked.kind not in NUMBERS:
        return ()
    given = find_quantities(asked.question)
    return tuple(
        number
        for number in find_quantities(text)
        if (
            match(asked, text[number.start : number.end + AFTER_CHARS]) == 1.0
            or _is_the_count(asked, text, number)
        )
        and not _OF_SOME.match(text, number.end)  # "one in five workers" is no count of them
        and not any(number.covers(one) for one in given)
    )


def _is_the_count(asked: QuestionType, text: str, number: Quantity) -> bool:
    """Tell whether a number stands behind what it counts: “the count of containers lost is now 34, …”."""
    if asked.kind != "count" or not asked.counted or not _ENDS.match(text, number.end):
        return False
    noun = re.escape(asked.counted[0])
    before = text[: number.start]
    is_said = re.search(r"\b(?:is|was|to|at|now|stands at)(?: now)? $", before)
    counts = re.search(rf"\b{_COUNT} (?:of|for) (?:\w+ )?{noun}\b", before, re.IGNORECASE)
    return bool(is_said and counts) and " by " not in before[counts.end() if counts else 0 :]


def _differ(one: _Said, other: _Said) -> bool:
    return not any(_agree(ours, theirs) for ours in one.values for theirs in other.values)


def _agree(ours: Quantity | Date, theirs: Quantity | Date) -> bool:
    """Tell whether two values may be the same; what cannot be compared may."""
    if isinstance(ours, Date) and isinstance(theirs, Date):
        return _may_be_one_date(ours, theirs)
    if isinstance(ours, Quantity) and isinstance(theirs, Quantity):
        has_other_unit = bool(ours.unit and theirs.unit) and ours.unit != theirs.unit
        return has_other_unit or ours.covers(theirs) or theirs.covers(ours)
    return False


def _may_be_one_date(ours: Date, theirs: Date) -> bool:
    if ours.year is not None and theirs.year is not None and (ours.is_decade or theirs.is_decade):
        return ours.year // 10 == theirs.year // 10
    shared = [
        (one, other)
        for one, other in (
            (ours.year, theirs.year), (ours.month, theirs.month), (ours.day, theirs.day),
        )
        if one is not None and other is not None
    ]  # fmt: skip
    return all(one == other for one, other in shared)


def _date(said: _Said) -> str:
    return said.citation.passage.published_at or ""


def _show(said: _Said) -> str:
    passage = said.citation.passage
    date = spell_date(passage.published_at)
    source = ", ".join(part for part in (passage.publisher or passage.title, date) if part)
    correction = ", a correction" if said.corrects else ""
    return f"“{said.text}” ({source}{correction}) [{said.citation.number}]"
