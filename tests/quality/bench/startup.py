"""How long a command or a server takes from its start to its first answer."""

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
    command = [sys.executable, "-m", "ui.cli", "ask", QUESTION, "--library", str(library)]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return seconds, usage.ru_maxrss * 1024


def _ask_server(library: Path) -> float:
    """Give the seconds of a new server's first answer."""
    with serving(library) as url:
        started = time.perf_counter()
        response = httpx.post(f"{url}/api/ask", json={"question": FIRST_QUESTION}, timeout=60)
        response.raise_for_status()
        return time.perf_counter() - started
