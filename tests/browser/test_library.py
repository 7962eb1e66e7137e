"""The library pane: choosing, opening, filtering and deleting articles."""

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Route, expect

from tests.browser.conftest import SAMPLES, MakePage, Restartable
from tests.browser.driver import Q_ANSWERED, ChatPage


def answer_late(route: Route) -> None:
    time.sleep(0.5)
    route.continue_()


def test_unticked_articles_are_not_cited(chat: ChatPage) -> None:
    article_id = chat.answer_of(Q_ANSWERED)["sentences"][0]["citations"][0]["article_id"]
    title = chat.article(article_id)["title"]
    box = chat.page.get_by_label(f"Search {title}", exact=True)
    chat.page.route("**/selection", answer_late)
    box.evaluate("node => { window.dispatchEvent(new Event('focus')); node.click(); }")
    with chat.page.expect_response("**/selection"):
        pass
    chat.page.wait_for_timeout(300)
    assert not box.is_checked()  # what the list was when the window came to the front is old
    chat.ask(Q_ANSWERED)
    for place in range(len(chat.chips())):
        chat.page.locator("#chat .cite").nth(place).click()
        chat.marked_text()
        assert chat.page.inner_text(".sv-art h3") != title
    chat.reload()
    assert not chat.page.get_by_label(f"Search {title}", exact=True).is_checked()


def test_nothing_is_searched_when_nothing_is_selected(chat: ChatPage) -> None:
    expect(chat.page.locator("#chat .example")).not_to_have_count(0)
    chat.page.locator(".lib-all input").uncheck()
    assert chat.page.inner_text(".lib-all").startswith("0 of ")
    expect(chat.page.locator("#chat .example")).to_have_count(0)  # of what is chosen alone
    chat.ask(Q_ANSWERED)
    assert "No article is selected." in chat.page.inner_text("#chat .answer")
    chat.page.locator(".lib-all input").check()
    chat.ask(Q_ANSWERED)
    assert chat.chips()


def test_the_box_for_all_takes_only_what_the_filter_shows(chat: ChatPage) -> None:
    total = chat.page.locator(".lib-item").count()
    title = chat.page.locator(".lib-title").first.inner_text()
    chat.page.fill(".lib-q", title)
    chat.page.wait_for_function("() => document.querySelectorAll('.lib-item').length === 1")
    chat.page.locator(".lib-all input").uncheck()
    assert chat.page.inner_text(".lib-all") == f"{total - 1} of {total} selected"
    chat.page.locator(".lib-all input").check()
    assert chat.page.inner_text(".lib-all") == f"{total} of {total} selected"


def test_only_what_the_filter_shows_is_asked_and_the_box_says_so(chat: ChatPage) -> None:
    page = chat.page
    total = page.locator(".lib-item").count()
    assert page.locator(".scope").is_hidden()
    page.fill(".lib-q", "bridge")
    page.wait_for_function(f"document.querySelectorAll('.lib-item').length < {total}")
    shown = page.locator(".lib-item").count()
    page.click(".lib-only:has-text('Ask only')")
    page.wait_for_selector(f".scope:has-text('Asking {shown} of {total} articles')")
    assert page.locator(".lib-only").is_hidden()
    page.reload()
    chat.wait_ready()
    page.wait_for_selector(f".scope:has-text('Asking {shown} of {total} articles')")
    assert page.locator(".lib-item input:checked").count() == shown
    chat.open_menu(page.locator(".lib-title").nth(2).inner_text())
    page.click(".lib-menu button:has-text('Ask only this')")
    page.wait_for_selector(f".scope:has-text('Asking 1 of {total} articles')")
    page.click(".scope-all")
    page.wait_for_selector(".scope", state="hidden")
    page.wait_for_function(
        f"document.querySelectorAll('.lib-item input:checked').length === {total}"
    )


def test_an_article_opens_from_the_library(chat: ChatPage) -> None:
    row = chat.page.locator(".lib-open").first
    title = row.locator(".lib-title").inner_text()
    row.click()
    chat.page.wait_for_selector(".sv-body p:not(.sv-note)")
    assert chat.page.inner_text(".sv-art h3") == title


