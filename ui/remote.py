"""Asking a running server instead of opening its library. Knows no store."""

from pathlib import Path
from typing import Any

from index.locking import is_locked, read_holder
from rag import CitewellError
from rag.settings import Settings

TIMEOUT_S = 120.0


def serving_url(library: Path) -> str | None:
    """Give the address of the server that holds a library; None if none does."""
    folder = library.expanduser()
    holder = read_holder(folder) if is_locked(folder) else None
    return holder.url if holder else None


def ask_server(url: str, question: str, *, settings: Settings) -> dict[str, Any]:
    """Ask over HTTP, as the settings' `user` if there is one; give `Answer.to_dict()`.

    Raises:
        CitewellError: The server cannot be reached, or says what is wrong.
    """
    import httpx  # not needed where no server runs

    password = settings.password.get_secret_value() if settings.password else ""
    try:
        response = httpx.post(
            f"{url}/api/ask",
            json={"question": question},
            auth=(settings.user, password) if settings.user else None,
            timeout=TIMEOUT_S,
            trust_env=False,
        )
        body = response.json()
    except (httpx.HTTPError, ValueError) as exc:
        raise CitewellError(
            f"the server that holds the library did not answer at {url!r}: {exc}",
            hint="wait until it has started, or stop it",
        ) from exc
    if response.status_code == httpx.codes.UNAUTHORIZED:
        who = (
            f"does not know {settings.user!r} by that password"
            if settings.user
            else "asks who you are"
        )
        raise CitewellError(
            f"the server that holds the library {who}",
            hint="set CITEWELL_USER and CITEWELL_PASSWORD",
        )
    if response.status_code != httpx.codes.OK:
        told = body if isinstance(body, dict) else {}
        message = str(told.get("error", f"the server answered with status {response.status_code}"))
        raise CitewellError(message, hint=str(told.get("hint", "see the server's log")))
    return dict(body)
