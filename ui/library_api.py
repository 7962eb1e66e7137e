"""Changing the library over HTTP, and one browser's view of it: list, select, delete, bring back.

Knows no Gradio and takes in no files.
"""

from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from index.errors import ArticleNotFoundError, CitewellError
from index.listing import NO_PUBLISHER, ArticleFilter
from index.schema import AddReport
from index.viewer import Viewer
from rag import Assistant
from ui.api import MAX_PAGE, article_filter
from ui.conversations import Conversations
from ui.failures import hint_for_page
from ui.library import PAGE, library_value, sample_ids
from ui.security import user_of
from ui.wire import report_to_dict

MAX_IDS = 20_000
Wanted = Annotated[ArticleFilter, Depends(article_filter)]


class FilterBody(BaseModel):
    """The conditions of a list, as `GET /api/articles` takes them."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(default="", max_length=200)
    source: str = Field(default="", max_length=2_000)
    published_from: str = ""
    published_to: str = ""


class SelectionBody(BaseModel):
    """Which articles this browser's questions search: by id, or all that a filter lets through.

    With `only` the choice is turned round for every other article.
    """

    model_config = ConfigDict(extra="forbid")

    is_selected: bool
    ids: list[str] | None = Field(default=None, max_length=MAX_IDS)
    matching: FilterBody | None = None
    only: bool = False


def build_library_api(assistant: Assistant, chats: Conversations) -> APIRouter:
    """Build the routes over an open assistant."""
    router = APIRouter(prefix="/api")

    @router.get("/library")
    def get_library(
        request: Request,
        wanted: Wanted,
        sort: str = "newest",
        limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = PAGE,
        offset: Annotated[int, Query(ge=0)] = 0,
    ) -> dict[str, Any]:
        """Give one page of the library as this browser has it."""
        user = user_of(request) or ""
        return library_value(
            assistant, chats, user, wanted=wanted, sort=sort, limit=limit, offset=offset
        )

    @router.post("/library/selection", response_model=None)
    def select(body: SelectionBody, request: Request) -> JSONResponse | dict[str, Any]:
        """Take articles into this browser's scope, or leave them out."""
        user = user_of(request)
        if user is None:
            error = {"error": "this browser is not known", "hint": "open the page, with its cookie"}
            return JSONResponse(error, status_code=403)
        matching = ArticleFilter(**body.matching.model_dump()) if body.matching else None
        viewer = assistant.viewer(user)
        # What is no article is not kept.
        ids = set(assistant.article_ids(matching, viewer=viewer))
        if body.ids is not None:
            ids.intersection_update(body.ids)
        if body.only:
            others = set(assistant.article_ids(viewer=viewer)) - ids
            chats.choices.select(user, others, is_selected=not body.is_selected)
        chats.choices.select(user, ids, is_selected=body.is_selected)
        return {"changed": len(ids)}

    @router.get("/sources")
    def list_sources(request: Request) -> dict[str, Any]:
        """Give the publishers, how many articles each has, and last those without one."""
        viewer = assistant.viewer(user_of(request))
        found = list(assistant.publishers(viewer=viewer))
        _, unnamed = assistant.list_articles(source=NO_PUBLISHER, limit=1, viewer=viewer)
        found += [(NO_PUBLISHER, unnamed)] if unnamed else []
        return {"sources": [{"name": name, "articles": count} for name, count in found]}

    _add_removing(router, assistant, chats)
    return router


def _add_removing(router: APIRouter, assistant: Assistant, chats: Conversations) -> None:
    """Add what deletes articles, brings them back or reads them again."""

    @router.delete("/articles/{article_id}")
    def remove(article_id: str, request: Request) -> dict[str, Any]:
        """Delete an article for all who see it; it can be brought back for an hour."""
        viewer = assistant.viewer(user_of(request))
        title = assistant.article(article_id, viewer=viewer).title
        assistant.remove(article_id, viewer=viewer)
        chats.choices.forget_article(article_id)
        return {"id": article_id, "title": title}

    @router.get("/removed")
    def list_removed(request: Request) -> dict[str, Any]:
        """Give the last 30 articles that the caller may bring back, the last removed first."""
        found = assistant.removed(viewer=assistant.viewer(user_of(request)))
        return {"articles": [one._asdict() for one in found]}

    @router.delete("/samples")
    def remove_samples(request: Request) -> dict[str, Any]:
        """Delete the bundled samples, kept for an hour; tells which of them were not selected."""
        user = user_of(request)
        viewer = assistant.viewer(user)
        deselected = chats.choices.deselected(user) if user is not None else frozenset()
        ids = []
        for article_id in sample_ids(assistant, viewer):
            with suppress(ArticleNotFoundError):  # somebody else was faster
                assistant.remove(article_id, viewer=viewer)
                ids.append(article_id)
            chats.choices.forget_article(article_id)
        return {"ids": ids, "deselected": [one for one in ids if one in deselected]}

    @router.post("/articles/{article_id}/restore")
    def restore(article_id: str, request: Request) -> dict[str, Any]:
        """Bring a deleted article back; or its paths, to another that has its text by now."""
        viewer = assistant.viewer(user_of(request))
        assistant.restore(article_id, viewer=viewer)
        return {"id": article_id}

    @router.post("/articles/{article_id}/reread")
    def reread(article_id: str, request: Request) -> dict[str, Any]:
        """Read an article again from its file or address."""
        viewer = assistant.viewer(user_of(request))
        return report_to_dict(_reread(assistant, article_id, viewer))


def _reread(assistant: Assistant, article_id: str, viewer: Viewer) -> AddReport:
    """Read an article again; what cannot be read is worded for the page."""
    try:
        return assistant.reread(article_id, viewer=viewer)
    except CitewellError as exc:
        exc.hint = hint_for_page(exc.hint)
        raise
