"""A claim and its evidence → the facts that the evidence lacks or contradicts. Knows no model.

Facts are numbers, dates, names, quoted words and negations. They are compared with the sentence of
the evidence that is most like the claim: what stands there in a fact's place contradicts it, also
if another sentence holds the fact. A fact with nothing in its place may stand in any sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from index.sentences import sentence_spans
from rag.negation import Negation, content_keys, differing, find_negations
from rag.quantities import Date, Quantity, find_dates, find_quantities
from rag.words import Word, find_words, is_same_name

FactKind = Literal["number", "date", "name", "quotation", "negation"]
Extracted = Date | Quantity | Word

CLOSE_FROM = 0.75  # share of the claim's other words in a sentence that says the same thing
LENGTH_WEIGHT = 0.3  # of two sentences that share as much, the shorter is the one meant
MAX_SLOT_WORDS = 6  # a longer stretch that differs is another statement, not another fact
_QUOTED = re.compile(r"[“\"«]([^“”\"«»]{2,300})[”\"»]|(?<!\w)[‘']([^‘’']{8,300})[’'](?!\w)")
_WORD = re.compile(r"\w+(?:[’'.&-]\w+)*")
# Words that deny without being counted as negations.
_DENIES = re.compile(
    r"\b(?:few|little|rarely|seldom|only|except|than|too|(?:un|in|im|il|ir|dis|non)\w{4,})\b", re.I
)


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


@dataclass(frozen=True, slots=True)
class FactCheck:
    """What became of a claim's facts: how many there are, and those not borne out."""

    count: int
    issues: tuple[Issue, ...]

    @property
    def is_contradicted(self) -> bool:
        """Tell whether the evidence contradicts a fact."""
        return any(issue.is_contradiction for issue in self.issues)


def check_facts(claim: str, evidence: str) -> FactCheck:
    """Compare a claim's facts with its evidence.

    Args:
        claim: One sentence.
        evidence: A sentence, a passage or more; empty evidence lacks every fact.
    """
    sentences = [evidence[start:end] for start, end in sentence_spans(evidence)]
    anchor = _most_alike(claim, sentences)
    facts = _Facts.of(claim, elsewhere=evidence)
    theirs = _Facts.of(anchor, elsewhere=evidence)
    comparison = _Comparison(claim, anchor)
    amounts: tuple[Extracted, ...] = (*find_dates(evidence), *find_quantities(evidence))
    issues = [
        *comparison.compare("date", facts.dates, theirs.dates, amounts),
        *comparison.compare("number", facts.numbers, theirs.numbers, amounts),
        *comparison.compare("name", facts.names, theirs.names, find_words(evidence)),
        *_missing_quotations(claim, evidence),
        *_other_negations(claim, anchor, evidence),
    ]
    quotations, negations = _QUOTED.findall(claim), find_negations(claim)
    count = len(facts.dates) + len(facts.numbers) + len(facts.names)
    return FactCheck(count + len(quotations) + len(negations), tuple(issues))


@dataclass(frozen=True, slots=True)
class _Facts:
    dates: tuple[Date, ...]
    numbers: tuple[Quantity, ...]
    names: tuple[Word, ...]

    @classmethod
    def of(cls, text: str, *, elsewhere: str) -> "_Facts":
        dates, numbers = find_dates(text), find_quantities(text)
        taken = [(date.start, date.end) for date in dates]
        taken += [(number.start, number.end) for number in numbers]
        ordinary = {word.key for word in find_words(elsewhere) if not word.is_capitalised}
        names = tuple(
            word
            for word in find_words(text)
            if word.is_name
            and not any(word.start < end and start < word.end for start, end in taken)
            and not (word.opens_sentence and word.key in ordinary)
        )
        return cls(dates, numbers, names)


