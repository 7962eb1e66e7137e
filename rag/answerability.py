"""Ranked evidence → does it answer the question? Knows no generator and no page.

A logistic model of twelve signals: how good the best sentence is, and what of the question (names,
numbers, its negation) the passages lack. `python -m tests.quality.refusal` measures it.
"""

import math
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from index.searchable import SearchableIndex
from rag.evidence import Evidence
from rag.schema import Passage

ANSWERED_FROM = 0.5
# Fitted on questions to 18 SQuAD articles (answerable, adversarial at a lower weight, and those
# whose article was left out of the search) and to the sample articles.
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "score": 7.92,
        "coverage": 1.14,
        "similarity": 2.04,
        "second_passage": -2.92,
        "articles": -0.93,
        "title": 2.37,
        "has_name": -0.17,
        "lacks_name": -0.66,
        "lacks_number": -1.4,
        "lacks_negation": -3.61,
        "terms": 1.65,
        "rarity": -1.29,
    }
)
USUAL_SECOND = 0.75  # score of the second passage by the first's, where there is only one
INTERCEPT = -3.84
_WORD = re.compile(r"[^\W_]+")
_ASKS_NOT = re.compile(r"\b(?:not|never|cannot|without|no)\b|n['’]t\b", re.IGNORECASE)
_SAYS_NOT = re.compile(
    r"\b(?:not?|never|none|nor|cannot|without|nobody|nothing|neither|except|exclud\w+|unable|"
    r"un(?:like|success|known|popular|common|usual)\w*|in(?:correct|ability)\w*|fail\w*|lack\w*|"
    r"rarely|least|avoid\w*|refus\w*|against|oppos\w*|stop\w*)\b|n['’]t\b",
    re.IGNORECASE,
)


def answerability(
    query: str,
    passages: Sequence[Passage],
    evidence: Sequence[Evidence],
    *,
    article_index: SearchableIndex,
) -> float:
    """Give the probability that a question is answered.

    Args:
        query: The question as it is understood alone.
        passages: What was found for it, best first.
        evidence: Their sentences, ranked for it.
        article_index: Gives stems and how rare they are.

    Returns:
        In [0, 1], higher is likelier; 0 without evidence.
    """
    if not evidence:
        return 0.0
    signals = read_signals(query, passages, evidence, article_index=article_index)
    logit = INTERCEPT + sum(WEIGHTS[name] * value for name, value in signals.items())
    return 1.0 / (1.0 + math.exp(-logit))


def read_signals(
    query: str,
    passages: Sequence[Passage],
    evidence: Sequence[Evidence],
    *,
    article_index: SearchableIndex,
) -> dict[str, float]:
    """Give the numbers that the model weighs, by name; most lie in [0, 1].

    A name is a capitalised word after the first, a number a word with a digit.
    """
    best = evidence[0]
    analyze = article_index.analyze
    words = _WORD.findall(query)
    names = {stem for word in words[1:] if word[0].isupper() for stem in analyze(word)}
    numbers = {stem for word in words if any(map(str.isdigit, word)) for stem in analyze(word)}
    weights = article_index.inverse_frequencies(set(analyze(query)))
    total = sum(weights.values())
    title = weights.keys() & analyze(best.passage.title)
    held = set(analyze(best.passage.chunk.embedding_text))
    return {
        "score": best.score,
        "coverage": best.context_coverage,
        "similarity": max(passage.similarity for passage in passages),
        "second_passage": passages[1].score if len(passages) > 1 else USUAL_SECOND,
        "articles": len({passage.chunk.article_id for passage in passages}) / len(passages),
        "title": sum(weights[term] for term in title) / (total or 1.0),
        "has_name": float(bool(names)),
        "lacks_name": float(not names <= held),
        "lacks_number": float(not numbers <= best.stems),
        "lacks_negation": float(bool(_ASKS_NOT.search(query)) and not _SAYS_NOT.search(best.text)),
        "terms": len(weights) / 10,
        "rarity": total / 50,
    }
