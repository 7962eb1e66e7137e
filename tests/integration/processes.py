"""Running the real command line as a user does."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

START_S = 120


def citewell(
    *arguments: str | Path, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        input=stdin,
        timeout=START_S,
        env={**os.environ, **environment},
    )


def citewell_json(*arguments: str | Path) -> Any:
    """Run one command with `--json` and read what it prints."""
    done = citewell(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@contextmanager
def serving(library: Path, *options: str) -> Iterator[str]:
    """Serve a library on a free port; give the address it prints last."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "ui.cli",
            "serve",
            "--library",
            str(library),
            "--port",
            "0",
            *options,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    lines: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(target=_read_lines, args=[process.stdout, lines])
    reader.start()
    try:
        line = ""
        while not line.startswith("http://"):
            line = lines.get(timeout=START_S)
        yield line.strip()
    finally:
        process.terminate()
        process.wait(timeout=30)
        reader.join()
        process.stdout.close()


def _read_lines(stream: IO[str], lines: "queue.Queue[str]") -> None:
    for line in stream:
        lines.put(line)
