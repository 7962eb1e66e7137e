"""A web address → the bytes of its page, from public hosts only, within limits of size and time.

The connection goes to the very IP address that was checked, so a name that changes its address
meanwhile gains nothing. Every redirect is checked the same way. Knows no article and no library.
"""

import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpcore

from index.addresses import Address, AddressError, HostGuard, parse_address
from index.connecting import Pinned
from index.errors import FetchError
from index.page_addresses import join_address, strip_tracking
from index.page_types import find_type, to_utf8
from index.pages import Known, Page, Unchanged, Validators, read_validators

MAX_REDIRECTS = 5
OK, NOT_MODIFIED = 200, 304
GONE, BUSY = frozenset({404, 410}), frozenset({429, 503})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
READ_S = 10.0  # longest silence
TOTAL_S = 30.0  # of one address with its redirects
USER_AGENT = "Citewell (reads a page that a person asked it to read)"
_HEADERS: dict[bytes | str, bytes | str] = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html, application/xhtml+xml, application/pdf, text/*;q=0.9, */*;q=0.1",
    "Accept-Encoding": "gzip",
}
MAX_MEMBERS = 100  # pieces of gzip data that follow one another
_GZIP_BITS = zlib.MAX_WBITS | 16
_GZIP_START = b"\x1f\x8b"
_AGAIN = "open it in a browser; if it is there, try again later"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What a server said; `at` is the address as it was given, or redirected to."""

    at: str
    target: Address
    status: int
    headers: dict[str, str]
    data: bytes


Before = Callable[[Address], None]


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
        self.max_bytes = max_bytes
        self._guard = guard or HostGuard()
        self._read_s = read_s
        self._total_s = total_s

    def fetch(self, address: str, *, before: Before | None = None) -> Page:
        """Get the page at an address, through at most five redirects.

        Raises:
            FetchError: It cannot or may not be fetched, is too large or takes too long, or is of a
                type that cannot be read. The message names the address and where it led.
        """
        found = self.fetch_if_changed(address, known=lambda _: Validators(), before=before)
        if isinstance(found, Unchanged):
            raise _error(address, found.url, "the server answered with status 304", _AGAIN)
        return found

    def fetch_if_changed(
        self, address: str, *, known: Known, before: Before | None = None
    ) -> Page | Unchanged:
        """Get the page at an address, or learn that it is as it was.

        Args:
            address: The address; what only tracks readers in it is left out.
            known: Gives what the server of an address is to be asked with.
            before: Called with the address, and with each that it redirects to, before it is
                asked; may wait, which does not count as time of the server, or raise.

        Raises:
            FetchError: As `fetch`.
        """
        answer = self._follow(address.strip(), known=known, before=before)
        url = str(answer.target)
        try:
            if answer.status == NOT_MODIFIED and known(url) != Validators():
                return Unchanged(url=url)
            if answer.status != OK:
                raise _refuse(answer)
            kind = answer.headers.get("content-type", "")
            data, content_type = find_type(
                answer.data, kind, path=answer.target.target, unpack=self._unpack
            )
        except AddressError as exc:
            raise _error(
                address, answer.at, exc.reason, exc.hint,
                status=answer.status, retry_after_s=_wanted_wait(answer),
            ) from exc  # fmt: skip
        return Page(
            url=url,
            data=to_utf8(data, kind),
            content_type=content_type,
            validators=read_validators(answer.headers),
        )

    def fetch_start(self, address: str, *, max_bytes: int, total_s: float) -> tuple[int, bytes]:
        """Give the status of an address and how its body begins, of whatever type it is.

        Raises:
            FetchError: It cannot or may not be asked, or takes too long.
        """
        shorter = Fetcher(
            max_bytes=max_bytes, guard=self._guard, read_s=self._read_s, total_s=total_s
        )
        answer = shorter._follow(address, cut=True)
        return answer.status, answer.data

    def _follow(
        self,
        address: str,
        *,
        known: Known | None = None,
        before: Before | None = None,
        cut: bool = False,
    ) -> _Answer:
        at = address
        until = time.monotonic() + self._total_s
        try:
            for _ in range(MAX_REDIRECTS + 1):
                target = strip_tracking(parse_address(at))
                if before is not None:
                    began = time.monotonic()
                    before(target)
                    until += time.monotonic() - began
                headers = known(str(target)).headers() if known else {}
                answer = self._get(at, target, until, headers=headers, cut=cut)
                led = answer.headers.get("location")
                if answer.status not in REDIRECTS or not led:
                    return answer
                at = join_address(str(target), led)
            raise AddressError(f"it redirects more than {MAX_REDIRECTS} times", hint=_AGAIN)
        except AddressError as exc:
            raise _error(address, at, exc.reason, exc.hint) from exc
        except httpcore.TimeoutException as exc:
            reason = f"it was silent for {self._read_s:g} s, or took more than {self._total_s:g} s"
            raise _error(address, at, reason, _AGAIN) from exc
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as exc:
            reason = f"the connection failed ({exc or type(exc).__name__})"
            raise _error(address, at, reason, _AGAIN) from exc

    def _get(
        self,
        at: str,
        target: Address,
        until: float,
        *,
        headers: dict[bytes | str, bytes | str],
        cut: bool,
    ) -> _Answer:
        """Ask for one address; the body is read only if it is wanted."""
        url = httpcore.URL(
            scheme=target.scheme, host=target.host, port=target.port, target=target.target
        )
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), self._read_s)
        with (
            httpcore.ConnectionPool(network_backend=Pinned(self._guard, until)) as pool,
            pool.stream(
                "GET",
                url,
                headers={"Host": target.authority, **_HEADERS, **headers, "Connection": "close"},
                extensions={"timeout": timeouts},
            ) as response,
        ):
            given = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in response.headers
            }
            data = b""
            if response.status == OK:
                data = self._read(response.iter_stream(), given, cut=cut)
        return _Answer(at=at, target=target, status=response.status, headers=given, data=data)

    def _read(self, parts: Iterable[bytes], headers: dict[str, str], *, cut: bool = False) -> bytes:
        """Join a body; one over the limit is refused, or cut there."""
        announced = headers.get("content-length", "")
        data = bytearray()
        if announced.isdecimal() and int(announced) > self.max_bytes and not cut:
            raise self._too_large()
        for part in _decompress(parts, headers.get("content-encoding", ""), self.max_bytes + 1):
            data += part
            if len(data) > self.max_bytes:
                if cut:
                    break
                raise self._too_large()
        return bytes(data[: self.max_bytes])

    def _unpack(self, data: bytes) -> bytes:
        return self._read([data], {"content-encoding": "gzip"})

    def _too_large(self) -> AddressError:
        return AddressError(
            f"it has more than {self.max_bytes:,} bytes", hint="raise CITEWELL_MAX_FILE_BYTES"
        )


def _decompress(parts: Iterable[bytes], coding: str, limit: int) -> Iterable[bytes]:
    """Undo the one compression that was asked for; no piece is larger than `limit`."""
    if coding.lower() in ("", "identity"):
        yield from parts
        return
    if coding.lower() not in ("gzip", "x-gzip"):
        raise AddressError(f"it is compressed as {coding!r}", hint="save the page and add the file")
    decoder, members = zlib.decompressobj(wbits=_GZIP_BITS), 1
    try:
        for part in parts:
            yield decoder.decompress(part, limit)
            while decoder.unused_data.startswith(_GZIP_START):
                if (members := members + 1) > MAX_MEMBERS:
                    raise AddressError(f"it has more than {MAX_MEMBERS} gzip pieces", hint=_AGAIN)
                rest, decoder = decoder.unused_data, zlib.decompressobj(wbits=_GZIP_BITS)
                yield decoder.decompress(rest, limit)
    except zlib.error as exc:
        raise AddressError(f"its gzip data is damaged ({exc})", hint=_AGAIN) from exc
    if not decoder.eof:
        raise AddressError("its gzip data ends too early", hint=_AGAIN)


def _refuse(answer: _Answer) -> AddressError:
    if answer.status in GONE:
        reason = f"there is no page there any more, or never was (status {answer.status})"
        return AddressError(reason, hint="check the address for mistakes")
    wait_s = _wanted_wait(answer)
    later = "" if wait_s is None else f" and asks to come back in {wait_s:,.0f} s"
    return AddressError(f"the server answered with status {answer.status}{later}", hint=_AGAIN)


def _wanted_wait(answer: _Answer) -> float | None:
    """Give how long a busy server asks to wait, in seconds; None if it does not."""
    said = answer.headers.get("retry-after", "").strip()
    if answer.status not in BUSY or not said:
        return None
    if said.isdecimal():
        return float(said[:9])
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):  # no date, or one without its zone
        return None


def _error(
    address: str,
    at: str,
    reason: str,
    hint: str,
    *,
    status: int | None = None,
    retry_after_s: float | None = None,
) -> FetchError:
    led = "" if at == address.strip() else f", which leads to {at!r}"
    return FetchError(
        f"cannot fetch {address!r}{led}: {reason}",
        hint=hint,
        source=address,
        status=status,
        retry_after_s=retry_after_s,
    )
