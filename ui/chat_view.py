"""What the page shows of a chat: conversation, box, sources, tools, list of chats. Changes nothing."""

from typing import Any

import gradio as gr

from index.errors import ChatNotFoundError
from rag import Assistant
from ui.answer_tools import tools_value
from ui.chats import chats_value
from ui.conversations import Conversations
from ui.errors import guarded
from ui.exchange import Exchange
from ui.library import library_value, scope_of
from ui.reading_view import reading_value
from ui.render import block_html, messages, safe_md
from ui.texts import say

MAX_SHOWN = 60  # exchanges of a chat that the page shows; each costs a little of every update

READY: dict[str, Any] = {"submit_btn": True, "stop_btn": False}
WAITING: dict[str, Any] = {"submit_btn": False, "stop_btn": True}

# What an event fills: conversation, question box, source pane, answer tools, list of chats, id of
# the chat that is shown (here), and the same in the browser's storage.
Outputs = tuple[Any, Any, Any, Any, Any, Any, Any]


def outputs(
    *,
    conversation: Any = gr.skip(),  # noqa: B008 - a constant of Gradio
    box: Any = gr.skip(),  # noqa: B008
    viewer: Any = gr.skip(),  # noqa: B008
    tools: Any = gr.skip(),  # noqa: B008
    chats: Any = gr.skip(),  # noqa: B008
    chat_id: str | None = None,
) -> Outputs:
    """Fill some of the outputs and leave the others."""
    here = gr.skip() if chat_id is None else chat_id
    stored = gr.skip() if chat_id is None else {"cid": chat_id}
    return conversation, box, viewer, tools, chats, here, stored


class ChatView:
    """Gives the outputs of the chat's events."""

    def __init__(self, assistant: Assistant, chats: Conversations) -> None:
        self._assistant = assistant
        self._chats = chats

    @guarded
    def library(self, user: str) -> dict[str, Any]:
        """Give the library pane."""
        return library_value(self._assistant, self._chats, user)

    @guarded
    def everything(self, user: str, chat_id: str, *, named: str | None = None) -> Outputs:
        """Show a chat, and tell the page's script which one it had named."""
        tools, exchanges = self.tools(user, chat_id), self.shown(user, chat_id)
        return outputs(
            conversation=self.conversation(user, value=self.messages(user, chat_id)),
            box=gr.update(**(WAITING if self.is_answering(user, chat_id) else READY)),
            viewer=reading_value(exchanges, chat_id=chat_id),
            tools=tools,
            chats=chats_value(self._chats, user, chat_id) | {"named": named},
            chat_id=chat_id,
        )

    def answered(self, user: str, chat_id: str) -> Outputs:
        """Show what an answer has changed, once it is over; of a chat that was deleted what there is stays."""
        if not self._chats.has(user, chat_id):
            return outputs(box=gr.update(**READY))
        tools, exchanges = self.tools(user, chat_id), self.shown(user, chat_id)
        return outputs(
            conversation=self.messages(user, chat_id),
            box=gr.update(**(WAITING if self.is_answering(user, chat_id) else READY)),
            viewer=reading_value(exchanges, chat_id=chat_id),
            tools=tools,
        )

    def news(self, user: str, chat_id: str, *, is_answering: bool) -> Outputs:
        """Show what another page has changed; the box only if it has to wait."""
        tools, exchanges = self.tools(user, chat_id), self.shown(user, chat_id)
        return outputs(
            conversation=self.messages(user, chat_id),
            box=gr.update(**WAITING) if is_answering else gr.skip(),
            viewer=reading_value(exchanges, chat_id=chat_id),
            tools=tools,
            chats=chats_value(self._chats, user, chat_id),
        )

    def conversation(self, user: str, **update: Any) -> Any:
        """Update the conversation together with its welcome and example questions."""
        viewer = self._assistant.viewer(user)
        scope = scope_of(self._assistant, self._chats.choices.deselected(user), viewer)
        questions = self._assistant.example_questions(scope)
        examples = [{"text": question} for question in questions]
        has_articles = self._assistant.stats(viewer=viewer).articles > 0
        return gr.update(
            examples=examples,
            placeholder=welcome_html("chat.welcome" if has_articles else "chat.welcome_empty"),
            **update,
        )

    def is_answering(self, user: str, chat_id: str) -> bool:
        """Say whether an answer is being written in a chat."""
        return any(exchange.state == "running" for exchange in self.shown(user, chat_id))

    def shown(self, user: str, chat_id: str) -> tuple[Exchange, ...]:
        """Give what the page shows of a chat; nothing of one that was deleted meanwhile."""
        return self._whole(user, chat_id)[-MAX_SHOWN:]

    def _whole(self, user: str, chat_id: str) -> tuple[Exchange, ...]:
        try:
            return self._chats.chat(user, chat_id)
        except ChatNotFoundError:
            return ()

    def messages(self, user: str, chat_id: str) -> list[dict[str, str]]:
        """Give the conversation, and say so where its beginning is not shown."""
        whole = self._whole(user, chat_id)
        note = [{"role": "assistant", "content": block_html("note", say("chat.earlier"))}]
        return (note if len(whole) > MAX_SHOWN else []) + messages(whole[-MAX_SHOWN:])

    def reading(self, user: str, chat_id: str) -> dict[str, Any]:
        """Give the source pane."""
        return reading_value(self.shown(user, chat_id), chat_id=chat_id)

    def tools(self, user: str, chat_id: str) -> dict[str, Any]:
        """Give what the buttons around answers need."""
        revision = self._chats.revision(user, chat_id)  # first: an older one is only asked again
        return {**tools_value(chat_id, self.shown(user, chat_id)), "revision": revision}


def welcome_html(key: str) -> str:
    """Write what an empty chat says; texts of ours, so Markdown finds nothing in them."""
    add = ""
    if key == "chat.welcome_empty":
        add = f'<button type="button" class="act add" value="add&#58;">{safe_md(say("library.add"))}</button>'
    return f"<h2 class='hello'>{safe_md(say(key))}</h2>{safe_md(say(f'{key}_more'))}{add}"
