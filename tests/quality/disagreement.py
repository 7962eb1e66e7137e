"""Measure disagreement on RAMDocs: `python -m tests.quality.disagreement`.

Questions whose texts are right, wrong or noise: how often an answer brings the right value, a wrong
one, and both, against the first sentence alone. Each question is put to its own texts. Fits nothing.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from rag import Answer, Assistant
from rag.circumstances import describe_commit, describe_machine

DATA = Path(__file__).parents[3] / "shared" / "data"
RESULTS = Path(__file__).parent / "results" / "disagreement.json"


def main() -> None:
    """Measure, print a table and write `tests/quality/results/disagreement.json`."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.quality.disagreement", description=__doc__
    )
    parser.add_argument("--data", type=Path, default=DATA / "ramdocs", help="folder of RAMDocs")
    folder = parser.parse_args().data
    if not folder.is_dir():
        sys.stderr.write(f"skipped: there is no folder {str(folder)!r}\n")
        return
    measured = _measure(folder)
    facts = {"commit": describe_commit(), "machine": describe_machine(), "measured": measured}
    RESULTS.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    table = Table("of the questions with right and wrong texts", "answer", "first sentence alone")
    for name in ("right", "wrong", "both"):
        table.add_row(
            f"holds {name}", *(f"{measured[way][name]:.3f}" for way in ("answer", "first"))
        )
    Console().print(table, f"questions: {measured['questions']}, noted: {measured['noted']:.3f}")


def _measure(folder: Path) -> dict[str, Any]:
    texts: dict[str, list[str]] = {}
    for line in (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        texts.setdefault(record["_id"].rpartition("-")[0], []).append(record["text"])
    lines = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [one for one in map(json.loads, lines) if one["wrong_answers"]]
    answers = []
    with tempfile.TemporaryDirectory() as place, Assistant.open(place) as assistant:
        for question in questions:
            scope = {
                article_id
                for number, text in enumerate(texts[question["_id"]])
                for article_id in _add(assistant, text, f"{question['_id']}-{number}.txt")
            }
            answers.append(assistant.ask(question["text"], article_ids=scope))
    pairs = list(zip(questions, answers, strict=True))
    return {
        "questions": len(pairs),
        "answered": _share([answer.status == "answered" for answer in answers]),
        "noted": _share([any("may differ" in note for note in answer.notes) for answer in answers]),
        "answer": _surfaced([(question, answer.text) for question, answer in pairs]),
        "first": _surfaced([(question, _first(answer)) for question, answer in pairs]),
    }


def _add(assistant: Assistant, text: str, name: str) -> tuple[str, ...]:
    report = assistant.add_file(text.encode(), name=name)
    return (*report.added, *report.unchanged)


def _first(answer: Answer) -> str:
    return answer.sentences[0].text if answer.sentences else ""


def _surfaced(pairs: list[tuple[dict[str, list[str]], str]]) -> dict[str, float]:
    right = [_holds(text, question["gold_answers"]) for question, text in pairs]
    wrong = [_holds(text, question["wrong_answers"]) for question, text in pairs]
    both = [one and other for one, other in zip(right, wrong, strict=True)]
    return {"right": _share(right), "wrong": _share(wrong), "both": _share(both)}


def _holds(text: str, answers: list[str]) -> bool:
    return any(answer.casefold() in text.casefold() for answer in answers)


def _share(flags: list[bool]) -> float:
    return round(sum(flags) / len(flags), 4)


if __name__ == "__main__":
    main()
