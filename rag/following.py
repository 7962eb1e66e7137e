"""Evidence for a question that goes on from another → what it adds comes first. Knows no store.

The question before is part of what is searched, so that its own answer is near again. What the new
question itself says counts more, and what was quoted already counts less.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from index.sentences import sentence_spans
from rag.arranging import hangs, sentence_before
from rag.evidence import Evidence, share_of_terms
from rag.schema import Passage

OWN_WEIGHT = 0.2  # of the share of the question's own terms that a sentence holds
BEFORE_SHARE = (
    0.7  # of that, where the sentence before it holds them: it is of the same person or thing
)
SAID_WEIGHT = 0.1  # for words spoken, where somebody's are asked for
MIN_TOLD_CHARS = 20  # of a sentence that tells which article was quoted
TOLD_LOSS = 0.15  # of the score of a sentence that an answer before has quoted
_ASKS_WORDS = re.compile(
    r"\b(?:say|says|said|think|thinks|thought|opinion|views?|comment\w*|answer\w*|reply|replied|react\w*|respond\w*|"
    r"explain\w*|feel|feels|felt|complain\w*|tell|tells|told|argue\w*|quote\w*|statement)\b",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"[“”\"«»]|\b(?:said|says|told|called|replied|answered|added|argued|warned|promised|claimed|complained|"
    r"explained|declined|blamed|asked|according to)\b",
    re.IGNORECASE,
)

Analyze = Callable[[str], list[str]]


def prefer_new(
    evidence: Sequence[Evidence],
    question: str,
    told: str,
    *,
    weights: Mapping[str, float],
    analyze: Analyze,
) -> tuple[Evidence, ...]:
    """Order evidence for what a follow-up adds.

    Args:
        evidence: Ranked for the question together with the one before it.
        question: As asked.
        told: The words of the answers so far.
        weights: The question's own terms, weighted by rarity.
        analyze: Gives the terms of a text.

    Returns:
        The same sentences with their scores changed, best first; of those quoted before only
        one that is the best of all.
    """
    asks_words = _ASKS_WORDS.search(question) is not None

    def score(one: Evidence) -> float:
        own = share_of_terms(one.meant, weights)
        is_spoken = asks_words and _SPOKEN.search(one.text) is not None
        if is_spoken or hangs(one.text):
            before = analyze(sentence_before(one))
            own = max(own, BEFORE_SHARE * share_of_terms(before, weights))
        loss = TOLD_LOSS * is_told(one, told)
        return one.score + OWN_WEIGHT * own + SAID_WEIGHT * is_spoken - loss

    changed = sorted((replace(one, score=score(one)) for one in evidence), key=lambda e: -e.score)
    return tuple(one for at, one in enumerate(changed) if at == 0 or not is_told(one, told))


def is_told(one: Evidence, told: str) -> bool:
    """Tell whether an answer before has quoted a sentence."""
    return " ".join((one.wording or one.text).split()) in told


def find_told(told: str, passages: Sequence[Passage]) -> frozenset[str]:
    """Give the articles of passages that hold a sentence of an answer, word for word.

    Args:
        told: The answer, on one line, without markers.
        passages: What a question that follows it found.
    """
    sentences = [told[start:end] for start, end in sentence_spans(told)]
    long = [one for one in sentences if len(one) >= MIN_TOLD_CHARS]
    return frozenset(
        passage.chunk.article_id
        for passage in passages
        if any(one in " ".join(passage.chunk.text.split()) for one in long)
    )
