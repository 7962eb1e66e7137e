"""What may be a password, what is kept of it, and of a login's token."""

import pytest

from index.errors import PersonError
from index.people import check_name
from ui.logins import digest_of
from ui.passwords import hash_password, is_password


def test_a_hash_knows_its_password_and_does_not_hold_it() -> None:
    first, second = hash_password("ein gutes Wort ü"), hash_password("ein gutes Wort ü")
    assert first.startswith("$argon2id$")
    assert first != second
    assert is_password("ein gutes Wort ü", first)
    assert not is_password("ein gutes Wort u", first)


def test_without_a_hash_the_same_work_is_done_and_the_answer_is_no() -> None:
    assert not is_password("anything at all", None)
    assert not is_password("x" * 5_000, hash_password("x" * 1_000))


@pytest.mark.parametrize("password", ["", "short", "x" * 1_001])
def test_a_password_too_short_or_long_is_refused(password: str) -> None:
    with pytest.raises(PersonError, match="it needs 8 to 1,000"):
        hash_password(password)


@pytest.mark.parametrize("name", ["", "  ", "a:b", "a\nb", "a\u200bb", "x" * 65])
def test_a_name_that_cannot_be_one_is_refused(name: str) -> None:
    with pytest.raises(PersonError, match="cannot be called"):
        check_name(name)


def test_of_a_token_only_a_digest_is_kept() -> None:
    assert len(digest_of("token")) == 64
    assert digest_of("token") != digest_of("Token")
