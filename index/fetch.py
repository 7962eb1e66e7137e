"""A web address → the bytes of its page, from public hosts only, within limits of size and time.

The connection goes to the very IP address that was checked, so a name that changes its address
meanwhile gains nothing. Every redirect is checked the same way. Knows no article and no library.
"""

import re
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin

import httpcore

from index.addresses import Address, AddressError, HostGuard, parse_address
from index.errors import FetchError
from index.reading import CONTENT_TYPES

MAX_REDIRECTS = 5
OK = 200
REDIRECTS = frozenset({301, 302, 303, 307, 308})
READ_S = 10.0  # longest silence
TOTAL_S = 30.0  # of one address with its redirects
_HEADERS: dict[bytes | str, bytes | str] = {
    "User-Agent": "Citewell (reads a page that a person asked it to read)",
    "Accept": "text/html, application/xhtml+xml, application/pdf, text/*;q=0.9, */*;q=0.1",
    "Accept-Encoding": "gzip",
}
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html)\b", re.I | re.S
)
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.I)
_HTML_TYPES = {"text/html", "application/xhtml+xml"}
_UNSAID = {"", "text/plain", "application/octet-stream", "binary/octet-stream"}
_AGAIN = "open it in a browser; if it is there, try again later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What an address gave.

    Attributes:
        url: The address after all redirects, in its canonical form.
        data: The bytes, decompressed; text that is not UTF-8 but says what it is, as UTF-8.
        content_type: One that the reader knows.
    """

    url: str
    data: bytes
    content_type: str

    @property
    def host(self) -> str:
        """Give the host without `www.`."""
        return parse_address(self.url).host.removeprefix("www.")


class Fetcher:
    """Fetches pages.

    Args:
        max_bytes: A larger page is refused, counted after decompression.
        guard: Decides which hosts may be asked; only public ones if not given.
        read_s: Longest silence of a server.
        total_s: Longest time for one address.
    """

    def __init__(
        self,
        *,
        max_bytes: int,
        guard: HostGuard | None = None,
        read_s: float = READ_S,
        total_s: float = TOTAL_S,
    ) -> None:
        self._max_bytes = max_bytes
        self._guard = guard or HostGuard()
        self._read_s = read_s
        self._total_s = total_s

    def fetch(self, address: str) -> Page:
        """Get the page at an address, through at most five redirects.

        Raises:
            FetchError: It cannot or may not be fetched, is too large or takes too long, or is of a
                type that cannot be read. The message names the address and where it led.
        """
        at = address = address.strip()
        until = time.monotonic() + self._total_s
        try:
            for _ in range(MAX_REDIRECTS + 1):
                target = parse_address(at)
                found = self._get(target, until)
                if isinstance(found, Page):
                    return found
                at = urljoin(str(target), found)
            raise AddressError(f"it redirects more than {MAX_REDIRECTS} times", hint=_AGAIN)
        except AddressError as exc:
            raise _error(address, at, exc.reason, exc.hint) from exc
        except httpcore.TimeoutException as exc:
            reason = f"it was silent for {self._read_s:g} s, or took more than {self._total_s:g} s"
            raise _error(address, at, reason, _AGAIN) from exc
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as exc:
            reason = f"the connection failed ({exc or type(exc).__name__})"
            raise _error(address, at, reason, _AGAIN) from exc

    def _get(self, target: Address, until: float) -> Page | str:
        """Ask for one address; give its page, or where it redirects to."""
        url = httpcore.URL(
            scheme=target.scheme, host=target.host, port=target.port, target=target.target
        )
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), self._read_s)
        with (
            httpcore.ConnectionPool(network_backend=_Pinned(self._guard, until)) as pool,
            pool.stream(
                "GET",
                url,
                headers={"Host": target.authority, **_HEADERS, "Connection": "close"},
                extensions={"timeout": timeouts},
            ) as response,
        ):
            headers = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in response.headers
            }
            if response.status in REDIRECTS and headers.get("location"):
                return headers["location"]
            if response.status != OK:
                raise AddressError(
                    f"the server answered with status {response.status}", hint=_AGAIN
                )
            data = self._read(response.iter_stream(), headers)
        kind = headers.get("content-type", "")
        content_type = _content_type(data, kind, path=target.target)
        return Page(url=str(target), data=_to_utf8(data, kind), content_type=content_type)

    def _read(self, parts: Iterable[bytes], headers: dict[str, str]) -> bytes:
        announced = headers.get("content-length", "")
        data = bytearray()
        if announced.isdecimal() and int(announced) > self._max_bytes:
            raise self._too_large()
        for part in _decompress(parts, headers.get("content-encoding", ""), self._max_bytes + 1):
            data += part
            if len(data) > self._max_bytes:
                raise self._too_large()
        return bytes(data)

    def _too_large(self) -> AddressError:
        return AddressError(
            f"it has more than {self._max_bytes:,} bytes", hint="raise CITEWELL_MAX_FILE_BYTES"
        )


def _decompress(parts: Iterable[bytes], coding: str, limit: int) -> Iterator[bytes]:
    """Undo the one compression that was asked for; no piece is larger than `limit`."""
    if coding.lower() in ("", "identity"):
        yield from parts
        return
    if coding.lower() not in ("gzip", "x-gzip"):
        raise AddressError(f"it is compressed as {coding!r}", hint="save the page and add the file")
    decoder = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        for part in parts:
            yield decoder.decompress(part, limit)
    except zlib.error as exc:
        raise AddressError(f"its gzip data is damaged ({exc})", hint=_AGAIN) from exc
    if not decoder.eof:
        raise AddressError("its gzip data ends too early", hint=_AGAIN)


def _content_type(data: bytes, header: str, *, path: str) -> str:
    """Tell the type by content first, then by what the server says, then by the path's ending."""
    said = header.partition(";")[0].strip().lower()
    suffix = PurePosixPath(unquote(path.partition("?")[0])).suffix.lower()
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    if _HTML.match(data[:4096]) or said in _HTML_TYPES:
        return "text/html"
    if said == "text/markdown" or (said in _UNSAID and suffix in CONTENT_TYPES):
        return CONTENT_TYPES.get(suffix, "text/markdown")
    if said == "text/plain":
        return said
    raise AddressError(
        f"it is of type {said!r}, which cannot be read" if said else "it does not say its type",
        hint="addresses of web pages, PDF, Markdown and text can be added",
    )


def _to_utf8(data: bytes, header: str) -> bytes:
    """Put text into UTF-8 if it is not and the server names another encoding that fits."""
    named = _CHARSET.search(header)
    if named is None or data.startswith(b"%PDF-"):
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return data.decode(named[1]).encode("utf-8")
        except (LookupError, UnicodeError):
            return data
    return data


def _error(address: str, at: str, reason: str, hint: str) -> FetchError:
    led = "" if at == address else f", which leads to {at!r}"
    return FetchError(f"cannot fetch {address!r}{led}: {reason}", hint=hint, source=address)


class _Pinned(httpcore.NetworkBackend):
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
