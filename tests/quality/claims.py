"""Public claims with their evidence and a person's judgement, in one form. Knows no checker.

The files are read where they are and never copied: in the folder that `CITEWELL_BENCH_DATA` names.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VARIABLE = "CITEWELL_BENCH_DATA"
FOLDER = Path(os.environ.get(VARIABLE) or Path(__file__).parents[3] / "shared" / "data")
_MARKER = re.compile(r"\s*\[\d+\]")
_ADDRESS = re.compile(r"^\[\d+\] \S+\s*")
MIN_EVIDENCE_CHARS = 40  # less is an address without its text


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence, what it cites, and whether a person found it fully supported by that."""

    text: str
    evidence: str
    is_supported: bool


def find_claims(name: str) -> tuple[Claim, ...]:
    """Read `wice` or `expertqa`; empty if the folder is not there."""
    path = FOLDER / name / "claims.jsonl"
    if not path.is_file():
        return ()
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(_read_wice(rows) if name == "wice" else _read_expertqa(rows))


def find_articles() -> tuple[str, ...]:
    """Read the texts of the SQuAD articles; empty if the folder is not there."""
    path = FOLDER / "squad" / "articles.jsonl"
    if not path.is_file():
        return ()
    return tuple(json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines())


def _read_wice(rows: list[dict[str, Any]]) -> Iterator[Claim]:
    for row in rows:
        yield Claim(
            text=row["claim"],
            evidence="\n".join(row["evidence"]),
            is_supported=row["label"] == "supported",
        )


def _read_expertqa(rows: list[dict[str, Any]]) -> Iterator[Claim]:
    """Give the claims that were judged and whose evidence holds more than addresses."""
    for row in rows:
        evidence = "\n".join(_ADDRESS.sub("", text) for text in row["evidence"]).strip()
        if row["support"] not in (None, "N/A") and len(evidence) >= MIN_EVIDENCE_CHARS:
            yield Claim(
                text=_MARKER.sub("", row["claim"]),
                evidence=evidence,
                is_supported=row["support"] == "Complete",
            )
