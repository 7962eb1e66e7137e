"""Signing in and out in the browser, with and without scripts."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PHONE, serve, watch
from tests.browser.test_accessible import AXE, RUN
from tests.browser.test_looks import BODY_COLOUR, CONTRAST
from tests.integration.processes import citewell

PASSWORD = "correct horse battery"
READ = ["h1", "label", "#name", "#notice", "button"]
PHONE_BAR = [".menu", ".new", ".srcs", ".gear", ".theme", ".leave"]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve an empty library to which two people may log in."""
    folder = tmp_path_factory.mktemp("logins")
    for name in ("Anna", "Ben"):
        done = citewell(
            "user", "add", name, "--password-stdin", "-l", folder / "library", stdin=PASSWORD
        )
        assert done.returncode == 0, done.stderr
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CITEWELL_LOGINS", "true")
        command = ["-m", "ui.cli", "serve", "--library", "{library}", "--port", "{port}"]
        yield from serve(folder, *command)


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def test_signing_in_and_out(browser: Browser, url: str) -> None:
    with browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        problems = watch(page, url)
        page.goto(f"{url}/?settings")
        assert page.url.startswith(f"{url}/login")
        sign_in(page, "anna", "not the password")
        page.wait_for_selector("#notice")
        assert "do not belong together" in page.get_by_role("alert").inner_text()
        assert page.evaluate("document.activeElement.id") == "password"
        assert problems == [p for p in problems if "401" in p]  # what the browser says of it
        problems.clear()

        sign_in(page, "anna")
        page.wait_for_selector(".set-writer")  # where it was going
        page.keyboard.press("Escape")
        assert page.locator(".who-name").inner_text() == "Anna"

        other = context.new_page()
        other.goto(url)
        other.get_by_role("button", name="Sign out").click()
        other.wait_for_url(f"{url}/login")
        assert problems == []
        page.locator("#ask textarea").fill("Who is there?")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{url}/login")  # the page left open notices, too


def test_two_people_have_their_own_page(browser: Browser, url: str) -> None:
    colours = []
    for name, theme in (("Anna", "Dark"), ("Ben", "Light")):
        with browser.new_context(color_scheme="light") as context:
            page = context.new_page()
            page.goto(f"{url}/?settings")
            sign_in(page, name)
            page.get_by_label(theme, exact=True).check()
            page.wait_for_function("document.querySelector('.set-said').textContent === 'Saved'")
        with browser.new_context(color_scheme="light") as context:  # another device
            page = context.new_page()
            page.goto(url)
            sign_in(page, name)
            page.wait_for_selector(".who-name", state="visible")
            colours.append(page.evaluate(BODY_COLOUR))
    assert colours[0] != colours[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_and_without_scripts(browser: Browser, url: str, scheme: str) -> None:
    phone: dict[str, Any] = {**PHONE, "color_scheme": scheme}
    with browser.new_context(**phone, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(url)
        sign_in(page, "ben")
        page.wait_for_url(f"{url}/")
        assert any(cookie["name"] == "citewell_session" for cookie in context.cookies())
    with browser.new_context(**phone) as context:
        page = context.new_page()
        page.goto(url)
        sign_in(page, "nobody")
        page.wait_for_selector("#notice")
        ratios = page.evaluate(CONTRAST, READ)
        assert {name: r for name, r in ratios.items() if r is None or r < 4.5} == {}
        page.evaluate(AXE)
        assert page.evaluate(RUN) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        sign_in(page, "ben")
        page.wait_for_selector(".leave", state="visible")
        for selector in PHONE_BAR:
            box = page.locator(f".top {selector}").bounding_box()
            assert box is not None, selector
            assert box["x"] + box["width"] <= 390, selector
