"""Measure refusal on SQuAD articles: `python -m tests.quality.refusal`.

Answerable questions, adversarial ones (about the article, not answered by it), and questions whose
article was removed: these search all other articles. Each kind at the threshold, as a curve, and
beside a threshold on the similarity of the best passage. Fits nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from index.embedding import FloatArray
from rag.answerability import ANSWERED_FROM
from tests.quality.squad import (
    Question,
    QuestionReader,
    holds,
    load_questions,
    open_library,
    read_arguments,
    write_results,
)

ANSWERABLE, ADVERSARIAL, REMOVED = "answerable", "adversarial", "removed"
QUESTIONS = 1_000  # of each kind
CURVE = tuple(step / 100 for step in (1, 2, 5, 8, 10, 15, 20, 25, 30, 40))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the two measures say of a question, higher is likelier answered.

    `holds_gold` tells whether the best sentence found holds a gold answer word for word; of an
    article that was removed, another may say the same.
    """

    answerability: float
    similarity: float
    holds_gold: bool = False


Scores = Mapping[str, Sequence[Asked]]


def ask(reader: QuestionReader, question: Question, *, is_removed: bool = False) -> Asked:
    """Search for a question and judge what is found."""
    reading = reader.read(question.text, without=question.article_id if is_removed else None)
    return Asked(
        answerability=reading.judgement.likelihood,
        similarity=max((passage.similarity for passage in reading.passages), default=0.0),
        holds_gold=any(holds(best.text, question) for best in reading.evidence[:1]),
    )


def measure(reader: QuestionReader, questions: Sequence[Question], count: int) -> Scores:
    """Ask so many questions of each kind; those removed are not among the answerable ones."""
    answerable = iter([question for question in questions if question.answers])
    adversarial = [question for question in questions if not question.answers]
    return {
        ANSWERABLE: [ask(reader, one) for one in islice(answerable, count)],
        REMOVED: [ask(reader, one, is_removed=True) for one in islice(answerable, count)],
        ADVERSARIAL: [ask(reader, one) for one in adversarial[:count]],
    }


def auroc(answered: FloatArray, unanswered: FloatArray) -> float:
    """Give the share of pairs in which the answered one scores higher; ties count half."""
    difference = np.subtract.outer(answered, unanswered)
    return float(np.mean((difference > 0) + 0.5 * (difference == 0)))


def summarise(scores: Scores) -> dict[str, Any]:
    """Give refusal rates at the threshold, AUROC and curves of both measures."""
    measures = ("answerability", "similarity")
    values = {
        name: {
            kind: np.array([getattr(one, name) for one in asked]) for kind, asked in scores.items()
        }
        for name in measures
    }
    refused = {
        kind: round(float(np.mean(found < ANSWERED_FROM)), 4)
        for kind, found in values["answerability"].items()
    }
    return {
        "questions": {kind: len(asked) for kind, asked in scores.items()},
        "threshold": ANSWERED_FROM,
        "refused_at_threshold": refused,
        "answered_with_gold": {
            kind: round(float(np.mean([_is_gold(one) for one in asked])), 4)
            for kind, asked in scores.items()
        },
        "auroc": {
            name: {
                kind: round(auroc(found[ANSWERABLE], found[kind]), 4)
                for kind in (REMOVED, ADVERSARIAL)
            }
            for name, found in values.items()
        },
        "curve": {name: _curve(found) for name, found in values.items()},
    }


def _is_gold(asked: Asked) -> bool:
    return asked.answerability >= ANSWERED_FROM and asked.holds_gold


def _curve(found: Mapping[str, FloatArray]) -> list[dict[str, float]]:
    """Give ten thresholds, by the share of answerable questions that each refuses."""
    points = []
    for share in CURVE:
        threshold = float(np.quantile(found[ANSWERABLE], share))
        refused = {
            kind: round(float(np.mean(value < threshold)), 4) for kind, value in found.items()
        }
        points.append({"threshold": round(threshold, 4), **refused})
    return points


def main() -> None:
    """Measure, print a table and write `tests/quality/results/refusal.json`."""
    given, dataset = read_arguments("refusal", __doc__ or "")
    questions = load_questions(dataset, given.data)
    with open_library(dataset, given.library) as assistant:
        scores = measure(QuestionReader(assistant), questions, given.questions or QUESTIONS)
    found = summarise(scores)
    write_results("refusal", dataset, found)
    _print(found)


def _print(found: dict[str, Any]) -> None:
    table = Table("", ANSWERABLE, REMOVED, ADVERSARIAL, title="refused")
    rows = [("at the threshold", found["refused_at_threshold"])]
    for name, curve in found["curve"].items():
        rows += [(f"{name} below {point['threshold']:.3f}", point) for point in curve]
    rows.append(("answered, the best sentence holds gold", found["answered_with_gold"]))
    for label, row in rows:
        table.add_row(label, *(f"{row[kind]:.1%}" for kind in (ANSWERABLE, REMOVED, ADVERSARIAL)))
    for name, areas in found["auroc"].items():
        table.add_row(f"AUROC, {name}", "", *(f"{areas[k]:.3f}" for k in (REMOVED, ADVERSARIAL)))
    Console().print(table)


if __name__ == "__main__":
    main()
