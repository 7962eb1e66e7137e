"""A real HTTP server that speaks the OpenAI protocol and answers by script."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

BREAK = object()  # the connection is dropped here


@dataclass
class Script:
    """What the server does; each request takes the next reply, the last one again and again.

    A reply is a list of pieces (text, seconds to wait, or `BREAK`), or a status with a message.
    """

    replies: list[Sequence[Any] | tuple[int, str]]
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    closed: threading.Event = field(default_factory=threading.Event)

    def next(self) -> Sequence[Any] | tuple[int, str]:
        return self.replies[min(len(self.requests), len(self.replies)) - 1]


@contextmanager
def serve(*replies: Sequence[Any] | tuple[int, str], **headers: str) -> Iterator[Script]:
    """Serve on a free port of loopback until the block ends."""
    script = Script(list(replies), {name.replace("_", "-"): v for name, v in headers.items()})
    with run_app(_app(script)) as url:
        script.url = f"{url}/v1"
        yield script


@contextmanager
def run_app(app: FastAPI) -> Iterator[str]:
    """Run an app on a free port of loopback and give its address."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="critical", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = server.force_exit = True
            thread.join(timeout=5)


def _app(script: Script) -> FastAPI:
    app = FastAPI()

    @app.post("/v1/chat/completions")
    async def complete(request: Request) -> Response:
        script.requests.append(await request.json())
        reply = script.next()
        if isinstance(reply, tuple):
            status, message = reply
            error = {"error": {"message": message, "type": "error", "code": None}}
            return JSONResponse(error, status_code=status, headers=script.headers)
        return StreamingResponse(_stream(reply, script), media_type="text/event-stream")

    return app


async def _stream(pieces: Sequence[Any], script: Script) -> AsyncIterator[str]:
    try:
        for piece in pieces:
            if piece is BREAK:
                raise ConnectionResetError
            if isinstance(piece, float):
                await asyncio.sleep(piece)
            else:
                yield _event(piece, finish=None)
        yield _event("", finish="stop")
        yield "data: [DONE]\n\n"
    finally:
        script.closed.set()


def _event(text: str, *, finish: str | None) -> str:
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish}
    body = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return f"data: {json.dumps({**body, 'choices': [choice]})}\n\n"


Reply = Callable[[str], Sequence[Any]]
