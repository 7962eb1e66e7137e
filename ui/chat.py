"""The chat page: its layout, and which event goes where. Handles no event itself."""

from typing import Any

import gradio as gr

from rag import Assistant
from ui.answer_tools import build_answer_tools
from ui.chat_events import CONCURRENT_ANSWERS, MAX_QUESTION_CHARS, ChatEvents
from ui.chat_pages import ChatPages
from ui.chat_view import welcome_html
from ui.chats import build_chats, wire_chats
from ui.conversations import Conversations
from ui.library import build_library, wire_library
from ui.open_pages import OpenPages
from ui.page_parts import build_html, fill_template
from ui.preferences import Preferences
from ui.reading_view import build_reading_view
from ui.repeats import Repeats
from ui.texts import say

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# The browser's storage holds the id of the chat it showed last, which is worth nothing to others.
_STORAGE_KEY = "citewell"


def build_page(
    assistant: Assistant, chats: Conversations, preferences: Preferences, *, is_shared: bool
) -> gr.Blocks:
    """Build the page and connect it; a shared one says that others see and change the library."""
    page = gr.Blocks(title="Citewell", analytics_enabled=False, fill_height=True, fill_width=True)
    with page:
        bar = fill_template("header.html") + fill_template("settings.html")
        build_html(("header.js", "settings.js"), bar, "head")
        with gr.Row(elem_id="main", equal_height=True):
            with gr.Column(scale=0, min_width=292, elem_id="side"):
                build_html(("side.js",), '<div class="side-top"></div>', "side-top")
                library = build_library(is_shared=is_shared)
                chat_list = build_chats()
            with gr.Column(scale=3, min_width=320, elem_id="chat-col"):
                conversation = _build_conversation()
                build_html(
                    ("scope.js", "draft.js"),
                    '<div class="scope" role="status" hidden></div>',
                    "scope",
                )
                box = _build_box()
            with gr.Column(scale=2, min_width=300, elem_id="src-col"):
                viewer = build_reading_view()
        tools = build_answer_tools()
        here, stored = (
            gr.State(""),
            gr.BrowserState({"cid": ""}, storage_key=_STORAGE_KEY, secret=_STORAGE_KEY),
        )
        open_pages, repeats = OpenPages(), Repeats()
        pages = ChatPages(assistant, chats, pages=open_pages, repeats=repeats)
        events = ChatEvents(
            assistant, chats, preferences, pages=open_pages, repeats=repeats, follow=pages.follow
        )
        wire_chats(chat_list, chats, here)
        # They last as long as an answer that grows, and wait for nothing else.
        following: dict[str, Any] = {"concurrency_limit": None, **_QUIET}
        for change in wire_library(library, assistant, chats):
            change.then(pages.welcome, None, conversation, **following)
        outputs = [conversation, box, viewer, tools, chat_list, here, stored]
        page.load(pages.load, stored, [library, *outputs], **following)
        chat_list.pick(pages.pick, None, outputs, trigger_mode="multiple", **following)
        chat_list.drop(pages.drop, here, outputs, trigger_mode="multiple", **_QUIET)
        chat_list.restore(pages.restore, here, outputs, trigger_mode="multiple", **_QUIET)
        tools.refresh(pages.refresh, here, outputs, **following)
        tools.judge(events.judge, here, outputs, **_QUIET)
        _wire_answers(events, conversation, box, tools, here, outputs)
    page.queue(default_concurrency_limit=16, max_size=64)
    return page


def _wire_answers(
    events: ChatEvents,
    conversation: gr.Chatbot,
    box: gr.Textbox,
    tools: gr.HTML,
    here: gr.State,
    outputs: list[Any],
) -> None:
    answering: dict[str, Any] = {
        "outputs": outputs,
        "concurrency_limit": CONCURRENT_ANSWERS,
        "concurrency_id": "chat",
        "trigger_mode": "multiple",  # an answer goes on for a moment after it can be read
        **_QUIET,
    }
    box.submit(events.answer, [box, here], **answering)
    conversation.example_select(events.answer_example, here, **answering)
    tools.again(events.ask_again, here, **answering)
    box.stop(events.stop, here, None, **_QUIET)


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


def _build_conversation() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        show_label=False,
        container=False,
        layout="bubble",
        height="100%",
        buttons=[],
        autoscroll=False,  # `follow.js` does it
        feedback_options=(),
        group_consecutive_messages=False,
        allow_tags=False,
        latex_delimiters=[],
        placeholder=welcome_html("chat.welcome"),
    )


def _build_box() -> gr.Textbox:
    return gr.Textbox(
        placeholder=say("chat.box"),
        label=say("chat.box_name"),
        show_label=False,
        container=False,
        submit_btn=True,
        stop_btn=False,
        autofocus=False,  # `library.js` does it, not on a phone
        lines=1,
        max_lines=6,
        max_length=MAX_QUESTION_CHARS,
        elem_id="ask",
        html_attributes=gr.InputHTMLAttributes(enterkeyhint="send"),
    )
