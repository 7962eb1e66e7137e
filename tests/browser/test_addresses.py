"""Each chat has an address: Back and Forward, tabs, forged ids, and pages that show the same chat."""

from playwright.sync_api import Page

from tests.browser.conftest import PHONE, MakePage
from tests.browser.driver import Q_ANSWERED, Q_FOLLOWING, ChatPage


def wait_for_chat(page: Page, question: str) -> None:
    page.wait_for_selector(f"#chat .question:has-text('{question}')")


def another_tab(chat: ChatPage, url: str) -> ChatPage:
    """Open a second page of the same person."""
    second = ChatPage(chat.page.context.new_page(), url, chat.problems)
    second.open()
    return second


def test_back_and_forward_move_between_chats_and_a_chat_opens_in_a_new_tab(chat: ChatPage) -> None:
    page = chat.page
    chat.ask(Q_ANSWERED)
    first = page.url
    assert "?chat=" in first
    assert page.title() == f"{Q_ANSWERED} · Citewell"
    page.click(".top .new")
    page.wait_for_selector("#chat .example")
    assert "chat=" not in page.url
    chat.ask(Q_FOLLOWING)
    second = page.url
    assert second not in (first, chat.url)

    page.go_back()
    page.wait_for_selector("#chat .example")
    page.go_back()
    wait_for_chat(page, Q_ANSWERED)
    assert page.url == first
    page.go_forward()
    page.go_forward()
    wait_for_chat(page, Q_FOLLOWING)
    assert page.url == second
    page.go_back()
    page.go_back()
    page.go_back()  # the start page, before the first question
    page.wait_for_selector("#chat .example")
    page.go_forward()
    wait_for_chat(page, Q_ANSWERED)
    chat.reload()
    wait_for_chat(page, Q_ANSWERED)
    assert page.url == first

    address = page.locator(".chats-open").first.evaluate("link => link.href")
    assert address == second
    other = another_tab(chat, address)
    wait_for_chat(other.page, Q_FOLLOWING)
    page.locator(".chats-open").first.click()
    wait_for_chat(page, Q_FOLLOWING)
    page.go_back()
    wait_for_chat(page, Q_ANSWERED)


def test_the_address_of_no_chat_or_of_anothers_says_so_and_shows_an_empty_one(
    make_page: MakePage,
) -> None:
    ann, bob = make_page(), make_page()
    ann.ask(Q_ANSWERED)
    for address in (ann.page.url, f"{ann.url}/?chat=forged%3Cb%3E"):
        bob.page.goto(address)
        bob.wait_ready()
        bob.page.wait_for_selector(".toast-body:has-text('no chat of yours at this address')")
        bob.page.wait_for_selector("#chat .example")
        assert bob.page.locator("#chat .user-row").count() == 0
        assert "chat=" not in bob.page.url
    bob.ask(Q_FOLLOWING)  # and it can be used
    assert "?chat=" in bob.page.url


def test_back_on_a_phone_closes_what_lies_over_the_chat(make_page: MakePage) -> None:
    chat = make_page(**PHONE)
    page = chat.page
    chat.ask(Q_ANSWERED)
    here = page.url
    page.locator("#chat .cite").first.tap()
    page.wait_for_selector("body.sv-open")
    page.go_back()
    page.wait_for_selector("body:not(.sv-open)")
    for action in ("export", "dislike"):
        page.locator(f"#chat .act.{action}").tap()
        page.wait_for_selector(".pop")
        page.wait_for_function("history.state?.isCover")
        page.go_back()
        page.wait_for_selector(".pop", state="hidden")
        assert page.locator("#chat .cite").count() >= 1
    page.locator("#head .menu").tap()
    page.wait_for_selector("body.side-open")
    page.go_back()
    page.wait_for_selector("body:not(.side-open)")
    page.locator("#head .gear").tap()
    page.wait_for_selector("dialog.set[open]")
    page.go_back()
    page.wait_for_selector("dialog.set", state="hidden")
    assert page.url == here
    page.locator("#chat .cite").first.tap()
    page.wait_for_selector("body.sv-open")
    page.locator(".sv-x").tap()  # closed by itself, it leaves nothing to go back to
    page.wait_for_selector("body:not(.sv-open)")
    page.wait_for_function("!history.state?.isCover")
    page.locator("#chat .cite").first.tap()
    page.wait_for_function("history.state?.isCover")
    page.evaluate(  # the next opens before the entry of the last has gone
        "async () => { document.querySelector('.sv-x').click(); await new Promise(queueMicrotask);"
        " document.querySelector('#head .menu').click(); }"
    )
    page.wait_for_selector("body.side-open")
    page.wait_for_timeout(300)
    assert page.evaluate("history.state?.isCover")
    page.go_back()
    page.wait_for_selector("body:not(.side-open)")
    page.go_back()
    page.wait_for_selector("#chat .example")
    page.locator("#head .menu").tap()
    page.locator(".side-choice button:has-text('Chats')").tap()
    page.locator(".chats-open").tap()
    wait_for_chat(page, Q_ANSWERED)
    page.wait_for_url(here)


def test_what_is_asked_in_one_tab_appears_in_the_other_and_typing_stays(chat: ChatPage) -> None:
    chat.ask(Q_ANSWERED)
    other = another_tab(chat, chat.page.url)
    wait_for_chat(other.page, Q_ANSWERED)
    chat.page.fill("#ask textarea", "half a quest")
    other.ask(Q_FOLLOWING)
    chat.page.bring_to_front()
    wait_for_chat(chat.page, Q_FOLLOWING)
    chat.page.wait_for_function("document.querySelectorAll('#chat .tally').length === 2")
    assert chat.page.input_value("#ask textarea") == "half a quest"
    assert chat.page.locator("#ask .stop-button").count() == 0
    chat.page.locator("#chat .cite").last.click()
    assert chat.marked_text()
    other.page.click("#chat .act.like >> nth=-1")
    chat.page.wait_for_selector("#chat .act.like.on")


def test_a_question_of_another_page_leaves_the_article_that_is_read(chat: ChatPage) -> None:
    chat.ask(Q_ANSWERED)
    other = another_tab(chat, chat.page.url)
    wait_for_chat(other.page, Q_ANSWERED)
    other.page.locator("#chat .cite").first.press("Enter")
    quote = other.marked_text()
    chat.ask(Q_FOLLOWING)
    other.page.bring_to_front()
    other.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    wait_for_chat(other.page, Q_FOLLOWING)
    assert other.marked_text() == quote
    assert other.page.evaluate("document.activeElement.matches('.sv-body')")


def test_what_fails_leaves_the_conversation_in_sight(chat: ChatPage) -> None:
    chat.ask(Q_ANSWERED)
    other = another_tab(chat, chat.page.url)
    wait_for_chat(other.page, Q_ANSWERED)
    item = chat.page.locator(".chats-item").first
    item.hover()
    item.locator(".bin").click()
    chat.page.wait_for_selector(".chats-undo")
    other.page.get_by_role("button", name="Good answer").first.click()
    other.page.wait_for_selector(".toast-body.error")
    answer = other.page.locator("#chat .answer")
    box = answer.bounding_box()
    assert box is not None
    on_top = other.page.evaluate(
        "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('#chat .answer'))",
        [box["x"] + 20, box["y"] + 10],
    )
    assert on_top