def test_an_uploaded_article_answers_until_it_is_deleted(chat: ChatPage, tmp_path: Path) -> None:
    path = tmp_path / "Quarry choir.txt"
    path.write_text(
        "The Ombrel quarry choir has fifty-one singers, led by Tove Lindqvarn.\n\n"
        "The Ombrel quarry was shut in 1987 after a flood."
    )
    chat.upload(str(path))
    chat.page.wait_for_selector(".lib-item:has-text('Quarry choir')")
    chat.page.click("#chat .example:has-text('When was the Ombrel quarry shut?')")
    chat.wait_answered(0)
    assert "1987" in chat.page.inner_text("#chat .answer")
    chat.ask("How many singers has the Ombrel quarry choir?")
    assert "fifty-one singers" in chat.page.locator("#chat .answer").last.inner_text()
    chat.upload(str(path))
    chat.page.wait_for_selector(".lib-note:has-text('is already in the library')")
    expect(chat.page.locator(".lib-item", has_text="Quarry choir")).to_have_count(1)
    chat.delete("Quarry choir")
    chat.page.locator("#chat .cite").first.click()
    chat.page.wait_for_selector("text=This article is no longer in the library.")
    chat.problems.clear()  # Chromium reports the 404 of the deleted article as a console error


def test_a_deleted_article_comes_back_with_its_citations(chat: ChatPage) -> None:
    page = chat.page
    chat.ask(Q_ANSWERED)
    page.locator("#chat .cite").first.click()
    quote, title = chat.marked_text(), page.inner_text(".sv-art h3")
    page.get_by_label(f"Search {title}", exact=True).uncheck()
    chat.delete(title)
    page.locator("#chat .cite").first.click()
    page.wait_for_selector("text=This article is no longer in the library.")
    assert " ".join(page.inner_text(".sv-body mark.on").split()) == quote
    assert page.get_by_role("button", name="Try again").count() == 0
    page.get_by_role("button", name=f"Undo deleting {title}").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f".lib-item:has-text('{title}')")
    assert not page.get_by_label(f"Search {title}", exact=True).is_checked()
    chat.delete(title)
    page.locator(".lib-note:has(.lib-undo) .lib-x").click()
    page.click(".lib-whole")  # the way back when the message is gone
    page.click(".lib-menu button:has-text('Recently removed')")
    page.click(f".lib-menu button:has-text('{title}')")
    page.wait_for_selector(f".lib-item:has-text('{title}')")
    page.locator("#chat .cite").first.click()
    assert chat.marked_text() == quote
    chat.problems.clear()  # Chromium reports the 404 of the deleted article as a console error


def test_the_menu_of_a_row_works_by_keyboard(chat: ChatPage) -> None:
    page = chat.page
    page.evaluate(
        "document.addEventListener('citewell:read', (event) => { window.asked = event.detail.view; })"
    )
    page.wait_for_function("document.activeElement === document.querySelector('#ask textarea')")
    page.evaluate("document.activeElement.blur()")
    page.mouse.click(5, 5)
    page.keyboard.press("Tab")  # the first stop leads past the library
    assert page.evaluate("document.activeElement.textContent") == "Skip to question"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement === document.querySelector('#ask textarea')")
    opener = page.locator(".lib-item", has_text="Ferry fares to rise").locator(".lib-more")
    opener.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Read"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.textContent") == "Delete"
    page.keyboard.press("Escape")
    assert page.locator(".lib-menu").is_hidden()
    assert opener.evaluate("node => node === document.activeElement")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function("window.asked === 'chunks'")
    opener.focus()
    page.keyboard.press("Enter")
    page.click(".lib-menu button:has-text('Import again')")
    page.wait_for_selector(".lib-note:has-text('nothing has changed')")


def test_an_open_article_says_that_it_was_deleted_and_comes_back(chat: ChatPage) -> None:
    page = chat.page
    chat.ask(Q_ANSWERED)
    page.locator("#chat .cite").first.click()
    marked = chat.marked_text()
    chat.delete(page.inner_text(".sv-art h3"))
    page.wait_for_selector(".sv-body .sv-note")
    assert page.inner_text(".sv-body blockquote") in marked
    page.click(".lib-undo")
    page.wait_for_selector(".sv-body .sv-note", state="detached")
    assert chat.marked_text() == marked


def test_tab_stops_at_one_row_and_arrows_go_to_the_others(chat: ChatPage) -> None:
    page = chat.page
    label = "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
    titles = page.locator(".lib-title").all_inner_texts()
    page.locator(".lib-item input").first.focus()
    page.keyboard.press("Enter")  # opens what the box belongs to
    page.wait_for_selector(f".sv-art h3:has-text('{titles[0]}')")
    page.locator(".lib-open").first.focus()
    page.keyboard.press("ArrowDown")
    assert titles[1] in page.evaluate(label)
    page.keyboard.press("End")
    assert titles[-1] in page.evaluate(label)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "lib-more"
    page.keyboard.press("Tab")
    assert not page.evaluate("!!document.activeElement.closest('.lib-item')")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Home")
    assert titles[0] in page.evaluate(label)
    page.keyboard.press("ArrowUp")  # there is none above
    assert titles[0] in page.evaluate(label)


