"""Sentence + quotes → a verdict that was computed, not claimed. Knows no generator.

A verbatim sentence is supported by itself. For any other the numbers must occur in a quote, and
the rest is scored by shared terms and by meaning. The thresholds are a first setting, not yet
calibrated on labelled claims.
"""

import re
from collections.abc import Sequence
from typing import Protocol

from index.article_index import ArticleIndex
from rag.citations import Grounded, holds_verbatim
from rag.schema import Support

SUPPORTED_FROM = 0.75
PARTLY_FROM = 0.5
MISSING_NUMBER_CAP = 0.3
TERMS_WEIGHT = 0.6
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class SupportScorer(Protocol):
    """Says how well evidence supports a claim."""

    def score(self, claim: str, evidence: str) -> float:
        """Give a score in [0, 1], higher is better supported."""


class EmbeddedSupportScorer:
    """Scores by shared terms and cosine; a number that the evidence lacks caps the score."""

    def __init__(self, article_index: ArticleIndex) -> None:
        self._index = article_index

    def score(self, claim: str, evidence: str) -> float:
        """Give a score in [0, 1], higher is better supported; 1 for a verbatim claim."""
        if holds_verbatim(evidence, claim):
            return 1.0
        terms = set(self._index.analyze(claim))
        held = set(self._index.analyze(evidence))
        shared = len(terms & held) / len(terms) if terms else 0.0
        first, second = self._index.embedder.encode([claim, evidence])
        meaning = max(0.0, float(first @ second))
        score = TERMS_WEIGHT * shared + (1 - TERMS_WEIGHT) * meaning
        if set(_NUMBER.findall(claim)) - set(_NUMBER.findall(evidence)):
            score = min(score, MISSING_NUMBER_CAP)
        return min(1.0, score)


def verify(sentence: Grounded, *, scorer: SupportScorer) -> tuple[Support, float]:
    """Judge one sentence against the quotes it was traced to.

    Returns:
        The verdict and its score in [0, 1], higher is better; `("uncited", 0.0)` without quotes.
    """
    if not sentence.spans:
        return "uncited", 0.0
    return verdict(scorer.score(sentence.text, _joined(sentence)))


def verdict(score: float) -> tuple[Support, float]:
    """Turn a support score into a verdict."""
    if score >= SUPPORTED_FROM:
        return "supported", score
    return ("partly" if score >= PARTLY_FROM else "unsupported"), score


def _joined(sentence: Grounded) -> str:
    quotes: Sequence[str] = [span.quote for span in sentence.spans]
    return "\n".join(quotes)
