"""From where is asked, and by which browser: host and origin checks, headers, body limit, cookie.

Pure ASGI, because Starlette's `BaseHTTPMiddleware` stands between a stream and its client. Knows
nothing about articles, answers or Gradio's components.
"""

import hashlib
import ipaddress
import json
import re
import secrets
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

USER = "citewell_user"  # where a request's scope says who asks
COOKIE = "citewell_uid"
COOKIE_S = 365 * 24 * 3600
MAX_BODY_BYTES = 1_000_000
UPLOAD_PATH = "/api/articles"  # the one path that takes large bodies; it counts them itself

# Gradio's page needs inline script and `Function()`, so this cannot stop a script; it stops the
# page from loading anything from, or sending anything to, another host.
CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; media-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    # Not "no-referrer": forms of our own pages would then be sent with the origin "null".
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

# Files enter through our own route, which limits and names them; Gradio's ways to take, fetch or
# run things are not used by the page.
CLOSED = re.compile(
    r"/gradio_api/(upload|file|proxy|stream|component_server|process_recording|.*vibe|run|call|api)"
)
_UID = re.compile(r"[A-Za-z0-9_-]{22,64}")


def user_of(request: HTTPConnection) -> str | None:
    """Name whoever asks: a person who logged in or, with logins off, a browser; None for neither."""
    user: str | None = request.scope.get(USER)
    return user


def is_allowed_host(host: str, hosts: Collection[str]) -> bool:
    """Say whether a `Host` header can be ours.

    DNS rebinding needs a name that its owner points at us, so a literal address is fine, and of
    the names only `localhost` and the configured ones are.
    """
    name = _host_name(host)
    if name == "localhost" or name in {h.lower() for h in hosts}:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(address: str) -> bool:
    """Say whether an address is this machine's own, reached from nowhere else."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def serves_others(host: str, *, logins: bool) -> bool:
    """Say whether people on other machines, or several with names, use what listens on `host`."""
    return logins or not (host == "localhost" or is_loopback(host))


def _host_name(host: str) -> str:
    """Cut the port off `name:port`, `1.2.3.4:port` or `[::1]:port`."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


class Guard:
    """Refuse foreign hosts and origins, add the headers, limit bodies."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "websocket":  # the page uses none
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal:
            await _refuse(send, *refusal)
            return
        limited = receive if scope["path"] == UPLOAD_PATH else _limit(receive)
        await self.app(scope, limited, _with_headers(send))

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str, str] | None:
        if not is_allowed_host(headers.get("host", ""), self.hosts):
            hint = "open the address that `citewell serve` prints, or name this host with --host"
            return 421, "this server does not answer to that host name", hint
        if _is_foreign(scope, headers):
            return 403, "another site may not use this server", "open Citewell's own page"
        if CLOSED.match(scope["path"]):
            return 404, "there is nothing here", "see /api/openapi.json for the HTTP API"
        length = headers.get("content-length", "")
        if scope["path"] != UPLOAD_PATH and length.isdecimal() and int(length) > MAX_BODY_BYTES:
            limit = f"the limit is {MAX_BODY_BYTES:,} bytes"
            return 413, f"the request has {int(length):,} bytes; {limit}", "send less"
        return None


def _is_foreign(scope: Scope, headers: Headers) -> bool:
    """Say whether another site's page sent this; plain navigation to the page is not."""
    if scope["method"] in ("GET", "HEAD") and not scope["path"].startswith("/api/"):
        return False
    origin = headers.get("origin")
    if origin is not None:
        return origin.partition("://")[2].lower() != headers.get("host", "").lower()
    return headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


class AnonymousUsers:
    """Tell browsers apart by a cookie of ours, for as long as nobody has to log in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; a page's first request gets the cookie."""
        if scope["type"] == "http":
            uid = HTTPConnection(scope).cookies.get(COOKIE, "")
            if not _UID.fullmatch(uid):
                uid = "" if scope["path"].startswith("/api/") else secrets.token_urlsafe(24)
                send = _with_cookie(send, scope, uid) if uid else send
            if uid:  # a digest, so that no page ever sees the cookie
                scope[USER] = hashlib.sha256(uid.encode()).hexdigest()[:32]
        await self.app(scope, receive, send)


def write_cookie(scope: Scope, name: str, value: str, *, lasts_s: int) -> str:
    """Write a `Set-Cookie` that scripts cannot read and other sites' forms do not send."""
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={lasts_s}{secure}"


def _with_cookie(send: Send, scope: Scope, uid: str) -> Send:
    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            cookie = write_cookie(scope, COOKIE, uid, lasts_s=COOKIE_S)
            MutableHeaders(scope=message).append("set-cookie", cookie)
        await send(message)

    return send_with_cookie


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return send_with_headers


def _limit(receive: Receive) -> Receive:
    """Cut off a body that grows past the limit without having announced its length."""
    seen = 0

    async def receive_limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > MAX_BODY_BYTES else message

    return receive_limited


async def _refuse(send: Send, status: int, error: str, hint: str) -> None:
    body = json.dumps({"error": error, "hint": hint}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
