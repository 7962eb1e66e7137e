"""What a person sees when something fails: our errors as they are, others as an id to look up."""

import functools
import html
import logging
import secrets
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import gradio as gr

from index.errors import CitewellError
from ui.render import as_sentence
from ui.texts import say

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(f"citewell.{__name__}")


def log_unexpected(error: Exception, where: str) -> str:
    """Log an exception with its trace, and return the id it is logged under."""
    error_id = secrets.token_hex(4)
    logger.error("unexpected error %s in %s", error_id, where, exc_info=error)
    return error_id


def guarded(handler: Callable[P, R]) -> Callable[P, R]:
    """Wrap an event handler so that a failure becomes a toast without a stack trace."""

    @functools.wraps(handler)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return handler(*args, **kwargs)
        except CitewellError as exc:
            text = f"{as_sentence(exc.message)} {as_sentence(exc.hint)}"
            raise gr.Error(html.escape(text), duration=8, print_exception=False) from exc
        except Exception as exc:
            error_id = log_unexpected(exc, handler.__name__)
            text = say("chat.failed", id=error_id)
            raise gr.Error(text, print_exception=False) from exc

    return run


def user_name(request: gr.Request) -> str:
    """Name the browser behind an event."""
    return str(request.username or "")


def page_name(request: gr.Request) -> str:
    """Name the page behind an event, as long as it is not loaded again."""
    return str(request.session_hash or "")
