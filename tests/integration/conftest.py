"""What several of these tests share: a web server."""

from collections.abc import Iterator

import pytest

from tests.integration.web_server import Web, serve_web


@pytest.fixture
def web() -> Iterator[Web]:
    """A real server on loopback, with pages as a test asks for them."""
    with serve_web() as served:
        yield served
