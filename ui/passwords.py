"""Passwords: what may be one, and their hashes by argon2. Knows no people."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from index.errors import PersonError

MIN_CHARS = 8
MAX_CHARS = 1_000

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Hash a password by argon2id, salted.

    Raises:
        PersonError: It is too short or too long.
    """
    if not MIN_CHARS <= len(password) <= MAX_CHARS:
        raise PersonError(
            f"the password has {len(password):,} characters, it needs {MIN_CHARS} to {MAX_CHARS:,}",
            hint="choose another; a few random words make a good one",
        )
    return _hasher.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Say whether a password has a hash; without one it takes as long to say no."""
    if len(password) > MAX_CHARS:
        return False
    try:
        _hasher.verify(password_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_hex(16))