def test_filters_are_named_and_cleared_in_one_click(chat: ChatPage) -> None:
    page = chat.page
    total = page.locator(".lib-item").count()
    page.click(".lib-tune")
    source = page.locator(".lib-fold select").first
    page.wait_for_function("document.querySelectorAll('.lib-fold option').length > 10")
    source.select_option(label=source.locator("option").nth(1).inner_text())
    page.wait_for_function(f"document.querySelectorAll('.lib-item').length < {total}")
    shown = page.locator(".lib-item").count()
    assert page.inner_text(".lib-state span") == f"{shown} of {total} shown"
    page.fill(".lib-field input >> nth=0", "2099-01-01")
    page.wait_for_selector(".lib-none:has-text('No article matches.')")
    page.click(".lib-state .lib-clear")
    page.wait_for_function(f"document.querySelectorAll('.lib-item').length === {total}")
    assert page.locator(".lib-state").is_hidden()
    page.get_by_label("Sort by").select_option("title")
    page.wait_for_function(
        "[...document.querySelectorAll('.lib-title')].map((node) => node.textContent.toLowerCase())"
        ".every((title, at, all) => !at || all[at - 1] <= title)"
    )
    page.fill(".lib-q", "lighthouse")
    page.wait_for_function("document.querySelectorAll('.lib-item').length < 4")


def test_a_quote_far_down_a_long_article_is_in_view(chat: ChatPage, tmp_path: Path) -> None:
    filler = "The council \N{GRINNING FACE} heard a report about the quay and took note of it. " * 6
    last = "The harbour parrot of Sundrevik is called Admiral Plum."
    path = tmp_path / "Long record.txt"
    path.write_text("\n\n".join([*([filler] * 200), last]))
    chat.upload(str(path))
    chat.ask("What is the harbour parrot of Sundrevik called?")
    chat.page.locator("#chat .cite").first.click()
    assert chat.marked_text() == last
    chat.delete("Long record")


def test_samples_are_marked_and_go_and_come_back_together(
    make_restartable: Callable[..., Restartable], make_page: MakePage, tmp_path: Path
) -> None:
    server = make_restartable(*SAMPLES)
    mine, other = make_page(url=server.url), make_page(url=server.url)
    page = mine.page
    total = page.locator(".lib-item").count()
    assert page.locator(".lib-item .lib-tag").count() == 0  # they are all there is
    assert page.locator(".lib-shared").is_hidden()  # the server listens on this machine only
    page.click(".lib-whole")
    assert page.locator(".lib-menu button:has-text('sample articles')").count() == 0
    page.keyboard.press("Escape")
    path = tmp_path / "My own.txt"
    path.write_text("The Ombrel quarry was shut in 1987 after a flood.")
    mine.upload(str(path))
    page.wait_for_function(
        "count => document.querySelectorAll('.lib-tag').length === count", arg=total
    )
    unticked = page.locator(".lib-item:has(.lib-tag)").first
    title = unticked.locator(".lib-title").inner_text()
    unticked.locator("input").uncheck()
    page.click(".lib-whole")
    page.click(".lib-menu button:has-text('Remove the sample articles')")
    page.wait_for_function("document.querySelectorAll('.lib-item').length === 1")
    other.page.click(".top .new")  # another visitor's page learns of it
    other.page.wait_for_function("document.querySelectorAll('.lib-item').length === 1")
    page.wait_for_selector(f".lib-note:has-text('Removed {total} sample articles.')")
    page.get_by_role("button", name="Undo removing the sample articles").click()
    page.wait_for_selector(f".lib-note:has-text('{total} articles are back.')", timeout=60_000)
    page.wait_for_selector(f".lib-count:has-text('{total + 1}')")
    page.wait_for_selector(f".lib-item.off:has-text('{title}')")
    other.page.locator(".lib-more").first.focus()
    other.page.evaluate("window.dispatchEvent(new Event('focus'))")
    other.page.wait_for_selector(f".lib-count:has-text('{total + 1}')")
    assert other.page.evaluate("document.activeElement.matches('.lib-more')")
