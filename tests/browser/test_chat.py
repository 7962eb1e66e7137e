"""Asking on the page: streaming, citations, the source pane, abstention, the chat itself."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, MakePage
from tests.browser.driver import Q_ANSWERED, Q_UNANSWERED, ChatPage

QUESTIONS_BY_TYPE = {
    "html": "When was the Sallow Bridge built?",
    "md": "From which day do the new ferry fares apply?",
    "txt": "How much did the lighthouse restoration cost in total?",
    "pdf": "Why did the puffins of Fethra do so well?",
}
# Notes every state of the newest answer and whether sources were there at that moment.
RECORD = """() => {
  window.steps = [];
  new MutationObserver(() => {
    const row = [...document.querySelectorAll('#chat .answer')].pop();
    if (!row?.innerText.trim()) return;
    const step = row.querySelector('.status') ? 'status' : row.querySelector('.cite') ? 'cited' : 'text';
    if (steps.at(-1)?.[0] !== step) steps.push([step, document.querySelectorAll('.sv-card').length]);
  }).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""


def test_an_answer_says_that_it_searches_and_ends_cited(chat: ChatPage) -> None:
    chat.page.evaluate(RECORD)
    chat.ask(Q_ANSWERED)
    steps = chat.page.evaluate("steps")
    assert steps[0][0] == "status"
    assert steps[-1][0] == "cited"
    assert chat.chips()[0] == "1"
    assert chat.page.locator(".sv-card").count() >= 1


def test_an_example_question_is_answered_once(chat: ChatPage) -> None:
    assert chat.page.locator("#chat .example").count() == 3
    chat.page.locator("#chat .example").first.dblclick()
    chat.wait_answered(0)
    assert chat.chips()
    chat.page.reload()
    chat.page.wait_for_selector("#chat .cite")
    assert chat.page.locator("#chat .user-row").count() == 1
    assert chat.page.locator(".chats-item").count() == 1


@pytest.mark.parametrize("kind", sorted(QUESTIONS_BY_TYPE))
def test_every_chip_opens_its_article_at_exactly_the_quote(chat: ChatPage, kind: str) -> None:
    question = QUESTIONS_BY_TYPE[kind]
    chat.ask(question)
    answer = chat.answer_of(question)
    citations = [c for sentence in answer["sentences"] for c in sentence["citations"]]
    assert chat.chips() == [str(c["number"]) for c in citations]
    sources = set()
    for place, citation in enumerate(citations):
        article = chat.article(citation["article_id"])
        sources.add(article["source"].rpartition(".")[2])
        assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
        chat.page.locator("#chat .cite").nth(place).click()
        assert chat.marked_text() == " ".join(citation["quote"].split())
        assert chat.page.inner_text(".sv-art h3") == article["title"]
    assert kind in sources


def test_hovering_over_a_chip_shows_the_quote_and_lights_the_sentence(chat: ChatPage) -> None:
    chat.ask(Q_ANSWERED)
    quote = chat.answer_of(Q_ANSWERED)["sentences"][0]["citations"][0]["quote"]
    plain = chat.page.locator("#chat .claim").first.evaluate(BACKGROUND)
    chat.page.locator("#chat .cite").first.hover()
    chat.page.wait_for_selector(".cite-card.show")
    assert " ".join(quote.split()) in " ".join(chat.page.inner_text(".cite-card").split())
    assert chat.page.locator("#chat .claim").first.evaluate(BACKGROUND) != plain
    chat.page.mouse.move(5, 5)
    chat.page.wait_for_selector(".cite-card.show", state="hidden")


BACKGROUND = "node => getComputedStyle(node).backgroundColor"


def test_everything_works_with_the_keyboard_alone(chat: ChatPage) -> None:
    keyboard = chat.page.keyboard
    chat.page.evaluate("document.activeElement.blur()")
    keyboard.press("/")
    chat.page.wait_for_function("() => document.activeElement.tagName === 'TEXTAREA'")
    keyboard.type(Q_ANSWERED)
    assert chat.page.input_value("#ask textarea") == Q_ANSWERED
    keyboard.press("Enter")
    chat.wait_answered(0)
    assert chat.chips()
    chat.page.evaluate("document.activeElement.blur()")
    keyboard.press("/")  # a slow machine may have redrawn the box meanwhile
    name = None
    for _ in range(30):
        keyboard.press("Shift+Tab")
        name = chat.page.evaluate("document.activeElement.getAttribute('aria-label')")
        if name and name.startswith("Citation "):
            break
    assert chat.page.evaluate("document.activeElement.className") == "cite", name
    keyboard.press("Enter")
    assert chat.marked_text()
    assert chat.page.evaluate("document.activeElement.className") == "sv-body"
    keyboard.press("Escape")
    assert chat.page.evaluate("document.activeElement.className") == "cite"
    assert chat.page.locator(".cite-card.show").count() == 0

    chat.page.locator("#chat .cite").first.click()
    chat.marked_text()
    keyboard.press("f")  # finds in the open article, from what opened it
    chat.page.wait_for_selector(".sv-find")
    chat.page.click("#chat .act.trace")
    chat.page.wait_for_selector(".trace-steps")
    for layer in (".pop", ".sv-find", ".sv-art"):  # one for each Escape
        assert chat.page.locator(layer).is_visible()
        if layer == ".sv-find":
            chat.page.focus(".sv-find input")
        keyboard.press("Escape")
        chat.page.locator(layer).wait_for(state="hidden")


def test_stepping_goes_through_the_citations_and_back_to_the_sources(chat: ChatPage) -> None:
    chat.ask(Q_ANSWERED)
    cards = chat.page.locator(".sv-body > .sv-group .sv-card")
    count = cards.count()
    cards.first.click()
    chat.page.wait_for_selector(".sv mark.on")
    assert chat.page.get_by_label("Previous citation").is_disabled()
    chat.page.get_by_label("Next citation").click()
    chat.page.wait_for_selector(f".sv-nav:has-text('2 / {count}')")
    chat.page.click(".sv-back")
    assert cards.count() == count


def test_an_unanswerable_question_is_declined_with_the_nearest_passages_once(
    chat: ChatPage,
) -> None:
    page = chat.page
    chat.ask(Q_UNANSWERED)
    assert "The articles don’t say." in page.inner_text("#chat .abstain")
    assert chat.chips() == []
    assert page.locator("#chat .near-beside").is_visible()
    assert page.locator("#chat .near").first.is_hidden()
    assert "It mentions “boiling”" in page.locator(".sv-card .sv-lacks").first.inner_text()
    page.set_viewport_size(PHONE["viewport"])  # no sources beside it
    assert page.locator("#chat .near-beside").is_hidden()
    assert "not an answer" in page.inner_text("#chat .near-head")
    title = page.locator("#chat .near-title").first.inner_text()
    page.locator("#chat .near").first.click()
    page.wait_for_selector(".sv mark.on")
    assert page.inner_text(".sv-art h3") == title


def test_citations_of_an_older_answer_still_open_theirs(chat: ChatPage) -> None:
    chat.ask(Q_ANSWERED)
    quote = chat.answer_of(Q_ANSWERED)["sentences"][0]["citations"][0]["quote"]
    chat.ask(QUESTIONS_BY_TYPE["txt"])
    chat.page.locator("#chat .cite").first.click()
    assert chat.marked_text() == " ".join(quote.split())


def test_reloading_brings_the_chat_back_with_working_citations(chat: ChatPage) -> None:
    chat.ask(Q_ANSWERED)
    before = chat.chips()
    chat.reload()
    chat.page.wait_for_selector("#chat .cite")
    assert chat.chips() == before
    chat.page.locator("#chat .cite").first.click()
    assert chat.marked_text()


def test_a_new_chat_stays_empty_after_reloading(chat: ChatPage) -> None:
    chat.ask(Q_ANSWERED)
    chat.page.click(".top .new")
    chat.page.wait_for_selector("#chat .example")
    chat.reload()
    chat.page.wait_for_selector("#chat .example")
    assert chat.page.locator("#chat .bot-row").count() == 0


def test_copying_gives_markdown_with_numbered_sources_and_no_html(chat: ChatPage) -> None:
    chat.ask(Q_ANSWERED)
    chat.page.click("#chat .act.copy")
    chat.page.wait_for_selector("#chat .act.copy.done")
    text = chat.page.evaluate("navigator.clipboard.readText()")
    quote = chat.answer_of(Q_ANSWERED)["sentences"][0]["citations"][0]["quote"]
    assert "[1]" in text
    assert f"[1] “{quote}”" in text
    assert "<" not in text


def test_two_people_do_not_see_each_others_chats(make_page: MakePage) -> None:
    first, second = make_page(), make_page()
    first.ask(Q_ANSWERED)
    second.reload()
    second.page.wait_for_selector("#chat .example")
    assert second.page.locator("#chat .user-row").count() == 0
    assert "citewell_uid" not in second.page.evaluate("document.cookie")


def test_a_question_is_shown_as_text(chat: ChatPage) -> None:
    question = "<img src=x onerror=alert(9)> ![p](http://evil.test/q.png) ${alert(7)} {{value}} `x`"
    chat.ask(question)
    assert chat.page.inner_text("#chat .question") == question
    assert chat.page.locator("#chat img, #chat a, #sources img").count() == 0


def test_pressing_enter_twice_asks_once_and_a_new_question_is_in_view(chat: ChatPage) -> None:
    page = chat.page
    page.fill("#ask textarea", Q_ANSWERED)
    box = page.locator("#ask textarea")
    box.press("Enter")
    box.press("Enter")
    chat.wait_answered(0)
    page.wait_for_timeout(500)
    assert page.locator("#chat .user-row").count() == 1
    assert page.locator(".chats-item").count() == 1
    for question in QUESTIONS_BY_TYPE.values():
        chat.ask(question)
    page.locator("#chat [role=log]").evaluate("log => log.scrollTo(0, 0)")
    chat.ask(Q_UNANSWERED)
    box_at = page.locator("#chat .user-row").last.bounding_box()
    assert box_at is not None
    assert 0 < box_at["y"] < 900


def test_a_question_that_is_being_typed_outlives_a_reload(chat: ChatPage) -> None:
    box = chat.page.locator("#ask textarea")
    box.fill("When was the Sallow")
    chat.reload()
    expect(box).to_have_value("When was the Sallow")
    box.press_sequentially(" Bridge built?")
    box.press("Enter")
    chat.wait_answered(0)
    assert (
        chat.page.locator("#chat .user-row")
        .inner_text()
        .strip()
        .startswith("When was the Sallow Bridge built?")
    )
    chat.reload()
    chat.page.wait_for_selector("#chat .cite")
    expect(box).to_have_value("")


def test_what_is_left_out_of_a_long_paste_is_said(chat: ChatPage) -> None:
    chat.page.evaluate(
        """() => {
          const field = document.querySelector('#ask textarea'), data = new DataTransfer();
          data.setData('text', 'a'.repeat(4001));
          field.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true}));
        }"""
    )
    expect(chat.page.locator(".told")).to_have_text(
        "A question has at most 4,000 characters: the end of what you pasted is left out."
    )