class _Comparison:
    """Compares the facts of a claim with those of the sentence most like it."""

    def __init__(self, claim: str, anchor: str) -> None:
        self._claim, self._anchor = claim, anchor
        wanted = set(content_keys(claim))
        self._is_close = len(wanted & set(content_keys(anchor))) >= CLOSE_FROM * len(wanted)
        self._slots = tuple(_slots(claim, anchor))

    def compare(
        self,
        kind: FactKind,
        ours: Sequence[Extracted],
        theirs: Sequence[Extracted],
        anywhere: Sequence[Extracted],
    ) -> Iterator[Issue]:
        """Give the issues of one kind of fact; `anywhere` are those of the whole evidence."""
        free, unmatched = list(theirs), []
        for fact in ours:
            match = next((other for other in free if _covers(other, fact)), None)
            if match is None:
                unmatched.append(fact)
            else:
                free.remove(match)
        free = [other for other in free if not any(_covers(other, fact) for fact in ours)]
        for fact in unmatched:
            text = self._claim[fact.start : fact.end]
            is_repeated = any(_covers(other, fact) for other in theirs)
            counterpart = self._counterpart(fact, free, only_in_place=is_repeated)
            if counterpart is not None:
                said = self._anchor[counterpart.start : counterpart.end]
                yield Issue(kind, text, contradicted_by=said)
            elif not (_says_little(fact) or any(_covers(other, fact) for other in anywhere)):
                yield Issue(kind, text)

    def _counterpart(
        self, fact: Extracted, free: Sequence[Extracted], *, only_in_place: bool
    ) -> Extracted | None:
        """Find what the sentence has in a fact's place, or has left over if it says the same."""
        for ours, theirs in self._slots:
            if _overlap((fact.start, fact.end), ours):
                for other in free:
                    if _overlap((other.start, other.end), theirs):
                        return other
        if only_in_place or not self._is_close or _says_little(fact):
            return None
        return next((other for other in free if not _says_little(other)), None)


def _most_alike(claim: str, sentences: Sequence[str]) -> str:
    """Give the sentence that shares most of a claim's words; an empty text without any."""
    wanted = set(content_keys(claim))

    def likeness(sentence: str) -> float:
        held = set(content_keys(sentence))
        shared = len(wanted & held)
        return shared / (len(wanted) or 1) + LENGTH_WEIGHT * shared / (len(wanted | held) or 1)

    return max(sentences, key=likeness, default="")


def _slots(claim: str, anchor: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Give the spans of claim and sentence that stand in each other's place, few words each."""
    ours, theirs = list(_WORD.finditer(claim)), list(_WORD.finditer(anchor))
    matcher = SequenceMatcher(
        a=[word[0].lower() for word in ours], b=[word[0].lower() for word in theirs], autojunk=False
    )
    for kind, first, last, their_first, their_last in matcher.get_opcodes():
        if kind == "replace" and max(last - first, their_last - their_first) <= MAX_SLOT_WORDS:
            yield (
                (ours[first].start(), ours[last - 1].end()),
                (theirs[their_first].start(), theirs[their_last - 1].end()),
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


def _missing_quotations(claim: str, evidence: str) -> Iterator[Issue]:
    held = f" {_plain(evidence)} "
    for match in _QUOTED.finditer(claim):
        if f" {_plain(match[0])} " not in held:
            yield Issue("quotation", match[0])


def _plain(text: str) -> str:
    return " ".join(word[0].lower() for word in _WORD.finditer(text.replace("’", "'")))


def _other_negations(claim: str, anchor: str, evidence: str) -> Iterator[Issue]:
    ours, theirs = find_negations(claim), find_negations(anchor)
    denied = differing(ours, theirs, their_keys=content_keys(anchor))
    for negation in denied:
        yield Issue("negation", _phrase(claim, negation), contradicted_by=anchor)
    for negation in differing(theirs, ours, their_keys=content_keys(claim)):
        phrase = _phrase(anchor, negation)
        yield Issue("negation", phrase, contradicted_by=phrase)
    if ours and not denied and not find_negations(evidence) and not _DENIES.search(evidence):
        yield Issue("negation", _phrase(claim, ours[0]))


def _phrase(text: str, negation: Negation) -> str:
    """Give a negation with the word after it."""
    following = _WORD.search(text, negation.end)
    return text[negation.start : following.end() if following else negation.end]
