"""How long a large library takes to open, and how much memory it needs.

Each opening is a process of its own: `python -m tests.quality.bench.opening FOLDER` is one.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from index.embedding import load_embedder
from tests.quality.bench.big_library import load_library, load_real_text
from tests.quality.bench.measurement import Measurement

TINY, LARGE = 40, 200_000
ROUNDS = int(os.environ.get("CITEWELL_BENCH_ROUNDS", "5"))
QUESTION = "When was the first bridge over the river built?"
VECTOR_BYTES = 384 * 4


def run() -> list[Measurement]:
    """Open a large and a tiny library in turn."""
    embedder = load_embedder()
    real = load_real_text(embedder)
    large, tiny = (load_library(size, real=real, embedder=embedder) for size in (LARGE, TINY))
    del embedder
    seconds, extra_bytes = [], []
    for _ in range(ROUNDS):
        opened, least = _open_in_process(large), _open_in_process(tiny)
        seconds.append(opened["seconds"])
        extra_bytes.append((opened["bytes"] - least["bytes"]) / LARGE)
    detail = f"medians of {ROUNDS} processes; {real.recipe}"
    return [
        Measurement(
            name=f"opening.{LARGE}_to_first_passages",
            value=statistics.median(seconds),
            unit="s",
            at_most=2.0,
            detail=f"imports not counted, the model's loading is; {detail}",
        ),
        Measurement(
            name="opening.memory_above_vectors",
            value=statistics.median(extra_bytes) - VECTOR_BYTES,
            unit="bytes a chunk",
            at_most=1_500,
            detail=f"resident, beyond a library of {TINY} chunks; {detail}",
        ),
    ]


def _open_in_process(folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.quality.bench.opening", str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return dict(json.loads(done.stdout))


def _open(folder: Path) -> dict[str, float]:
    from rag import Assistant

    started = time.perf_counter()
    with Assistant.open(folder) as assistant:
        assistant.retrieve(QUESTION)
        return {"seconds": time.perf_counter() - started, "bytes": _resident_bytes()}


def _resident_bytes() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_open(Path(sys.argv[1]))))
