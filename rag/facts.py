"""A claim and its evidence → the facts that the evidence lacks or contradicts. Knows no model.

Facts are numbers, dates, names, quoted words and negations. They are compared with the sentence of
the evidence that is most like the claim: what stands there in a fact's place contradicts it, also
if another sentence holds the fact. A fact with nothing in its place may stand in any sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.sentences import sentence_spans
from rag.fact_comparison import Comparison, Extracted, Issue, find_facts
from rag.negation import Negation, content_keys, differing, find_negations
from rag.quantities import find_dates, find_quantities
from rag.words import find_words

LENGTH_WEIGHT = 0.3  # of two sentences that share as much, the shorter is the one meant
_QUOTED = re.compile(r"[“\"«]([^“”\"«»]{1,300})[”\"»]|(?<!\w)[‘']([^‘’']{8,300})[’'](?!\w)")
_WORD = re.compile(r"\w+(?:[’'.&-]\w+)*")
# Words that deny without being counted as negations.
_DENIES = re.compile(
    r"\b(?:few|little|rarely|seldom|only|except|than|too|(?:un|in|im|il|ir|dis|non)\w{4,})\b", re.I
)


@dataclass(frozen=True, slots=True)
class FactCheck:
    """What became of a claim's facts.

    Attributes:
        count: How many there are.
        issues: Those that are not borne out.
        is_close: A sentence of the evidence says nearly the same otherwise.
    """

    count: int
    issues: tuple[Issue, ...]
    is_close: bool

    @property
    def is_contradicted(self) -> bool:
        """Tell whether the evidence contradicts a fact."""
        return any(issue.is_contradiction for issue in self.issues)

    @property
    def rules_out_support(self) -> bool:
        """Tell whether the claim cannot be supported, whatever else speaks for it.

        A number or a date that the evidence lacks does so, and any issue of a claim that says the
        same as a sentence of the evidence otherwise.
        """
        is_exact = any(issue.kind in ("number", "date") for issue in self.issues)
        return is_exact or (bool(self.issues) and self.is_close)


def check_facts(claim: str, evidence: str) -> FactCheck:
    """Compare a claim's facts with its evidence.

    Args:
        claim: One sentence.
        evidence: A sentence, a passage or more; empty evidence lacks every fact.
    """
    sentences = [evidence[start:end] for start, end in sentence_spans(evidence)]
    anchor = _most_alike(claim, sentences)
    words = find_words(evidence)
    ordinary = {word.key for word in words if not word.is_capitalised}
    facts = find_facts(claim, ordinary=ordinary)
    theirs = find_facts(anchor, ordinary=ordinary)
    comparison = Comparison(claim, anchor, facts, theirs)
    anywhere: list[Extracted] = [
        *find_dates(evidence),
        *find_quantities(evidence),
        *find_words(evidence),
    ]
    issues = [
        *comparison.compare(anywhere),
        *_missing_quotations(claim, evidence),
        *_other_negations(claim, anchor if comparison.is_related else "", evidence),
    ]
    quotations, negations = list(_quotations(claim)), find_negations(claim)
    return FactCheck(
        len(facts) + len(quotations) + len(negations), tuple(issues), comparison.is_close
    )


def _most_alike(claim: str, sentences: Sequence[str]) -> str:
    """Give the sentence that shares most of a claim's words; an empty text without any."""
    wanted = set(content_keys(claim))

    def likeness(sentence: str) -> float:
        held = set(content_keys(sentence))
        shared = len(wanted & held)
        return shared / (len(wanted) or 1) + LENGTH_WEIGHT * shared / (len(wanted | held) or 1)

    return max(sentences, key=likeness, default="")


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
