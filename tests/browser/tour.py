"""A walk through every state of the page, for screenshots and for the accessibility check."""

from collections.abc import Iterator

from tests.browser.driver import Q_ANSWERED, Q_UNANSWERED, ChatPage


def tour(chat: ChatPage, *, is_narrow: bool) -> Iterator[str]:
    """Bring the page from state to state, and give the name of each once it is there."""
    page = chat.page
    page.wait_for_selector("#chat .example")
    yield "welcome"
    if is_narrow:
        page.click(".top .menu")
        page.wait_for_selector("#side", state="visible")
        yield "library"
    yield from _library(chat)
    if is_narrow:
        page.click(".top .menu")
    yield from _answers(chat)
    yield from _popovers(chat)
    yield from _sources(chat, is_narrow=is_narrow)
    chat.ask(Q_UNANSWERED)
    yield "refusal"
    yield from _settings(chat)


def _library(chat: ChatPage) -> Iterator[str]:
    page = chat.page
    page.click(".lib-tune")
    page.fill(".lib-q", "ferry")
    page.wait_for_selector(".lib-state .lib-clear")
    yield "filters"
    page.click(".lib-state .lib-clear")
    page.click(".lib-tune")
    page.wait_for_selector(".lib-state", state="hidden")
    page.locator(".lib-item").first.hover()
    page.locator(".lib-more").first.click()
    page.wait_for_selector(".lib-menu")
    yield "row"
    page.keyboard.press("Escape")


def _answers(chat: ChatPage) -> Iterator[str]:
    chat.ask(Q_ANSWERED)
    chat.page.wait_for_selector("#chat .follow")
    chat.page.wait_for_function(_ALL_IN_VIEW)
    yield "answer"
    chat.page.locator("#chat .cite").first.focus()
    chat.page.keyboard.press("Shift+Tab")
    chat.page.keyboard.press("Tab")
    chat.page.wait_for_selector(".cite-card.show")
    yield "hover"
    chat.page.keyboard.press("Escape")


def _popovers(chat: ChatPage) -> Iterator[str]:
    page = chat.page
    for action, wanted in (
        ("trace", ".trace-steps"),
        ("export", ".pop-link"),
        ("dislike", ".pop-choice"),
        ("pencil", ".edit-text"),
    ):
        page.hover("#chat .user-row")
        page.locator(f"#chat .act.{action}").last.click()
        page.wait_for_selector(wanted)
        yield "edit" if action == "pencil" else action
        page.keyboard.press("Escape")
        page.locator(wanted).first.wait_for(state="hidden")


def _sources(chat: ChatPage, *, is_narrow: bool) -> Iterator[str]:
    page = chat.page
    page.locator("#chat .cite").first.click()
    chat.marked_text()
    yield "source"
    page.click(".sv-find-open")
    page.keyboard.type("the")
    page.wait_for_selector(".sv-find-count:has-text('of')")
    yield "find"
    page.keyboard.press("Escape")
    page.click(".sv-about summary")
    yield "about"
    page.click(".sv-about .sv-plain")
    page.wait_for_selector(".sv-chunk")
    yield "chunks"
    found = page.request.get(f"{chat.url}/api/articles?text=barley").json()["articles"]
    page.evaluate(_READ, found[0])
    page.wait_for_selector(".sv-table")
    yield "structure"
    if is_narrow:
        page.click(".sv-x")
        page.wait_for_selector("#src-col", state="hidden")


def _settings(chat: ChatPage) -> Iterator[str]:
    page = chat.page
    page.click(".top .gear")
    page.wait_for_selector(".set-writer")
    yield "settings"
    page.click("#set-tab-doctor")
    page.wait_for_selector(".set-checks li")
    yield "doctor"
    page.keyboard.press("Escape")


_READ = "article => document.dispatchEvent(new CustomEvent('citewell:read', {detail: article}))"
_ALL_IN_VIEW = "() => !document.querySelector('#chat .status')"
