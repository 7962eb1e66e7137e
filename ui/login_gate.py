"""The gate: with logins on, nothing is served to whoever has not logged in. Knows no passwords.

Pure ASGI, around every route, so that a new one is closed until it is named here.
"""

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import CitewellError
from index.people import Person
from ui.logins import LoginError, Logins, TooManyFailuresError
from ui.security import USER
from ui.texts import say

SESSION_COOKIE = "citewell_session"
PERSON = "citewell_person"
OPEN = {
    ("GET", "/login"),
    ("POST", "/login"),
    ("POST", "/logout"),
    ("GET", "/api/health"),
}


class LoginGate:
    """Find out who asks, by cookie or HTTP Basic, and turn away who is nobody."""

    def __init__(self, app: ASGIApp, logins: Logins) -> None:
        self.app = app
        self._logins = logins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        refusal: Response | None = None
        try:
            person = await run_in_threadpool(self._identify, connection)
        except TooManyFailuresError as exc:
            refusal = _refuse(429, exc)
            refusal.headers["retry-after"] = str(exc.wait_s)
        except LoginError as exc:
            refusal = _refuse(401, exc)
        except CitewellError as exc:
            refusal = _refuse(503, exc)
        else:
            if person is not None:
                scope[USER], scope[PERSON] = person.user, person
            elif (_method(scope), scope["path"]) not in OPEN:
                refusal = _turn_away(connection)
        await (refusal or self.app)(scope, receive, _uncached(send))

    def _identify(self, connection: HTTPConnection) -> Person | None:
        scheme, _, credentials = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            address = address_of(connection)
            return self._logins.person_of_basic(credentials.strip(), address=address)
        return self._logins.person_of_token(connection.cookies.get(SESSION_COOKIE, ""))


def person_of(connection: HTTPConnection) -> Person | None:
    """Give who is logged in; None where logins are off."""
    person: Person | None = connection.scope.get(PERSON)
    return person


def address_of(connection: HTTPConnection) -> str:
    """Give the address of whoever asks, empty if it has none."""
    return connection.client.host if connection.client else ""


def _method(scope: Scope) -> str:
    """Give the method; whoever may get something may also ask whether it is there."""
    return "GET" if scope["method"] == "HEAD" else str(scope["method"])


def _refuse(status: int, error: CitewellError) -> Response:
    return JSONResponse({"error": error.message, "hint": error.hint}, status_code=status)


def _turn_away(connection: HTTPConnection) -> Response:
    """Lead a page to the login, and tell anything else that it needs one."""
    path, query = connection.scope["path"], connection.scope["query_string"].decode("latin-1")
    if _method(connection.scope) == "GET" and not path.startswith(("/api/", "/gradio_api/")):
        asked = f"{path}?{query}" if query else path
        address = "/login" if asked == "/" else f"/login?{urlencode({'next': asked})}"
        return RedirectResponse(address, status_code=303)
    response = _refuse(401, LoginError(say("login.needed"), hint=say("login.needed_hint")))
    if "sec-fetch-mode" not in connection.headers:  # a browser would open a box of its own
        response.headers["www-authenticate"] = 'Basic realm="Citewell", charset="UTF-8"'
    return response


def _uncached(send: Send) -> Send:
    """Have nothing kept that a later login could not see: not by proxies, nor unasked by browsers."""

    async def send_uncached(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).setdefault("cache-control", "private, no-cache")
        await send(message)

    return send_uncached
