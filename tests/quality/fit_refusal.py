"""Fit the weights of `rag.answerability`: `python -m tests.quality.fit_refusal`.

On questions to the 18 SQuAD articles that nothing is measured on (answerable ones, adversarial ones
at a lower weight, and some whose article is left out of the search) and on those to the sample
articles. Prints the weights and what they refuse of the questions they were fitted on; writes
nothing. `python -m tests.quality.refusal` measures them on other articles.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from rich.console import Console
from sklearn.linear_model import LogisticRegression

from rag import Assistant
from rag.answerability import INTERCEPT, WEIGHTS, read_signals
from rag.evidence import SentenceRanker
from tests.quality.refusal import ADVERSARIAL, ANSWERABLE, REMOVED, auroc
from tests.quality.squad import load_questions, open_library, read_arguments

QUESTIONS = 1_500  # of each kind
REFUSED = 0.08  # of the answerable ones at one half, which decides the intercept
ADVERSARIAL_WEIGHT = 0.3  # most are answered by a sentence about the same thing
SAMPLE_WEIGHT = 3.0  # of 168 questions, beside thousands
SAMPLES = Path(__file__).parents[1] / "data" / "sample_questions.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The signals of one question, which kind it is, and how much it counts."""

    signals: Mapping[str, float]
    kind: str
    weight: float


def read(assistant: Assistant, text: str, *, without: str | None = None) -> dict[str, float] | None:
    """Give the signals of a question; None if nothing was found."""
    scope = frozenset(assistant.index.library.article_ids()) - {without} if without else None
    passages = assistant.retrieve(text, article_ids=scope)
    evidence = SentenceRanker(assistant.index).rank(text, passages)
    return (
        read_signals(text, passages, evidence, article_index=assistant.index) if evidence else None
    )


def read_samples() -> Iterator[Example]:
    """Give the questions to the sample articles."""
    questions = json.loads(SAMPLES.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder, Assistant.open(folder) as assistant:
        assistant.add_samples()
        for kind, key in ((ANSWERABLE, "answerable"), (REMOVED, "unanswerable")):
            for asked in questions[key]:
                if signals := read(assistant, asked["question"]):
                    yield Example(signals=signals, kind=kind, weight=SAMPLE_WEIGHT)


def read_squad(assistant: Assistant, questions: list[tuple[str, str, str]]) -> Iterator[Example]:
    """Give questions, each as its text, its article and its kind."""
    for text, article_id, kind in questions:
        without = article_id if kind == REMOVED else None
        if signals := read(assistant, text, without=without):
            weight = ADVERSARIAL_WEIGHT if kind == ADVERSARIAL else 1.0
            yield Example(signals=signals, kind=kind, weight=weight)


def fit(examples: list[Example]) -> tuple[dict[str, float], float]:
    """Fit a logistic model; give its weights and intercept."""
    signals = np.array([[one.signals[name] for name in WEIGHTS] for one in examples])
    answered = np.array([one.kind == ANSWERABLE for one in examples])
    weights = np.array([one.weight for one in examples])
    model = LogisticRegression(C=1e4, max_iter=10_000)
    model.fit(signals, answered, sample_weight=weights)
    fitted = [float(weight) for weight in model.coef_[0]]
    intercept = -float(np.quantile(signals[answered] @ fitted, REFUSED))
    return dict(zip(WEIGHTS, fitted, strict=True)), intercept


def score(
    examples: list[Example], weights: Mapping[str, float], intercept: float
) -> dict[str, np.ndarray]:
    """Give the logits by kind."""
    return {
        kind: np.array(
            [
                intercept + sum(weights[name] * one.signals[name] for name in weights)
                for one in examples
                if one.kind == kind
            ]
        )
        for kind in (ANSWERABLE, REMOVED, ADVERSARIAL)
    }


def main() -> None:
    """Fit, and print the weights beside those in use."""
    given, dataset = read_arguments("fit_refusal", __doc__ or "")
    count = given.questions or QUESTIONS
    questions = load_questions(dataset, given.data, for_fitting=True)
    answerable = iter([q for q in questions if q.answers])
    asked = [(q.text, q.article_id, ANSWERABLE) for q in islice(answerable, count)]
    asked += [(q.text, q.article_id, REMOVED) for q in islice(answerable, count)]
    asked += [(q.text, q.article_id, ADVERSARIAL) for q in questions if not q.answers][:count]
    with open_library(dataset, given.library) as assistant:
        examples = [*read_squad(assistant, asked), *read_samples()]
    console = Console()
    for name, found in (("fitted", fit(examples)), ("in use", (dict(WEIGHTS), INTERCEPT))):
        weights, intercept = found
        console.print(
            name, {key: round(value, 2) for key, value in weights.items()}, round(intercept, 2)
        )
        scores = score(examples, weights, intercept)
        for kind, logits in scores.items():
            area = auroc(scores[ANSWERABLE], logits)
            console.print(
                f"  {kind}: {len(logits)}, refused {np.mean(logits < 0):.1%}, AUROC {area:.3f}"
            )


if __name__ == "__main__":
    main()
