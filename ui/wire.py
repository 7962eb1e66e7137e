"""How values travel over HTTP: answers' events, articles, progress and errors as JSON and SSE.

Knows no routes and runs nothing.
"""

import dataclasses
import itertools
import json
import logging
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse

from index.chats import ChatSummary
from index.errors import (
    ArticleNotFoundError,
    ChatNotFoundError,
    CitewellError,
    LibraryError,
    ListingError,
    NotYoursError,
    PreferenceError,
    QuestionError,
    ReadingError,
    StorageError,
)
from index.near_copies import NearCopy
from index.schema import AddReport, Article, ArticleSummary, Block, Chunk, Progress
from rag.schema import (
    Event,
    PassagesFound,
    SentenceChecked,
    TextDelta,
    passage_to_dict,
    sentence_to_dict,
)

logger = logging.getLogger(f"citewell.{__name__}")

Message = tuple[str, dict[str, Any]]  # name and data of one server-sent event

_STATUS: tuple[tuple[type[CitewellError], int], ...] = (  # the first that fits
    (ArticleNotFoundError, 404),
    (ChatNotFoundError, 404),
    (NotYoursError, 403),
    (QuestionError, 422),
    (ListingError, 422),
    (ReadingError, 422),
    (PreferenceError, 422),
    (StorageError, 507),
    (LibraryError, 503),
)


def status_of(error: CitewellError) -> int:
    """Give the HTTP status of one of our errors."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 503)


def error_body(error: CitewellError) -> dict[str, str]:
    """Give what a caller is told of one of our errors."""
    return {"error": error.message, "hint": error.hint}


def unexpected_body(error: Exception) -> dict[str, str]:
    """Log an exception with its trace and give what a caller is told of it: an id, no trace."""
    error_id = secrets.token_hex(4)
    logger.error("unexpected error %s in the HTTP API", error_id, exc_info=error)
    return {
        "error": f"something went wrong (id {error_id})",
        "hint": "the server's log says more under this id",
    }


async def on_citewell_error(_: Request, error: Exception) -> JSONResponse:
    """Answer a request that failed with one of our errors."""
    assert isinstance(error, CitewellError)  # noqa: S101 - registered for this type only
    return JSONResponse(error_body(error), status_code=status_of(error))


async def on_invalid_request(_: Request, error: Exception) -> JSONResponse:
    """Answer a request whose JSON has the wrong shape."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type only
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    body = {"error": f"{where}: {first['msg']}", "hint": "see /api/openapi.json"}
    return JSONResponse(body, status_code=422)


async def on_no_such_route(request: Request) -> JSONResponse:
    """Answer a request for what the API does not have."""
    error = f"there is no {request.method} {request.url.path}"
    return JSONResponse({"error": error, "hint": "see /api/openapi.json"}, status_code=404)


async def on_unexpected_error(_: Request, error: Exception) -> JSONResponse:
    """Answer a request that failed with anything else."""
    return JSONResponse(unexpected_body(error), status_code=500)


def wants_events(request: Request) -> bool:
    """Say whether the caller asked for server-sent events."""
    return "text/event-stream" in request.headers.get("accept", "")


def event_stream(messages: Iterator[Message]) -> StreamingResponse:
    """Send messages as server-sent events; a failure on the way becomes an `error` event."""
    headers = {"cache-control": "no-cache", "x-accel-buffering": "no"}
    return StreamingResponse(_encode(messages), media_type="text/event-stream", headers=headers)


def _encode(messages: Iterator[Message]) -> Iterator[str]:
    try:
        for name, data in messages:
            yield _sse(name, data)
    except CitewellError as exc:
        yield _sse("error", error_body(exc))
    except Exception as exc:  # noqa: BLE001 - the API's outermost handler once a stream has begun
        yield _sse("error", unexpected_body(exc))


def _sse(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def message_of(event: Event) -> Message:
    """Give an event of an answer as a message: passages, delta, sentence or answer."""
    match event:
        case PassagesFound():
            passages = [passage_to_dict(passage) for passage in event.passages]
            return "passages", {"query": event.query, "passages": passages}
        case TextDelta():
            return "delta", {"text": event.text}
        case SentenceChecked():
            return "sentence", sentence_to_dict(event.sentence)
        case _:
            return "answer", event.answer.to_dict()


def summary_to_dict(summary: ArticleSummary) -> dict[str, Any]:
    """Give an article without its text as plain values."""
    return {**_told(summary), "added_at": summary.added_at.isoformat()}


def article_to_dict(article: Article, *, copies: Sequence[NearCopy] = ()) -> dict[str, Any]:
    """Give a whole article as plain values; one without blocks gets its paragraphs as blocks.

    `copies` are articles that say nearly the same.
    """
    if not article.blocks:
        article = dataclasses.replace(article, blocks=paragraphs(article))
    return {
        **_told(article),
        "added_at": article.added_at.isoformat(),
        "words": len(article.text.split()),
        "near_copies": [dataclasses.asdict(one) for one in copies],
    }


def _told(article: Article | ArticleSummary) -> dict[str, Any]:
    """Give an article's fields, of its owner only that it is whoever is told; nobody else sees it."""
    fields = dataclasses.asdict(article)
    return {**fields, "is_own": fields.pop("owner") is not None}


def chunk_to_dict(chunk: Chunk, tokens: int) -> dict[str, Any]:
    """Give where a chunk stands in its article, and its length, as plain values."""
    return {
        "number": chunk.number,
        "start": chunk.start,
        "end": chunk.end,
        "section": chunk.section,
        "page": chunk.page,
        "tokens": tokens,
    }


def progress_to_dict(progress: Progress) -> dict[str, Any]:
    """Give progress as plain values."""
    return dataclasses.asdict(progress)


def report_to_dict(report: AddReport) -> dict[str, Any]:
    """Give a report on what was added as plain values."""
    return dataclasses.asdict(report)


def paragraphs(article: Article) -> tuple[Block, ...]:
    """Cut an article's text for reading: at blank lines, around headings and at page starts.

    Returns:
        Paragraphs and headings in order; what lies between them is white space.
    """
    text = article.text
    headings = {section.start for section in article.sections}
    cuts = {0, len(text), *article.pages}
    for section in article.sections:
        cuts |= {section.start, section.start + len(section.heading)}
    at = text.find("\n\n")
    while at >= 0:
        cuts.add(at)
        at = text.find("\n\n", at + 2)
    edges = sorted(cut for cut in cuts if 0 <= cut <= len(text))
    pieces = []
    for start, end in itertools.pairwise(edges):
        piece = text[start:end]
        body = piece.strip()
        if body:
            start += len(piece) - len(piece.lstrip())
            kind = "h2" if start in headings else "p"
            pieces.append(Block(kind, start, start + len(body)))
    return tuple(pieces)


def chat_to_dict(chat: ChatSummary) -> dict[str, Any]:
    """Give a chat of a list as plain values for JSON."""
    return {**dataclasses.asdict(chat), "used_at": chat.used_at.isoformat()}
