"""Claim and evidence → the numbers that their support is judged by. Knows no verdict.

Words are compared in their context, as BERTScore does (Zhang et al. 2020, arXiv:1904.09675): each
word of the claim with the evidence's word that means most nearly the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise

import numpy as np

from index.embedding import Embedder, FloatArray
from index.sentences import sentence_spans
from rag.facts import FactCheck
from rag.negation import content_words

MAX_SENTENCES = 8  # of long evidence, those that share most terms
MAX_SENTENCE_CHARS = 1_000  # what the model's window holds
MAX_RUN = 3
MAX_ISSUES = 4  # more than these are no worse


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportFeatures:
    """What a claim and its evidence have in common.

    Attributes:
        run_cosine: The best cosine of the claim with up to three neighbouring sentences.
        word_cosine: The mean over the claim's words of the best cosine with one of the evidence.
        neighbours: The share of the claim's pairs of neighbouring terms that the evidence has.
        issues: How many facts the evidence does not bear out, at most `MAX_ISSUES`.
    """

    run_cosine: float
    word_cosine: float
    neighbours: float
    issues: float

    def to_array(self) -> FloatArray:
        """Give `(4,)` float32, in the order of the attributes."""
        return np.asarray(astuple(self), dtype=np.float32)


def measure_support(
    claim: str,
    evidence: str,
    *,
    embedder: Embedder,
    analyze: Callable[[str], list[str]],
    facts: FactCheck,
) -> SupportFeatures:
    """Compare a claim with its evidence, by one call of the model.

    Args:
        claim: One sentence.
        evidence: Of any length; empty evidence has nothing in common with a claim.
        embedder: The model.
        analyze: Gives the terms of a text.
        facts: What `check_facts` found.
    """
    terms = analyze(claim)
    sentences = _most_shared(set(terms), evidence, analyze)
    texts = [claim[:MAX_SENTENCE_CHARS], *sentences]
    words = [content_words(text) for text in texts]
    encoded = embedder.encode_stretches(texts, words, job_texts=len(texts))
    return SupportFeatures(
        run_cosine=_run_cosine(encoded.vectors[0], encoded.vectors[1:]),
        word_cosine=_word_cosine(encoded.stretches[0], encoded.stretches[1:]),
        neighbours=_neighbours(terms, [analyze(sentence) for sentence in sentences]),
        issues=float(min(len(facts.issues), MAX_ISSUES)),
    )


def _most_shared(
    terms: set[str], evidence: str, analyze: Callable[[str], list[str]]
) -> tuple[str, ...]:
    """Give the sentences that share most of the terms, in the order of the text."""
    sentences = [
        evidence[start : min(end, start + MAX_SENTENCE_CHARS)]
        for start, end in sentence_spans(evidence)
    ]
    if len(sentences) <= MAX_SENTENCES:
        return tuple(sentences)
    shared = [len(terms.intersection(analyze(sentence))) for sentence in sentences]
    best = sorted(range(len(sentences)), key=lambda at: (-shared[at], at))[:MAX_SENTENCES]
    return tuple(sentences[at] for at in sorted(best))


def _run_cosine(claim: FloatArray, sentences: FloatArray) -> float:
    best = 0.0
    for length in range(1, min(MAX_RUN, len(sentences)) + 1):
        for first in range(len(sentences) - length + 1):
            mean = sentences[first : first + length].mean(axis=0)
            best = max(best, float(claim @ mean) / (float(np.linalg.norm(mean)) or 1.0))
    return best


def _word_cosine(claim: FloatArray, sentences: Sequence[FloatArray]) -> float:
    if not len(claim) or not any(map(len, sentences)):
        return 0.0
    return float((claim @ np.concatenate(sentences).T).max(axis=1).mean())


def _neighbours(terms: Sequence[str], sentences: Sequence[Sequence[str]]) -> float:
    wanted = set(pairwise(terms))
    held = {pair for sentence in sentences for pair in pairwise(sentence)}
    return len(wanted & held) / (len(wanted) or 1)
