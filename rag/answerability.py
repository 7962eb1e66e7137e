"""Ranked evidence → does it answer the question? Knows no generator and no page.

Logistic models weigh the same signals: how good the best sentence is, and what of the question
(names, numbers, its negation) the passages lack. `python -m tests.quality.refusal` measures it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from index.abbreviations import add_meant
from index.searchable import SearchableIndex
from rag.answer_reading import ANSWER_WEIGHT, weigh
from rag.evidence import CAUSE_WEIGHT, TYPE_WEIGHT, Evidence
from rag.likelihoods import READ, READ_CERTAINTY, UNREAD, UNREAD_CERTAINTY
from rag.missing_values import missing_value, tells_other_year
from rag.question_type import VALUES, Kind, classify
from rag.schema import Passage

ANSWERED_FROM = 0.5
# Sentences whose scores are so near the best may be the answer in its place.
CLOSE_SCORE = 0.06
# A sentence that holds so much of the question and what it asks for is shown, though with a doubt.
FITS_FROM, FITS_KIND_FROM = 0.75, 0.7
# So is one so far before the next, in which the model does not surely find no answer: of 437 questions of four
# testers 6 more are answered rightly by it and no near miss; of 1,000 of SQuAD's that nothing answers 9.
STANDS_OUT_FROM, READ_FROM = 0.2, 0.2
USUAL_MARGIN = 0.05
NAMES = ("person", "place")
USUAL_SECOND = 0.75  # score of the second passage by the first's, where there is only one
_WORD = re.compile(r"[^\W_]+")
_ASKS_NOT = re.compile(r"\b(?:not|never|cannot|without|no)\b|n['’]t\b", re.IGNORECASE)
_SAYS_NOT = re.compile(
    r"\b(?:not?|never|none|nor|cannot|without|nobody|nothing|neither|except|exclud\w+|unable|"
    r"un(?:like|success|known|popular|common|usual)\w*|in(?:correct|ability)\w*|fail\w*|lack\w*|"
    r"rarely|least|avoid\w*|refus\w*|against|oppos\w*|stop\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
WORDS_TOLD = 6  # a shorter answer, "Ten days.", says all that is asked
# Of 71 answered SQuAD questions for the most of something 12 were without any such word, 10 of these wrongly.
_ASKS_MOST = re.compile(
    r"\b(?:(?:larg|bigg|high|long|old|new|young|small|tall|deep|fast|slow|cheap|rich|poor|low|great|few|short|heavi|"
    r"strong|weak|earli|near|wid|bright|clean|hott|cold|warm|bus|wealthi|furth|loud)est|"
    r"(?:the|its|their) (?:most|least|best|worst))\b",
    re.IGNORECASE,
)
_SAYS_MOST = re.compile(
    r"\b(?:(?!(?:for|harv|inter|requ|gu|qu|cont|prot|inv|sugg|arr|hon|mod|cr|ch)est)\w{2,}est|most|least|best|"
    r"worst|first|last|second|third|top|only|main(?:ly)?|chief|record|maximum|minimum|"
    r"lead(?:s|ing)?|peak(?:ed)?|primar(?:y|ily)|largely|more|less|\w+er than|up to|within|until|no later|highs?|"
    r"lows?|capped)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How likely a question is answered, and its first sentence right; both in [0, 1]."""

    likelihood: float = 0.0
    certainty: float = 0.0


CERTAIN = Judgement(likelihood=1.0, certainty=1.0)


def judge(
    query: str,
    passages: Sequence[Passage],
    evidence: Sequence[Evidence],
    *,
    article_index: SearchableIndex,
    question: str | None = None,
) -> Judgement:
    """Judge whether what was found answers a question.

    Args:
        query: The question as it is understood alone.
        passages: What was found for it, best first.
        evidence: Their sentences, ranked for it.
        article_index: Gives stems and how rare they are.
        question: As asked, if it is not the query; it says what value is wanted.

    Returns:
        Higher is likelier; 0 without evidence, and where the best sentences surely lack the value asked
        for, which lost none of 1,350 right answers to SQuAD. A sentence that holds nearly all of the
        question, and the kind of thing it asks for, or is far before all others, is at least as likely as
        what is just answered; one without a word for the most, where that is asked for, has no certainty.
    """
    if not evidence or _lacks_value(question or query, evidence):
        return Judgement()
    signals = read_signals(query, passages, evidence, article_index=article_index)
    was_read = any(one.answer is not None for one in evidence)
    likelihood = (READ if was_read else UNREAD).probability(signals)
    certainty = (READ_CERTAINTY if was_read else UNREAD_CERTAINTY).probability(signals)
    is_shown = _stands_out(signals) or _fits(query, evidence[0], signals)
    if likelihood < ANSWERED_FROM and is_shown:
        return Judgement(likelihood=ANSWERED_FROM, certainty=0.0)
    if _lacks_most(query, evidence[0].text):
        certainty = 0.0
    return Judgement(likelihood=likelihood, certainty=certainty)


