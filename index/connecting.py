"""Connections to IP addresses that were checked, which end at a moment. Knows no page.

A name that changes its address between the check and the connection gains nothing.
"""

import time
from collections.abc import Iterable
from typing import Any

import httpcore

from index.addresses import HostGuard


class Pinned(httpcore.NetworkBackend):
    """Connects to the checked IP address of a host; TLS still asks for the host's name."""

    def __init__(self, guard: HostGuard, until: float) -> None:
        self._guard = guard
        self._until = until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses that answers."""
        backend = httpcore.SyncBackend()
        error: Exception | None = None
        for address in self._guard.locate(host, port):
            left = _left(self._until, timeout, httpcore.ConnectTimeout)
            try:
                stream = backend.connect_tcp(
                    address, port, left, local_address, tuple(socket_options or ())
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
                error = exc
            else:
                return _Timed(stream, self._until)
        raise error or httpcore.ConnectError


class _Timed(httpcore.NetworkStream):
    """A connection that ends at a moment, however slowly bytes keep coming."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream = stream
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what comes next."""
        return self._stream.read(max_bytes, _left(self._until, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""
        self._stream.write(buffer, _left(self._until, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Begin TLS with the host's name."""
        left = _left(self._until, timeout, httpcore.ConnectTimeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._until)

    def get_extra_info(self, info: str) -> Any:
        """Tell what the connection knows of itself."""
        return self._stream.get_extra_info(info)


def _left(until: float, timeout: float | None, error: type[Exception]) -> float:
    """Give how long one step may take; raise if the time is over."""
    left = until - time.monotonic()
    if left <= 0:
        raise error("the time is over")
    return left if timeout is None else min(left, timeout)
