"""A model's stream of text, made patient and stoppable. Knows no prompt and no provider.

The stream runs in a thread of its own, because a model that says nothing cannot be interrupted.
What fails for a moment is tried again before the first word; what fails for good is explained.
"""

import gc
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import tenacity

from index.errors import GenerationError

HEARTBEAT_S = 0.25  # an empty piece after each, so that whoever reads may stop
ATTEMPTS = 3
MAX_WAIT_S = 8.0
_TRANSIENT = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_OVERFLOW = ("context length", "context_length", "context size", "context window", "too long",
             "maximum context", "exceed_context", "too many tokens")  # fmt: skip

Open = Callable[[], Iterator[str]]


class ContextOverflowError(GenerationError):
    """Report a prompt that does not fit the model's window."""


class BrokenStreamError(GenerationError):
    """Report a stream that ended before its end, after some text."""


def stream_text(open_stream: Open, *, model: str, timeout_s: float) -> Iterator[str]:
    """Yield the text of a stream as it comes.

    Args:
        open_stream: Begins the stream; called again after a failure that may pass.
        model: As the person named it, for messages.
        timeout_s: Longest silence.

    Yields:
        Pieces of text; an empty one while nothing comes.

    Raises:
        ContextOverflowError: The prompt is too long.
        BrokenStreamError: It broke after some text.
        GenerationError: Anything else, with what to do.
    """
    pieces: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()
    stop = threading.Event()
    threading.Thread(
        target=_pump, args=(open_stream, pieces, stop), daemon=True, name="citewell-llm"
    ).start()
    started, has_text = time.monotonic(), False
    try:
        while True:
            try:
                piece = pieces.get(timeout=HEARTBEAT_S)
            except queue.Empty:
                if time.monotonic() - started > timeout_s:
                    raise _too_slow(model, timeout_s, has_text=has_text) from None
                yield ""
                continue
            if piece is None:
                return
            if isinstance(piece, BaseException):
                raise explain(piece, model=model, has_text=has_text) from piece
            started, has_text = time.monotonic(), True
            yield piece
    finally:
        stop.set()


def _pump(
    open_stream: Open,
    pieces: "queue.SimpleQueue[str | BaseException | None]",
    stop: threading.Event,
) -> None:
    """Put the pieces of a stream, then None or the error that ended it."""
    rest: Iterator[str] | None = None
    try:
        first, rest = _begin(open_stream, stop)
        pieces.put(first)
        for piece in rest:
            if stop.is_set():
                break
            if piece:
                pieces.put(piece)
    except BaseException as exc:  # noqa: BLE001 - it is raised where the stream is read
        pieces.put(exc)
    else:
        pieces.put(None)
    if stop.is_set():
        rest = None
        gc.collect()  # the providers' streams lie in cycles, and hang up when they are collected


def _begin(open_stream: Open, stop: threading.Event) -> tuple[str, Iterator[str]]:
    """Give the first text and what follows, opening anew after failures that may pass."""
    for attempt in tenacity.Retrying(
        retry=tenacity.retry_if_exception(is_transient),
        stop=tenacity.stop_any(
            tenacity.stop_after_attempt(ATTEMPTS), tenacity.stop_when_event_set(stop)
        ),
        wait=_wait,
        sleep=tenacity.sleep_using_event(stop),
        reraise=True,
    ):
        with attempt:
            rest = open_stream()
            first = next((piece for piece in rest if piece), "")
    return first, rest


def _wait(state: tenacity.RetryCallState) -> float:
    """Wait as long as the server asks, else twice as long each time."""
    error = state.outcome.exception() if state.outcome else None
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        asked_s = float(headers.get("retry-after", ""))
    except ValueError:
        asked_s = 0.5 * 2 ** (state.attempt_number - 1)
    return min(asked_s, MAX_WAIT_S)


def is_transient(error: BaseException) -> bool:
    """Tell whether an error may pass: no connection, too many requests, a server's own failure."""
    status = _status(error)
    if status is not None:
        return status in _TRANSIENT and "insufficient_quota" not in str(error)
    return _is_connection_error(error) or _is_connection_error(error.__cause__)


def explain(error: BaseException, *, model: str, has_text: bool = False) -> GenerationError:
    """Turn any provider's error into one line with what to do."""
    if isinstance(error, GenerationError):
        return error
    status, text = _status(error), " ".join(str(error).split())[:300]
    what = f"{model!r} wrote no answer"
    if status in (400, 413, 422, 500) and any(sign in text.lower() for sign in _OVERFLOW):
        return ContextOverflowError(
            f"the prompt is too long for {model!r}: {text}",
            hint="set CITEWELL_CONTEXT_TOKENS to the model's window, or CITEWELL_TOP_K lower",
        )
    if status in (401, 403):
        return GenerationError(
            f"{what}: the key was refused ({status})", hint="check CITEWELL_GENERATOR_KEY"
        )
    if status == 404:
        return GenerationError(
            f"{what}: there is no such model or address ({text})",
            hint="check the name in CITEWELL_GENERATOR and the address in CITEWELL_GENERATOR_URL",
        )
    if status is None and is_transient(error):
        if has_text:
            return _broken(model, text)
        return GenerationError(
            f"{what}: its server cannot be reached ({text})",
            hint="start it, check CITEWELL_GENERATOR_URL, or set CITEWELL_GENERATOR=extractive",
        )
    if has_text:
        return _broken(model, text)
    code = f" ({status})" if status else ""
    return GenerationError(
        f"{what}{code}: {text or type(error).__name__}",
        hint="try again, or set CITEWELL_GENERATOR=extractive",
    )


def _broken(model: str, text: str) -> BrokenStreamError:
    return BrokenStreamError(f"{model!r} broke off: {text}", hint="ask again")


def _too_slow(model: str, timeout_s: float, *, has_text: bool) -> GenerationError:
    kind = BrokenStreamError if has_text else GenerationError
    return kind(
        f"{model!r} said nothing for {timeout_s:g} s",
        hint="ask again, or raise CITEWELL_GENERATOR_TIMEOUT_S",
    )


def _status(error: BaseException) -> int | None:
    status: Any = getattr(error, "status_code", None)
    return status if isinstance(status, int) and status > 0 else None


def _is_connection_error(error: BaseException | None) -> bool:
    """Tell by name, because the libraries of the providers are extras and not imported here."""
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & {"TransportError", "APIConnectionError", "ConnectionError", "TimeoutError"})
