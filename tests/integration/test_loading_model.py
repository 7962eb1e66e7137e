"""While the language model of this machine loads, the page says so and not that it searches."""

import asyncio
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from rag import Assistant
from rag.llm_generation import LlmGenerator, Model
from ui.chat_events import ChatEvents
from ui.chat_pages import ChatPages
from ui.conversations import Conversations
from ui.open_pages import OpenPages
from ui.preferences import Preferences
from ui.render import answer_html
from ui.repeats import Repeats
from ui.texts import say

QUESTION = "When was the Sallow Bridge built?"
LOADING, READING = say("answer.loading"), say("answer.reading", count=8)


class SlowModel:
    """Takes a while to load, and a while to write."""

    def load(self) -> Model:
        time.sleep(0.4)
        return Model(llm=self, window_tokens=8_192, rewrites=False)

    def stream_chat(self, _messages: Any, **_options: Any) -> Iterator[SimpleNamespace]:
        time.sleep(0.6)
        yield SimpleNamespace(delta="It was built in 1968 [1].")


@pytest.fixture
def slow_assistant(sample_assistant: Assistant) -> Assistant:
    assistant = Assistant(sample_assistant.index, settings=sample_assistant.settings)
    assistant._generators.default = LlmGenerator("local", SlowModel().load, timeout_s=30)
    return assistant


async def shown(assistant: Assistant, chat_id: str = "") -> tuple[str, list[str]]:
    """Ask, and give the chat and what the answer looked like, each state once."""
    chats = Conversations(assistant.index.chats, assistant.index.people)
    preferences = Preferences(assistant.index.people, assistant)
    pages, repeats = OpenPages(), Repeats()
    follow = ChatPages(assistant, chats, pages=pages, repeats=repeats).follow
    events = ChatEvents(assistant, chats, preferences, pages=pages, repeats=repeats, follow=follow)
    chat_id, exchange = chats.begin("loading", chat_id, QUESTION)
    seen: list[str] = []
    steps = events._write("loading", chat_id, exchange)
    await anext(steps)
    async for _ in steps:
        html = answer_html(chats.chat("loading", chat_id)[-1])
        seen += [html] if html not in seen[-1:] else []
    return chat_id, seen


def test_the_status_says_that_the_model_loads_and_then_that_it_reads(
    slow_assistant: Assistant,
) -> None:
    chat_id, first = asyncio.run(shown(slow_assistant))
    said = [html for html in first if LOADING in html]
    assert said
    assert first.index(said[-1]) < next(at for at, html in enumerate(first) if READING in html)
    assert "1968" in first[-1]
    assert LOADING not in first[-1]
    _, second = asyncio.run(shown(slow_assistant, chat_id))
    assert not any(LOADING in html for html in second)


def test_a_follow_up_waits_for_the_model_before_it_searches(
    sample_assistant: Assistant, slow_assistant: Assistant
) -> None:
    chat_id, _ = asyncio.run(shown(sample_assistant))
    _, seen = asyncio.run(shown(slow_assistant, chat_id))
    assert LOADING in seen[0]


def test_quotes_load_no_model(sample_assistant: Assistant) -> None:
    assert not sample_assistant.must_load(None)
    _, seen = asyncio.run(shown(sample_assistant))
    assert not any(LOADING in html for html in seen)
