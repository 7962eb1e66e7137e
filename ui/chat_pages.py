"""The handlers that open chats on a page, follow what grows in them, delete them and bring them back.

Knows nothing about layout, and asks nothing.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from rag import Assistant
from ui.chat_view import ChatView, Outputs, outputs
from ui.chats import chats_value
from ui.conversations import Conversations
from ui.errors import guarded, page_name, user_name
from ui.open_pages import OpenPages
from ui.repeats import Repeats
from ui.texts import say

FOLLOW_S = 0.3
EXAMPLES_S = 20.0


class ChatPages:
    """The handlers of these events."""

    def __init__(
        self, assistant: Assistant, chats: Conversations, *, pages: OpenPages, repeats: Repeats
    ) -> None:
        self._assistant = assistant
        self._chats = chats
        self._open = pages
        self._repeats = repeats
        self._view = ChatView(assistant, chats)

    async def load(self, stored: Any, request: gr.Request) -> AsyncIterator[tuple[Any, ...]]:
        """Fill the page with the chat that its address names, else with the one shown last."""
        user = user_name(request)
        last = str(stored.get("cid") or "") if isinstance(stored, dict) else ""
        chat_id = last if self._chats.has(user, last) else ""
        if named := str(request.query_params.get("chat") or ""):
            chat_id = self._find(user, named)
        self._open.show(page_name(request), chat_id)
        library = await asyncio.to_thread(self._view.library, user)
        if not self._open.shows(page_name(request), chat_id):  # somebody was quick to ask
            yield library, *outputs()
            return
        is_growing = self._view.is_answering(user, chat_id)
        yield library, *self._view.everything(user, chat_id)
        async for step in self._follow(request, chat_id, is_growing=is_growing):
            yield gr.skip(), *step
        async for conversation in self._await_examples(user):
            yield gr.skip(), *outputs(conversation=conversation)

    async def pick(self, event: gr.EventData, request: gr.Request) -> AsyncIterator[Outputs]:
        """Show another chat, or an empty one if its id is empty or of nobody's chat."""
        user, named = user_name(request), str(event.id)
        chat_id = self._find(user, named)
        self._repeats.forget(user)
        self._open.show(page_name(request), chat_id)
        is_growing = self._view.is_answering(user, chat_id)
        yield self._view.everything(user, chat_id, named=named)
        async for step in self._follow(request, chat_id, is_growing=is_growing):
            yield step

    async def refresh(self, chat_id: str, request: gr.Request) -> AsyncIterator[Outputs]:
        """Show what was said in this chat on another page; what is being typed stays."""
        user = user_name(request)
        if not self._open.shows(page_name(request), chat_id) or not self._chats.has(user, chat_id):
            return
        is_growing = self._view.is_answering(user, chat_id)
        yield self._view.news(user, chat_id, is_answering=is_growing)
        async for step in self._follow(request, chat_id, is_growing=is_growing):
            yield step

    async def follow(self, request: gr.Request, chat_id: str) -> AsyncIterator[Outputs]:
        """Show an answer that grows without this page having asked, as long as it is in view."""
        is_growing = self._view.is_answering(user_name(request), chat_id)
        async for step in self._follow(request, chat_id, is_growing=is_growing):
            yield step

    async def _follow(
        self, request: gr.Request, chat_id: str, *, is_growing: bool
    ) -> AsyncIterator[Outputs]:
        """Show an answer that was growing before the page was last filled.

        The last step shows it whole: it may have ended while the one before was on its way.
        """
        user, page = user_name(request), page_name(request)
        while is_growing and self._open.shows(page, chat_id):
            await asyncio.sleep(FOLLOW_S)
            is_growing = self._view.is_answering(user, chat_id)
            if self._open.shows(page, chat_id):
                yield self._view.answered(user, chat_id)

    def _find(self, user: str, named: str) -> str:
        """Give the id of a chat of this person; if it is none, say so and give that of an empty one."""
        if self._chats.has(user, named):
            return named
        gr.Warning(say("chat.not_here"), duration=10)
        return ""

    @guarded
    def drop(self, chat_id: str, event: gr.EventData, request: gr.Request) -> Outputs:
        """Delete a chat; if it is the one that is shown, show an empty one."""
        user, dropped = user_name(request), str(event.id)
        self._chats.delete(user, dropped)
        if dropped == chat_id:
            self._open.show(page_name(request), "")
            return self._view.everything(user, "")
        return outputs(chats=chats_value(self._chats, user, chat_id))

    @guarded
    def restore(self, chat_id: str, event: gr.EventData, request: gr.Request) -> Outputs:
        """Bring a deleted chat back; show it if it was shown and no other is."""
        user, restored = user_name(request), str(event.id)
        self._chats.restore(user, restored)
        if event.was_shown and not chat_id:
            self._open.show(page_name(request), restored)
            return self._view.everything(user, restored)
        return outputs(chats=chats_value(self._chats, user, chat_id))

    async def welcome(self, request: gr.Request) -> AsyncIterator[Any]:
        """Say what an empty chat says, which depends on what the library holds."""
        user = user_name(request)
        yield self._view.conversation(user)
        async for conversation in self._await_examples(user):
            yield conversation

    async def _await_examples(self, user: str) -> AsyncIterator[Any]:
        """Show the example questions once they are found, if they are being looked for."""
        examples, until = self._assistant.examples, time.monotonic() + EXAMPLES_S
        if not examples.is_looking:
            return
        while examples.is_looking and time.monotonic() < until:
            await asyncio.sleep(FOLLOW_S)
        yield self._view.conversation(user)
