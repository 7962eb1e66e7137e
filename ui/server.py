"""Serving: a port claimed before anything slow, one process, the address printed last."""

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Callable

import uvicorn

from rag import Assistant, CitewellError
from ui.security import serves_others

HANG_UP_S = 0.5  # an open page keeps streams that have no end of their own
GRACE_S = 2
BACKLOG = 128
OnReady = Callable[[str], None]


def claim_port(host: str, port: int) -> socket.socket:
    """Bind the port, so that a taken one is told at once.

    Raises:
        CitewellError: It is in use, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as exc:
        listener.close()
        raise CitewellError(
            f"cannot listen on {host}:{port}: {exc.strerror or exc}",
            hint="stop what uses it, or choose another with --port",
        ) from exc
    return listener


def describe_strangers(assistant: Assistant, host: str) -> str:
    """Say who will get in where that may surprise, everybody or nobody; else an empty text."""
    if assistant.settings.logins:
        if assistant.index.people.everyone():
            return ""
        return "Logins are on and nobody can log in yet: citewell user add NAME"
    if not serves_others(host, logins=False):
        return ""
    return f"Whoever reaches {host} may use this library: CITEWELL_LOGINS=true asks for a login."


def run_server(
    assistant: Assistant, listener: socket.socket, *, host: str, on_ready: OnReady
) -> None:
    """Serve until interrupted; `on_ready` is told the address once it can be asked."""
    from ui.app import create_app

    port = listener.getsockname()[1]
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    url = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
    config = uvicorn.Config(
        create_app(assistant, host=host),
        log_level="warning",
        lifespan="on",
        timeout_graceful_shutdown=GRACE_S,
    )
    server = _Server(config, assistant=assistant, url=url, on_ready=on_ready)
    # uvicorn raises the signal that stopped it again: let it unwind to a clean close.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    errors = logging.getLogger("uvicorn.error")
    level = errors.level
    try:
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    finally:
        errors.setLevel(level)  # see `_Server.shutdown`


class _Server(uvicorn.Server):
    """Tells other processes, and whoever waits, its address once it can be asked."""

    def __init__(
        self, config: uvicorn.Config, *, assistant: Assistant, url: str, on_ready: OnReady
    ) -> None:
        super().__init__(config)
        self._assistant = assistant
        self._url = url
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._assistant.index.lock.announce(url=self._url)
        self._on_ready(self._url)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # uvicorn prints a traceback for each request that it cuts off, here and when its loop is
        # closed after this, which is no news by now.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        asyncio.get_running_loop().call_later(HANG_UP_S, self._hang_up)
        await super().shutdown(sockets=sockets)

    def _hang_up(self) -> None:
        """Part from whoever is still connected, so that what serves them ends by itself."""
        for connection in tuple(self.server_state.connections):
            transport = connection.transport
            if transport is not None:
                transport.abort()
