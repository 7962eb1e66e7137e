"""The handlers of the chat: asking, asking anew, stopping, judging; for opening see `ui.chat_pages`.

What is said is kept on the server by `Conversations`; the page only shows it, and says which chat
it shows. Knows nothing about layout, retrieval or models.
"""

import asyncio
import html
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import replace
from functools import partial, reduce
from typing import get_args

import gradio as gr

from index.errors import ChatNotFoundError, CitewellError
from rag import Assistant
from rag.schema import TextDelta
from ui.chat_view import WAITING, ChatView, Outputs, outputs
from ui.chats import chats_value
from ui.conversations import Conversations
from ui.errors import guarded, log_unexpected, page_name, user_name
from ui.exchange import Exchange, Verdict
from ui.failures import hint_for_page
from ui.library import scope_of
from ui.open_pages import OpenPages
from ui.preferences import Preferences
from ui.render import as_sentence
from ui.repeats import Repeats
from ui.streaming import Work, batches
from ui.texts import say

CONCURRENT_ANSWERS = 8
MAX_QUESTION_CHARS = 4000
MAX_REASON_CHARS = 1000

Show = Callable[[], Outputs]
Follow = Callable[[gr.Request, str], AsyncIterator[Outputs]]


class ChatEvents:
    """The handlers of the chat's events."""

    def __init__(
        self,
        assistant: Assistant,
        chats: Conversations,
        preferences: Preferences,
        *,
        pages: OpenPages,
        repeats: Repeats,
        follow: Follow,
    ) -> None:
        self._assistant = assistant
        self._chats = chats
        self._preferences = preferences
        self._repeats = repeats
        self._open = pages
        self._follow = follow
        self._view = ChatView(assistant, chats)
        self._work = Work()
        # Answers whose pages are gone; with those that are followed they have a thread each.
        self._left: list[tuple[str, str, int]] = []
        self._threads = ThreadPoolExecutor(
            max_workers=2 * CONCURRENT_ANSWERS, thread_name_prefix="answer"
        )

    @guarded
    def stop(self, chat_id: str, request: gr.Request) -> None:
        """Stop answering; `answer` notices, keeps what there is and ends by itself."""
        self._chats.stop(user_name(request), chat_id)

    @guarded
    def judge(self, chat_id: str, event: gr.EventData, request: gr.Request) -> Outputs:
        """Keep what the person thinks of an answer."""
        user = user_name(request)
        verdict: Verdict = event.verdict if event.verdict in get_args(Verdict) else ""
        reason = str(event.reason)[:MAX_REASON_CHARS]
        self._chats.judge(user, chat_id, int(event.number), verdict=verdict, reason=reason)
        return outputs(
            conversation=self._view.messages(user, chat_id), tools=self._view.tools(user, chat_id)
        )

    async def ask_again(
        self, chat_id: str, event: gr.EventData, request: gr.Request
    ) -> AsyncIterator[Outputs]:
        """Ask the last question anew, perhaps looking wider, or another in its place or after it."""
        user, question, number = user_name(request), str(event.question or ""), event.number
        if question and self._repeats.is_repeated(user, question):
            yield outputs()
            return
        if number is not None:
            question = await asyncio.to_thread(
                self._take_back, user, chat_id, int(number), question
            )
        async with aclosing(
            self._answer(request, chat_id, question, is_wide=bool(event.wide))
        ) as steps:
            async for step in steps:
                yield step

    async def answer(
        self, question: str, chat_id: str, request: gr.Request
    ) -> AsyncIterator[Outputs]:
        """Answer a question, showing each step as it happens."""
        user = user_name(request)
        if self._repeats.is_repeated(user, question):
            yield outputs()
            return
        async with aclosing(self._answer(request, chat_id, question, is_typed=True)) as steps:
            async for step in steps:
                yield step

    async def answer_example(
        self, chat_id: str, event: gr.SelectData, request: gr.Request
    ) -> AsyncIterator[Outputs]:
        """Answer the chosen example question; what is being typed stays."""
        question = str(event.value["text"])
        if self._repeats.is_repeated(user_name(request), question):
            yield outputs()
            return
        async with aclosing(self._answer(request, chat_id, question)) as steps:
            async for step in steps:
                yield step

    async def _answer(
        self,
        request: gr.Request,
        chat_id: str,
        question: str,
        *,
        is_wide: bool = False,
        is_typed: bool = False,
    ) -> AsyncGenerator[Outputs, None]:
        """Answer in a chat; once the page shows another or is gone, the answer goes on without it."""
        user, page = user_name(request), page_name(request)
        question = (question or "").strip()
        if not question:
            yield outputs()
            return
        # One character more than the limit is kept, for the assistant to say what the limit is.
        chat_id, exchange = self._begin(user, chat_id, question[: MAX_QUESTION_CHARS + 1])
        exchange = replace(exchange, is_wide=is_wide)
        self._open.show(page, chat_id)
        work = self._work.follow(self._write(user, chat_id, exchange, is_typed=is_typed))
        try:
            async with aclosing(work) as steps:
                async for show in steps:
                    yield show() if self._open.shows(page, chat_id) else outputs()
        finally:
            self._leave(user, chat_id, exchange.number)
        async for step in self._follow(request, chat_id):  # what another page asked meanwhile
            yield step

    def _leave(self, user: str, chat_id: str, number: int) -> None:
        """Let an answer that is still being written go on; stop the first of too many."""
        left = (*self._left, (user, chat_id, number))
        self._left = [one for one in left if self._chats.is_running(*one)]
        while len(self._left) > CONCURRENT_ANSWERS:
            try:
                self._chats.stop(*self._left.pop(0))
            except CitewellError as exc:  # it may be another person's
                log_unexpected(exc, "stop")

    def _stop_running(self, user: str, chat_id: str, number: int) -> None:
        if self._chats.is_running(user, chat_id, number):
            self._chats.stop(user, chat_id, number)

    async def _write(
        self, user: str, chat_id: str, exchange: Exchange, *, is_typed: bool = False
    ) -> AsyncGenerator[Show, None]:
        """Write an answer; each step tells how a page that is there shows it."""
        try:
            yield partial(self._show_first, user, chat_id, is_typed=is_typed)
            async with aclosing(self._steps(user, chat_id, exchange)) as steps:
                async for is_reading_new in steps:
                    yield partial(self._show_step, user, chat_id, is_reading_new=is_reading_new)
        finally:  # also when the server ends: what there is stays
            self._stop_running(user, chat_id, exchange.number)
        if any(shown.notice for shown in self._view.shown(user, chat_id)[-1:]):
            self._repeats.forget(user)  # what was in the way can be mended, and asked at once
        yield partial(self._view.answered, user, chat_id)
        if await asyncio.to_thread(self._suggest, user, chat_id, exchange.number):
            yield partial(self._show_proposed, user, chat_id)

    def _show_first(self, user: str, chat_id: str, *, is_typed: bool) -> Outputs:
        return outputs(
            conversation=self._view.messages(user, chat_id),
            box=gr.update(value="", **WAITING) if is_typed else gr.update(**WAITING),
            chats=chats_value(self._chats, user, chat_id),
            chat_id=chat_id,
        )

    def _show_step(self, user: str, chat_id: str, *, is_reading_new: bool) -> Outputs:
        return outputs(
            conversation=self._view.messages(user, chat_id),
            viewer=self._view.reading(user, chat_id) if is_reading_new else gr.skip(),
        )

    def _show_proposed(self, user: str, chat_id: str) -> Outputs:
        return outputs(
            conversation=self._view.messages(user, chat_id), tools=self._view.tools(user, chat_id)
        )

    def _suggest(self, user: str, chat_id: str, number: int) -> bool:
        """Add follow-up questions to an answer; say whether there are any."""
        try:
            exchange = self._chats.exchange(user, chat_id, number)
            if exchange is None or exchange.answer is None or exchange.state != "done":
                return False
            viewer = self._assistant.viewer(user)
            questions = self._assistant.follow_ups(
                exchange.answer,
                history=self._chats.history(user, chat_id, before=number),
                article_ids=scope_of(self._assistant, self._chats.choices.deselected(user), viewer),
                viewer=viewer,
            )
            self._chats.propose(user, chat_id, number, questions)
        except CitewellError:  # the chat or the library went meanwhile
            return False
        return bool(questions)

    @guarded
    def _take_back(self, user: str, chat_id: str, number: int, question: str) -> str:
        """Remove the last exchange and give the question to ask; an older one stays."""
        exchanges = self._chats.chat(user, chat_id)
        if not exchanges or exchanges[-1].number != number or exchanges[-1].state == "running":
            return question
        self._chats.take_back(user, chat_id, number, instead=question)
        return question or exchanges[-1].question

    @guarded
    def _begin(self, user: str, chat_id: str, question: str) -> tuple[str, Exchange]:
        try:
            return self._chats.begin(user, chat_id, question)
        except ChatNotFoundError:
            gr.Warning(say("chat.gone"), duration=6)
            return self._chats.begin(user, "", question)

    async def _steps(
        self, user: str, chat_id: str, exchange: Exchange
    ) -> AsyncGenerator[bool, None]:
        """Keep each step of an answer; yield whether it changed more than the text."""
        save = partial(self._save, user, chat_id)
        try:
            history = self._chats.history(user, chat_id, before=exchange.number)
            options = await asyncio.to_thread(self._preferences.options_of, user)
            options = replace(options, wide=exchange.is_wide)
            must_load = partial(self._assistant.must_load, options.generator)
            exchange, scope = await asyncio.to_thread(self._find_scope, user, exchange)
            # A follow-up is rewritten by the model, so that it is loaded before the search.
            exchange = save(replace(exchange, is_loading=bool(history) and must_load()))
            yield False
            if exchange.state != "running":
                return
            events = self._assistant.stream(
                exchange.question,
                history=history,
                article_ids=scope,
                viewer=self._assistant.viewer(user),
                options=options,
            )
            is_wanted = partial(self._chats.is_running, user, chat_id, exchange.number)
            async with aclosing(batches(events, self._threads, is_wanted)) as steps:
                async for batch in steps:
                    exchange = reduce(Exchange.advance, batch, exchange)
                    is_loading = exchange.state == "running" and must_load()
                    exchange = save(replace(exchange, is_loading=is_loading))
                    yield not all(isinstance(event, TextDelta) for event in batch)
        except CitewellError as exc:
            save(exchange.fail(as_sentence(exc.message), as_sentence(hint_for_page(exc.hint))))
        except Exception as exc:  # noqa: BLE001 - the page's outermost handler
            save(exchange.fail(say("chat.failed", id=log_unexpected(exc, "answer")), ""))

    def _save(self, user: str, chat_id: str, exchange: Exchange) -> Exchange:
        """Keep an exchange; one that cannot be written is shown all the same."""
        try:
            return self._chats.save(user, chat_id, exchange)
        except CitewellError as exc:
            text = f"{say('chat.not_kept')} {as_sentence(exc.message)}"
            gr.Warning(html.escape(text), duration=10)
            return exchange

    def _find_scope(self, user: str, exchange: Exchange) -> tuple[Exchange, list[str] | None]:
        """Say what will be searched, or why nothing is."""
        viewer = self._assistant.viewer(user)
        total = self._assistant.stats(viewer=viewer).articles
        scope = scope_of(self._assistant, self._chats.choices.deselected(user), viewer)
        if total == 0:
            return _decline(exchange, "chat.empty_library"), scope
        if scope is not None and not scope:
            return _decline(exchange, "chat.nothing_selected"), scope
        return replace(exchange, searched=total if scope is None else len(scope)), scope


def _decline(exchange: Exchange, key: str) -> Exchange:
    return exchange.decline(say(key), say(f"{key}_hint"))
