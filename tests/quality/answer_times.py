"""Print how long answers take on this machine: `python -m tests.quality.answer_times`.

A warm process over the sample articles, every question asked for the first time.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from rag import AnswerReady, Assistant, PassagesFound, SentenceChecked

QUESTIONS = Path(__file__).parents[1] / "data" / "sample_questions.json"


def main() -> None:
    """Ask every answerable sample question once and print the medians, in milliseconds."""
    questions = json.loads(QUESTIONS.read_text(encoding="utf-8"))["answerable"]
    seconds: dict[str, list[float]] = {"passages": [], "first sentence": [], "whole answer": []}
    with tempfile.TemporaryDirectory() as folder, Assistant.open(folder) as assistant:
        assistant.add_samples()
        assistant.warm_up()
        for question in questions:
            started = time.perf_counter()
            times: dict[str, float] = {}
            for event in assistant.stream(question["question"]):
                passed = time.perf_counter() - started
                if isinstance(event, PassagesFound):
                    times["passages"] = passed
                elif isinstance(event, SentenceChecked):
                    times.setdefault("first sentence", passed)
                elif isinstance(event, AnswerReady):
                    times["whole answer"] = passed
            for step, value in times.items():
                seconds[step].append(value)
    for step, values in seconds.items():
        p95 = sorted(values)[int(0.95 * len(values))]
        median = statistics.median(values)
        sys.stdout.write(f"{step:<15} median {median * 1e3:4.0f} ms   p95 {p95 * 1e3:4.0f} ms\n")


if __name__ == "__main__":
    main()
