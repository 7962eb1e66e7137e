"""Taking in files over HTTP, one a request, with progress. Knows no Gradio and no file types."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from index.schema import AddReport, OnProgress, Progress
from rag import Assistant
from ui.conversations import Conversations
from ui.security import user_of
from ui.wire import Message, event_stream, progress_to_dict, report_to_dict, wants_events


def build_uploads(assistant: Assistant, chats: Conversations) -> APIRouter:
    """Build the route that adds an article; a browser's failures are kept until dismissed."""
    router = APIRouter(prefix="/api")
    limit_bytes = assistant.settings.max_file_bytes

    def add(data: bytes, name: str, user: str | None, on_progress: OnProgress) -> AddReport:
        report = assistant.add_file(data, name=name, on_progress=on_progress)
        if user is not None and report.failures:
            chats.add_failures(user, report.failures)
        return report

    def follow(data: bytes, name: str, user: str | None) -> Iterator[Message]:
        steps: SimpleQueue[Progress | None] = SimpleQueue()
        with ThreadPoolExecutor(1, thread_name_prefix="add") as executor:
            work = executor.submit(add, data, name, user, steps.put)
            work.add_done_callback(lambda _: steps.put(None))
            while (step := steps.get()) is not None:
                yield "progress", progress_to_dict(step)
            yield "report", report_to_dict(work.result())

    @router.post("/articles", response_model=None)
    async def add_article(
        request: Request, name: Annotated[str, Query(min_length=1, max_length=255)]
    ) -> Response:
        """Add the body as a file called `name`; events `progress` and `report` if accepted."""
        data = await _read_body(request, limit_bytes)
        if data is None:
            body = {
                "error": f"{name!r} is too large: the limit is {limit_bytes:,} bytes",
                "hint": "split the file, or raise CITEWELL_MAX_FILE_BYTES",
            }
            return JSONResponse(body, status_code=413, headers={"connection": "close"})
        name = name.replace("\0", "").split("/")[-1].split("\\")[-1] or "file"
        user = user_of(request)
        if wants_events(request):
            return event_stream(follow(data, name, user))
        report = await run_in_threadpool(add, data, name, user, _ignore)
        return JSONResponse(report_to_dict(report), status_code=422 if report.failures else 200)

    return router


async def _read_body(request: Request, limit_bytes: int) -> bytes | None:
    """Read the body, or give None as soon as it is known to be larger than the limit."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit_bytes:
        return None
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > limit_bytes:
            return None
    return bytes(data)


def _ignore(_: Progress) -> None:
    """Take no notice."""
