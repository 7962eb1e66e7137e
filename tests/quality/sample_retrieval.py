"""Measure retrieval on the sample questions: `python -m tests.quality.sample_retrieval`.

Knows no floors. A question needs one or more facts; a fact is found where a passage of the named
article holds the wording, or one of its alternatives, whole.
"""

import hashlib
import json
import math
import statistics
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from index.samples import FILES
from rag import Assistant, Passage, Turn

QUESTIONS = Path(__file__).parents[1] / "data" / "sample_questions.json"
ANSWERABLE = "answerable"  # the kind of the questions with one plain answer
DEPTH = 10  # passages looked at

Ranks = tuple[float, ...]
METRICS: dict[str, Callable[[Ranks], float]] = {
    "hit@1": lambda ranks: min(ranks) == 1,
    "hit@5": lambda ranks: min(ranks) <= 5,
    "mrr@10": lambda ranks: 1 / min(ranks),
    "all@5": lambda ranks: max(ranks) <= 5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Words of one article that state a fact."""

    file: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, the turns before it, and the facts it needs, each with alternative wordings."""

    text: str
    kind: str
    facts: tuple[tuple[Wording, ...], ...]
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Where each fact of a question was found: its best rank from 1, infinite if it was not."""

    question: Question
    ranks: Ranks


def load_questions() -> tuple[Question, ...]:
    """Read the questions that have an answer; those of kind `ANSWERABLE` first."""
    questions = json.loads(QUESTIONS.read_text(encoding="utf-8"))
    return (
        *(_from_answer(entry) for entry in questions["answerable"]),
        *(_from_evidence(entry) for entry in questions["retrieval"]),
    )


def fingerprint() -> str:
    """Give 12 hexadecimal digits that change with the questions or the sample articles."""
    digest = hashlib.sha256()
    for path in (QUESTIONS, *FILES):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def find_evidence(assistant: Assistant, question: Question) -> Outcome:
    """Retrieve for a question and look for its facts."""
    passages = _passages(assistant, question)
    return Outcome(question=question, ranks=tuple(_rank(fact, passages) for fact in question.facts))


def measure(outcomes: Sequence[Outcome], metric: str) -> float:
    """Average a metric of `METRICS`, each in [0, 1], higher is better."""
    return statistics.mean(METRICS[metric](outcome.ranks) for outcome in outcomes)


def describe_misses(outcomes: Iterable[Outcome]) -> str:
    """List the questions with no fact in the first passage or not all in the first five."""
    return "\n".join(
        f"  {outcome.ranks}  {outcome.question.text}"
        for outcome in outcomes
        if min(outcome.ranks) > 1 or max(outcome.ranks) > 5
    )


def _passages(assistant: Assistant, question: Question) -> tuple[Passage, ...]:
    return assistant.retrieve(question.text, history=question.history, top_k=DEPTH)


def _rank(fact: Sequence[Wording], passages: Sequence[Passage]) -> float:
    return next(
        (
            passage.number
            for passage in passages
            for wording in fact
            if Path(passage.source).name == wording.file and wording.text in passage.chunk.text
        ),
        math.inf,
    )


def _from_answer(entry: dict[str, Any]) -> Question:
    texts = (entry["answer"], *entry.get("also", ()))
    fact = tuple(
        Wording(file=file, text=unicodedata.normalize("NFC", text))
        for file, text in product(entry["files"], texts)
    )
    return Question(text=entry["question"], kind=ANSWERABLE, facts=(fact,))


def _from_evidence(entry: dict[str, Any]) -> Question:
    return Question(
        text=entry["question"],
        kind=entry["kind"],
        facts=tuple(tuple(Wording(**wording) for wording in fact) for fact in entry["evidence"]),
        history=tuple(Turn(**turn) for turn in entry.get("history", ())),
    )


def main() -> None:
    """Print every metric of every kind, and the questions that fail."""
    questions = load_questions()
    with tempfile.TemporaryDirectory() as folder, Assistant.open(folder) as assistant:
        assistant.add_samples()
        for kind in dict.fromkeys(question.kind for question in questions):
            outcomes = [find_evidence(assistant, q) for q in questions if q.kind == kind]
            values = "  ".join(f"{metric} {measure(outcomes, metric):.3f}" for metric in METRICS)
            sys.stdout.write(f"{kind} ({len(outcomes)})  {values}\n{describe_misses(outcomes)}\n")
    sys.stdout.write(f"fingerprint {fingerprint()}\n")


if __name__ == "__main__":
    main()
