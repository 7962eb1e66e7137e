"""The library pane: its values, its component and its events. Answers nothing.

The pane lists, selects and deletes over HTTP, see `ui.library_api`; what the chat follows comes here.
"""

import time
from collections.abc import Collection
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

import gradio as gr
from gradio.events import Dependency

from index.addresses import is_address
from index.listing import ArticleFilter
from index.reading import CONTENT_TYPES
from index.samples import FILES, IN_FOLDER, is_sample
from index.schema import ArticleSummary, Failure
from index.viewer import Viewer
from rag import Assistant
from ui.conversations import Conversations
from ui.errors import guarded, user_name
from ui.failures import for_page
from ui.page_parts import build_html
from ui.render import as_sentence
from ui.texts import say

PAGE = 100  # rows drawn at once: drawing a thousand took the page over a second
SCRIPTS = ("notes.js", "filters.js", "uploads.js", "actions.js", "rows.js", "library.js")
EVERYTHING = ArticleFilter()


def build_library(*, is_shared: bool) -> gr.HTML:
    """Build the pane; a shared one says that everybody who can open the page may change it."""
    template = f'<section class="lib{" shared" if is_shared else ""}"></section>'
    return build_html(SCRIPTS, template, "lib")


def scope_of(assistant: Assistant, deselected: Collection[str], viewer: Viewer) -> list[str] | None:
    """Give the ids to search, or None for all that the viewer sees."""
    if not deselected:
        return None
    return [i for i in assistant.article_ids(viewer=viewer) if i not in deselected]


def sample_ids(assistant: Assistant, viewer: Viewer) -> list[str]:
    """Give the ids of the bundled samples that are there and the viewer's to remove."""
    found, _ = assistant.list_articles(text=IN_FOLDER, limit=2 * len(FILES), viewer=viewer)
    return [one.id for one in found if is_sample(one.source) and viewer.may_change(one.owner)]


def library_value(
    assistant: Assistant,
    chats: Conversations,
    user: str,
    *,
    wanted: ArticleFilter = EVERYTHING,
    sort: str = "newest",
    limit: int = PAGE,
    offset: int = 0,
) -> dict[str, Any]:
    """Collect what the pane shows: one page of matching articles and this browser's choice.

    Raises:
        ListingError: There is no such sort, or a date of the filter is none.
    """
    viewer = assistant.viewer(user)
    page, matching = assistant.list_articles(
        viewer=viewer,
        text=wanted.text,
        source=wanted.source,
        published_from=wanted.published_from,
        published_to=wanted.published_to,
        sort=sort,
        limit=limit,
        offset=offset,
    )
    deselected = chats.choices.deselected(user)
    total = assistant.stats(viewer=viewer).articles

    def count_left_out(conditions: ArticleFilter) -> int:
        ids = assistant.article_ids(conditions, viewer=viewer) if deselected else ()
        return len(deselected.intersection(ids))

    return {
        "articles": [_row(one, viewer, is_selected=one.id not in deselected) for one in page],
        "matching": matching,
        "total": total,
        "selected": total - count_left_out(EVERYTHING),
        "matching_selected": matching - count_left_out(wanted),
        "failures": [_failure(number, failure) for number, failure in chats.choices.failures(user)],
        "max_bytes": assistant.settings.max_file_bytes,
        "accept": ",".join(sorted(CONTENT_TYPES)),
        "folders": list(assistant.settings.folders),
        "samples": len(sample_ids(assistant, viewer)),
        "made_at": time.time_ns(),  # Gradio passes on only a value that differs; it tells the newer too
    }


def wire_library(pane: gr.HTML, assistant: Assistant, chats: Conversations) -> list[Dependency]:
    """Connect the pane's events, which its scripts trigger by these names.

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
    pane.dismiss(events.dismiss, outputs=None, **options)
    changing: list[Dependency] = [
        pane.changed(events.changed, outputs=None, **options),
        pane.added(events.added, outputs=pane, **options),
    ]
    return changing


class _Events:
    """The handlers of the pane's events; what a browser sends is converted before use."""

    def __init__(self, assistant: Assistant, chats: Conversations) -> None:
        self._assistant = assistant
        self._chats = chats

    @guarded
    def changed(self) -> None:
        """Let what depends on the library follow an article that was deleted or brought back."""

    @guarded
    def added(self, event: gr.EventData, request: gr.Request) -> dict[str, Any]:
        """Show what became of an upload: new rows, and what is no article."""
        user = user_name(request)
        unsent = [self._too_large(name) for name in _names(event.too_large)]
        unsent += [_lost(name) for name in _names(event.lost)]
        self._chats.choices.add_failures(user, unsent)
        return library_value(self._assistant, self._chats, user)

    @guarded
    def dismiss(self, event: gr.EventData, request: gr.Request) -> None:
        """Forget one failure, or all of them."""
        number = None if event.number is None else int(event.number)
        self._chats.choices.dismiss_failures(user_name(request), number)

    def _too_large(self, name: str) -> Failure:
        limit = f"{self._assistant.settings.max_file_bytes / 1e6:,.0f}"
        return Failure(
            source=name,
            reason=say("library.too_large", limit=limit),
            hint=say("library.hint_size"),
        )


def _names(values: Any) -> list[str]:
    """Take names as a browser sends them: some, and not too long."""
    return [str(value)[:255] for value in list(values)[:20]]


def _lost(name: str) -> Failure:
    reason, hint = say("library.lost"), say("library.lost_hint")
    return Failure(source=name, reason=reason, hint=hint)


def _row(summary: ArticleSummary, viewer: Viewer, *, is_selected: bool) -> dict[str, Any]:
    can_change = viewer.may_change(summary.owner)
    source = summary.source
    if is_address(source):
        source = urlsplit(source).hostname or source
    return {
        "id": summary.id,
        "title": summary.title,
        "publisher": summary.publisher,
        "published_at": summary.published_at,
        "source": PurePath(source.replace("\\", "/")).name or source,
        "is_selected": is_selected,
        "is_own": summary.owner is not None,
        "is_sample": is_sample(summary.source),
        "can_change": can_change,
        "can_reread": can_change
        and (PurePath(summary.source).is_absolute() or is_address(summary.source)),
    }


def _failure(number: int, failure: Failure) -> dict[str, Any]:
    failure = for_page(failure)
    return {
        "number": number,
        "source": failure.source,
        "reason": as_sentence(failure.reason),
        "hint": as_sentence(failure.hint),
    }
