"""How long a command or a server takes from its start to its first answer."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from rag import Assistant
from tests.integration.processes import serving
from tests.quality.bench.measurement import Measurement

ROUNDS = int(os.environ.get("CITEWELL_BENCH_ROUNDS", "5"))
QUESTION = "When was the lighthouse at Cape Orrin first lit?"
FIRST_QUESTION = "How many people were injured in the Sallow Bridge collapse?"

# A process's peak counts the process it was forked from: that has to be a small one.
_LAUNCHER = """
import json, resource, subprocess, sys, time
started = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
seconds = time.perf_counter() - started
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024]))
"""


def run() -> list[Measurement]:
    """Ask a library of the sample articles by the command line and by a new server."""
    with tempfile.TemporaryDirectory() as temporary:
        library = Path(temporary) / "library"
        with Assistant.open(library) as assistant:
            assistant.add_samples()
        asked = [_ask(library) for _ in range(ROUNDS)]
        served_s = [_ask_server(library) for _ in range(ROUNDS)]
    detail = f"median of {ROUNDS} processes over the sample articles"
    return [
        Measurement(
            name="startup.ask",
            value=statistics.median(seconds for seconds, _ in asked),
            unit="s",
            at_most=2.5,
            detail=f"from the process's start to its end; {detail}",
        ),
        Measurement(
            name="startup.ask_memory",
            value=statistics.median(peak for _, peak in asked) / 1e6,
            unit="MB",
            at_most=400.0,
            detail=f"peak; {detail}",
        ),
        Measurement(
            name="startup.server_first_answer",
            value=statistics.median(served_s),
            unit="s",
            at_most=1.0,
            detail=f"from its address being printed, over HTTP; {detail}",
        ),
    ]


def _ask(library: Path) -> tuple[float, float]:
    """Give seconds and peak bytes of one `citewell ask`."""
    ask = [sys.executable, "-m", "ui.cli", "ask", QUESTION, "--library", str(library)]
    done = subprocess.run(
        [sys.executable, "-c", _LAUNCHER, *ask], stdout=subprocess.PIPE, check=True, text=True
    )
    seconds, peak_bytes = json.loads(done.stdout)
    return seconds, peak_bytes


def _ask_server(library: Path) -> float:
    """Give the seconds of a new server's first answer."""
    with serving(library) as url:
        started = time.perf_counter()
        response = httpx.post(f"{url}/api/ask", json={"question": FIRST_QUESTION}, timeout=60)
        response.raise_for_status()
        return time.perf_counter() - started
