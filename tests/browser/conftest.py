"""The real product as a subprocess, and Debian's Chromium to look at it."""

import atexit
import functools
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, sync_playwright

from tests.browser.driver import ChatPage

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--disable-extensions",
    "--mute-audio",
]
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
}
START_S = 90
TIMEOUT_MS = 30_000  # a machine may be busy
# What Gradio's page says when it is left while an event is on its way.
RELOAD_NOISE = re.compile("AbortError|Connection errored out|ERR_ABORTED|Could not get response")

MakePage = Callable[..., ChatPage]


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_health(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers; fail with its output if it never does."""
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/api/health", timeout=2) as response:
                assert json.load(response)["status"] == "ok"
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.25)
    process.kill()
    pytest.fail(f"the server did not start:\n{log.read_text()[-3000:]}")


@functools.cache
def sample_library() -> Path:
    """Make a library of the samples once; servers begin with copies, which takes less time."""
    folder = Path(tempfile.mkdtemp(prefix="citewell-samples-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    words = (sys.executable, "-m", "ui.cli", "add", "--samples", "--library", folder / "library")
    subprocess.run(words, check=True, capture_output=True)
    return folder / "library"


def start(folder: Path, *command: str, port: int) -> subprocess.Popen[bytes]:
    """Run Python with these words, library and port put into them, until it answers."""
    begins_with_samples = {"--samples", "tests.browser.paced_server"}.intersection(command)
    if begins_with_samples and not (folder / "library").exists():
        shutil.copytree(sample_library(), folder / "library")
    words = [word.format(library=folder / "library", port=port) for word in command]
    log = folder / "server.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, *words],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={
                **os.environ,
                "CITEWELL_ALLOWED_HOSTS": "127.0.0.1",
                "CITEWELL_FETCH_DELAY_S": "0",
            },
        )
    wait_for_health(f"http://127.0.0.1:{port}", process, log)
    return process


def serve(folder: Path, *command: str) -> Iterator[str]:
    """Run a server, see `start`, and give its address."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium: apt-get install chromium")
    port = free_port()
    process = start(folder, *command, port=port)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


SAMPLES = ("-m", "ui.cli", "serve", "--samples", "--library", "{library}", "--port", "{port}")


@pytest.fixture(scope="package")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a new library with the sample articles."""
    yield from serve(tmp_path_factory.mktemp("served"), *SAMPLES)


class Restartable:
    """A server that can be killed and started again on the same library and port."""

    def __init__(self, folder: Path, command: tuple[str, ...]) -> None:
        self._folder = folder
        self._command = command
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.log = folder / "server.log"
        self.start()

    def start(self) -> None:
        self._process = start(self._folder, *self._command, port=self._port)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(20)


@pytest.fixture
def make_restartable(tmp_path: Path) -> Iterator[Callable[..., Restartable]]:
    """Serve a new library by a command of words."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium: apt-get install chromium")
    made: list[Restartable] = []

    def make(*command: str) -> Restartable:
        made.append(Restartable(tmp_path, command))
        return made[-1]

    yield make
    for server in made:
        server.kill()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start one Chromium whose every file lies in a temporary folder.

    It ends with this package: while Playwright runs, the thread of the tests has a running loop.
    """
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        inside = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "TMPDIR"), home)
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS, env={**os.environ, **inside}
        )
        yield started
        started.close()


@pytest.fixture
def make_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[MakePage]:
    """Open pages, each as a new person; at the end none may have misbehaved."""
    opened: list[tuple[BrowserContext, ChatPage]] = []

    def make(url: str = "", **options: Any) -> ChatPage:
        url = url or request.getfixturevalue("app_url")
        context = browser.new_context(
            **{
                **DESKTOP,
                "reduced_motion": "reduce",  # nothing is measured in the middle of a movement
                "permissions": ["clipboard-read", "clipboard-write"],
                **options,
            }
        )
        page = context.new_page()
        page.set_default_timeout(TIMEOUT_MS)
        chat = ChatPage(page, url, watch(page, url))
        opened.append((context, chat))
        chat.open()
        return chat

    yield make
    for context, _ in opened:
        context.close()
    assert [problem for _, chat in opened for problem in chat.problems] == []


@pytest.fixture
def chat(make_page: MakePage) -> ChatPage:
    """Open one page on a desktop screen."""
    return make_page()


def watch(page: Page, url: str) -> list[str]:
    """Collect requests to other hosts, dialogs, script errors and console errors."""
    problems: list[str] = []

    def on_request(address: str) -> None:
        if not address.startswith((url, "data:", "blob:")):
            problems.append(f"request {address}")

    def on_console(kind: str, text: str) -> None:
        if kind == "error" and not RELOAD_NOISE.search(text):
            problems.append(f"console {text}")

    def on_dialog(dialog: Dialog) -> None:
        problems.append(f"dialog {dialog.message}")
        dialog.dismiss()

    page.on("request", lambda request: on_request(request.url))
    page.on("dialog", on_dialog)
    page.on("pageerror", lambda error: problems.append(f"script {error}"))
    page.on("console", lambda message: on_console(message.type, message.text))
    return problems
