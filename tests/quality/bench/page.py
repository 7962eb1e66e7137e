"""How long a person waits on the chat page: for the page, a sign of life, a citation, among others."""

import statistics
import tempfile
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserType, Page, sync_playwright

from rag import Assistant
from tests.browser.conftest import ARGUMENTS, CHROMIUM, DESKTOP, SAMPLES, serve
from tests.browser.driver import Q_ANSWERED, ChatPage
from tests.quality.bench.measurement import Measurement

ROUNDS = 5
ASKERS = 6
LONG_ARTICLE_CHARS = 300_000
Q_LONG = "What is the harbour parrot of Sundrevik called?"
LAST = "The harbour parrot of Sundrevik is called Admiral Plum."
# Milliseconds from a click on the n-th chip until its words are marked and in view.
OPEN = """async (place) => {
  const chip = document.querySelectorAll('#chat .cite')[place];
  const started = performance.now();
  chip.click();
  for (;;) {
    const mark = document.querySelector('.sv mark.on');
    const body = document.querySelector('.sv-body')?.getBoundingClientRect();
    const box = mark?.getBoundingClientRect();
    if (box && box.height && box.top >= body.top - 1 && box.bottom <= body.bottom + 1) break;
    await new Promise(requestAnimationFrame);
  }
  const ms = performance.now() - started;
  document.querySelector('.sv-back').click();
  return ms; }"""
# Milliseconds from Enter to the status line, and to the first words.
ASK = """async (question) => {
  const box = document.querySelector('#ask textarea');
  box.value = question;
  box.dispatchEvent(new Event('input', {bubbles: true}));
  await new Promise((done) => setTimeout(done, 100));
  const started = performance.now();
  box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));
  box.dispatchEvent(new KeyboardEvent('keypress', {key: 'Enter', bubbles: true}));
  const seen = {};
  while (!('words' in seen)) {
    if (document.querySelector('#chat .bot-row')) seen.status ??= performance.now() - started;
    if (document.querySelector('#chat .claim, #chat .tail')) seen.words = performance.now() - started;
    await new Promise(requestAnimationFrame);
  }
  return seen; }"""


def run() -> list[Measurement]:
    """Use the page of a new server with the sample articles."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        _make_library(Path(place))
        return _measure(playwright.chromium, Path(place))


def _measure(chromium: BrowserType, place: Path) -> list[Measurement]:
    with contextmanager(serve)(place, *SAMPLES) as url:
        browser = chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = _new_page(browser)
        _interactive_s(page, url)  # fills the browser's cache
        loads = [_interactive_s(page, url) for _ in range(ROUNDS)]
        answers = [_new_page(browser, url).evaluate(ASK, Q_ANSWERED) for _ in range(ROUNDS)]
        first_ms, cached_ms = _chips(browser, url)
        crowd_ms = _crowd(browser, url)
        browser.close()
    detail = f"median of {ROUNDS}, Chromium on the machine that serves"
    return [
        _measured("interactive", statistics.median(loads), "s", 2.0, f"warm browser; {detail}"),
        _measured(
            "status", statistics.median(a["status"] for a in answers) / 1e3, "s", 0.3,
            f"from Enter to a sign of life; {detail}",
        ),
        _measured(
            "first_words", statistics.median(a["words"] for a in answers) / 1e3, "s", None,
            f"from Enter to the answer's first words; {detail}",
        ),
        _measured(
            "chip_first", first_ms, "ms", 100.0,
            f"from click to marked words in view, article of {LONG_ARTICLE_CHARS:,} characters",
        ),
        _measured("chip_cached", cached_ms, "ms", 30.0, f"the same again; median of {ROUNDS}"),
        _measured(
            "six_askers", max(crowd_ms) / 1e3, "s", None,
            f"first words for the last of {ASKERS} people who ask at the same moment",
        ),
    ]  # fmt: skip


def _measured(
    name: str, value: float, unit: str, at_most: float | None, detail: str
) -> Measurement:
    return Measurement(name=f"page.{name}", value=value, unit=unit, at_most=at_most, detail=detail)


def _new_page(browser: Browser, url: str = "") -> Page:
    page = browser.new_context(reduced_motion="reduce", **DESKTOP).new_page()
    if url:
        ChatPage(page, url, []).open()
    return page


def _interactive_s(page: Page, url: str) -> float:
    """Give the seconds until the box takes a question and the library is listed."""
    page.goto(url, wait_until="domcontentloaded")
    page.wait_for_selector("#ask textarea:enabled")
    page.wait_for_selector(".lib-item")
    return float(page.evaluate("performance.now()")) / 1e3


def _make_library(place: Path) -> None:
    """Put the sample articles and a long one into the library that is served."""
    paragraph = "The council heard a report about the quay and took note of it. " * 8
    count = LONG_ARTICLE_CHARS // len(paragraph)
    path = place / "Long record.txt"
    path.write_text("\n\n".join([*([paragraph] * count), LAST]), encoding="utf-8")
    with Assistant.open(place / "library") as assistant:
        assistant.add_samples()
        assistant.add(path)


def _chips(browser: Browser, url: str) -> tuple[float, float]:
    """Open a citation at the end of a long article; give first and median cached milliseconds."""
    chat = ChatPage(_new_page(browser), url, [])
    chat.open()
    chat.ask(Q_LONG)
    first, *cached = (float(chat.page.evaluate(OPEN, 0)) for _ in range(ROUNDS + 1))
    return first, statistics.median(cached)


def _crowd(browser: Browser, url: str) -> list[float]:
    """Let several people ask at once; give each one's milliseconds to the first words."""
    pages = [_new_page(browser, url) for _ in range(ASKERS)]
    for page in pages:
        page.evaluate(f"window.asked = ({ASK})({Q_ANSWERED!r}); undefined")
    return [float(page.evaluate("async () => (await window.asked).words")) for page in pages]
