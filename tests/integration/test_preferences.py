"""What a person prefers and the doctor's report, over HTTP with logins off."""

import asyncio
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from index.article_index import ArticleIndex
from rag import Assistant, Settings
from rag.health import check_health
from ui.app import create_app
from ui.passwords import hash_password
from ui.preferences import Preference, Preferences

URL = "http://127.0.0.1:7860"


@pytest.fixture
def article_index(open_index: Callable[..., ArticleIndex]) -> ArticleIndex:
    return open_index()


@pytest.fixture
def app(article_index: ArticleIndex) -> FastAPI:
    settings = Settings.load(library=article_index.folder, top_k=6)

    return build(Assistant(article_index, settings=settings))


def build(assistant: Assistant, host: str = "127.0.0.1") -> FastAPI:
    async def build_inside() -> FastAPI:
        return create_app(assistant, host=host)

    return asyncio.run(build_inside())


def browser(app: FastAPI, address: str = "127.0.0.1") -> TestClient:
    client = TestClient(app, base_url=URL, client=(address, 50_000))
    client.get("/", headers={"accept": "text/html"})
    return client


def test_what_is_changed_is_kept_for_that_browser_alone(app: FastAPI) -> None:
    one, other = browser(app), browser(app)
    before = one.get("/api/preferences").json()
    assert before["name"] is None
    assert before["server"] == {
        "generator": "extractive",
        "strict": False,
        "top_k": 6,
        "theme": None,
    }
    assert set(before["preferences"].values()) == {None}
    changes = {"top_k": 3, "strict": True, "generator": "extractive", "theme": "dark"}
    assert one.patch("/api/preferences", json=changes).json()["preferences"] == changes
    assert one.get("/api/preferences").json()["preferences"] == changes
    assert other.get("/api/preferences").json() == before
    one.patch("/api/preferences", json=dict.fromkeys(changes))
    assert one.get("/api/preferences").json() == before


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"top_k": 0}, "1 to 50"),
        ({"top_k": True}, "1 to 50"),
        ({"top_k": "8"}, "1 to 50"),
        ({"strict": "yes"}, "true or false"),
        ({"generator": "openai:gpt"}, "extractive"),
        ({"theme": "pink"}, "light or dark"),
        ({"generator_url": "http://evil.test"}, "generator, strict"),
        ({"top_k": 3, "theme": "pink"}, "light or dark"),
        ([], ""),
    ],
)
def test_what_cannot_be_preferred_is_refused_whole(
    app: FastAPI, changes: object, part: str
) -> None:
    client = browser(app)
    response = client.patch("/api/preferences", json=changes)
    assert response.status_code == 422
    assert part in response.json()["hint"]
    assert set(client.get("/api/preferences").json()["preferences"].values()) == {None}


def test_a_caller_without_a_browser_has_no_preferences(app: FastAPI) -> None:
    client = TestClient(app, base_url=URL)
    assert client.get("/api/preferences").json()["preferences"]["top_k"] is None
    assert client.patch("/api/preferences", json={"top_k": 3}).status_code == 403


def test_a_generator_that_is_no_longer_there_is_as_the_server_is_set(
    article_index: ArticleIndex, app: FastAPI
) -> None:
    people = article_index.people
    people.prefer("somebody", "generator", '"openai:gone"')
    people.prefer("somebody", "top_k", "3")
    kept = Preferences(people, Assistant(article_index, settings=Settings.load())).of("somebody")
    assert kept == Preference(top_k=3)


def test_the_doctor_reports_to_this_machine_only(app: FastAPI) -> None:
    checks = browser(app).get("/api/doctor").json()["checks"]
    assert {"Python", "Library", "Logins", "Free disk"} <= {check["name"] for check in checks}
    refused = browser(app, "192.0.2.7").get("/api/doctor")
    assert refused.status_code == 403
    assert set(refused.json()) == {"error", "hint"}


@pytest.mark.parametrize(("host", "logins"), [("0.0.0.0", False), ("127.0.0.1", True)])
def test_where_others_are_served_the_report_says_nothing_of_the_machine(
    article_index: ArticleIndex, host: str, logins: bool
) -> None:
    settings = Settings.load(
        library=article_index.folder, logins=logins, generator="local:/x z/y.gguf"
    )
    checks = check_health(settings, is_guest=True)
    assert {"Library", "Search model"} <= {check.name for check in checks}
    told = str(checks)
    assert str(article_index.folder) not in told
    assert "/x" not in told
    assert " MB" not in told
    app = build(
        Assistant(article_index, settings=settings.model_copy(update={"generator": "extractive"})),
        host,
    )
    article_index.people.add("Anna", password_hash=hash_password("correct horse"))
    client = TestClient(app, base_url=URL, client=("127.0.0.1", 50_000))
    client.auth = ("Anna", "correct horse")
    page = client.get("/", headers={"accept": "text/html"}).text
    assert 'class=\\"lib shared\\"' in page  # and that others change the library is said
    checks = client.get("/api/doctor").json()["checks"]
    assert {"Python", "In use"}.isdisjoint(check["name"] for check in checks)
    assert str(article_index.folder) not in str(checks)
