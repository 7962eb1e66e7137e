"""Taking in files, web addresses and folders over HTTP, one a request, with progress.

A browser's failures are kept until the person dismisses them. Knows no Gradio and no file types.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from index.schema import AddReport, Failure, OnProgress, Progress
from index.viewer import Viewer
from rag import Assistant
from ui.conversations import Conversations
from ui.failures import read_address
from ui.security import user_of
from ui.wire import Message, event_stream, progress_to_dict, report_to_dict, wants_events

MAX_NAME_CHARS = 200
Add = Callable[[Viewer, OnProgress], AddReport]


class AddressBody(BaseModel):
    """A web address to add."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(min_length=1, max_length=4_000)


class FolderBody(BaseModel):
    """One of the folders that the setting `folders` names, in the very same words."""

    model_config = ConfigDict(extra="forbid")

    folder: str = Field(min_length=1, max_length=4_000)


def build_uploads(assistant: Assistant, chats: Conversations) -> APIRouter:
    """Build the routes that add articles."""
    router = APIRouter(prefix="/api")
    limit_bytes = assistant.settings.max_file_bytes

    async def answer(request: Request, add: Add, upload: str = "") -> Response:
        """Run an addition; events `progress` and `report` if accepted, else the report."""
        user = user_of(request)
        viewer = assistant.viewer(user)
        viewer.owner_of_new()  # whoever may not add is told so before a stream begins

        def add_for_user(on_progress: OnProgress) -> AddReport:
            report = add(viewer, on_progress)
            if user is not None and report.failures:
                chats.choices.add_failures(user, report.failures, upload=upload)
            return report

        if wants_events(request):
            return event_stream(_follow(add_for_user))
        report = await run_in_threadpool(add_for_user, _ignore)
        return JSONResponse(report_to_dict(report), status_code=422 if report.failures else 200)

    @router.post("/articles", response_model=None)
    async def add_article(
        request: Request,
        name: Annotated[str, Query(min_length=1, max_length=4_000)],
        upload: Annotated[str, Query(max_length=40)] = "",
    ) -> Response:
        """Add the body as a file called `name`; files sent together name the same `upload`."""
        try:
            data = await _read_body(request, limit_bytes)
        except ClientDisconnect:  # the page was closed: there is nobody to answer
            return Response(status_code=400)
        name = _file_name(name)
        if data is None:
            body = {
                "error": f"{name!r} is too large: the limit is {limit_bytes:,} bytes",
                "hint": "split the file, or raise CITEWELL_MAX_FILE_BYTES",
            }
            return JSONResponse(body, status_code=413, headers={"connection": "close"})
        return await answer(
            request,
            lambda viewer, steps: assistant.add_file(
                data, name=name, viewer=viewer, on_progress=steps
            ),
            upload,
        )

    @router.post("/addresses", response_model=None)
    async def add_address(body: AddressBody, request: Request) -> Response:
        """Fetch and add the page at a web address; of a feed or sitemap the pages that it lists."""
        return await answer(request, partial(_add_address, assistant, body.url))

    @router.post("/folders", response_model=None)
    async def add_folder(body: FolderBody, request: Request) -> Response:
        """Add a folder of the server."""
        return await answer(
            request,
            lambda viewer, steps: assistant.add_folder(
                body.folder, viewer=viewer, on_progress=steps
            ),
        )

    return router


def _add_address(
    assistant: Assistant, text: str, viewer: Viewer, on_progress: OnProgress
) -> AddReport:
    url = read_address(text)  # never a path of the server
    if isinstance(url, Failure):
        return AddReport(failures=(url,))
    return assistant.add([url], viewer=viewer, on_progress=on_progress)


def _follow(add: Callable[[OnProgress], AddReport]) -> Iterator[Message]:
    """Give each step of an addition, then its report; it goes on when nobody listens any more."""
    steps: SimpleQueue[Progress | None] = SimpleQueue()
    executor = ThreadPoolExecutor(1, thread_name_prefix="add")
    work = executor.submit(add, steps.put)
    work.add_done_callback(lambda _: steps.put(None))
    # Not waited for: where nobody listens this generator is dropped in any thread, perhaps the very
    # one that encodes for `work`.
    executor.shutdown(wait=False)
    while (step := steps.get()) is not None:
        yield "progress", progress_to_dict(step)
    yield "report", report_to_dict(work.result())


def _file_name(given: str) -> str:
    """Take the last part of a name, shortened before its ending, which tells the type."""
    name = given.replace("\0", "").replace("\\", "/").rstrip("/").split("/")[-1] or "file"
    stem, dot, suffix = name.rpartition(".")
    ending = dot + suffix if stem and len(suffix) < 20 else ""
    return name if len(name) <= MAX_NAME_CHARS else name[: MAX_NAME_CHARS - len(ending)] + ending


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
