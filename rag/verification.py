"""Sentence + quotes → a verdict that was computed, not claimed by a model. Knows no generator.

A verbatim sentence is supported by itself. For any other, facts are compared first and may rule out
`supported`. The rest is scored by the embedding model, or by a cross-encoder trained on entailment
if the settings name one.

The embedded score is a logistic model of four numbers, fitted on half of WiCE and of ExpertQA. On
the other halves its balanced accuracy is .695 and .651, that of the better of token overlap and
MiniLM's cosine .676 and .623; of 250 sentences altered by one fact 247 are caught in their passage.
"""

import math
from typing import Protocol

from index.article_index import ArticleIndex
from index.engines import Device
from index.errors import VerificationError
from rag.citations import Grounded, holds_verbatim
from rag.cross_encoder import PairModel, load_pair_model
from rag.fact_comparison import Issue
from rag.facts import FactCheck, check_facts
from rag.schema import Support
from rag.support_features import measure_support

SUPPORTED_FROM = 0.5
PARTLY_FROM = 0.25
LACKING_CAP = 0.45
CONTRADICTED_CAP = 0.2
RUN_COSINE, WORD_COSINE, NEIGHBOURS, ISSUES = 2.08, 2.78, 0.65, -0.53
INTERCEPT = -3.17
_HINT = "set CITEWELL_SUPPORT_MODEL to a CrossEncoder trained on entailment, a folder or hub name"
_ENTAILS = "entail"


class SupportScorer(Protocol):
    """Says how well evidence supports a claim."""

    def score(self, claim: str, evidence: str) -> float:
        """Give a score in [0, 1], higher is better supported."""


class EmbeddedSupportScorer:
    """Scores by facts, and by the meaning of sentences and of words in their context."""

    def __init__(self, article_index: ArticleIndex) -> None:
        self._index = article_index

    def score(self, claim: str, evidence: str) -> float:
        """Give a score in [0, 1], higher is better supported; 1 for a verbatim claim."""
        if holds_verbatim(evidence, claim):
            return 1.0
        facts = check_facts(claim, evidence)
        features = measure_support(
            claim,
            evidence,
            embedder=self._index.embedder,
            analyze=self._index.analyze,
            facts=facts,
        )
        logit = (
            RUN_COSINE * features.run_cosine
            + WORD_COSINE * features.word_cosine
            + NEIGHBOURS * features.neighbours
            + ISSUES * features.issues
            + INTERCEPT
        )
        return _cap(1.0 / (1.0 + math.exp(-logit)), facts)


class CrossEncoderSupportScorer:
    """Scores by facts and by a cross-encoder: the probability that the evidence entails the claim.

    A model with a single output is taken to give a score, cut to [0, 1].
    """

    def __init__(self, model: PairModel) -> None:
        self._model = model
        self._column = next(
            (at for at, label in enumerate(model.labels) if label.startswith(_ENTAILS)), 0
        )

    def score(self, claim: str, evidence: str) -> float:
        """Give a score in [0, 1], higher is better supported; 1 for a verbatim claim."""
        if holds_verbatim(evidence, claim):
            return 1.0
        score = float(self._model.predict([(evidence, claim)])[0, self._column])
        return _cap(min(max(score, 0.0), 1.0), check_facts(claim, evidence))


def load_support_scorer(
    name: str, article_index: ArticleIndex, *, device: Device = "auto"
) -> SupportScorer:
    """Load what judges support; a name takes seconds, and the network only if it is a hub name.

    Args:
        name: A CrossEncoder with an output called entailment, or with one output; empty for the
            embedding model of the index.
        article_index: The library.
        device: `auto`, `cpu`, `cuda` or `mps`.

    Raises:
        VerificationError: There is no such model, it cannot be loaded, or has no such output.
        EmbeddingError: The device is not there.
    """
    if not name:
        return EmbeddedSupportScorer(article_index)
    model = load_pair_model(
        name, device=device, task="support model", error=VerificationError, hint=_HINT
    )
    if len(model.labels) > 1 and not any(label.startswith(_ENTAILS) for label in model.labels):
        raise VerificationError(
            f"the support model {name!r} has no output 'entailment' (it has: "
            f"{', '.join(model.labels)})",
            hint=_HINT,
        )
    return CrossEncoderSupportScorer(model)


def verify(sentence: Grounded, *, scorer: SupportScorer) -> tuple[Support, float]:
    """Judge one sentence against the quotes it was traced to.

    Returns:
        The verdict and its score in [0, 1], higher is better; `("uncited", 0.0)` without quotes.
    """
    if not sentence.spans:
        return "uncited", 0.0
    return verdict(scorer.score(sentence.text, _evidence(sentence)))


def verdict(score: float) -> tuple[Support, float]:
    """Turn a support score into a verdict."""
    if score >= SUPPORTED_FROM:
        return "supported", score
    return ("partly" if score >= PARTLY_FROM else "unsupported"), score


def find_issues(sentence: Grounded) -> tuple[Issue, ...]:
    """Give the facts of a sentence that its quotes lack or contradict; none without quotes."""
    return check_facts(sentence.text, _evidence(sentence)).issues if sentence.spans else ()


def describe_issue(issue: Issue) -> str:
    """Say what is wrong with a fact, as in "the quote lacks ‘2031’"."""
    if issue.kind == "negation":
        return f"the quote differs from the sentence in ‘{issue.text}’"
    if issue.is_contradiction:
        return f"the quote says ‘{issue.contradicted_by}’, not ‘{issue.text}’"
    return f"the quote lacks ‘{issue.text}’"


def _evidence(sentence: Grounded) -> str:
    """Join what the quotes say under the titles of their articles, which often name what "it" is."""
    titles = dict.fromkeys(span.passage.title for span in sentence.spans)
    said = (span.quote if span.says is None else span.says for span in sentence.spans)
    return "\n".join((*titles, *filter(None, said)))


def _cap(score: float, facts: FactCheck) -> float:
    """Keep a claim from `supported` whose facts rule that out; other issues count in the score."""
    if not facts.rules_out_support:
        return score
    return min(score, CONTRADICTED_CAP if facts.is_contradicted else LACKING_CAP)
