"""A library of many articles: pages, ticks for all of them, a folder of the server, many files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.big_server import ARTICLES
from tests.browser.conftest import MakePage, serve
from tests.browser.driver import ChatPage

COMMAND = ("-m", "tests.browser.big_server", "{library}", "{port}")
ROWS = "document.querySelectorAll('.lib-item').length"
LAST_ROW = "document.querySelector('.lib-list').scrollTop = 1e6"


@pytest.fixture(scope="module")
def big_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serve(tmp_path_factory.mktemp("big"), *COMMAND)


@pytest.fixture
def big(make_page: MakePage, big_url: str) -> ChatPage:
    return make_page(url=big_url)


def wait_for_rows(chat: ChatPage, count: int) -> None:
    chat.page.wait_for_function(f"{ROWS} === {count}")


def scroll_through(chat: ChatPage) -> None:
    for count in (*range(100, ARTICLES, 100), ARTICLES):
        wait_for_rows(chat, count)
        chat.page.evaluate(LAST_ROW)


def test_pages_come_while_scrolling_and_all_can_be_unticked(big: ChatPage) -> None:
    page = big.page
    scroll_through(big)
    titles = page.locator(".lib-title").all_text_contents()
    assert titles == [f"Report {number:03d}" for number in reversed(range(ARTICLES))]
    assert page.locator(".lib-more-rows").is_hidden()
    page.locator(".lib-all input").uncheck()
    assert page.inner_text(".lib-all") == f"0 of {ARTICLES} selected"
    page.fill(".lib-q", "Report 11")
    wait_for_rows(big, 10)
    page.locator(".lib-all input").check()
    assert page.inner_text(".lib-all") == f"10 of {ARTICLES} selected"
    page.locator(".lib-item input").first.uncheck()
    page.reload()
    page.wait_for_selector(f".lib-all:has-text('9 of {ARTICLES} selected')")
    page.wait_for_timeout(300)  # the event that filled the page still has to end


def test_all_rows_that_were_loaded_stay_when_one_goes_and_comes_back(big: ChatPage) -> None:
    page = big.page
    scroll_through(big)
    big.delete("Report 000")
    wait_for_rows(big, ARTICLES - 1)
    page.click(".lib-undo")
    page.wait_for_selector(f".lib-all:has-text('of {ARTICLES} selected')")
    assert page.locator(".lib-item").count() >= ARTICLES - 1
    page.wait_for_function(f"() => {{ {LAST_ROW}; return {ROWS} === {ARTICLES}; }}")
    assert page.locator(".lib-title").last.text_content() == "Report 000"


def test_a_folder_of_the_server_is_added(big: ChatPage) -> None:
    page = big.page
    page.click(".lib-folder")
    assert page.locator(".lib-menu button").count() == 1
    page.locator(".lib-menu button").click()
    page.wait_for_selector(".lib-note:has-text('2 added')")
    page.wait_for_selector(".lib-item:has-text('two')")
    big.delete("one")
    big.delete("two")


def test_hundreds_of_files_stay_few_rows_and_can_be_cancelled(
    big: ChatPage, tmp_path: Path
) -> None:
    page = big.page
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(200_000_000)
    paths = [large]
    for number in range(499):
        paths.append(tmp_path / f"note {number:03d}.txt")
        paths[-1].write_text(f"Note {number} of the harbour office.")
    page.set_input_files("#lib input[type=file]", paths)
    page.wait_for_selector(".lib-rest:has-text('more')")
    assert page.locator(".lib-up").count() <= 3
    assert page.evaluate("document.querySelector('.lib-list').clientHeight") > 100
    page.click(".lib-rest .lib-clear")
    page.wait_for_selector(".lib-up", state="detached")
    page.wait_for_selector(".lib-fail:has-text('large.txt')")
    assert "the limit is 64 MB" in page.inner_text(".lib-fail")
    page.reload()
    page.wait_for_selector(".lib-fail:has-text('large.txt')")
    added = int(page.inner_text(".lib-count")) - ARTICLES
    assert 0 <= added < 100
    assert page.locator(".lib-item", has_text="note ").count() == added
    page.wait_for_timeout(300)  # the event that filled the page still has to end
