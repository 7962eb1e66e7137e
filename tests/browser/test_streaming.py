"""What can be seen and done while an answer is being written."""

from collections.abc import Iterator

import pytest

from tests.browser.conftest import MakePage, serve
from tests.browser.driver import Q_FOLLOWING, ChatPage
from tests.browser.paced_server import COMMAND

# Notes every change of the newest answer: its length, its chips, the sources, and its status.
RECORD = """() => {
  window.steps = [];
  new MutationObserver(() => {
    const row = [...document.querySelectorAll('#chat .answer')].pop();
    if (!row?.innerText.trim()) return;
    const step = [row.innerText.length, row.querySelectorAll('.cite').length,
      document.querySelectorAll('.sv-card').length, row.querySelectorAll('.status').length];
    if (String(step) !== String(steps.at(-1))) steps.push(step);
  }).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""
QUESTION = "Why did the eastern pier of the Sallow Bridge give way?"


@pytest.fixture(scope="module")
def paced_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve answers that take a few seconds to write."""
    yield from serve(tmp_path_factory.mktemp("paced"), *COMMAND)


@pytest.fixture
def paced(make_page: MakePage, paced_url: str) -> ChatPage:
    return make_page(url=paced_url)


def test_the_text_grows_after_the_sources_are_there(paced: ChatPage) -> None:
    paced.page.evaluate(RECORD)
    paced.ask(QUESTION)
    steps = paced.page.evaluate("steps")
    first, *_ = steps
    writing = [step for step in steps if not step[3]]
    assert first[3] == 1  # it says that it searches
    assert writing[0][2] > 0  # sources before the first word
    assert writing[0][1] == 0
    assert len(writing) > 5
    assert steps[-1][1] > 0


def test_a_chip_opens_and_stays_open_while_the_answer_goes_on(paced: ChatPage) -> None:
    paced.ask(QUESTION)
    paced.type_question(Q_FOLLOWING)
    paced.page.wait_for_selector("#ask .stop-button")
    paced.page.wait_for_selector("#chat .tail")
    paced.page.locator("#chat .cite").first.click()
    quote = paced.marked_text()
    assert paced.page.locator("#ask .stop-button").count() == 1
    paced.page.wait_for_selector("#ask .stop-button", state="detached", timeout=20_000)
    assert paced.marked_text() == quote


def test_the_list_of_sources_keeps_what_a_person_reached_while_the_answer_grows(
    paced: ChatPage,
) -> None:
    page = paced.page
    page.set_viewport_size({"width": 1440, "height": 420})
    paced.type_question("How many people were injured in the Sallow Bridge collapse?")
    page.locator(".sv-more summary").press("Enter")
    page.evaluate("document.querySelector('.sv-body').scrollTop = 60")
    chips = len(paced.chips())
    page.wait_for_selector("#ask .stop-button", state="detached", timeout=20_000)
    assert len(paced.chips()) > chips  # so that the list was drawn anew
    assert page.evaluate("document.activeElement.matches('.sv-more[open] summary')")
    assert page.evaluate("document.querySelector('.sv-body').scrollTop") > 0


def test_stopping_is_quick_keeps_the_partial_answer_and_frees_the_box(paced: ChatPage) -> None:
    paced.type_question(Q_FOLLOWING)
    paced.page.wait_for_selector("#chat .tail")
    paced.page.click("#ask .stop-button")
    paced.page.wait_for_selector("#chat .stopped", timeout=1_500)
    text = paced.page.inner_text("#chat .answer")
    assert len(text) > len("Stopped")
    paced.page.wait_for_timeout(600)
    assert paced.page.inner_text("#chat .answer") == text
    paced.reload()
    paced.page.wait_for_selector("#chat .stopped")
    assert paced.page.inner_text("#chat .answer") == text
    paced.ask(QUESTION)
    assert paced.chips()


def test_a_page_loaded_in_the_middle_of_an_answer_shows_it_to_its_end(paced: ChatPage) -> None:
    paced.type_question(Q_FOLLOWING)
    paced.page.wait_for_selector("#chat .tail")
    paced.reload()
    paced.page.wait_for_selector("#chat .answer")
    paced.page.wait_for_selector("#chat .tally", timeout=20_000)
    assert paced.page.locator("#chat .stopped").count() == 0
    assert paced.page.locator("#ask .stop-button").count() == 0


def test_an_answer_goes_on_without_the_page_that_went_to_another_chat(paced: ChatPage) -> None:
    page = paced.page
    paced.type_question(Q_FOLLOWING)
    page.wait_for_selector("#chat .tail")
    begun = len(page.inner_text("#chat .answer"))
    page.click(".top .new")
    page.wait_for_selector("#chat .example")
    page.wait_for_timeout(1_000)  # several steps of the answer
    assert page.locator("#chat .user-row").count() == 0
    page.go_back()
    page.wait_for_selector("#chat .tally", timeout=20_000)
    assert page.locator("#chat .stopped").count() == 0
    assert len(page.inner_text("#chat .answer")) > begun
    assert page.locator("#ask .stop-button").count() == 0
