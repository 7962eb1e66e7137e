"""Where the keyboard is after what had it went away: never nowhere."""

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import PHONE, MakePage
from tests.browser.driver import Q_ANSWERED, Q_FOLLOWING, ChatPage


def wait_focused(page: Page, selector: str) -> None:
    page.wait_for_function("(what) => document.activeElement.matches(what)", arg=selector)


def test_a_question_that_was_chosen_gives_it_to_the_next(chat: ChatPage) -> None:
    chat.page.locator("#chat .example").first.focus()
    chat.page.keyboard.press("Enter")
    chat.wait_answered(0)
    wait_focused(chat.page, "#ask textarea")


def test_an_article_that_comes_back_has_it(chat: ChatPage) -> None:
    page = chat.page
    title = page.locator(".lib-title").first.inner_text()
    chat.delete(title)
    wait_focused(page, ".lib-undo")
    page.keyboard.press("Enter")
    page.wait_for_selector(f".lib-item:has-text('{title}')")
    wait_focused(page, ".lib-open")
    focused = page.evaluate("document.activeElement.closest('.lib-item').innerText")
    assert focused.startswith(title)


def test_a_chat_that_comes_back_has_it(chat: ChatPage) -> None:
    page = chat.page
    for question in (Q_ANSWERED, Q_FOLLOWING):
        page.click(".top .new")
        page.wait_for_selector("#chat .example")
        chat.ask(question)
    item = page.locator(".chats-item").first
    title = item.locator(".chats-name").inner_text()
    item.hover()
    item.locator(".bin").click()
    wait_focused(page, ".chats-undo")
    page.keyboard.press("Enter")
    wait_focused(page, ".chats-open")
    assert page.evaluate("document.activeElement.innerText").startswith(title)


def test_what_is_opened_by_keyboard_has_it_and_what_is_dismissed_leaves_it_near(
    chat: ChatPage, tmp_path: Path
) -> None:
    page = chat.page
    chat.ask(Q_ANSWERED)
    page.get_by_role("button", name="How this was found").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".trace-steps")
    wait_focused(page, ".pop")
    page.keyboard.press("Tab")
    wait_focused(page, ".pop-x")
    page.keyboard.press("Escape")
    wait_focused(page, ".act.trace")
    page.locator(".lib-open").first.focus()
    page.keyboard.press("Enter")
    wait_focused(page, ".sv-body")
    page.keyboard.press("Escape")
    wait_focused(page, ".lib-open")
    empty = tmp_path / "empty.txt"
    empty.touch()
    chat.upload(str(empty))
    page.locator(".lib-fail .lib-x").focus()
    page.keyboard.press("Enter")
    wait_focused(page, ".lib-add")


def test_a_phone_gives_it_to_what_covers_the_chat(make_page: MakePage) -> None:
    page = make_page(**PHONE).page
    page.click(".top .menu")
    wait_focused(page, ".side-x")
    page.locator(".lib-open").first.click()
    wait_focused(page, ".sv-body")
    page.wait_for_selector(".sv-find-open:enabled")
    page.keyboard.press("f")
    wait_focused(page, ".sv-find input")


def test_a_filter_that_nothing_passes_leaves_nothing_to_tick(chat: ChatPage) -> None:
    page = chat.page
    page.fill(".lib-q", "nothing has these words")
    page.wait_for_selector(".lib-none:has-text('No article matches.')")
    assert page.locator(".lib-all input").is_disabled()
    page.fill(".lib-q", "")
    page.wait_for_selector(".lib-all input:enabled:checked")


def test_the_sheet_of_sources_takes_it_and_gives_it_back(make_page: MakePage) -> None:
    """With movement, as most people have it: what slides in cannot have it at once."""
    chat = make_page(viewport={"width": 720, "height": 450}, reduced_motion="no-preference")
    page = chat.page
    chat.ask(Q_ANSWERED)
    page.locator("#chat .cite").first.press("Enter")  # in one step: proposals draw the chat anew
    wait_focused(page, ".sv-body")
    page.keyboard.press("Escape")
    wait_focused(page, "#chat .cite")
    page.locator("#head .srcs").press("Enter")
    wait_focused(page, ".sv-x")
    page.keyboard.press("Enter")
    wait_focused(page, ".srcs")


def test_on_a_phone_the_cited_sentence_stays_above_the_sheet(make_page: MakePage) -> None:
    chat = make_page(**PHONE)
    for question in (Q_ANSWERED, Q_FOLLOWING):
        chat.ask(question)
    chip = chat.page.locator("#chat .cite").last
    chip.tap()
    chat.marked_text()
    end = chip.evaluate("chip => chip.closest('.claim').getBoundingClientRect().bottom")
    sheet = chat.page.locator("#src-col").bounding_box()
    assert sheet is not None
    assert end <= sheet["y"]
