"""The real application for tests over HTTP."""

import asyncio
import json
from typing import Any

from fastapi import FastAPI

from rag import Assistant
from ui.app import create_app

URL = "http://127.0.0.1:7860"
PAGE = {"accept": "text/html"}


def build(assistant: Assistant) -> FastAPI:
    """Build the application inside a running loop: outside of one Gradio leaves new ones open."""

    async def build_inside() -> FastAPI:
        return create_app(assistant)

    return asyncio.run(build_inside())


def events_of(text: str) -> list[tuple[str, dict[str, Any]]]:
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [(name[len("event: ") :], json.loads(data[len("data: ") :])) for name, data in blocks]
