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
from rag.answerability import CERTAINTY_WEIGHTS, INTERCEPT, WEIGHTS, read_signals
from rag.evidence import SentenceRanker
from tests.quality.refusal import ADVERSARIAL, ANSWERABLE, REMOVED, auroc
from tests.quality.squad import Question, holds, load_questions, open_library, read_arguments

QUESTIONS = 1_500  # of each kind
REFUSED = 0.08  # of the answerable ones at one half, which decides the intercept
ADVERSARIAL_WEIGHT = 0.3  # most are answered by a sentence about the same thing
SAMPLE_WEIGHT = 3.0  # of 168 questions, beside thousands
SAMPLES = Path(__file__).parents[1] / "data" / "sample_questions.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The signals of one question, its kind, how much it counts, if its best sentence is right."""

    signals: Mapping[str, float]
    kind: str
    weight: float
    is_right: bool


def read(
    assistant: Assistant, text: str, *, without: str | None = None
) -> tuple[dict[str, float], str] | None:
    """Give the signals of a question and its best sentence; None if nothing was found."""
    scope = frozenset(assistant.index.library.article_ids()) - {without} if without else None
    passages = assistant.retrieve(text, article_ids=scope)
    evidence = SentenceRanker(assistant.index).rank(text, passages)
    if not evidence:
        return None
    signals = read_signals(text, passages, evidence, article_index=assistant.index)
    return signals, evidence[0].text


def read_samples() -> Iterator[Example]:
    """Give the questions to the sample articles."""
    questions = json.loads(SAMPLES.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder, Assistant.open(folder) as assistant:
        assistant.add_samples()
        for kind, key in ((ANSWERABLE, "answerable"), (REMOVED, "unanswerable")):
            for asked in questions[key]:
                if found := read(assistant, asked["question"]):
                    signals, best = found
                    wanted = (asked["answer"], *asked.get("also", ())) if kind == ANSWERABLE else ()
                    is_right = any(text in " ".join(best.split()) for text in wanted)
                    yield Example(
                        signals=signals, kind=kind, weight=SAMPLE_WEIGHT, is_right=is_right
                    )


def read_squad(assistant: Assistant, questions: list[tuple[Question, str]]) -> Iterator[Example]:
    """Give questions, each with its kind."""
    for asked, kind in questions:
        without = asked.article_id if kind == REMOVED else None
        if found := read(assistant, asked.text, without=without):
            signals, best = found
            weight = ADVERSARIAL_WEIGHT if kind == ADVERSARIAL else 1.0
            yield Example(signals=signals, kind=kind, weight=weight, is_right=holds(best, asked))


def fit(examples: list[Example]) -> tuple[dict[str, float], float]:
    """Fit how likely a question is answered; give weights and intercept."""
    answered = np.array([one.kind == ANSWERABLE for one in examples])
    fitted, _ = _fit_to(examples, answered, list(WEIGHTS))
    logits = np.array([sum(fitted[n] * one.signals[n] for n in WEIGHTS) for one in examples])
    return fitted, -float(np.quantile(logits[answered], REFUSED))


def fit_certainty(
    examples: list[Example], weights: Mapping[str, float], intercept: float
) -> tuple[dict[str, float], float]:
    """Fit how likely the best sentence of what is answered is right; give weights and intercept."""
    answered = [
        one
        for one in examples
        if intercept + sum(w * one.signals[n] for n, w in weights.items()) >= 0
    ]
    is_right = np.array([one.is_right for one in answered])
    return _fit_to(answered, is_right, list(CERTAINTY_WEIGHTS))


def _fit_to(
    examples: list[Example], wanted: np.ndarray, names: list[str]
) -> tuple[dict[str, float], float]:
    signals = np.array([[one.signals[name] for name in names] for one in examples])
    model = LogisticRegression(C=1e4, max_iter=10_000)
    model.fit(signals, wanted, sample_weight=np.array([one.weight for one in examples]))
    return dict(zip(names, map(float, model.coef_[0]), strict=True)), float(model.intercept_[0])


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
    asked = [(q, ANSWERABLE) for q in islice(answerable, count)]
    asked += [(q, REMOVED) for q in islice(answerable, count)]
    asked += [(q, ADVERSARIAL) for q in questions if not q.answers][:count]
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
    certain, intercept = fit_certainty(examples, WEIGHTS, INTERCEPT)
    console.print("certainty", {k: round(v, 2) for k, v in certain.items()}, round(intercept, 2))


if __name__ == "__main__":
    main()
