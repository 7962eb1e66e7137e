"""Numbers, dates and names of a claim against those of one sentence. Knows no quotes, no negation."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from rag.negation import content_keys, content_words, word_key
from rag.quantities import Date, Quantity, find_dates, find_quantities
from rag.words import Word, find_words, is_same_name

FactKind = Literal["number", "date", "name", "quotation", "negation"]
Extracted = Date | Quantity | Word

RELATED_FROM = 0.5  # share of the claim's words in a sentence that may contradict it
CLOSE_FROM = 0.85  # share of its words that are no facts in one that says the same otherwise
MAX_SLOT_WORDS = 6  # a longer stretch that differs is another statement, not another fact
MAX_LISTED_WORDS = 3  # so much may be left out before a fact, as of a list
MAX_SWAPPED_WORDS = 2  # the same for a fact that the sentence does hold, but elsewhere
_WORD = re.compile(r"\w+(?:[’'.&-]\w+)*")


@dataclass(frozen=True, slots=True)
class Issue:
    """A fact of a claim that its evidence does not bear out.

    Attributes:
        kind: What kind of fact it is.
        text: The claim's words; for a negation that the claim leaves out, the evidence's.
        contradicted_by: What the evidence has in its place; empty if it lacks the fact.
    """

    kind: FactKind
    text: str
    contradicted_by: str = ""

    @property
    def is_contradiction(self) -> bool:
        """Tell whether the evidence says otherwise, and not just nothing."""
        return bool(self.contradicted_by)


def find_facts(text: str, *, ordinary: Collection[str]) -> tuple[Extracted, ...]:
    """Give dates, numbers and names; a sentence's first word is none if it is an `ordinary` one."""
    amounts: tuple[Extracted, ...] = (*find_dates(text), *find_quantities(text))
    names = [
        word
        for word in find_words(text)
        if word.is_name
        and not any(_overlap((word.start, word.end), (fact.start, fact.end)) for fact in amounts)
        and not (word.opens_sentence and word.key in ordinary)
    ]
    return (*amounts, *names)


class Comparison:
    """Compares the facts of a claim with those of the sentence most like it."""

    def __init__(
        self,
        claim: str,
        anchor: str,
        facts: Sequence[Extracted],
        theirs: Sequence[Extracted],
    ) -> None:
        self._claim, self._anchor = claim, anchor
        self._facts, self._theirs = facts, theirs
        held = set(content_keys(anchor))
        words = content_words(claim)
        others = [
            word
            for word in words
            if not any(_overlap(word, (fact.start, fact.end)) for fact in facts)
        ]
        self.is_related = _share(claim, words, held) >= RELATED_FROM
        self.is_close = self.is_related and _share(claim, others, held) >= CLOSE_FROM
        self._slots = tuple(_slots(claim, anchor)) if self.is_related else ()

    def compare(self, anywhere: Sequence[Extracted]) -> Iterator[Issue]:
        """Give the issues of the claim's facts; `anywhere` are those of the whole evidence."""
        facts = self._facts
        free = [one for one in self._theirs if _count(one, facts) < _count(one, self._theirs)]
        others = [one for one in free if not _count(one, facts)]
        for fact in facts:
            kind, text = _kind(fact), self._claim[fact.start : fact.end]
            max_words = MAX_SLOT_WORDS if self._lacks(fact) else MAX_SWAPPED_WORDS
            counterpart = self._in_its_place(fact, free, max_words=max_words)
            # A name that stands elsewhere, as in the title, is what "it" or "the lamp" is here.
            held = anywhere if isinstance(fact, Word) else self._theirs
            if counterpart is None and not any(_covers(other, fact) for other in held):
                counterpart = self._left_over(fact, others)
            if counterpart is not None:
                said = self._anchor[counterpart.start : counterpart.end]
                is_alike = _kind(counterpart) == kind
                yield Issue(kind, text, contradicted_by=said if is_alike else "")
            elif not (_says_little(fact) or any(_covers(other, fact) for other in anywhere)):
                yield Issue(kind, text)

    def _lacks(self, fact: Extracted) -> bool:
        """Tell whether the sentence has a fact less often than the claim."""
        covering = sum(_covers(other, fact) for other in self._theirs)
        return covering < sum(_covers(other, fact) for other in self._facts)

    def _in_its_place(
        self, fact: Extracted, free: Sequence[Extracted], *, max_words: int
    ) -> Extracted | None:
        for slot in self._slots:
            if slot.words > max_words or (slot.is_left_out and isinstance(fact, Word)):
                continue
            if _overlap((fact.start, fact.end), slot.ours):
                for other in free:
                    in_place = _overlap((other.start, other.end), slot.theirs)
                    if in_place and _may_differ(fact, other):
                        return other
        return None

    def _left_over(self, fact: Extracted, free: Sequence[Extracted]) -> Extracted | None:
        """Find a fact of its kind in a sentence that says the same as the claim otherwise."""
        if not self.is_close or _says_little(fact):
            return None
        return next(
            (
                other
                for other in free
                if _kind(other) == _kind(fact)
                and _may_differ(fact, other)
                and not _says_little(other)
            ),
            None,
        )


