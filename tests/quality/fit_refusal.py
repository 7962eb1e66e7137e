"""Fit the models of `rag.likelihoods`: `python -m tests.quality.fit_refusal`.

On questions to six SQuAD articles that nothing is measured on and no reader was trained on (answerable
ones, adversarial ones at a lower weight, and some whose article is left out of the search) and on those
to the sample articles. With CITEWELL_ANSWER_READER=none it fits those for what is not read. Prints the
weights and what they refuse of the questions they were fitted on; writes nothing.
`python -m tests.quality.refusal` measures them on other articles.
"""

import json
import tempfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rich.console import Console
from sklearn.linear_model import LogisticRegression

from rag import Assistant
from rag.answerability import read_signals
from rag.likelihoods import READ, READ_CERTAINTY, UNREAD, UNREAD_CERTAINTY, Logistic
from rag.reading import Reading
from tests.quality.refusal import ADVERSARIAL, ANSWERABLE, REMOVED, auroc
from tests.quality.squad import (
    Question,
    QuestionReader,
    holds,
    load_questions,
    open_library,
    read_arguments,
)

QUESTIONS = 1_500  # of each kind
REFUSED = 0.06  # of the answerable ones at one half, which decides the intercept
ADVERSARIAL_WEIGHT = 0.3  # most are answered by a sentence about the same thing
PENALTY = 10.0  # inverse strength, of weights of signals of variance 1
SAMPLE_WEIGHT = 3.0  # of 168 questions, beside thousands
SAMPLES = Path(__file__).parents[1] / "data" / "sample_questions.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The signals of one question, its kind, how much it counts, if its best sentence is right."""

    signals: Mapping[str, float]
    kind: str
    weight: float
    is_right: bool


def read_squad(assistant: Assistant, questions: list[tuple[Question, str]]) -> Iterator[Example]:
    """Give questions, each with its kind."""
    reader = QuestionReader(assistant)
    for asked, kind in questions:
        reading = reader.read(asked.text, without=asked.article_id if kind == REMOVED else None)
        if reading.evidence:
            yield Example(
                signals=_signals(assistant, asked.text, reading),
                kind=kind,
                weight=ADVERSARIAL_WEIGHT if kind == ADVERSARIAL else 1.0,
                is_right=holds(reading.evidence[0].text, asked),
            )


def read_samples() -> Iterator[Example]:
    """Give the questions to the sample articles."""
    questions = json.loads(SAMPLES.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder, Assistant.open(folder) as assistant:
        assistant.add_samples()
        reader = QuestionReader(assistant)
        for kind, key in ((ANSWERABLE, "answerable"), (REMOVED, "unanswerable")):
            for asked in questions[key]:
                reading = reader.read(asked["question"])
                if reading.evidence:
                    wanted = (asked["answer"], *asked.get("also", ())) if kind == ANSWERABLE else ()
                    best = " ".join(reading.evidence[0].text.split())
                    yield Example(
                        signals=_signals(assistant, asked["question"], reading),
                        kind=kind,
                        weight=SAMPLE_WEIGHT,
                        is_right=any(text in best for text in wanted),
                    )


def _signals(assistant: Assistant, question: str, reading: Reading) -> dict[str, float]:
    return read_signals(question, reading.passages, reading.evidence, article_index=assistant.index)


def fit(examples: list[Example], names: Collection[str]) -> Logistic:
    """Fit how likely a question is answered."""
    answered = np.array([one.kind == ANSWERABLE for one in examples])
    model = _fit_to(examples, answered, names)
    logits = np.array([_logit(model, one) for one in examples])
    return replace(model, intercept=model.intercept - float(np.quantile(logits[answered], REFUSED)))


def fit_certainty(
    examples: list[Example], names: Collection[str], likelihood: Logistic
) -> Logistic:
    """Fit how likely the best sentence of what is answered is right."""
    answered = [one for one in examples if _logit(likelihood, one) >= 0]
    return _fit_to(answered, np.array([one.is_right for one in answered]), names)


def _fit_to(examples: list[Example], wanted: np.ndarray, names: Collection[str]) -> Logistic:
    signals = np.array([[one.signals[name] for name in names] for one in examples])
    scale = signals.std(axis=0) + 1e-9
    model = LogisticRegression(C=PENALTY, max_iter=10_000)
    model.fit(signals / scale, wanted, sample_weight=np.array([one.weight for one in examples]))
    weights = dict(zip(names, map(float, model.coef_[0] / scale), strict=True))
    return Logistic(float(model.intercept_[0]), weights)


def _logit(model: Logistic, one: Example) -> float:
    return model.intercept + sum(w * one.signals[name] for name, w in model.weights.items())


def describe(model: Logistic, examples: list[Example]) -> Iterator[str]:
    """Say what a model weighs and what it refuses."""
    weights = {name: round(weight, 2) for name, weight in model.weights.items()}
    yield f"{model.intercept:.2f}, {weights}"
    logits = {
        kind: np.array([_logit(model, one) for one in examples if one.kind == kind])
        for kind in (ANSWERABLE, REMOVED, ADVERSARIAL)
    }
    for kind, found in logits.items():
        area = auroc(logits[ANSWERABLE], found)
        yield f"  {kind}: {len(found)}, refused {np.mean(found < 0):.1%}, AUROC {area:.3f}"


def main() -> None:
    """Fit, and print the weights beside those in use."""
    given, dataset = read_arguments("fit_refusal", __doc__ or "")
    questions = load_questions(dataset, given.data, for_fitting=True)
    answerable = [q for q in questions if q.answers]
    half = min(given.questions or QUESTIONS, len(answerable) // 2)
    asked = [(q, ANSWERABLE) for q in answerable[:half]]
    asked += [(q, REMOVED) for q in answerable[half : 2 * half]]
    asked += [(q, ADVERSARIAL) for q in questions if not q.answers][:half]
    with open_library(dataset, given.library) as assistant:
        is_read = assistant.settings.answer_reader != "none"
        examples = [*read_squad(assistant, asked), *read_samples()]
    in_use, certain = (READ, READ_CERTAINTY) if is_read else (UNREAD, UNREAD_CERTAINTY)
    fitted = fit(examples, in_use.weights)
    console = Console()
    for name, model in (("fitted", fitted), ("in use", in_use)):
        console.print(name, *describe(model, examples), sep="\n")
    console.print("certainty", fit_certainty(examples, certain.weights, fitted))


if __name__ == "__main__":
    main()
