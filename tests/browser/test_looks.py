"""Phone width, light and dark, and whether the words can be read."""

from typing import Any

import pytest

from tests.browser.conftest import DESKTOP, PHONE, MakePage
from tests.browser.driver import Q_ANSWERED, ChatPage

BODY_COLOUR = "getComputedStyle(document.body).backgroundColor"
# Lowest contrast ratio (WCAG 2) between text and the first opaque background behind it.
CONTRAST = """selectors => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => { for (; node; node = node.parentElement) {
    const colour = rgba(getComputedStyle(node).backgroundColor); if (colour[3] === 255) return colour; }
    return rgba(getComputedStyle(document.body).backgroundColor); };
  return Object.fromEntries(selectors.map((selector) => {
    const node = document.querySelector(selector);
    if (!node) return [selector, null];
    const [a, b] = [light(rgba(getComputedStyle(node).color)), light(behind(node))];
    return [selector, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
  })); }"""
READ = [
    "#chat .claim",
    "#chat .question",
    "#chat .cite",
    "#chat .act.copy",
    "#chat .tally",
    ".sv-art h3",
    ".sv-src",
    ".sv-body p",
    ".sv mark.on",
    ".lib-title",
    ".lib-src",
    ".lib-add b",
    ".lib-all",
]


def test_a_phone_has_everything_without_scrolling_sideways(make_page: MakePage) -> None:
    chat = make_page(**PHONE)
    page = chat.page
    assert page.evaluate("document.activeElement === document.body")  # no keyboard pops up
    chat.ask(Q_ANSWERED)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#chat .cite").first.tap()
    assert chat.marked_text()
    sheet = page.locator("#src-col").bounding_box()
    assert sheet is not None
    assert sheet["y"] > 100
    assert sheet["y"] + sheet["height"] <= 845
    page.locator(".sv-x").tap()
    page.wait_for_selector("#src-col", state="hidden")
    page.locator(".top .menu").tap()
    page.wait_for_selector("#side", state="visible")
    page.locator(".lib-item input").first.tap()
    assert not page.locator(".lib-item input").first.is_checked()
    page.locator(".side-x").tap()
    page.wait_for_selector("#side", state="hidden")
    page.locator(".top .menu").tap()
    page.locator(".side-choice button:has-text('Chats')").tap()
    assert page.locator(".chats-open").is_visible()
    assert page.locator(".lib").is_hidden()
    page.locator(".side-choice button:has-text('Articles')").tap()
    page.locator(".lib-open").first.tap()
    page.locator(".sv-tall-on").tap()
    page.wait_for_function("document.querySelector('#src-col').offsetHeight > 750")
    page.go_back()  # to the drawer one came from, then out of it
    page.wait_for_selector("body.side-open:not(.sv-open)")
    page.go_back()
    page.wait_for_selector("body:not(.side-open)")
    assert page.locator("#chat .cite").first.is_visible()


def test_articles_and_chats_share_the_column(chat: ChatPage) -> None:
    page = chat.page
    chat.ask(Q_ANSWERED)
    for height, is_choosing in ((900, False), (700, True)):
        page.set_viewport_size({"width": 1440, "height": height})
        page.wait_for_function(f"innerHeight === {height}")
        seen = page.evaluate(
            "() => { const list = document.querySelector('.lib-list').getBoundingClientRect();"
            "return [...document.querySelectorAll('.lib-item')]"
            ".filter((row) => row.getBoundingClientRect().bottom <= list.bottom).length; }"
        )
        assert seen >= 4
        assert page.locator(".side-choice").is_visible() is is_choosing
        assert page.locator(".chats-list").is_visible() is not is_choosing
    outlets = page.evaluate(
        "[...document.querySelectorAll('.lib-src')].map((line) => line.offsetHeight)"
    )
    assert max(outlets) < 24  # publisher and date on one line


def test_targets_on_a_phone_are_large_enough(make_page: MakePage) -> None:
    chat = make_page(**PHONE)
    chat.ask(Q_ANSWERED)
    for selector in (
        "#chat .cite",
        "#chat .act.copy",
        "#chat .act.trace",
        ".top .theme",
        "#ask button",
    ):
        target = chat.page.locator(selector).first
        target.wait_for()
        box = target.bounding_box()
        assert box is not None, selector
        assert box["height"] >= 24, selector
    size = chat.page.locator("#ask textarea").evaluate("n => getComputedStyle(n).fontSize")
    assert float(size.removesuffix("px")) >= 16  # below that a phone zooms in


def test_the_theme_follows_the_system_and_the_choice_is_kept(make_page: MakePage) -> None:
    light, dark = make_page(color_scheme="light"), make_page(color_scheme="dark")
    assert light.page.evaluate(BODY_COLOUR) != dark.page.evaluate(BODY_COLOUR)
    light.page.click(".top .theme")
    assert light.page.evaluate(BODY_COLOUR) == dark.page.evaluate(BODY_COLOUR)
    light.reload()
    light.page.wait_for_function("document.body.classList.contains('dark')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast(make_page: MakePage, scheme: str) -> None:
    chat: ChatPage = make_page(color_scheme=scheme)
    chat.ask(Q_ANSWERED)
    chat.page.locator("#chat .cite").first.click()
    chat.marked_text()
    chat.page.mouse.move(700, 700)
    ratios = chat.page.evaluate(CONTRAST, READ)
    assert {name: ratio for name, ratio in ratios.items() if ratio is None or ratio < 4.5} == {}


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_toasts_cover_neither_the_bar_nor_the_box_and_leave_by_keyboard(
    make_page: MakePage, screen: dict[str, Any]
) -> None:
    chat = make_page(**screen)
    page = chat.page
    for forged in ("one", "two", "three", "four"):
        page.evaluate("id => history.pushState({}, '', '?chat=' + id)", forged)
        page.evaluate("window.dispatchEvent(new PopStateEvent('popstate'))")
        page.wait_for_function("!location.search")
    page.wait_for_selector(".toast-body")
    assert page.locator(".toast-message-item:visible").count() <= 3
    box = page.locator(".toast-wrap").bounding_box()
    bar, ask = page.locator(".top").bounding_box(), page.locator("#ask").bounding_box()
    assert box is not None
    assert bar is not None
    assert ask is not None
    assert box["y"] >= bar["y"] + bar["height"]
    assert box["y"] + box["height"] <= ask["y"]
    assert page.locator(".toast-body").first.get_attribute("role") in ("status", "alert")
    close = page.locator(".toast-close").first
    close.focus()
    assert close.evaluate("node => node === document.activeElement")
    assert close.get_attribute("aria-label")
    page.keyboard.press("Escape")
    page.wait_for_selector(".toast-body", state="detached")
