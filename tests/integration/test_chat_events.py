"""Events of the chat that no browser times exactly: an answer followed to its end, a page that goes."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from index.errors import StorageError
from rag import Answer, Assistant
from ui import chat_events
from ui.chat_events import ChatEvents
from ui.chat_pages import ChatPages
from ui.chat_view import READY, WAITING, ChatView
from ui.conversations import Conversations
from ui.exchange import Exchange
from ui.open_pages import OpenPages
from ui.preferences import Preferences
from ui.repeats import Repeats

USER = "somebody"
REQUEST: Any = SimpleNamespace(username=USER, session_hash="a page")
QUESTION = "When was the lighthouse at Cape Orrin first lit?"


class Page:
    """The handlers behind one page."""

    def __init__(self, assistant: Assistant) -> None:
        self.chats = Conversations(assistant.index.chats, assistant.index.people)
        self.open = pages = OpenPages()
        repeats = Repeats()
        self.pages = ChatPages(assistant, self.chats, pages=pages, repeats=repeats)
        self.events = ChatEvents(
            assistant, self.chats, Preferences(assistant.index.people, assistant),
            pages=pages, repeats=repeats, follow=self.pages.follow,
        )  # fmt: skip

    def only_exchange(self) -> Exchange:
        (chat,) = self.chats.list_chats(USER)
        (exchange,) = self.chats.chat(USER, chat.id)
        return exchange

    def is_running(self) -> bool:
        return self.only_exchange().state == "running"


@pytest.fixture
def page(sample_assistant: Assistant) -> Page:
    page = Page(sample_assistant)
    for chat in page.chats.list_chats(USER):
        page.chats.delete(USER, chat.id)
    return page


def test_an_answer_followed_to_its_end_gives_the_box_back(page: Page) -> None:
    chat_id, _ = page.chats.begin(USER, "", QUESTION)

    async def follow() -> list[dict[str, Any]]:
        boxes = []
        async for step in page.pages.follow(REQUEST, chat_id):
            boxes.append(step[1])
            page.chats.stop(USER, chat_id)  # it ends while the page is still being told
        return boxes

    boxes = asyncio.run(follow())
    assert [box.items() >= READY.items() for box in boxes] == [False, True]
    assert boxes[0].items() >= WAITING.items()


def test_a_chat_that_is_deleted_while_its_answer_is_followed_stays_in_sight(page: Page) -> None:
    chat_id, _ = page.chats.begin(USER, "", QUESTION)

    async def follow() -> list[tuple[Any, ...]]:
        page.open.show("a page", chat_id)
        steps = []
        async for step in page.pages.follow(REQUEST, chat_id):
            steps.append(step[:2])
            if page.chats.has(USER, chat_id):
                page.chats.delete(USER, chat_id)
        return steps

    steps = asyncio.run(follow())
    conversation, box = steps[-1]
    assert len(steps) > 1
    assert conversation == gr.skip()
    assert box.items() >= READY.items()


@pytest.mark.parametrize("how", ["load", "pick", "refresh"])
def test_an_answer_that_ends_while_its_page_is_being_filled_is_shown_ended(
    page: Page, how: str
) -> None:
    chat_id, _ = page.chats.begin(USER, "", QUESTION)
    request: Any = SimpleNamespace(
        username=USER, session_hash=f"a page to {how}", query_params={"chat": chat_id}
    )
    page.open.show(request.session_hash, chat_id)
    steps: AsyncIterator[tuple[Any, ...]]
    match how:
        case "load":
            steps = page.pages.load({}, request)
        case "pick":
            named: Any = SimpleNamespace(id=chat_id)
            steps = page.pages.pick(named, request)
        case _:
            steps = page.pages.refresh(chat_id, request)

    async def boxes() -> list[dict[str, Any]]:
        found = []
        async for step in steps:
            found.append(step[2 if how == "load" else 1])
            page.chats.stop(USER, chat_id)
        return found

    first, last = asyncio.run(boxes())
    assert first.items() >= WAITING.items()
    assert last.items() >= READY.items()


def test_a_question_asked_while_the_page_is_still_being_filled_stays(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a slow machine the list of articles comes after the first question."""
    request: Any = SimpleNamespace(username=USER, session_hash="a slow page", query_params={})
    list_articles = ChatView.library
    has_asked = threading.Event()

    def slowly(view: ChatView, user: str) -> Any:
        assert has_asked.wait(60)
        return list_articles(view, user)

    monkeypatch.setattr(ChatView, "library", slowly)

    async def open_and_ask() -> list[tuple[Any, ...]]:
        opening = asyncio.ensure_future(anext(page.pages.load({"cid": ""}, request)))
        await asyncio.sleep(0.1)
        async with aclosing(page.events.answer(QUESTION, "", request)) as steps:  # type: ignore[type-var]
            await anext(steps)
            has_asked.set()
            return [await opening]

    ((library, *shown),) = asyncio.run(open_and_ask())
    assert library["total"] > 0
    assert all(one == gr.skip() for one in shown)


