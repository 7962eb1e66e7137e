"""The HTTP API: ask, read articles, health. Knows no Gradio and keeps nothing."""

import dataclasses
import itertools
from collections.abc import Iterator
from importlib import metadata
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from index.errors import CitewellError
from index.listing import ArticleFilter
from index.viewer import Viewer
from rag import AnswerOptions, Assistant
from rag.limits import check_scope
from rag.schema import Event, Turn
from ui.security import user_of
from ui.wire import (
    Message,
    article_to_dict,
    chunk_to_dict,
    event_stream,
    message_of,
    on_citewell_error,
    on_invalid_request,
    on_no_such_route,
    on_unexpected_error,
    summary_to_dict,
    wants_events,
)

MAX_PAGE = 500


class TurnBody(BaseModel):
    """One message of a conversation so far."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["user", "assistant"]
    text: str


class AskBody(BaseModel):
    """A question, the articles to search (all, if not given) and what was said before.

    `top_k`, `strict` and `generator` take the place of the server's settings for this question;
    `wide` looks wider than they say.
    """

    model_config = ConfigDict(extra="forbid")

    question: str
    article_ids: list[str] | None = None
    history: list[TurnBody] = Field(default=[], max_length=100)
    top_k: int | None = None
    strict: bool | None = None
    generator: str | None = None
    wide: bool = False

    def turns(self) -> tuple[Turn, ...]:
        """Give the history as the assistant takes it."""
        return tuple(Turn(role=turn.role, text=turn.text) for turn in self.history)

    def asked(self) -> dict[str, Any]:
        """Give what the assistant takes beside the question."""
        options = AnswerOptions(
            top_k=self.top_k, strict=self.strict, generator=self.generator, wide=self.wide
        )
        return {"history": self.turns(), "article_ids": self.article_ids, "options": options}


def article_filter(
    text: Annotated[str, Query(max_length=200)] = "",
    source: Annotated[str, Query(max_length=2_000)] = "",
    published_from: str = "",
    published_to: str = "",
) -> ArticleFilter:
    """Take the conditions of a list from a request's query."""
    return ArticleFilter(
        text=text, source=source, published_from=published_from, published_to=published_to
    )


def add_error_handlers(app: FastAPI) -> None:
    """Make every error of the API a JSON object with `error` and `hint`."""
    app.add_exception_handler(CitewellError, on_citewell_error)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
    app.add_exception_handler(Exception, on_unexpected_error)


def end_api(app: FastAPI) -> None:
    """Answer what no route before took, so that it is JSON too and no page."""
    app.add_api_route(
        "/api/{path:path}",
        on_no_such_route,
        methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        include_in_schema=False,
    )


def check_articles(assistant: Assistant, article_ids: list[str] | None, viewer: Viewer) -> None:
    """See that the articles that a question names are there: to find nothing in them is no answer.

    Raises:
        ArticleNotFoundError: One is not.
        QuestionError: They are too many.
    """
    if not article_ids:
        return
    missing = check_scope(article_ids).difference(assistant.article_ids(viewer=viewer))
    if missing:
        assistant.article(min(missing), viewer=viewer)


def build_api(assistant: Assistant) -> APIRouter:
    """Build the routes over an open assistant."""
    router = APIRouter(prefix="/api")

    def viewer_of(request: Request) -> Viewer:
        return assistant.viewer(user_of(request))

    @router.get("/health")
    def get_health(request: Request) -> dict[str, Any]:
        """Say that the server answers, how large the library is, and whether it is being indexed."""
        stats = assistant.stats(viewer=viewer_of(request))
        status = assistant.index.build_status()
        building = status and status.among(stats.articles)
        return {
            "status": "ok",
            "version": _version(),
            "articles": stats.articles,
            "chunks": stats.chunks,
            # Whoever may not log in can ask this too: no names and no paths.
            "is_behind": assistant.index.is_behind,
            "indexing_anew": building and {"done": building.done, "total": building.total},
        }

    @router.get("/articles")
    def list_articles(
        request: Request,
        wanted: Annotated[ArticleFilter, Depends(article_filter)],
        sort: str = "newest",
        limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 100,
        offset: Annotated[int, Query(ge=0)] = 0,
    ) -> dict[str, Any]:
        """List one page of articles, without their text, and how many match."""
        conditions = dataclasses.asdict(wanted)
        page, total = assistant.list_articles(
            **conditions, sort=sort, limit=limit, offset=offset, viewer=viewer_of(request)
        )
        return {"total": total, "articles": [summary_to_dict(summary) for summary in page]}

    @router.get("/articles/{article_id}")
    def get_article(article_id: str, request: Request) -> dict[str, Any]:
        """Give one article with its whole text, which offsets index into, and its near copies."""
        viewer = viewer_of(request)
        article = assistant.article(article_id, viewer=viewer)
        copies = assistant.near_copies(article_id, viewer=viewer)
        return article_to_dict(article, copies=copies)

    @router.get("/articles/{article_id}/chunks")
    def get_chunks(article_id: str, request: Request) -> dict[str, Any]:
        """Give how one article was cut for search: spans of its text, with their lengths."""
        chunks = assistant.chunks(article_id, viewer=viewer_of(request))
        tokens = assistant.index.count_tokens([chunk.text for chunk in chunks])
        pairs = zip(chunks, tokens, strict=True)
        return {"chunks": [chunk_to_dict(chunk, count) for chunk, count in pairs]}

    @router.post("/ask", response_model=None)
    def ask(body: AskBody, request: Request) -> Response | dict[str, Any]:
        """Answer a question, as one object or, if events are accepted, step by step."""
        if wants_events(request):
            return stream_answer(body, request)
        check_articles(assistant, body.article_ids, viewer := viewer_of(request))
        return assistant.ask(body.question, **body.asked(), viewer=viewer).to_dict()

    @router.post("/ask/stream", response_model=None)
    def stream_answer(body: AskBody, request: Request) -> Response:
        """Answer step by step: events `passages`, `delta`, `sentence`, `answer` or `error`."""
        check_articles(assistant, body.article_ids, viewer := viewer_of(request))
        events = assistant.stream(body.question, **body.asked(), viewer=viewer)
        # The first event is waited for, so that a bad question is a status and not an event.
        first = next(iter(events))
        return event_stream(_messages(first, events))

    return router


def _messages(first: Event, rest: Iterator[Event]) -> Iterator[Message]:
    for event in itertools.chain((first,), rest):
        yield message_of(event)


def _version() -> str:
    try:
        return metadata.version("citewell")
    except metadata.PackageNotFoundError:
        return "unknown"
