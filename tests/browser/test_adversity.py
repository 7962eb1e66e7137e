"""When things go wrong, and when the screen is small or movement unwelcome."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import MakePage, Restartable
from tests.browser.driver import Q_ANSWERED, Q_FOLLOWING, ChatPage
from tests.browser.paced_server import COMMAND, Q_BROKEN, SECRET

# At 200 % zoom a screen of 1440 by 900 has half as many CSS pixels each way.
ZOOMED = {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2}
# What sticks out of the window sideways and is neither hidden nor inside something that scrolls.
CUT_OFF = """() => [...document.querySelectorAll('button, input, textarea, h2, h3, .claim, .question')]
  .filter((node) => node.checkVisibility({visibilityProperty: true}) && node.closest('body'))
  .filter((node) => { const box = node.getBoundingClientRect();
    return box.width && (box.left < -1 || box.right > innerWidth + 1); })
  .filter((node) => !node.closest('#side, #src-col, .heard'))
  .map((node) => node.className || node.tagName)"""


def test_a_server_killed_in_mid_answer_is_said_and_what_was_asked_comes_back(
    make_restartable: Callable[..., Restartable], make_page: MakePage
) -> None:
    server = make_restartable(*COMMAND)
    chat = make_page(url=server.url)
    chat.type_question(Q_FOLLOWING)
    chat.page.wait_for_selector("#chat .tail")
    server.kill()
    chat.page.wait_for_selector(".toast-body", timeout=20_000)
    server.start()
    chat.page.wait_for_selector("#chat .stopped", timeout=30_000)  # it reloads by itself
    assert Q_FOLLOWING in chat.page.inner_text("#chat .question")
    chat.ask(Q_ANSWERED)
    assert chat.chips()
    chat.problems.clear()  # Chromium names every request that found no server


def test_a_mistake_inside_is_an_id_and_never_a_trace(
    make_restartable: Callable[..., Restartable], make_page: MakePage
) -> None:
    server = make_restartable(*COMMAND)
    chat = make_page(url=server.url)
    chat.type_question(Q_BROKEN)
    chat.page.wait_for_selector("#chat .problem:has-text('Something went wrong (id ')")
    shown = chat.page.inner_text("body")
    error_id = shown.partition("Something went wrong (id ")[2][:8]
    assert SECRET not in shown
    assert "Traceback" not in shown
    log = server.log.read_text(encoding="utf-8")
    assert error_id in log
    assert SECRET in log
    chat.ask(Q_ANSWERED)
    assert chat.chips()


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_at_double_zoom_nothing_is_cut_off(make_page: MakePage, color_scheme: str) -> None:
    chat: ChatPage = make_page(color_scheme=color_scheme, **ZOOMED)
    chat.ask(Q_ANSWERED)
    assert chat.page.evaluate("document.documentElement.scrollWidth") <= 720
    assert chat.page.evaluate(CUT_OFF) == []
    chat.page.locator("#chat .cite").first.click()
    assert chat.marked_text()
    chat.page.locator(".sv-x").click()
    chat.page.locator("#chat .act.trace").click()
    box = chat.page.locator(".pop").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 450


def test_a_long_answer_on_a_small_screen_is_read_from_its_question_on(make_page: MakePage) -> None:
    chat = make_page(**ZOOMED)
    chat.ask(Q_ANSWERED)
    chat.page.wait_for_selector("#chat .follow")  # what is proposed comes last
    log, question = chat.page.locator("#chat [role=log]"), chat.page.locator("#chat .user-row").last
    over, under = log.bounding_box(), question.bounding_box()
    assert over is not None
    assert under is not None
    assert log.evaluate("log => log.scrollHeight - log.clientHeight") > 0
    assert 0 <= under["y"] - over["y"] <= 40
    log.evaluate("log => log.dispatchEvent(new WheelEvent('wheel', {bubbles: true}))")
    log.evaluate("log => log.scrollTo(0, log.scrollHeight)")  # now the person has gone on
    chat.page.wait_for_timeout(300)
    assert question.evaluate("row => row.getBoundingClientRect().y") < over["y"] - 2


def test_nothing_moves_for_those_who_asked_for_calm(chat: ChatPage) -> None:
    moving = "document.getAnimations().filter((one) => one.playState === 'running').length"
    chat.type_question(Q_ANSWERED)
    assert chat.page.evaluate(moving) == 0
    chat.page.wait_for_selector("#chat .cite")
    chat.page.locator("#chat .cite").first.click()
    chat.marked_text()
    assert chat.page.evaluate(moving) == 0
