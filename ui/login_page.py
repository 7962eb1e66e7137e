"""The page that asks for name and password, and its two actions. Works without scripts.

Knows no passwords and no Gradio.
"""

import re
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from ui.login_gate import SESSION_COOKIE, address_of
from ui.logins import LOGIN_S, LoginError, Logins, TooManyFailuresError
from ui.page_parts import fill_template, read_asset
from ui.security import user_of, write_cookie
from ui.texts import say

_OWN_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\\]*")  # "//host" and "/\host" are other sites


def build_login(logins: Logins) -> APIRouter:
    """Build `GET /login`, `POST /login` and `POST /logout`."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/login", methods=["GET", "HEAD"])
    def show(request: Request, next: str = "/") -> Response:  # noqa: A002 - its name in addresses
        """Show the page, or go on for who is logged in already."""
        if user_of(request) is not None:
            return RedirectResponse(_own_path(next), status_code=303)
        notice = "" if logins.has_people() else say("login.nobody")
        return HTMLResponse(login_html(following=_own_path(next), notice=notice))

    @router.post("/login")
    async def log_in(request: Request) -> Response:
        """Check name and password; begin a login, or say what is wrong."""
        fields = parse_qs((await request.body()).decode("utf-8", "replace"))
        name, password, following = (_first(fields, key) for key in ("name", "password", "next"))
        try:
            token = await run_in_threadpool(
                logins.log_in, name, password, address=address_of(request)
            )
        except LoginError as exc:
            notice = f"{exc.message} {exc.hint}"
            page = login_html(following=_own_path(following), notice=notice, name=name)
            if isinstance(exc, TooManyFailuresError):
                return HTMLResponse(page, 429, headers={"retry-after": str(exc.wait_s)})
            return HTMLResponse(page, 401)
        await run_in_threadpool(_end, logins, request)  # whoever was logged in here before
        response = RedirectResponse(_own_path(following), status_code=303)
        cookie = write_cookie(request.scope, SESSION_COOKIE, token, lasts_s=LOGIN_S)
        response.headers.append("set-cookie", cookie)
        return response

    @router.post("/logout")
    def log_out(request: Request) -> Response:
        """End the login on the server, and forget it in the browser."""
        _end(logins, request)
        response = RedirectResponse("/login", status_code=303)
        cookie = write_cookie(request.scope, SESSION_COOKIE, "", lasts_s=0)
        response.headers.append("set-cookie", cookie)
        return response

    return router


def login_html(*, following: str, notice: str = "", name: str = "") -> str:
    """Write the page; everything in it is escaped."""
    icon = f"data:image/svg+xml,{quote(read_asset('favicon.svg'))}"
    page = fill_template(
        "login.html",
        next=following,
        notice=notice,
        name=name[:200],
        icon=icon,
        focus_name="" if name else "autofocus",
        focus_password="autofocus" if name else "",
    )
    return page.replace("/* style */", read_asset("login.css"), 1)


def _end(logins: Logins, request: Request) -> None:
    token = request.cookies.get(SESSION_COOKIE, "")
    if token:
        logins.log_out(token)


def _first(fields: dict[str, list[str]], key: str) -> str:
    return fields.get(key, [""])[0]


def _own_path(path: str) -> str:
    """Give a path of this server: what was asked for, or the page."""
    return path if _OWN_PATH.fullmatch(path) else "/"
