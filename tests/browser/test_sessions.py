"""Chats that come back, and what can be done with an answer: judge, edit, ask anew, export."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import SAMPLES, MakePage, Restartable
from tests.browser.driver import Q_ANSWERED, Q_FOLLOWING, Q_UNANSWERED, ChatPage

# What stands on no whole pixel, or lower or higher than what is beside it.
CROOKED = """() => { const tops = (...names) => names.flatMap((name) =>
    [...document.querySelectorAll('#chat ' + name)].map((node) => [name, node.getBoundingClientRect()]));
  const words = tops('.claim').filter(([, box]) => Math.abs((box.top + 1.28) % 1) > .02);
  return [...words, ...['.follow', '.act.named'].flatMap((name) =>
    tops(name).filter(([, box], _, all) => box.top + box.bottom !== all[0][1].top + all[0][1].bottom))]; }"""
IS_BOX_FOCUSED = "document.activeElement.matches('#ask textarea')"


def titles(chat: ChatPage) -> list[str]:
    return chat.page.locator(".chats-name").all_inner_texts()


def ask_in_two_chats(chat: ChatPage) -> None:
    chat.ask(Q_ANSWERED)
    chat.page.click(".top .new")
    chat.page.wait_for_selector("#chat .user-row", state="detached")
    chat.ask(Q_FOLLOWING)


def test_tab_stops_at_the_current_chat_and_arrows_go_to_the_others(chat: ChatPage) -> None:
    page = chat.page
    ask_in_two_chats(chat)
    here = "document.activeElement.closest('.chats-item')?.innerText || ''"
    page.locator(".chats-item.on .chats-open").focus()
    page.keyboard.press("ArrowDown")
    assert Q_ANSWERED in page.evaluate(here)
    page.keyboard.press("Tab")
    assert "pencil" in page.evaluate("document.activeElement.className")
    page.keyboard.press("ArrowUp")
    assert Q_FOLLOWING in page.evaluate(here)
    assert page.locator(".chats-item [tabindex='0']").count() == 3  # of one row
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate(here) == ""


def test_chats_are_kept_found_renamed_and_deleted(chat: ChatPage) -> None:
    page = chat.page
    ask_in_two_chats(chat)
    assert titles(chat) == [Q_FOLLOWING, Q_ANSWERED]
    page.locator(".chats-open").nth(1).click()
    page.wait_for_selector(f"#chat .question:has-text('{Q_ANSWERED}')")
    page.locator("#chat .cite").first.click()
    assert chat.marked_text()

    item = page.locator(".chats-item.on")
    item.hover()
    item.locator(".pencil").click()
    page.fill(".chats-field", "The bridge <b>x</b>")
    page.press(".chats-field", "Enter")
    page.wait_for_function("document.querySelector('.chats-item.on').innerText.includes('<b>')")
    page.wait_for_timeout(300)  # the server's list has come
    page.wait_for_function("document.activeElement.matches('.chats-item.on .chats-open')")
    chat.reload()
    page.wait_for_selector("#chat .cite")
    assert titles(chat) == [Q_FOLLOWING, "The bridge <b>x</b>"]
    page.evaluate("document.querySelector('.chats-q').hidden = false")  # of few chats there is none
    page.fill(".chats-q", "fire service")
    page.wait_for_selector(".chats-found mark")
    assert titles(chat) == ["The bridge <b>x</b>"]
    assert "fire service" in page.inner_text(".chats-found")
    page.fill(".chats-q", "")
    page.wait_for_selector(".chats-found", state="detached")

    item.hover()
    here = page.url
    item.locator(".bin").click()
    page.wait_for_selector("#chat .user-row", state="detached")
    assert titles(chat) == [Q_FOLLOWING]
    assert "chat=" not in page.url
    page.keyboard.press("Enter")  # on Undo, which has the focus
    page.wait_for_selector("#chat .cite")
    assert titles(chat) == [Q_FOLLOWING, "The bridge <b>x</b>"]
    assert page.url == here
    item.hover()
    item.locator(".bin").click()
    page.wait_for_selector("#chat .user-row", state="detached")
    chat.reload()
    assert titles(chat) == [Q_FOLLOWING]
    assert page.locator("#chat .user-row").count() == 0


def test_an_answer_is_judged_edited_and_asked_anew(chat: ChatPage) -> None:
    page = chat.page
    chat.ask(Q_ANSWERED)
    page.click("#chat .act.like")
    page.wait_for_selector("#chat .act.like.on")
    page.wait_for_selector(".told:has-text('Your feedback is saved.')")
    page.click("#chat .act.dislike")
    page.get_by_label("It cites the wrong place").check()
    page.fill(".pop-text", "page 3")
    page.click(".pop-main")
    page.wait_for_selector("#chat .act.dislike.on")
    assert page.locator("#chat .act.like.on").count() == 0
    page.wait_for_function("document.activeElement.matches('#chat .act.dislike')")

    page.click("#chat .act.pencil")
    assert page.input_value(".edit-text") == Q_ANSWERED
    page.press(".edit-text", "Escape")
    page.wait_for_function("document.activeElement.matches('#chat .pencil')")
    assert page.inner_text("#chat .question") == Q_ANSWERED
    page.click("#chat .act.pencil")
    field, bubble = (
        page.locator(".edit-text").bounding_box(),
        page.locator("#chat .user-row .message").bounding_box(),
    )
    assert field is not None
    assert bubble is not None
    assert bubble["y"] <= field["y"]
    assert field["y"] + field["height"] <= bubble["y"] + bubble["height"]
    page.fill(".edit-text", Q_FOLLOWING)
    page.press(".edit-text", "Enter")
    page.wait_for_selector(f"#chat .question:has-text('{Q_FOLLOWING}')")
    page.wait_for_selector("#chat .cite")
    page.wait_for_function(IS_BOX_FOCUSED)
    assert page.locator("#chat .user-row").count() == 1
    assert page.locator("#chat .act.dislike.on").count() == 0

    quotes = page.locator("#chat .cite").count()
    page.get_by_role("button", name="Look wider").click()
    page.wait_for_selector("#chat .act.trace[value='trace:3']")
    page.wait_for_function(IS_BOX_FOCUSED)
    assert page.locator("#chat .user-row").count() == 1
    assert page.locator("#chat .cite").count() > quotes
    chat.reload()
    page.get_by_role("button", name="Shorter answer").click()
    page.wait_for_selector("#chat .act.trace[value='trace:4']")
    assert page.locator("#chat .cite").count() == quotes
    page.get_by_role("button", name="Ask again").click()
    page.wait_for_selector("#chat .act.trace[value='trace:5']")
    assert page.locator("#chat .cite").count() == quotes


def test_how_an_answer_was_found_and_what_to_ask_next(chat: ChatPage) -> None:
    page = chat.page
    chat.ask(Q_ANSWERED)
    page.get_by_role("button", name="How this was found").click()
    page.wait_for_selector(".trace-steps")
    counts = [int(count) for count in page.locator(".trace-steps b").all_inner_texts()]
    assert counts[0] == 98
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == 2
    left = page.inner_text(".pop h3")
    assert left == page.inner_text(".sv-more summary") == f"Also found, not cited ({counts[3] - 2})"
    assert page.locator(".trace-bar").count() >= 1
    answer, shown, bar = (
        page.locator(name).last.bounding_box() for name in ("#chat .acts", ".pop", ".top")
    )
    assert answer is not None
    assert shown is not None
    assert bar is not None
    assert (
        shown["x"] >= answer["x"] + answer["width"] or shown["y"] >= answer["y"] + answer["height"]
    )
    assert shown["y"] >= bar["height"]
    page.keyboard.press("Escape")
    page.wait_for_selector(".pop", state="hidden")
    follow = page.locator("#chat .follow").first
    question = follow.inner_text()
    assert page.evaluate(CROOKED) == []
    follow.click()
    page.wait_for_function("document.querySelectorAll('#chat .tally').length === 2")
    assert page.locator("#chat .question").last.inner_text().strip() == question
    assert page.locator("#chat .abstain").count() == 0


@pytest.mark.parametrize("scope", ["answer", "chat"])
def test_exports_keep_every_citation(chat: ChatPage, scope: str, tmp_path: Path) -> None:
    page = chat.page
    chat.ask(Q_ANSWERED)
    chat.ask(Q_UNANSWERED)
    quotes = [c["quote"] for s in chat.answer_of(Q_ANSWERED)["sentences"] for c in s["citations"]]
    name = "citewell-how-many-people-were-injured-in-the-sallow-bridge"
    texts = {}
    for place in range(3):
        page.locator("#chat .act.export").first.click()
        group = page.locator(".pop-group").nth(0 if scope == "answer" else 1)
        with page.expect_download() as download:
            group.locator("a").nth(place).click()
        page.wait_for_selector(".pop", state="hidden")
        path = tmp_path / download.value.suggested_filename
        page.wait_for_selector(f".told:has-text('Saved as {path.name}')")
        assert path.stem == name
        download.value.save_as(path)
        texts[path.suffix] = path.read_text(encoding="utf-8")
    for quote in quotes:
        assert " ".join(quote.split()) in texts[".md"].replace("\\", "")
        assert quote in json.dumps(json.loads(texts[".json"]), ensure_ascii=False)
    assert "[^1]" in texts[".md"]
    assert (Q_UNANSWERED in texts[".md"]) == (scope == "chat")
    plain = page.context.new_page()
    plain.set_content(texts[".html"])
    shown = plain.inner_text("main")
    assert all(" ".join(quote.split()) in " ".join(shown.split()) for quote in quotes)
    plain.close()


def test_nobody_sees_the_chat_of_another(make_page: MakePage) -> None:
    ann, bob = make_page(), make_page()
    ann.ask(Q_ANSWERED)
    assert titles(bob) == []
    stored = ann.page.evaluate("localStorage.getItem('citewell')")
    bob.page.evaluate("stored => localStorage.setItem('citewell', stored)", stored)
    bob.reload()
    assert bob.page.locator("#chat .user-row").count() == 0
    (mine,) = ann.page.request.get(f"{ann.url}/api/chats").json()["chats"]
    for path in ("export.md", "export.json", "answers/1"):
        address = f"{ann.url}/api/chats/{mine['id']}/{path}"
        assert ann.page.request.get(address).status == 200
        refused = bob.page.request.get(address)
        assert refused.status == 404
        assert "Sallow" not in refused.text()
    bob.ask(Q_FOLLOWING)
    assert titles(bob) == [Q_FOLLOWING]


def test_two_tabs_on_one_chat_lose_nothing(chat: ChatPage) -> None:
    chat.ask(Q_ANSWERED)
    other = chat.page.context.new_page()
    second = ChatPage(other, chat.url, chat.problems)
    second.open()
    other.wait_for_selector("#chat .cite")
    second.ask(Q_FOLLOWING)
    chat.ask(Q_UNANSWERED)
    asked = chat.page.locator("#chat .question").all_inner_texts()
    assert [text.strip() for text in asked] == [Q_ANSWERED, Q_FOLLOWING, Q_UNANSWERED]
    other.locator(".chats-item").hover()
    other.locator(".chats-item .bin").click()
    other.wait_for_selector("#chat .user-row", state="detached")
    chat.type_question(Q_FOLLOWING)  # in a chat that is gone: said, and a new one begins
    chat.page.wait_for_selector(".toast-body:has-text('no longer here')")
    chat.wait_answered(0)
    assert chat.page.locator("#chat .user-row").count() == 1


def test_a_chat_comes_back_after_the_server_was_started_again(
    make_restartable: Callable[..., Restartable], make_page: MakePage
) -> None:
    server = make_restartable(*SAMPLES)
    chat = make_page(url=server.url)
    chat.ask(Q_ANSWERED)
    server.kill()
    server.start()
    chat.problems.clear()  # the page asks for a server that is gone for a moment
    chat.reload()
    chat.page.wait_for_selector("#chat .cite")
    chat.page.locator("#chat .cite").first.click()
    assert chat.marked_text()
    chat.ask(Q_FOLLOWING)
    assert chat.page.locator("#chat .user-row").count() == 2
    chat.problems.clear()
