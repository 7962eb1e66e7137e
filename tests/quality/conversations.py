"""Measure conversations: `python -m tests.quality.conversations`.

Cases of one to three turns over the sample articles and three invented ones: whether the last turn is
answered as it should be. Fits nothing.
"""

import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from rag import Answer, Assistant, Turn

DATA = Path(__file__).parents[1] / "data" / "conversations.json"


def open_with_articles(folder: Path) -> Assistant:
    """Open a library with the sample articles and those of the cases."""
    assistant = Assistant.open(folder)
    assistant.add_samples()
    for name, text in json.loads(DATA.read_text(encoding="utf-8"))["articles"].items():
        assistant.add_file(text.encode(), name=name)
    return assistant


def converse(assistant: Assistant, turns: list[str]) -> list[Answer]:
    """Ask one question after the other."""
    history: list[Turn] = []
    answers = []
    for question in turns:
        answers.append(assistant.ask(question, history=history))
        history += [
            Turn(role="user", text=question), Turn(role="assistant", text=answers[-1].text),
        ]  # fmt: skip
    return answers


def find_fault(case: dict[str, Any], answers: list[Answer], files: dict[str, str]) -> str:
    """Say what is wrong with the last answer; empty if nothing is."""
    last = answers[-1]
    if last.status != case.get("status", "answered"):
        return f"is {last.status}"
    text = " ".join(last.text.split())
    for group in case.get("holds", ()):
        if not any(one in text for one in ([group] if isinstance(group, str) else group)):
            return f"lacks {group}"
    for one in case.get("without", ()):
        if one in text:
            return f"holds {one}"
    said = {sentence.text for answer in answers[:-1] for sentence in answer.sentences}
    if case.get("fresh") and any(sentence.text in said for sentence in last.sentences):
        return "repeats"
    missing = set(case.get("files", ())) - {files[c.article_id] for c in last.citations}
    return f"does not cite {', '.join(sorted(missing))}" if missing else ""


def measure(assistant: Assistant) -> tuple[dict[str, float], list[str]]:
    """Give the share of cases answered right, of all and by kind, and a line for each other."""
    files = {a.id: Path(a.source).name for a in assistant.articles()}
    right: dict[str, list[bool]] = defaultdict(list)
    faults = []
    for case in json.loads(DATA.read_text(encoding="utf-8"))["cases"]:
        answers = converse(assistant, case["turns"])
        fault = find_fault(case, answers, files)
        for kind in ("later" if case.get("later") else "all", case["kind"]):
            right[kind].append(not fault)
        if fault:
            faults.append(f"{case['kind']}: {' / '.join(case['turns'])}: {fault}")
            faults.append(f"    [{answers[-1].query}] {answers[-1].text}")
    return {kind: sum(flags) / len(flags) for kind, flags in right.items()}, faults


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, open_with_articles(Path(folder)) as assistant:
        shares, faults = measure(assistant)
    for line in (*faults, *(f"{kind:12} {share:.3f}" for kind, share in shares.items())):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
