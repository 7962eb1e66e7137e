"""Measure what answers take on a hundred written cases: `python -m tests.quality.answer_cases`.

Questions to the sample articles and to four articles in `tests/data/new_articles`; half of these
were kept apart while rules were made. `--failed` prints what is wrong of the others. Fits nothing.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rag import Answer, Assistant
from rag.remarks import DOUBT

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question; `answers` are texts one of which answers it, none if the articles do not.

    Attributes:
        question: As asked.
        answers: Word for word.
        files: The articles that may be quoted.
        held_out: Not looked at while rules were made.
    """

    question: str
    answers: tuple[str, ...]
    files: tuple[str, ...]
    held_out: bool = False


def load_cases() -> tuple[Case, ...]:
    """Read the cases in their order."""
    cases = json.loads((DATA / "answer_cases.json").read_text(encoding="utf-8"))["cases"]
    return tuple(
        Case(
            question=case["question"],
            answers=tuple(case["answers"]),
            files=tuple(case["files"]),
            held_out=case.get("held_out", False),
        )
        for case in cases
    )


@contextmanager
def open_articles() -> Iterator[Assistant]:
    """Open a library of the sample articles and the four new ones."""
    with tempfile.TemporaryDirectory() as folder, Assistant.open(folder) as assistant:
        assistant.add_samples()
        assistant.add(DATA / "new_articles")
        yield assistant


def is_right(case: Case, answer: Answer, *, first: bool = False) -> bool:
    """Tell whether an answer, or its first sentence, answers; a refusal is right if none does."""
    if not case.answers:
        return answer.status == "abstained"
    said = " ".join(s.text for s in answer.sentences[: 1 if first else None])
    return any(text in said for text in case.answers)


def is_pure(case: Case, answer: Answer, files: dict[str, str]) -> bool:
    """Tell whether an answer quotes only articles that the question is about."""
    return all(files[citation.article_id] in case.files for citation in answer.citations)


def summarise(
    cases: Sequence[Case], answers: Sequence[Answer], files: dict[str, str]
) -> dict[str, float]:
    """Give shares: of the answerable, of the unanswerable, and of how often doubt is right.

    Args:
        cases: The cases.
        answers: Theirs.
        files: Names of files by article id.
    """
    pairs = list(zip(cases, answers, strict=True))
    answerable = [(case, answer) for case, answer in pairs if case.answers]
    refusable = [(case, answer) for case, answer in pairs if not case.answers]
    given = [(case, answer) for case, answer in pairs if answer.status == "answered"]
    right = [
        answer for case, answer in given if case.answers and is_right(case, answer, first=True)
    ]
    wrong = [answer for _, answer in given if not any(answer is one for one in right)]
    return {
        "first_sentence_right": _share(is_right(c, a, first=True) for c, a in answerable),
        "answer_right": _share(is_right(c, a) for c, a in answerable),
        "one_subject": _share(is_pure(c, a, files) for c, a in answerable if a.sentences),
        "sentences": sum(len(a.sentences) for _, a in given) / max(1, len(given)),
        "refused_wrongly": _share(a.status == "abstained" for _, a in answerable),
        "refused_rightly": _share(a.status == "abstained" for _, a in refusable),
        "doubted_if_right": _share(DOUBT in answer.notes for answer in right),
        "doubted_if_wrong": _share(DOUBT in answer.notes for answer in wrong),
    }


def _share(told: Iterator[bool]) -> float:
    values = list(told)
    return round(sum(values) / max(1, len(values)), 3)


def main() -> None:
    """Print what was measured, for the cases that were looked at and those kept apart."""
    cases = load_cases()
    with open_articles() as assistant:
        files = {a.id: Path(a.source).name for a in assistant.articles()}
        answers = [assistant.ask(case.question) for case in cases]
    for held_out in ((False,), (True,), (False, True)):
        chosen = [pair for pair in zip(cases, answers, strict=True) if pair[0].held_out in held_out]
        found = summarise([case for case, _ in chosen], [answer for _, answer in chosen], files)
        sys.stdout.write(f"held out: {held_out}, {len(chosen)} cases, {json.dumps(found)}\n")
    if "--failed" in sys.argv:
        for case, answer in zip(cases, answers, strict=True):
            if not case.held_out and not is_right(case, answer, first=True):
                doubt = "(doubt) " if DOUBT in answer.notes else ""
                sys.stdout.write(f"- {case.question}\n  {doubt}{answer.text}\n")


if __name__ == "__main__":
    main()
