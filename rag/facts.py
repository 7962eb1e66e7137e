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
MAX_LISTED_WORDS = 3  # so much may be left out before a fact, as of a list
MAX_SWAPPED_WORDS = 2  # the same for a fact that the sentence does hold, but elsewhere
_QUOTED = re.compile(r"[“\"«]([^“”\"«»]{1,300})[”\"»]|(?<!\w)[‘']([^‘’']{8,300})[’'](?!\w)")
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
    facts = _find_facts(claim, elsewhere=evidence)
    comparison = _Comparison(claim, anchor, _find_facts(anchor, elsewhere=evidence))
    anywhere: list[Extracted] = [
        *find_dates(evidence),
        *find_quantities(evidence),
        *find_words(evidence),
    ]
    issues = [
        *comparison.compare(facts, anywhere),
        *_missing_quotations(claim, evidence),
        *_other_negations(claim, anchor, evidence),
    ]
    quotations, negations = list(_quotations(claim)), find_negations(claim)
    return FactCheck(len(facts) + len(quotations) + len(negations), tuple(issues))


def _find_facts(text: str, *, elsewhere: str) -> tuple[Extracted, ...]:
    """Give dates, numbers and names; what `elsewhere` has in small letters opens a sentence only."""
    amounts: tuple[Extracted, ...] = (*find_dates(text), *find_quantities(text))
    ordinary = {word.key for word in find_words(elsewhere) if not word.is_capitalised}
    names = [
        word
        for word in find_words(text)
        if word.is_name
        and not any(_overlap((word.start, word.end), (fact.start, fact.end)) for fact in amounts)
        and not (word.opens_sentence and word.key in ordinary)
    ]
    return (*amounts, *names)


class _Comparison:
    """Compares the facts of a claim with those of the sentence most like it."""

    def __init__(self, claim: str, anchor: str, theirs: Sequence[Extracted]) -> None:
        self._claim, self._anchor, self._theirs = claim, anchor, theirs
        wanted = set(content_keys(claim))
        self._is_close = len(wanted & set(content_keys(anchor))) >= CLOSE_FROM * len(wanted)
        self._slots = tuple(_slots(claim, anchor))

    def compare(self, facts: Sequence[Extracted], anywhere: Sequence[Extracted]) -> Iterator[Issue]:
        """Give the issues of a claim's facts; `anywhere` are those of the whole evidence."""
        free, matched = _match(facts, self._theirs)
        others = [other for other in free if not any(_covers(other, fact) for fact in facts)]
        for fact in facts:
            kind, text = _kind(fact), self._claim[fact.start : fact.end]
            max_words = MAX_SWAPPED_WORDS if fact in matched else MAX_SLOT_WORDS
            counterpart = self._in_its_place(fact, free, max_words=max_words)
            if counterpart is None and not any(_covers(other, fact) for other in self._theirs):
                counterpart = self._left_over(fact, others)
            if counterpart is not None:
                said = self._anchor[counterpart.start : counterpart.end]
                is_alike = _kind(counterpart) == kind
                yield Issue(kind, text, contradicted_by=said if is_alike else "")
            elif not (_says_little(fact) or any(_covers(other, fact) for other in anywhere)):
                yield Issue(kind, text)

    def _in_its_place(
        self, fact: Extracted, free: Sequence[Extracted], *, max_words: int
    ) -> Extracted | None:
        for slot in self._slots:
            if slot.words > max_words or (slot.is_left_out and isinstance(fact, Word)):
                continue
            if _overlap((fact.start, fact.end), slot.ours):
                for other in free:
                    if _overlap((other.start, other.end), slot.theirs):
                        return other
        return None

    def _left_over(self, fact: Extracted, free: Sequence[Extracted]) -> Extracted | None:
        """Find a fact of its kind in a sentence that says the same as the claim otherwise."""
        if not self._is_close or _says_little(fact):
            return None
        return next(
            (other for other in free if _kind(other) == _kind(fact) and not _says_little(other)),
            None,
        )


def _match(
    ours: Sequence[Extracted], theirs: Sequence[Extracted]
) -> tuple[list[Extracted], set[Extracted]]:
    """Pair facts with those that cover them, the same words first; give their rest, our paired."""
    free, matched = list(theirs), set()
    for fact in ours:
        covering = [other for other in free if _covers(other, fact)]
        if covering:
            free.remove(next((other for other in covering if _is_alike(other, fact)), covering[0]))
            matched.add(fact)
    return free, matched


def _is_alike(one: Extracted, other: Extracted) -> bool:
    return isinstance(one, Word) and isinstance(other, Word) and one.key == other.key


def _kind(fact: Extracted) -> FactKind:
    if isinstance(fact, Date):
        return "date"
    return "number" if isinstance(fact, Quantity) else "name"


def _most_alike(claim: str, sentences: Sequence[str]) -> str:
    """Give the sentence that shares most of a claim's words; an empty text without any."""
    wanted = set(content_keys(claim))

    def likeness(sentence: str) -> float:
        held = set(content_keys(sentence))
        shared = len(wanted & held)
        return shared / (len(wanted) or 1) + LENGTH_WEIGHT * shared / (len(wanted | held) or 1)

    return max(sentences, key=likeness, default="")


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


def _quotations(text: str) -> Iterator[str]:
    """Give what stands between quotation marks, if it is more than a letter."""
    return (match[0] for match in _QUOTED.finditer(text) if len(_plain(match[0])) > 1)


def _missing_quotations(claim: str, evidence: str) -> Iterator[Issue]:
    held = f" {_plain(evidence)} "
    for quotation in _quotations(claim):
        if f" {_plain(quotation)} " not in held:
            yield Issue("quotation", quotation)


def _plain(text: str) -> str:
    """Give the words of a text, contracted forms written out."""
    plain = re.sub(r"n't\b", " not", text.lower().replace("’", "'"))
    return " ".join(word[0] for word in _WORD.finditer(plain))


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
