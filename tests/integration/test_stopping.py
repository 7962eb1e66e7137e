"""Ctrl+C while pages are open: the server ends soon, and without a word."""

import contextlib
import http.client
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

SOON_S = 6.0  # two on an idle machine


def test_ctrl_c_with_pages_open_ends_soon_and_says_nothing(tmp_path: Path) -> None:
    words = ["-m", "ui.cli", "serve", "--library", str(tmp_path), "--port", "0"]
    log = tmp_path / "log"
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [sys.executable, *words], stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        said = log.read_text()
        with open_pages(address, 3):
            process.send_signal(signal.SIGINT)
            began = time.monotonic()
            assert process.wait(60) == 0
            assert time.monotonic() - began < SOON_S
    assert log.read_text() == said


@contextlib.contextmanager
def open_pages(address: str, count: int) -> Iterator[None]:
    """Hold the stream that each open page holds until the server hangs up."""
    with contextlib.ExitStack() as stack:
        for number in range(count):
            connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
            stack.callback(connection.close)
            connection.request("GET", "/")
            page = connection.getresponse()
            page.read()
            cookie = str(page.headers["set-cookie"]).partition(";")[0]
            connection.request(
                "GET", f"/gradio_api/heartbeat/page{number}", headers={"cookie": cookie}
            )
            stream = connection.getresponse()
            assert stream.status == 200
            assert stream.readline()
        yield
