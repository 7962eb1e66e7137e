"""Who is let in: passwords checked one at a time, logins begun, found and ended. Knows no HTTP.

A login is a random token. Its digest is in the library, so a stolen database opens nothing.
"""

import base64
import binascii
import hashlib
import secrets
import threading
from collections import OrderedDict

from index.errors import CitewellError
from index.people import People, Person, fold_name
from ui.passwords import is_password
from ui.texts import say
from ui.throttle import Throttle

LOGIN_S = 30 * 24 * 3600  # from the login on, however much it is used
MAX_REMEMBERED = 200


class LoginError(CitewellError):
    """Report a name and password that do not belong together."""


class TooManyFailuresError(LoginError):
    """Report that an attempt comes too soon after failed ones; carries `wait_s`."""

    def __init__(self, wait_s: int) -> None:
        message = say("login.too_many", count=wait_s)
        super().__init__(message, hint=say("login.too_many_hint"))
        self.wait_s = wait_s


class Logins:
    """Logs people in and out.

    Args:
        people: Who may log in.
        throttle: Slows down whoever fails again and again.
    """

    def __init__(self, people: People, throttle: Throttle | None = None) -> None:
        self._people = people
        self._throttle = throttle or Throttle()
        self._checking = threading.Lock()
        # Basic sends the password with every request, and to check it takes a tenth of a second.
        self._remembered: OrderedDict[str, str] = OrderedDict()
        self._salt = secrets.token_bytes(16)

    def has_people(self) -> bool:
        """Say whether anybody can log in."""
        return bool(self._people.everyone())

    def log_in(self, name: str, password: str, *, address: str) -> str:
        """Check a password and give the token of a new login.

        Raises:
            TooManyFailuresError: Too soon after failures with this name or from this address.
            LoginError: There is no such name, or another password belongs to it.
        """
        person = self._check(name, password, address)
        token = secrets.token_urlsafe(32)
        self._people.begin_login(digest_of(token), person, lasts_s=LOGIN_S)
        return token

    def person_of_token(self, token: str) -> Person | None:
        """Give who logged in with a token; None if it is over or never was."""
        return self._people.person_of_login(digest_of(token)) if token else None

    def person_of_basic(self, credentials: str, *, address: str) -> Person:
        """Give whose name and password these are, as HTTP Basic writes them.

        Raises:
            TooManyFailuresError: See `log_in`.
            LoginError: They are nobody's.
        """
        name, password = _decode_basic(credentials)
        key = hashlib.sha256(self._salt + credentials.encode()).hexdigest()
        known = self._people.find(name)
        if known and self._remembered.get(key) == known.password_hash:
            return known
        person = self._check(name, password, address)
        self._remembered[key] = person.password_hash
        while len(self._remembered) > MAX_REMEMBERED:
            self._remembered.popitem(last=False)
        return person

    def log_out(self, token: str) -> None:
        """End a login for good."""
        self._people.end_login(digest_of(token))

    def _check(self, name: str, password: str, address: str) -> Person:
        keys = (f"name {fold_name(name)[:100]}", f"address {address}")
        # One at a time: many at once would all be tried before the first has failed, and each
        # takes 64 MiB.
        with self._checking:
            wait_s = self._throttle.wait_s(keys)
            if wait_s:
                raise TooManyFailuresError(wait_s)
            person = self._people.find(name)
            password_hash = person.password_hash if person else None
            if not is_password(password, password_hash) or person is None:
                self._throttle.fail(keys)
                raise LoginError(say("login.wrong"), hint=say("login.wrong_hint"))
            self._throttle.succeed(keys[0])
            return person


def digest_of(token: str) -> str:
    """Give what is kept of a token; it is random, so one round of SHA-256 hides it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _decode_basic(credentials: str) -> tuple[str, str]:
    try:
        text = base64.b64decode(credentials, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        text = ""
    name, _, password = text.partition(":")
    return name, password
