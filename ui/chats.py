"""The list of chats: its value, its component and its own events. Knows no answer."""

from typing import Any

import gradio as gr

from index.chats import MAX_LISTED
from ui.conversations import Conversations
from ui.errors import guarded, user_name
from ui.page_parts import build_html
from ui.wire import chat_to_dict

MAX_FILTER_CHARS = 200


def build_chats() -> gr.HTML:
    """Build the list."""
    return build_html(
        ("address.js", "rows.js", "chats.js"), '<section class="chats"></section>', "chats"
    )


def chats_value(chats: Conversations, user: str, chat_id: str, *, text: str = "") -> dict[str, Any]:
    """Collect what the list shows: this person's chats, the last used first."""
    found = chats.list_chats(user, text=text)
    return {
        "chats": [chat_to_dict(chat) for chat in found],
        "is_cut": len(found) == MAX_LISTED,
        "current": chat_id,
        "text": text,
    }


def wire_chats(pane: gr.HTML, chats: Conversations, chat_id: gr.State) -> None:
    """Connect the events that change nothing but the list."""
    events = _Events(chats)
    options: dict[str, Any] = {
        "inputs": chat_id,
        "outputs": pane,
        "show_progress": "hidden",
        "trigger_mode": "multiple",
        "api_visibility": "private",
    }
    pane.find(events.find, **options)
    pane.rename(events.rename, **options)


class _Events:
    """The handlers of these events; what a browser sends is converted before use."""

    def __init__(self, chats: Conversations) -> None:
        self._chats = chats

    @guarded
    def find(self, chat_id: str, event: gr.EventData, request: gr.Request) -> dict[str, Any]:
        """List the chats in which words were said."""
        text = str(event.text)[:MAX_FILTER_CHARS]
        return _without_current(chats_value(self._chats, user_name(request), chat_id, text=text))

    @guarded
    def rename(self, chat_id: str, event: gr.EventData, request: gr.Request) -> dict[str, Any]:
        """Give a chat another title."""
        user, text = user_name(request), str(event.text)[:MAX_FILTER_CHARS]
        self._chats.rename(user, str(event.id), str(event.title))
        return _without_current(chats_value(self._chats, user, chat_id, text=text))


def _without_current(value: dict[str, Any]) -> dict[str, Any]:
    """Leave out which chat is shown: another may have been opened meanwhile."""
    return {key: known for key, known in value.items() if key != "current"}
