"""Changing the library over HTTP, over the real application."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from index.article_index import ArticleIndex
from index.samples import FILES
from index.viewer import WHOLE
from rag import Assistant, Settings
from tests.integration.http_clients import PAGE, URL, build, events_of
from tests.integration.stores import write
from tests.integration.web_server import Web
from ui.library import sample_ids

EVENTS = {"accept": "text/event-stream"}


@pytest.fixture
def offered(tmp_path: Path) -> Path:
    folder = tmp_path / "offered"
    folder.mkdir()
    return folder


@pytest.fixture
def assistant(open_index: Callable[..., ArticleIndex], tmp_path: Path, offered: Path) -> Assistant:
    """A library of its own."""
    settings = Settings.load(
        library=tmp_path / "library", allowed_hosts="127.0.0.1", folders=str(offered)
    )
    return Assistant(
        open_index(allowed_hosts=settings.allowed_hosts, fetch_delay_s=0), settings=settings
    )


@pytest.fixture
def client(assistant: Assistant) -> Iterator[TestClient]:
    """One browser on it."""
    client = TestClient(build(assistant), base_url=URL)
    client.get("/", headers=PAGE)
    yield client
    client.close()


def put(client: TestClient, *names: str) -> list[str]:
    ids = []
    for name in names:
        response = client.post(
            f"/api/articles?name={name}.txt", content=f"Words of {name}.".encode()
        )
        ids += response.json()["added"]
    return ids


def test_a_list_is_filtered_sorted_and_bad_conditions_are_refused(client: TestClient) -> None:
    put(client, "beta", "alpha")
    found = client.get("/api/articles", params={"sort": "title"}).json()
    assert [article["title"] for article in found["articles"]] == ["alpha", "beta"]
    assert client.get("/api/articles", params={"published_from": "2033-01-01"}).json()["total"] == 0
    for bad in ({"sort": "random"}, {"published_to": "soon"}, {"limit": 0}, {"offset": -1}):
        for path in ("/api/articles", "/api/library"):
            response = client.get(path, params=bad)
            assert response.status_code == 422
            assert set(response.json()) == {"error", "hint"}


def test_the_selection_is_each_browsers_own(client: TestClient) -> None:
    alpha, beta, gamma = put(client, "alpha", "beta", "gamma")
    change = {"ids": [alpha, "f" * 12], "is_selected": False}
    assert client.post("/api/library/selection", json=change).json() == {"changed": 1}
    own = client.get("/api/library").json()
    assert (own["total"], own["selected"], own["matching_selected"]) == (3, 2, 2)
    assert {a["id"] for a in own["articles"] if a["is_selected"]} == {beta, gamma}
    shown = {"matching": {"text": "beta"}, "is_selected": False}
    client.post("/api/library/selection", json=shown)
    assert client.get("/api/library").json()["selected"] == 1
    beta_only = client.get("/api/library?text=beta").json()
    assert (beta_only["matching"], beta_only["matching_selected"]) == (1, 0)
    only = {"matching": {"text": "beta"}, "is_selected": True, "only": True}
    client.post("/api/library/selection", json=only)
    own = client.get("/api/library").json()
    assert {a["id"] for a in own["articles"] if a["is_selected"]} == {beta}
    client.post("/api/library/selection", json={"is_selected": False})
    assert client.get("/api/library").json()["selected"] == 0
    client.post("/api/library/selection", json={"is_selected": True})
    assert client.get("/api/library").json()["selected"] == 3
    client.cookies.clear()
    assert client.get("/api/library").json()["selected"] == 3
    response = client.post("/api/library/selection", json=change)
    assert (response.status_code, set(response.json())) == (403, {"error", "hint"})


def test_a_deleted_article_is_gone_at_once_and_comes_back(client: TestClient) -> None:
    (alpha,) = put(client, "alpha")
    before = client.get(f"/api/articles/{alpha}").json()
    assert client.delete(f"/api/articles/{alpha}").json()["title"] == "alpha"
    assert client.get(f"/api/articles/{alpha}").status_code == 404
    assert (
        client.post("/api/ask", json={"question": "What are the words?"}).json()["passages"] == []
    )
    assert client.post(f"/api/articles/{alpha}/restore").json() == {"id": alpha}
    assert client.get(f"/api/articles/{alpha}").json() == before
    for method, path in (
        ("DELETE", "/api/articles/000000000000"),
        ("POST", "/api/articles/000000000000/restore"),
        ("POST", "/api/articles/000000000000/reread"),
    ):
        response = client.request(method, path)
        assert (response.status_code, set(response.json())) == (404, {"error", "hint"})


def test_an_upload_cannot_be_read_again(client: TestClient) -> None:
    (alpha,) = put(client, "alpha")
    response = client.post(f"/api/articles/{alpha}/reread")
    assert response.status_code == 422
    assert "was uploaded" in response.json()["error"]


def test_an_address_is_added_and_a_forbidden_one_is_reported(client: TestClient, web: Web) -> None:
    response = client.post("/api/addresses", json={"url": web.article()}, headers=EVENTS)
    events = events_of(response.text)
    assert events[0][1]["stage"] == "fetching"
    (article_id,) = events[-1][1]["added"]
    assert client.get(f"/api/articles/{article_id}").json()["source"] == web.url + "/choir"
    assert client.post(f"/api/articles/{article_id}/reread").json()["unchanged"] == [article_id]
    put(client, "unnamed")
    named, unnamed = client.get("/api/sources").json()["sources"]
    assert unnamed["articles"] == 1
    found = client.get("/api/library", params={"source": unnamed["name"]}).json()["articles"]
    assert [article["title"] for article in found] == ["unnamed"]
    assert named == {"name": "127.0.0.1", "articles": 1}
    for url, reason in (
        ("http://127.0.0.2:1/", "cannot fetch"),
        ("localhost.invalid", "cannot fetch"),
        ("/etc/passwd", "this is not a web address"),
        ("/etc/x://../passwd", "this is not a web address"),
        ("file:///etc/passwd", "this is not a web address"),
    ):
        failed = client.post("/api/addresses", json={"url": url})
        assert failed.status_code == 422
        assert failed.json()["failures"][0]["reason"].startswith(reason)
    assert len(client.get("/api/library").json()["failures"]) == 5


def test_a_feed_is_followed_with_progress_and_each_failure(client: TestClient, web: Web) -> None:
    web.article("/1")
    items = "<item><link>/1</link></item><item><link>/2</link></item>"
    feed = web.put("/feed", f"<rss><channel>{items}</channel></rss>")
    events = events_of(client.post("/api/addresses", json={"url": feed}, headers=EVENTS).text)
    steps = [(data["stage"], data["done"], data["total"]) for name, data in events[:-1]]
    assert steps == [("fetching", 0, 1), *(("following", done, 2) for done in range(3))]
    report = events[-1][1]
    assert (len(report["added"]), report["failures"][0]["source"]) == (1, f"{web.url}/2")
    assert client.get(f"/api/articles/{report['added'][0]}").json()["language"] == "en"
    assert len(client.get("/api/library").json()["failures"]) == 1


def test_only_the_offered_folders_can_be_added(
    client: TestClient, offered: Path, tmp_path: Path
) -> None:
    write(offered, "a.txt", "Words of a file that lies in the folder.")
    secret = write(tmp_path, "secret.txt", "Words of a file that lies elsewhere.")
    (offered / "link.txt").symlink_to(secret)
    assert client.get("/api/library").json()["folders"] == [str(offered)]
    response = client.post("/api/folders", json={"folder": str(offered)}, headers=EVENTS)
    report = events_of(response.text)[-1][1]
    assert len(report["added"]) == 1
    assert [failure["source"] for failure in report["failures"]] == [str(offered / "link.txt")]
    assert "leads out of" in report["failures"][0]["reason"]
    for other in (str(tmp_path), f"{offered}/", f"{offered}/../offered", "/etc"):
        refused = client.post("/api/folders", json={"folder": other})
        assert refused.status_code == 422
        assert "CITEWELL_FOLDERS" in refused.json()["hint"]


def test_long_names_and_slashes_are_shortened_to_a_name(client: TestClient) -> None:
    name = "a/b\\" + "long" * 75 + ".txt"
    (article_id,) = client.post(
        "/api/articles", params={"name": name}, content=b"Some words."
    ).json()["added"]
    source = client.get(f"/api/articles/{article_id}").json()["source"]
    assert source.startswith("longlong")
    assert source.endswith("long.txt")
    assert len(source) == 200


def test_a_page_closed_in_mid_upload_adds_nothing(client: TestClient) -> None:
    async def run() -> None:
        parts = iter([{"type": "http.request", "body": b"Half of", "more_body": True}])

        async def receive() -> dict[str, object]:
            return next(parts, {"type": "http.disconnect"})

        async def send(message: dict[str, object]) -> None:
            assert message.get("status", 400) == 400

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
            "path": "/api/articles", "raw_path": b"/api/articles", "query_string": b"name=a.txt",
            "root_path": "", "scheme": "http", "server": ("127.0.0.1", 7860), "client": ("::1", 1),
            "headers": [(b"host", b"127.0.0.1:7860"), (b"content-type", b"text/plain")],
        }  # fmt: skip
        await client.app(scope, receive, send)  # type: ignore[arg-type]

    asyncio.run(run())
    assert client.get("/api/health").json()["articles"] == 0


def test_what_was_removed_lately_is_listed_until_it_is_back(client: TestClient) -> None:
    first, second = put(client, "alpha", "beta")
    for article_id in (first, second):
        client.delete(f"/api/articles/{article_id}")
    removed = client.get("/api/removed").json()["articles"]
    assert [one["id"] for one in removed] == [second, first]
    assert removed[0]["title"] == "beta"
    client.post(f"/api/articles/{second}/restore")
    assert [one["id"] for one in client.get("/api/removed").json()["articles"]] == [first]
    assert put(client, "alpha") == [first]  # added again under its old id
    assert client.get("/api/removed").json()["articles"] == []


def test_an_article_whose_text_another_has_comes_back_as_that_one(client: TestClient) -> None:
    (first,) = put(client, "alpha")
    client.delete(f"/api/articles/{first}")
    same = client.post("/api/articles?name=other.txt", content=b"Words of alpha.").json()["added"]
    assert same != [first]
    response = client.post(f"/api/articles/{first}/restore")
    assert (response.status_code, response.json()) == (200, {"id": first})
    assert [one["id"] for one in client.get("/api/articles").json()["articles"]] == same


def test_the_list_of_what_was_removed_is_bounded(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.trash.MAX_LISTED", 2)
    ids = put(client, "alpha", "beta", "gamma")
    for article_id in ids:
        client.delete(f"/api/articles/{article_id}")
    removed = client.get("/api/removed").json()["articles"]
    assert [one["title"] for one in removed] == ["gamma", "beta"]


def test_files_of_one_name_sent_together_fail_each_on_its_own(client: TestClient) -> None:
    def fail(**upload: str) -> None:
        client.post("/api/articles", params={"name": "notes.txt", **upload}, content=b"")

    def failed() -> int:
        return len(client.get("/api/library").json()["failures"])

    fail(upload="1")
    fail(upload="1")
    assert failed() == 2
    fail(upload="2")  # tried again
    assert failed() == 1
    fail()
    assert failed() == 1


def test_samples_are_known_and_removed_together(
    client: TestClient, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(client, "alpha")
    assert client.delete("/api/samples").json() == {"ids": [], "deselected": []}
    assistant.add(FILES[:2])
    shown = client.get("/api/library").json()
    assert shown["samples"] == 2
    assert sum(one["is_sample"] for one in shown["articles"]) == 2
    ids = sample_ids(assistant, WHOLE)
    client.post("/api/library/selection", json={"ids": ids[:1], "is_selected": False})
    monkeypatch.setattr("ui.library_api.sample_ids", lambda *_: ["f" * 12, *ids])  # one just left
    assert client.delete("/api/samples").json() == {"ids": ids, "deselected": ids[:1]}
    shown = client.get("/api/library").json()
    assert [one["title"] for one in shown["articles"]] == ["alpha"]
    assert shown["samples"] == 0