def test_an_answer_goes_on_when_its_page_goes_right_after_asking(page: Page) -> None:
    async def ask() -> None:
        steps = page.events.answer(QUESTION, "", REQUEST)
        await anext(steps)
        assert page.is_running()
        await steps.aclose()  # type: ignore[attr-defined]  # it is a generator
        while page.is_running():
            await asyncio.sleep(0.05)

    asyncio.run(asyncio.wait_for(ask(), 60))
    assert page.only_exchange().state == "done"


def test_an_answer_that_the_servers_end_interrupts_is_stopped(page: Page) -> None:
    async def ask() -> None:
        await anext(page.events.answer(QUESTION, "", REQUEST))
        assert page.is_running()

    asyncio.run(ask())
    assert page.only_exchange().state == "stopped"


def test_an_answer_whose_page_could_not_be_filled_goes_on(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise StorageError("the database is busy", hint="try again")

    async def ask() -> None:
        with pytest.raises(StorageError):
            await anext(page.events.answer(QUESTION, "", REQUEST))
        while page.is_running():
            await asyncio.sleep(0.05)

    monkeypatch.setattr(chat_events, "chats_value", fail)
    asyncio.run(asyncio.wait_for(ask(), 60))
    assert page.only_exchange().state == "done"


def test_of_answers_without_a_page_only_the_last_go_on(page: Page) -> None:
    chat_id, _ = page.chats.begin(USER, "", QUESTION)
    for _ in range(chat_events.CONCURRENT_ANSWERS):
        page.chats.begin(USER, chat_id, QUESTION)
    running = page.chats.chat(USER, chat_id)
    assert {one.state for one in running} == {"running"}
    for exchange in running:
        page.events._leave(USER, chat_id, exchange.number)
    states = [one.state for one in page.chats.chat(USER, chat_id)]
    assert states == ["stopped", *["running"] * chat_events.CONCURRENT_ANSWERS]


def test_answers_that_ended_do_not_count_among_those_without_a_page(page: Page) -> None:
    chat_id, slow = page.chats.begin(USER, "", QUESTION)
    page.events._leave(USER, chat_id, slow.number)
    for _ in range(chat_events.CONCURRENT_ANSWERS):
        _, quick = page.chats.begin(USER, chat_id, QUESTION)
        page.events._leave(USER, chat_id, quick.number)
        page.chats.save(USER, chat_id, replace(quick, state="done"))
    assert page.chats.is_running(USER, chat_id, slow.number)


def test_a_verdict_given_while_further_questions_are_found_is_kept(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = page.events._assistant.follow_ups

    def find_while_judged(answer: Answer, **options: Any) -> tuple[str, ...]:
        (chat,) = page.chats.list_chats(USER)
        page.chats.judge(USER, chat.id, 1, verdict="like")
        return find(answer, **options)

    async def ask() -> None:
        async for _ in page.events.answer(QUESTION, "", REQUEST):
            pass

    monkeypatch.setattr(page.events._assistant, "follow_ups", find_while_judged)
    asyncio.run(ask())
    (chat,) = page.chats.list_chats(USER)
    (exchange,) = page.chats.chat(USER, chat.id)
    assert exchange.verdict == "like"
    assert exchange.follow_ups


def test_only_a_typed_question_empties_the_box(page: Page) -> None:
    async def first(steps: Any) -> dict[str, Any]:
        async for step in steps:
            return dict(step[1])
        raise AssertionError("no step")

    chosen: Any = SimpleNamespace(value={"text": "What is new?"})
    again: Any = SimpleNamespace(question="How tall is it?", number=None, wide=False)
    assert asyncio.run(first(page.events.answer(QUESTION, "", REQUEST)))["value"] == ""
    assert "value" not in asyncio.run(first(page.events.answer_example("", chosen, REQUEST)))
    assert "value" not in asyncio.run(first(page.events.ask_again("", again, REQUEST)))


def test_a_deleted_chat_can_be_brought_back_after_that_failed_once(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat_id, _ = page.chats.begin(USER, "", QUESTION)
    page.chats.delete(USER, chat_id)

    def fail(*_: object) -> None:
        raise StorageError("the disk is full", hint="free some")

    with monkeypatch.context() as patched:
        patched.setattr(page.chats._store, "restore", fail)
        with pytest.raises(StorageError):
            page.chats.restore(USER, chat_id)
    page.chats.restore(USER, chat_id)
    assert page.chats.has(USER, chat_id)