def _lacks_value(question: str, evidence: Sequence[Evidence]) -> bool:
    """Tell whether none of the best sentences can hold the value that is asked for."""
    least = evidence[0].score - CLOSE_SCORE
    return all(
        missing_value(question, one.text)
        or tells_other_year(question, one.text, one.passage.chunk.embedding_text)
        for one in evidence
        if one.score >= least
    )


def _lacks_most(query: str, answer: str) -> bool:
    """Tell whether the most of something is asked for, and an answer of some length has no word for it."""
    is_told = len(answer.split()) >= WORDS_TOLD
    return is_told and bool(_ASKS_MOST.search(query)) and not _SAYS_MOST.search(answer)


def _usual_score(best: Evidence, kind: Kind) -> float:
    """Give a score by words and meaning, as of any kind of question: causes weigh more in the order only."""
    score = best.score - ANSWER_WEIGHT * weigh(best.answer)
    if kind != "reason":
        return score
    return score - CAUSE_WEIGHT * best.type_match + TYPE_WEIGHT * max(best.type_match, 0.0)


def _fits(query: str, best: Evidence, signals: Mapping[str, float]) -> bool:
    """Tell whether a sentence holds nearly all of a question and the kind of thing asked for."""
    has_kind = classify(query).kind in (*VALUES, *NAMES) and best.type_match >= FITS_KIND_FROM
    return has_kind and not _lacks(signals) and best.coverage >= FITS_FROM


def _stands_out(signals: Mapping[str, float]) -> bool:
    """Tell whether the best sentence is far before the next, and was read without finding it no answer."""
    is_read = signals["answer"] >= READ_FROM and signals["margin"] >= STANDS_OUT_FROM
    return is_read and not _lacks(signals)


def _lacks(signals: Mapping[str, float]) -> bool:
    return any(signals[name] for name in ("lacks_name", "lacks_number", "lacks_negation"))


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
    best, kind = evidence[0], classify(query).kind
    analyze = article_index.analyze
    words = _WORD.findall(query)
    names = {stem for word in words[1:] if word[0].isupper() for stem in analyze(word)}
    numbers = {stem for word in words if any(map(str.isdigit, word)) for stem in analyze(word)}
    weights = article_index.inverse_frequencies(set(analyze(query)))
    total = fsum(weights.values())
    title = weights.keys() & analyze(best.passage.title)
    text = best.passage.chunk.embedding_text
    held = add_meant(set(analyze(text)), article_index.aliases(query), text=text)
    return {
        "score": _usual_score(best, kind),
        "coverage": best.context_coverage,
        "similarity": max(passage.similarity for passage in passages),
        "second_passage": passages[1].score if len(passages) > 1 else USUAL_SECOND,
        "articles": len({passage.chunk.article_id for passage in passages}) / len(passages),
        "title": fsum(weights[term] for term in title) / (total or 1.0),
        "has_name": float(bool(names)),
        "lacks_name": float(not names <= held),
        "lacks_number": float(not numbers <= best.meant),
        "lacks_negation": float(bool(_ASKS_NOT.search(query)) and not _SAYS_NOT.search(best.text)),
        "terms": len(weights) / 10,
        "rarity": total / 50,
        "name": best.type_match if kind in NAMES else 1.0,
        "asks_why": float(kind == "reason"),
        "margin": best.score - evidence[1].score if len(evidence) > 1 else USUAL_MARGIN,
        "passage": float(best.passage.number),
        "answer": weigh(best.answer),
        "best_answer": max(weigh(one.answer) for one in evidence),
    }
