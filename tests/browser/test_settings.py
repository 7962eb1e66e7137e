"""The settings dialog: each setting changes something, is kept, and can be reached by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, MakePage, serve
from tests.browser.driver import Q_ANSWERED
from tests.browser.test_looks import BODY_COLOUR, CONTRAST
from tests.integration import openai_server
from tests.integration.openai_server import Script

WRITTEN = "Goats fly to Jupiter every second Tuesday."  # no article supports it
IS_SAVED = "document.querySelector('.set-said').textContent === 'Saved'"
READ = [
    "#set-title",
    ".set-said",
    ".set-tabs [aria-selected=true]",
    ".set-tabs [aria-selected=false]",
    ".set-writer b",
    ".set-writer .set-more",
    ".set-themes :checked + span",
    ".set-foot",
    ".set-reset",
]


@pytest.fixture(scope="module")
def script() -> Iterator[Script]:
    """A model's server that writes one sentence, over and over."""
    with openai_server.serve([WRITTEN]) as running:
        yield running


@pytest.fixture(scope="module")
def url(script: Script, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the sample articles with that model as the server's setting."""
    command = ["-m", "ui.cli", "serve", "--samples", "--library", "{library}", "--port", "{port}"]
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CITEWELL_GENERATOR", "openai:scripted")
        environment.setenv("CITEWELL_GENERATOR_URL", script.url)
        yield from serve(tmp_path_factory.mktemp("settings"), *command)


def open_settings(page: Page) -> None:
    page.click(".top .gear")
    page.wait_for_selector(".set-writer")


def start_new_chat(page: Page) -> None:
    page.click(".top .new")
    page.wait_for_selector("#chat .bot-row", state="detached")


def wait_saved(page: Page) -> None:
    page.wait_for_function(IS_SAVED)


def passages_sent(script: Script) -> int:
    """Count the passages of the last prompt."""
    return str(script.requests[-1]["messages"]).count("<passage number=")


def test_every_setting_changes_something_and_stays(
    make_page: MakePage, url: str, script: Script
) -> None:
    chat = make_page(url, color_scheme="light")
    page = chat.page
    chat.ask(Q_ANSWERED)
    assert WRITTEN in page.locator("#chat").inner_text()
    assert passages_sent(script) == 8

    open_settings(page)
    page.get_by_label("Passages an answer may use").fill("3")
    page.keyboard.press("Enter")
    wait_saved(page)
    page.get_by_role("switch").check()
    wait_saved(page)
    page.keyboard.press("Escape")
    start_new_chat(page)  # the model would rewrite a follow-up
    chat.ask(Q_ANSWERED)
    assert passages_sent(script) == 3
    assert WRITTEN not in page.locator("#chat .answer").last.inner_text()

    open_settings(page)
    page.get_by_label("Word-for-word quotes").check()
    wait_saved(page)
    page.click(".set-x")
    start_new_chat(page)
    asked = len(script.requests)
    chat.ask(Q_ANSWERED)
    assert len(script.requests) == asked
    assert page.locator("#chat .answer").last.locator(".cite").count() > 0

    open_settings(page)
    light = page.evaluate(BODY_COLOUR)
    page.get_by_label("Dark", exact=True).check()
    wait_saved(page)
    assert page.evaluate(BODY_COLOUR) != light
    page.evaluate("localStorage.clear()")
    chat.reload()
    page.wait_for_function("document.body.classList.contains('dark')")
    open_settings(page)
    assert page.get_by_label("Passages an answer may use").input_value() == "3"
    assert page.get_by_role("switch").is_checked()
    assert page.get_by_label("Word-for-word quotes").is_checked()

    page.click(".set-reset")
    wait_saved(page)
    assert page.evaluate(BODY_COLOUR) == light
    assert page.get_by_label("Passages an answer may use").input_value() == "8"
    assert page.get_by_label("openai:scripted").is_checked()


def test_a_wrong_number_is_told_and_not_kept(make_page: MakePage, url: str) -> None:
    page = make_page(url).page
    open_settings(page)
    for wrong in ("0", "51", ""):
        page.get_by_label("Passages an answer may use").fill(wrong)
        page.keyboard.press("Enter")
        page.wait_for_selector(".set-row .set-error:has-text('Use a whole number from 1 to 50.')")
        assert (
            page.get_by_label("Passages an answer may use").get_attribute("aria-invalid") == "true"
        )
        page.get_by_label("Passages an answer may use").fill("8")
        page.keyboard.press("Enter")
        wait_saved(page)


def test_the_dialog_by_keyboard_and_by_address(make_page: MakePage, url: str) -> None:
    page = make_page(url).page
    page.goto(f"{url}/#doctor")
    page.wait_for_selector(".set-checks li")
    assert "Needs the network" in page.locator(".set-checks").inner_text()
    tall = page.locator(".set").evaluate("node => node.offsetHeight")
    page.click("#set-tab-settings")
    assert page.locator(".set").evaluate("node => node.offsetHeight") == tall
    page.keyboard.press("Escape")
    page.wait_for_selector(".set", state="hidden")
    page.wait_for_url(f"{url}/")  # which follows the closing

    page.focus(".top .gear")
    page.keyboard.press("Enter")
    page.wait_for_selector("#set-settings")
    page.focus("#set-tab-settings")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".set-checks li")
    assert page.evaluate("document.activeElement.id") == "set-tab-doctor"
    for _ in range(12):  # the page behind cannot be reached
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('.set')"
        )
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className").startswith("gear")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_it_fills_the_screen_and_can_be_read(
    make_page: MakePage, url: str, scheme: str
) -> None:
    page = make_page(url, **PHONE, color_scheme=scheme).page
    page.goto(f"{url}/?settings")
    page.wait_for_selector(".set-writer")
    box = page.locator(".set").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("switch").tap()
    wait_saved(page)
    ratios = page.evaluate(CONTRAST, READ)
    assert {name: ratio for name, ratio in ratios.items() if ratio is None or ratio < 4.5} == {}
    for selector in (".set-x", "[role=tab]", ".set-writer", "[role=switch]", ".set-reset"):
        target = page.locator(f".set {selector}").first.bounding_box()
        assert target is not None
        assert target["height"] >= 24, selector
    page.locator(".set-x").tap()
    page.wait_for_selector(".set", state="hidden")