def _share(text: str, words: Sequence[tuple[int, int]], held: Collection[str]) -> float:
    """Give the share of words whose keys are held; 1 of none."""
    shared = sum(word_key(text[start:end]) in held for start, end in words)
    return shared / len(words) if words else 1.0


def _count(fact: Extracted, among: Sequence[Extracted]) -> int:
    """Count the facts that are the same or say no more."""
    return sum(_covers(fact, other) for other in among)


def _may_differ(fact: Extracted, other: Extracted) -> bool:
    """Tell whether one may stand for something else than the other: not 9 April for 9 April 2011."""
    if isinstance(fact, Date) and isinstance(other, Date):
        return not other.agrees(fact)
    return _kind(fact) == _kind(other) or not _says_little(fact)


def _kind(fact: Extracted) -> FactKind:
    if isinstance(fact, Date):
        return "date"
    return "number" if isinstance(fact, Quantity) else "name"


@dataclass(frozen=True, slots=True)
class _Slot:
    """Spans of claim and sentence that stand in each other's place, at most `words` words each.

    If `is_left_out`, the claim goes on with what follows in the sentence only later.
    """

    ours: tuple[int, int]
    theirs: tuple[int, int]
    words: int
    is_left_out: bool


def _slots(claim: str, anchor: str) -> Iterator[_Slot]:
    ours, theirs = list(_WORD.finditer(claim)), list(_WORD.finditer(anchor))
    matcher = SequenceMatcher(
        a=[word[0].lower() for word in ours], b=[word[0].lower() for word in theirs], autojunk=False
    )
    for kind, first, last, their_first, their_last in matcher.get_opcodes():
        words = their_last - their_first
        if kind == "replace":
            words = max(last - first, words)
        elif kind == "insert" and first < len(ours) and words > MAX_LISTED_WORDS:
            # "of 18 tonnes, and police weighed 26 tonnes" against "of 26 tonnes"
            last, their_last, words = first + 1, their_first + 1, 1
        else:
            continue
        yield _Slot(
            (ours[first].start(), ours[last - 1].end()),
            (theirs[their_first].start(), theirs[their_last - 1].end()),
            words,
            is_left_out=kind == "insert",
        )


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _covers(other: Extracted, fact: Extracted) -> bool:
    """Tell whether one of the evidence's facts bears out one of the claim's."""
    if isinstance(fact, Date):
        if isinstance(other, Quantity):  # 1200 people, not the year
            return fact.month is fact.weekday is None and other.value == fact.year
        return isinstance(other, Date) and other.covers(fact)
    if isinstance(fact, Quantity):
        if isinstance(other, Date):
            return other.month is other.weekday is None and fact.value == other.year
        return isinstance(other, Quantity) and other.covers(fact)
    return isinstance(other, Word) and is_same_name(other, fact)


def _says_little(fact: Extracted) -> bool:
    """Tell whether a fact is perhaps none: "one", or the first word of a sentence."""
    if isinstance(fact, Word):
        return fact.opens_sentence
    return isinstance(fact, Quantity) and fact.value == 1.0 and not fact.unit
