"""Logins over the real application: what is closed, who gets in, and when that ends."""

import asyncio
import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from index.article_index import ArticleIndex
from index.people import People
from rag import Assistant, Settings
from tests.fakes import FakeEmbedder
from ui.app import create_app
from ui.login_gate import SESSION_COOKIE
from ui.passwords import hash_password
from ui.throttle import FREE_FAILURES

URL = "http://127.0.0.1:7860"
PASSWORD = "correct horse battery"
# What anybody may ask for: a further one is a decision, made here and in the gate.
OPEN = {("GET", "/login"), ("POST", "/login"), ("POST", "/logout"), ("GET", "/api/health")}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

MakeClient = Callable[..., TestClient]
_addresses = itertools.count(1)


@pytest.fixture(scope="module")
def password_hash() -> str:
    return hash_password(PASSWORD)


@pytest.fixture(scope="module")
def article_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArticleIndex]:
    folder = tmp_path_factory.mktemp("logins") / "library"
    with ArticleIndex(folder, embedder=FakeEmbedder()) as opened:
        yield opened


@pytest.fixture(scope="module")
def app(article_index: ArticleIndex) -> FastAPI:
    settings = Settings.load(library=article_index.folder, logins=True)

    async def build_inside() -> FastAPI:
        return create_app(Assistant(article_index, settings=settings))

    return asyncio.run(build_inside())


@pytest.fixture(autouse=True)
def people(article_index: ArticleIndex, password_hash: str) -> Iterator[People]:
    """Anna, Ben and Cleo, new for every test."""
    for name in ("Anna", "Ben", "Cleo"):
        article_index.people.add(name, password_hash=password_hash)
    yield article_index.people
    for person in article_index.people.everyone():
        article_index.people.remove(person.name)


@pytest.fixture
def make_client(app: FastAPI) -> MakeClient:
    """Make clients that each come from an address of their own: failures count by address."""

    def make(base_url: str = URL) -> TestClient:
        address = f"10.0.{next(_addresses)}.1"
        return TestClient(app, base_url=base_url, follow_redirects=False, client=(address, 50_000))

    return make


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    return make_client()


