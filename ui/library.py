"""The library pane: its values, its component and its events. Answers nothing."""

import html
from collections.abc import Collection
from pathlib import PurePath
from typing import Any

import gradio as gr
from gradio.events import Dependency

from index.reading import CONTENT_TYPES
from index.schema import ArticleSummary, Failure
from rag import Assistant
from ui.conversations import Conversations
from ui.errors import guarded, user_name
from ui.page_parts import build_html
from ui.render import as_sentence

PAGE = 100  # rows drawn at once: drawing a thousand took the page over a second
ALL_IDS_PAGE = 1000
MAX_TOASTS = 5
MAX_FILTER_CHARS = 200


def build_library() -> gr.HTML:
    """Build the pane."""
    template = '<section class="lib" aria-label="Library"></section>'
    return build_html(("library.js",), template, "lib")


def all_article_ids(assistant: Assistant, *, text: str = "") -> list[str]:
    """List the id of every article whose title, publisher or source holds a text."""
    ids: list[str] = []
    total = 1
    while len(ids) < total:
        page, total = assistant.list_articles(text=text, limit=ALL_IDS_PAGE, offset=len(ids))
        if not page:
            break
        ids += [summary.id for summary in page]
    return ids


def scope_of(assistant: Assistant, deselected: Collection[str]) -> list[str] | None:
    """Give the ids to search, or None for the whole library."""
    if not deselected:
        return None
    return [i for i in all_article_ids(assistant) if i not in deselected]


def library_value(
    assistant: Assistant, chats: Conversations, user: str, *, text: str = ""
) -> dict[str, Any]:
    """Collect what the pane shows: the first page of matching articles and this browser's choice."""
    page, matching = assistant.list_articles(text=text, limit=PAGE)
    return {
        "articles": [_row(summary) for summary in page],
        "matching": matching,
        "total": assistant.stats().articles,
        "deselected": sorted(chats.deselected(user)),
        "text": text,
        "failures": [_failure(number, failure) for number, failure in chats.failures(user)],
        "max_bytes": assistant.settings.max_file_bytes,
        "accept": ",".join(sorted(CONTENT_TYPES)),
    }


def wire_library(pane: gr.HTML, assistant: Assistant, chats: Conversations) -> list[Dependency]:
    """Connect the pane's events, which `library.js` triggers by these names.

    Returns:
        The events after which the library may hold other articles.
    """
    events = _Events(assistant, chats)
    options: dict[str, Any] = {
        "inputs": None,
        "show_progress": "hidden",
        "trigger_mode": "multiple",
        "api_visibility": "private",
    }
    pane.choose(events.choose, outputs=None, **options)
    pane.dismiss(events.dismiss, outputs=None, **options)
    pane.show(events.show, outputs=pane, **options)
    changing: list[Dependency] = [
        pane.remove(events.remove, outputs=pane, **options),
        pane.added(events.added, outputs=pane, **options),
    ]
    return changing


class _Events:
    """The handlers of the pane's events; what a browser sends is converted before use."""

    def __init__(self, assistant: Assistant, chats: Conversations) -> None:
        self._assistant = assistant
        self._chats = chats

    @guarded
    def choose(self, event: gr.EventData, request: gr.Request) -> None:
        """Tick or untick articles, or all of them that the filter shows."""
        text = str(event.text)[:MAX_FILTER_CHARS]
        is_all = bool(event.all)
        ids = all_article_ids(self._assistant, text=text) if is_all else _ids(event.ids)
        self._chats.select(user_name(request), ids, is_selected=bool(event.is_selected))

    @guarded
    def show(self, event: gr.EventData, request: gr.Request) -> dict[str, Any]:
        """Draw the pane again, filtered by a text."""
        return self._value(request, event)

    @guarded
    def remove(self, event: gr.EventData, request: gr.Request) -> dict[str, Any]:
        """Delete an article for everyone on this server."""
        article_id = str(event.id)
        title = self._assistant.article(article_id).title
        self._assistant.remove(article_id)
        self._chats.forget_article(article_id)
        gr.Info(f"Deleted “{html.escape(title)}”.", duration=4)
        return self._value(request, event)

    @guarded
    def added(self, event: gr.EventData, request: gr.Request) -> dict[str, Any]:
        """Show what became of an upload: new rows, and a toast for each file that is not one."""
        user = user_name(request)
        unsent = [self._too_large(name) for name in _names(event.too_large)]
        unsent += [_lost(name) for name in _names(event.lost)]
        self._chats.add_failures(user, unsent)
        failures = self._chats.failures(user)
        count = max(0, min(int(event.failed) + len(unsent), MAX_TOASTS, len(failures)))
        for _, failure in failures[len(failures) - count :]:
            text = f"{as_sentence(failure.reason)} {as_sentence(failure.hint)}"
            gr.Warning(html.escape(text), duration=8)
        for name in _names(event.unchanged)[:MAX_TOASTS]:
            gr.Info(html.escape(f"“{name}” is already in the library."), duration=6)
        return self._value(request, event)

    @guarded
    def dismiss(self, event: gr.EventData, request: gr.Request) -> None:
        """Forget one failure, or all of them."""
        number = None if event.number is None else int(event.number)
        self._chats.dismiss_failures(user_name(request), number)

    def _value(self, request: gr.Request, event: gr.EventData) -> dict[str, Any]:
        text = str(event.text)[:MAX_FILTER_CHARS]
        return library_value(self._assistant, self._chats, user_name(request), text=text)

    def _too_large(self, name: str) -> Failure:
        limit = f"{self._assistant.settings.max_file_bytes / 1e6:,.0f} MB"
        return Failure(
            source=name,
            reason=f"{name!r} is too large: the limit is {limit}",
            hint="split the file, or raise CITEWELL_MAX_FILE_BYTES",
        )


def _ids(values: Any) -> list[str]:
    return [str(value)[:64] for value in values]


def _names(values: Any) -> list[str]:
    """Take names as a browser sends them: some, and not too long."""
    return [str(value)[:255] for value in list(values)[:20]]


def _lost(name: str) -> Failure:
    return Failure(
        source=name,
        reason=f"the upload of {name!r} was interrupted",
        hint="check that the server runs, then add the file again",
    )


def _row(summary: ArticleSummary) -> dict[str, Any]:
    source = PurePath(summary.source.replace("\\", "/")).name or summary.source
    return {
        "id": summary.id,
        "title": summary.title,
        "publisher": summary.publisher,
        "published_at": summary.published_at,
        "source": source,
    }


def _failure(number: int, failure: Failure) -> dict[str, Any]:
    return {
        "number": number,
        "source": failure.source,
        "reason": as_sentence(failure.reason),
        "hint": as_sentence(failure.hint),
    }
