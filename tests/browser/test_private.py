"""Two browsers on a server with private uploads: neither sees the other's articles or chats."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import DESKTOP, SAMPLES, TIMEOUT_MS, serve, watch
from tests.browser.driver import Q_FOLLOWING, ChatPage

QUESTION = "Where did Zebulon Quarfe hide the ledger of the Vessling harbour?"
TEXT = "Zebulon Quarfe hid the ledger of the Vessling harbour behind the organ of the old chapel."
FILE = "quarfe.txt"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the samples with private uploads; `tests/integration/test_private_http.py` logs in too."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CITEWELL_UPLOADS", "private")
        yield from serve(tmp_path_factory.mktemp("private"), *SAMPLES)


@contextmanager
def visit(browser: Browser, url: str) -> Iterator[ChatPage]:
    """Open the page in a browser of its own."""
    with browser.new_context(**DESKTOP, reduced_motion="reduce") as context:
        page = context.new_page()
        page.set_default_timeout(TIMEOUT_MS)
        chat = ChatPage(page, url, watch(page, url))
        chat.open()
        yield chat
        assert chat.problems == []


def titles(chat: ChatPage) -> list[str]:
    return chat.page.locator(".lib-item .lib-title").all_inner_texts()


def menu_of(chat: ChatPage, title: str) -> list[str]:
    """Give what can be done with an article, and close the menu."""
    chat.open_menu(title)
    found = chat.page.locator(".lib-menu button").all_inner_texts()
    chat.page.keyboard.press("Escape")
    return found


def test_neither_sees_the_others_articles_or_chats(
    browser: Browser, url: str, tmp_path: Path
) -> None:
    file = tmp_path / FILE
    file.write_text(TEXT)
    with visit(browser, url) as anna, visit(browser, url) as ben:
        assert len(titles(anna)) == 16
        assert menu_of(anna, titles(anna)[0]) == ["Read", "Show its passages", "Ask only this"]
        anna.upload(str(file))
        anna.page.wait_for_selector(".lib-item:has-text('quarfe')")
        assert "Only you" in anna.page.locator(".lib-item", has_text="quarfe").inner_text()
        assert menu_of(anna, "quarfe") == ["Read", "Show its passages", "Ask only this", "Delete"]
        anna.ask(QUESTION)
        anna.page.locator("#chat .cite").first.click()
        assert anna.marked_text() == TEXT
        (article_id,) = [
            article["id"]
            for article in anna.page.request.get(f"{url}/api/articles").json()["articles"]
            if article["title"] == "quarfe"
        ]
        (chat_id,) = [c["id"] for c in anna.page.request.get(f"{url}/api/chats").json()["chats"]]

        ben.reload()
        assert len(titles(ben)) == 16
        assert ben.page.locator(".chats").inner_text().count("ledger") == 0
        ben.ask(QUESTION)
        assert "organ" not in ben.page.locator("#chat, #sources").all_inner_texts()[0]
        guessed = ben.page.request
        for path in (
            f"articles/{article_id}", f"articles/{article_id}/chunks", f"conversations/{chat_id}",
            f"chats/{chat_id}/answers/1", f"chats/{chat_id}/export.md",
        ):  # fmt: skip
            assert guessed.get(f"{url}/api/{path}").status == 404, path
        assert guessed.delete(f"{url}/api/articles/{article_id}").status == 404
        for action in ("reread", "restore"):
            assert guessed.post(f"{url}/api/articles/{article_id}/{action}").status == 404
        shown = anna.page.evaluate("localStorage.getItem('citewell')")  # which chat is open
        ben.page.evaluate("shown => localStorage.setItem('citewell', shown)", shown)
        ben.reload()
        assert "organ" not in ben.page.inner_text("body")
        ben.upload(str(file))
        ben.page.wait_for_selector(".lib-item:has-text('quarfe')")
        assert len(titles(ben)) == 17
        ben.delete("quarfe")

        assert "quarfe" in titles(anna)
        anna.delete("quarfe")
        anna.reload()
        anna.page.locator("#chat .cite").first.click()
        anna.page.wait_for_selector(".sv:has-text('no longer in the library')")
        anna.ask(Q_FOLLOWING)
        assert len(anna.chips()) > 1, "what is everybody's is asked all the same"
        anna.problems[:] = [p for p in anna.problems if "404" not in p]  # of the removed article