def log_in(client: TestClient, name: str = "anna", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/login", data={"name": name, "password": password, **more})


def routes_of(routes: list[BaseRoute], prefix: str = "") -> Iterator[str]:
    """Give an address for every route, also of routers and applications below."""
    for route in routes:
        path = prefix + re.sub(r"\{(\w+)(:\w+)?\}", "x", getattr(route, "path", ""))
        yield path or "/"
        for name in ("app", "original_router"):
            yield from routes_of(getattr(getattr(route, name, None), "routes", []), path)


def test_every_route_is_closed_without_a_login(app: FastAPI, client: TestClient) -> None:
    paths = {path for path in routes_of(app.routes) if not path.startswith("//")}
    assert {"/api/articles", "/api/ask", "/gradio_api/queue/join", "/config"} <= paths
    assert len(paths) > 50
    for path in sorted(paths):
        for method in METHODS:
            if (method, path) in OPEN:
                continue
            response = client.request(method, path)
            place = f"{method} {path}"
            if method == "GET" and not path.startswith(("/api/", "/gradio_api/")):
                assert response.status_code == 303, place
                assert response.headers["location"].startswith("/login"), place
            else:
                assert response.status_code in (401, 404), place
                assert set(response.json()) == {"error", "hint"}, place
                # 404 is said before anybody is asked, of doors that are shut for everyone.
                assert response.status_code == 401 or "nothing here" in response.text, place


def test_health_is_open_and_sets_no_cookie(client: TestClient) -> None:
    response = client.get("/api/health")
    assert response.status_code == 200
    assert client.head("/login").status_code == 200
    assert "set-cookie" not in response.headers
    assert "set-cookie" not in client.get("/").headers


def test_signing_in_opens_pages_and_api_until_signing_out(client: TestClient) -> None:
    response = log_in(client)
    assert (response.status_code, response.headers["location"]) == (303, "/")
    cookie = response.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Max-Age=2592000"))
    assert "Secure" not in cookie
    assert client.get("/", headers={"accept": "text/html"}).status_code == 200
    assert client.get("/api/preferences").json()["name"] == "Anna"
    assert client.get("/login").headers["location"] == "/"
    token = client.cookies[SESSION_COOKIE]
    left = client.post("/logout")
    assert left.headers["location"] == "/login"
    assert SESSION_COOKIE not in client.cookies
    client.cookies.set(SESSION_COOKIE, token)  # the server, too, has forgotten it
    assert client.get("/api/articles").status_code == 401


def test_over_https_the_cookie_stays_there(make_client: MakeClient) -> None:
    assert "Secure" in log_in(make_client(base_url="https://127.0.0.1")).headers["set-cookie"]


def test_the_token_is_new_at_every_login_and_only_its_digest_is_kept(
    client: TestClient, people: People
) -> None:
    client.cookies.set(SESSION_COOKIE, "planted-by-somebody-else")
    log_in(client)
    first = client.cookies.get(SESSION_COOKIE, domain="127.0.0.1")
    assert first not in (None, "planted-by-somebody-else")
    client.cookies.clear()
    client.cookies.set(SESSION_COOKIE, str(first))
    assert log_in(client).headers["set-cookie"].split("=")[1].split(";")[0] != first
    client.cookies.clear()
    client.cookies.set(SESSION_COOKIE, str(first))
    assert client.get("/api/articles").status_code == 401  # signing in again ended it
    assert people.person_of_login(str(first)) is None


@pytest.mark.parametrize(
    ("name", "password"),
    [("anna", "wrong"), ("nobody", PASSWORD), ("", ""), ("anna", PASSWORD + " ")],
)
def test_what_is_wrong_is_said_without_saying_which(
    client: TestClient, name: str, password: str
) -> None:
    response = log_in(client, name, password)
    assert response.status_code == 401
    assert "do not belong together" in response.text
    assert "set-cookie" not in response.headers


def test_what_was_typed_is_shown_as_text(client: TestClient) -> None:
    page = log_in(client, '"><script>alert(1)</script>', "x", next="/?a=<b>").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert 'value="/?a=&lt;b&gt;"' in page
    assert 'autocomplete="current-password"' in page


@pytest.mark.parametrize(
    ("asked", "goes_to"),
    [
        ("/?settings", "/?settings"),
        ("https://evil.test/", "/"),
        ("//evil.test", "/"),
        ("/\\evil.test", "/"),
        ("/x\r\nset-cookie: a=b", "/"),
    ],
)
def test_signing_in_goes_on_to_what_was_asked_for_here(
    client: TestClient, asked: str, goes_to: str
) -> None:
    assert log_in(client, next=asked).headers["location"] == goes_to


def test_a_page_asked_for_is_remembered(client: TestClient) -> None:
    assert client.get("/?settings=1").headers["location"] == "/login?next=%2F%3Fsettings%3D1"


def test_basic_is_taken_everywhere_and_follows_a_new_password(
    client: TestClient, people: People
) -> None:
    auth = ("Anna", PASSWORD)
    for path in ("/api/articles", "/api/preferences", "/"):
        assert client.get(path, auth=auth).status_code == 200
    assert client.get("/api/articles", auth=("anna", "wrong")).status_code == 401
    for damaged in (b"Basic \xe4", b"Basic YQ"):
        headers = {b"authorization": damaged}
        assert client.get("/api/articles", headers=headers).status_code == 401
    people.set_password("anna", password_hash=hash_password("another password"))
    assert client.get("/api/articles", auth=auth).status_code == 401
    assert client.get("/api/articles", auth=("anna", "another password")).status_code == 200


def test_only_programs_are_told_of_basic(client: TestClient) -> None:
    assert "www-authenticate" in client.get("/api/articles").headers
    of_page = client.get("/api/articles", headers={"sec-fetch-mode": "cors"})
    assert "www-authenticate" not in of_page.headers  # a browser would open a box of its own


def test_repeated_failures_slow_down_and_say_for_how_long(client: TestClient) -> None:
    for _ in range(FREE_FAILURES):
        assert log_in(client, "cleo", "wrong").status_code == 401
    response = log_in(client, "cleo")
    assert response.status_code == 429
    assert 1 <= int(response.headers["retry-after"]) <= 2
    assert "Too many failed attempts: wait" in response.text
    basic = client.get("/api/articles", auth=("cleo", PASSWORD))
    assert (basic.status_code, set(basic.json())) == (429, {"error", "hint"})
    assert "retry-after" in basic.headers


def test_removing_somebody_or_a_new_password_ends_their_logins(
    make_client: MakeClient, people: People
) -> None:
    anna, ben = make_client(), make_client()
    log_in(anna, "anna")
    log_in(ben, "ben")
    people.set_password("anna", password_hash="$argon2id$none")
    assert anna.get("/api/articles").status_code == 401
    assert ben.get("/api/articles").status_code == 200
    people.remove("ben")
    assert ben.get("/api/articles").status_code == 401
    assert ben.get("/").status_code == 303


def test_two_people_do_not_see_each_others_preferences(make_client: MakeClient) -> None:
    anna, ben = make_client(), make_client()
    log_in(anna, "anna")
    log_in(ben, "ben")
    assert anna.patch("/api/preferences", json={"theme": "dark"}).status_code == 200
    assert anna.get("/api/preferences").json()["preferences"]["theme"] == "dark"
    assert ben.get("/api/preferences").json()["preferences"]["theme"] is None


@pytest.mark.parametrize("path", ["/login", "/logout"])
def test_another_site_cannot_sign_anybody_in_or_out(client: TestClient, path: str) -> None:
    log_in(client)
    for origin in ("http://evil.test", "null"):
        data = {"name": "ben", "password": PASSWORD}
        assert client.post(path, data=data, headers={"origin": origin}).status_code == 403
    assert client.get("/api/preferences").json()["name"] == "Anna"


def test_with_nobody_to_sign_in_the_page_says_how(client: TestClient, people: People) -> None:
    assert "citewell user add" not in client.get("/login").text
    for person in people.everyone():
        people.remove(person.name)
    assert "citewell user add NAME" in client.get("/login").text
