"""Tiny datasets of both forms, written to a folder."""

import json
from pathlib import Path
from typing import Any

TEXT = (
    "The lighthouse of Cape Orrin was built on a rock in the bay.\n\n"
    "It was first lit in 1874, after nine years of work."
)
ANSWER = "1874"


def write_lines(path: Path, *values: dict[str, Any]) -> None:
    """Write one JSON object a line."""
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")


def write_beir(parent: Path) -> Path:
    """Write two texts and two questions; the first needs both texts, the second is not judged."""
    folder = parent / "tiny-beir"
    folder.mkdir()
    write_lines(
        folder / "corpus.jsonl",
        {"_id": "d/1", "title": "Lighthouse", "text": "The lighthouse was first lit in 1874."},
        {"_id": "d 2", "title": "", "text": "The keeper of the lighthouse kept forty goats."},
    )
    write_lines(
        folder / "queries.jsonl",
        {"_id": "q1", "text": "When was the lighthouse lit, and what did its keeper keep?"},
        {"_id": "q2", "text": "Who painted the harbour?"},
    )
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td/1\t2\nq1\td 2\t1\n")
    return folder


def write_offsets(parent: Path) -> Path:
    """Write one article, a question it answers and one it does not."""
    folder = parent / "tiny-offsets"
    folder.mkdir()
    start = TEXT.index(ANSWER)
    answer = {"text": ANSWER, "start": start, "end": start + len(ANSWER)}
    write_lines(folder / "articles.jsonl", {"id": "a1", "title": "Cape Orrin", "text": TEXT})
    write_lines(
        folder / "questions.jsonl",
        {"id": "q1", "question": "When was the lighthouse first lit?", "article_id": "a1",
         "answers": [answer], "answerable": True},
        {"id": "q2", "question": "Who painted it?", "article_id": "a1",
         "answers": [], "answerable": False},
    )  # fmt: skip
    return folder
