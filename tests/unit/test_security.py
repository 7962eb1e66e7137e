"""Which names of this server are answered to."""

import pytest

from ui.security import is_allowed_host


@pytest.mark.parametrize(
    ("host", "is_allowed"),
    [
        ("localhost:7860", True),
        ("127.0.0.1", True),
        ("192.168.1.9:7860", True),
        ("[::1]:7860", True),
        ("desk.local", True),
        ("evil.test:7860", False),
        ("localhost.evil.test", False),
        ("127.0.0.1.evil.test", False),
        ("", False),
    ],
)
def test_only_our_own_host_names_are_answered_to(host: str, is_allowed: bool) -> None:
    assert is_allowed_host(host, ("desk.local",)) is is_allowed
