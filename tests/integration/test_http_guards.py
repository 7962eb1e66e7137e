"""What the server refuses: large bodies, other names, other sites, doors of Gradio."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from rag import Assistant
from tests.integration.http_clients import PAGE, URL, build


@pytest.fixture(scope="module")
def app(sample_assistant: Assistant) -> FastAPI:
    return build(sample_assistant)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=URL, raise_server_exceptions=False)


def test_a_large_json_body_is_refused(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": "x" * 1_100_000})
    assert response.status_code == 413


def test_a_body_that_grows_past_the_limit_is_cut_off(client: TestClient) -> None:
    parts = (b"x" * 100_000 for _ in range(30))
    response = client.post("/api/ask", content=parts, headers={"content-type": "application/json"})
    assert response.status_code in {400, 413, 422}


def test_a_rebound_name_gets_nothing(client: TestClient) -> None:
    response = client.get("/api/articles", headers={"host": "evil.test"})
    assert response.status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.test"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_another_sites_page_gets_nothing(client: TestClient, headers: dict[str, str]) -> None:
    for response in (
        client.post(
            "/api/ask",
            json={"question": "How many people were injured in the Sallow Bridge collapse?"},
            headers=headers,
        ),
        client.get("/api/articles", headers=headers),
        client.post("/gradio_api/queue/join", json={}, headers=headers),
    ):
        assert response.status_code == 403


def test_our_own_origin_is_served(client: TestClient) -> None:
    headers = {"origin": URL, "sec-fetch-site": "same-origin"}
    assert client.get("/api/health", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/proxy=http://evil.test/",
        "/gradio_api/run/predict",
        "/gradio_api/call/answer",
    ],
)
def test_gradios_other_doors_are_closed(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


def test_the_page_sets_a_cookie_scripts_cannot_read_and_the_guards(client: TestClient) -> None:
    response = client.get("/", headers=PAGE)
    cookie = response.headers["set-cookie"]
    assert response.status_code == 200
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert client.cookies["citewell_uid"] not in client.get("/", headers=PAGE).text
    assert "connect-src 'self'" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"


def test_the_api_sets_no_cookie(client: TestClient) -> None:
    assert "set-cookie" not in client.get("/api/health").headers


def test_no_event_of_the_page_is_offered_as_an_api(client: TestClient) -> None:
    client.get("/", headers=PAGE)
    info = client.get("/gradio_api/info").json()
    assert info["named_endpoints"] == info["unnamed_endpoints"] == {}
