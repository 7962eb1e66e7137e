"""The chat page: its layout, and the way from a question to the panes.

What is said is kept on the server by `Conversations`; the page only shows it. Knows nothing about
retrieval or models.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import replace
from functools import partial, reduce
from typing import Any

import gradio as gr

from index.errors import CitewellError
from rag import Assistant
from rag.schema import TextDelta
from ui.conversations import Conversations, Exchange
from ui.errors import guarded, log_unexpected, user_name
from ui.library import build_library, library_value, scope_of, wire_library
from ui.page_parts import build_html, fill_template
from ui.reading_view import build_reading_view, reading_value
from ui.render import as_sentence, messages, safe_md
from ui.streaming import batches
from ui.texts import say

CONCURRENT_ANSWERS = 8
FOLLOW_S = 0.3
MAX_QUESTION_CHARS = 4000

_READY: dict[str, Any] = {"submit_btn": True, "stop_btn": False}
_WAITING: dict[str, Any] = {"submit_btn": False, "stop_btn": True}
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

Outputs = tuple[Any, Any, Any]  # conversation, question box, source pane


def build_page(assistant: Assistant, chats: Conversations) -> gr.Blocks:
    """Build the page and connect it."""
    page = gr.Blocks(title="Citewell", analytics_enabled=False, fill_height=True, fill_width=True)
    with page:
        header = build_html(("header.js",), fill_template("header.html"), "head")
        with gr.Row(elem_id="main", equal_height=True):
            with gr.Column(scale=0, min_width=292, elem_id="side"):
                library = build_library()
            with gr.Column(scale=3, min_width=320, elem_id="chat-col"):
                conversation = _build_conversation()
                box = _build_box()
            with gr.Column(scale=2, min_width=300, elem_id="src-col"):
                viewer = build_reading_view()
        chat = Chat(assistant, chats)
        for change in wire_library(library, assistant, chats):
            change.then(chat.welcome, None, conversation, **_QUIET)
        _wire_chat(chat, page, header, library, conversation, box, viewer)
    page.queue(default_concurrency_limit=16, max_size=64)
    return page


def build_theme() -> gr.themes.Base:
    """Build the theme; only weights 400 and 700 of the bundled font have Latin letters."""
    return gr.themes.Base(
        primary_hue="indigo",
        neutral_hue="stone",
        radius_size="lg",
        font=[
            gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700)),
            "ui-sans-serif",
            "system-ui",
            "sans-serif",
        ],
        font_mono=["ui-monospace", "monospace"],
    )


def _welcome(key: str) -> str:
    """Write what an empty chat says; texts of ours, so Markdown finds nothing in them."""
    return f"<h2 class='hello'>{safe_md(say(key))}</h2>{safe_md(say(f'{key}_more'))}"


def _decline(exchange: Exchange, key: str) -> Exchange:
    return exchange.decline(say(key), say(f"{key}_hint"))


def _build_conversation() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        show_label=False,
        container=False,
        layout="bubble",
        height="100%",
        buttons=[],
        feedback_options=(),
        group_consecutive_messages=False,
        allow_tags=False,
        latex_delimiters=[],
        placeholder=_welcome("chat.welcome"),
    )


def _build_box() -> gr.Textbox:
    return gr.Textbox(
        placeholder=say("chat.box"),
        label=say("chat.box_name"),
        show_label=False,
        container=False,
        submit_btn=True,
        stop_btn=False,
        autofocus=True,
        lines=1,
        max_lines=6,
        max_length=MAX_QUESTION_CHARS,
        elem_id="ask",
        html_attributes=gr.InputHTMLAttributes(enterkeyhint="send"),
    )


def _wire_chat(
    chat: "Chat",
    page: gr.Blocks,
    header: gr.HTML,
    library: gr.HTML,
    conversation: gr.Chatbot,
    box: gr.Textbox,
    viewer: gr.HTML,
) -> None:
    answering: dict[str, Any] = {
        "inputs": box,
        "outputs": [conversation, box, viewer],
        "concurrency_limit": CONCURRENT_ANSWERS,
        "concurrency_id": "chat",
        **_QUIET,
    }
    page.load(chat.load, None, [library, conversation, box, viewer], **_QUIET)
    box.submit(chat.answer, **answering)
    conversation.example_select(chat.take_example, None, box, **_QUIET).then(
        chat.answer, **answering
    )
    box.stop(chat.stop, None, None, **_QUIET)
    header.fresh(chat.start_new, None, [conversation, box, viewer], **_QUIET)


class Chat:
    """The handlers of the chat's events."""

    def __init__(self, assistant: Assistant, chats: Conversations) -> None:
        self._assistant = assistant
        self._chats = chats
        self._threads = ThreadPoolExecutor(
            max_workers=2 * CONCURRENT_ANSWERS, thread_name_prefix="answer"
        )

    async def load(self, request: gr.Request) -> AsyncIterator[tuple[Any, ...]]:
        """Fill the page for the browser that opened it, and follow an answer still on its way."""
        user = user_name(request)
        library, conversation = await asyncio.to_thread(self._first_view, user)
        yield library, conversation, self._box(user), self._reading(user)
        while self._is_answering(user):
            await asyncio.sleep(FOLLOW_S)
            yield gr.skip(), self._messages(user), self._box(user), self._reading(user)

    @guarded
    def start_new(self, request: gr.Request) -> Outputs:
        """Leave the chat for an empty one."""
        user = user_name(request)
        self._chats.start_new_chat(user)
        return self._conversation(value=[]), gr.update(**_READY), self._reading(user)

    @guarded
    def welcome(self) -> Any:
        """Say what an empty chat says, which depends on what the library holds."""
        return self._conversation()

    @guarded
    def take_example(self, event: gr.SelectData) -> str:
        """Put the chosen example question into the box."""
        return str(event.value["text"])

    @guarded
    def stop(self, request: gr.Request) -> None:
        """Stop answering; `answer` notices, keeps what there is and ends by itself."""
        self._chats.stop(user_name(request))

    async def answer(self, question: str, request: gr.Request) -> AsyncIterator[Outputs]:
        """Answer a question, showing each step as it happens."""
        user, question = user_name(request), (question or "").strip()
        if not question:
            yield gr.skip(), gr.skip(), gr.skip()
            return
        # One character more than the limit is kept, for the assistant to say what the limit is.
        exchange = self._chats.begin(user, question[: MAX_QUESTION_CHARS + 1])
        try:
            yield self._messages(user), gr.update(value="", **_WAITING), gr.skip()
            async with aclosing(self._steps(user, exchange)) as steps:
                async for is_reading_new in steps:
                    reading = self._reading(user) if is_reading_new else gr.skip()
                    yield self._messages(user), gr.skip(), reading
        finally:  # also when the page goes away: what there is stays
            self._chats.stop(user, exchange.number)
        yield self._messages(user), gr.update(**_READY), self._reading(user)

    async def _steps(self, user: str, exchange: Exchange) -> AsyncGenerator[bool, None]:
        """Keep each step of an answer; yield whether it changed more than the text."""
        try:
            history = self._chats.history(user)
            exchange, scope = await asyncio.to_thread(self._find_scope, user, exchange)
            exchange = self._chats.save(user, exchange)
            yield False
            if exchange.state != "running":
                return
            events = self._assistant.stream(exchange.question, history=history, article_ids=scope)
            is_wanted = partial(self._chats.is_running, user, exchange.number)
            async with aclosing(batches(events, self._threads, is_wanted)) as steps:
                async for batch in steps:
                    exchange = reduce(Exchange.advance, batch, exchange)
                    exchange = self._chats.save(user, exchange)
                    yield not all(isinstance(event, TextDelta) for event in batch)
        except CitewellError as exc:
            message, hint = as_sentence(exc.message), as_sentence(exc.hint)
            self._chats.save(user, exchange.fail(message, hint))
        except Exception as exc:  # noqa: BLE001 - the page's outermost handler
            message = say("chat.failed", id=log_unexpected(exc, "answer"))
            self._chats.save(user, exchange.fail(message, ""))

    def _find_scope(self, user: str, exchange: Exchange) -> tuple[Exchange, list[str] | None]:
        """Say what will be searched, or why nothing is."""
        total = self._assistant.stats().articles
        scope = scope_of(self._assistant, self._chats.deselected(user))
        if total == 0:
            return _decline(exchange, "chat.empty_library"), scope
        if scope is not None and not scope:
            return _decline(exchange, "chat.nothing_selected"), scope
        return replace(exchange, searched=total if scope is None else len(scope)), scope

    @guarded
    def _first_view(self, user: str) -> tuple[dict[str, Any], Any]:
        """Give the library and the conversation."""
        library = library_value(self._assistant, self._chats, user)
        return library, self._conversation(value=self._messages(user))

    def _conversation(self, **update: Any) -> Any:
        """Update the conversation together with its welcome and example questions."""
        examples = [{"text": question} for question in self._assistant.example_questions()]
        has_articles = self._assistant.stats().articles > 0
        return gr.update(
            examples=examples or None,
            placeholder=_welcome("chat.welcome" if has_articles else "chat.welcome_empty"),
            **update,
        )

    def _box(self, user: str) -> Any:
        return gr.update(**(_WAITING if self._is_answering(user) else _READY))

    def _is_answering(self, user: str) -> bool:
        return any(exchange.state == "running" for exchange in self._chats.chat(user))

    def _messages(self, user: str) -> list[dict[str, str]]:
        return messages(self._chats.chat(user))

    def _reading(self, user: str) -> dict[str, Any]:
        return reading_value(self._chats.chat(user))
