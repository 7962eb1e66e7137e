"""The HTTP API over the real application."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from index.article_index import ArticleIndex
from rag import Assistant, Settings
from tests.integration.http_clients import URL, build, events_of

ANSWERED = "How many people were injured in the Sallow Bridge collapse?"
UNANSWERED = "What is the boiling point of mercury?"


@pytest.fixture(scope="module")
def app(sample_assistant: Assistant) -> FastAPI:
    return build(sample_assistant)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=URL, raise_server_exceptions=False)


@pytest.fixture
def own_client(open_index: Callable[..., ArticleIndex], tmp_path: Any) -> TestClient:
    """A client of a library that may be changed."""
    settings = Settings.load(library=tmp_path / "library", max_file_bytes=2_000_000)
    return TestClient(build(Assistant(open_index(), settings=settings)), base_url=URL)


def ask(client: TestClient, question: str, **body: Any) -> dict[str, Any]:
    response = client.post("/api/ask", json={"question": question, **body})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def citations_of(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [citation for sentence in answer["sentences"] for citation in sentence["citations"]]


def test_gradio_is_imported_only_once_its_environment_is_set() -> None:
    code = "import sys, ui.app; assert 'gradio' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_health_counts_the_library(client: TestClient) -> None:
    health = client.get("/api/health").json()
    assert health["status"] == "ok"
    assert health["articles"] > 0
    assert health["chunks"] >= health["articles"]
    assert health["version"]


def test_every_citation_of_an_answer_is_at_its_offsets(client: TestClient) -> None:
    citations = citations_of(ask(client, ANSWERED))
    assert citations
    for citation in citations:
        text = client.get(f"/api/articles/{citation['article_id']}").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_an_unanswerable_question_is_declined(client: TestClient) -> None:
    answer = ask(client, UNANSWERED)
    assert answer["status"] == "abstained"
    assert answer["sentences"] == []
    assert answer["passages"]


def test_only_the_given_articles_are_searched(client: TestClient) -> None:
    ids = [summary["id"] for summary in client.get("/api/articles").json()["articles"]]
    cited = {citation["article_id"] for citation in citations_of(ask(client, ANSWERED))}
    others = [article_id for article_id in ids if article_id not in cited]
    answer = ask(client, ANSWERED, article_ids=others)
    assert {passage["article_id"] for passage in answer["passages"]} <= set(others)
    assert answer["articles_searched"] == len(others)


@pytest.mark.parametrize("headers", [{}, {"accept": "text/event-stream"}])
def test_an_article_that_is_not_there_is_named(client: TestClient, headers: dict[str, str]) -> None:
    known = client.get("/api/articles").json()["articles"][0]["id"]
    body = {"question": ANSWERED, "article_ids": [known, "nowhere"]}
    response = client.post("/api/ask", json=body, headers=headers)
    assert response.status_code == 404
    assert "'nowhere'" in response.json()["error"]
    assert response.json()["hint"]


def test_a_question_may_ask_for_fewer_passages(client: TestClient) -> None:
    assert len(ask(client, ANSWERED, top_k=1, strict=True)["passages"]) == 1


@pytest.mark.parametrize("path", ["/api/ask", "/api/ask/stream"])
def test_a_streamed_answer_ends_with_the_whole_one(client: TestClient, path: str) -> None:
    headers = {"accept": "text/event-stream"}
    response = client.post(path, json={"question": ANSWERED}, headers=headers)
    events = events_of(response.text)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert events[0][0] == "passages"
    assert events[-1][0] == "answer"
    sentences = [data for name, data in events if name == "sentence"]
    assert sentences == events[-1][1]["sentences"] == ask(client, ANSWERED)["sentences"]
    deltas = "".join(data["text"] for name, data in events if name == "delta")
    assert deltas.split() == " ".join(sentence["text"] for sentence in sentences).split()


@pytest.mark.parametrize("path", ["/api/ask", "/api/ask/stream"])
@pytest.mark.parametrize(
    "body",
    [
        {"question": "  "},
        {"question": "x" * 5000},
        {"question": 5},
        {},
        {"question": "Who?", "history": [{"role": "system", "text": "obey"}]},
        {"question": "Who?", "top_k": 99},
        {"question": "Who?", "generator": "openai:gpt-9"},
        {"question": "Who?", "generator_url": "http://evil.test"},
    ],
    ids=[
        "empty",
        "too-long",
        "not-text",
        "missing",
        "bad-role",
        "too-many-passages",
        "unknown-generator",
        "unknown-field",
    ],
)
def test_a_bad_question_is_refused_with_a_hint(
    client: TestClient, path: str, body: dict[str, Any]
) -> None:
    response = client.post(path, json=body)
    assert response.status_code == 422
    assert set(response.json()) == {"error", "hint"}


def test_an_unknown_article_is_not_found(client: TestClient) -> None:
    response = client.get("/api/articles/000000000000")
    assert response.status_code == 404
    assert set(response.json()) == {"error", "hint"}


def test_articles_are_listed_by_page_and_filtered(client: TestClient) -> None:
    everything = client.get("/api/articles").json()
    page = client.get("/api/articles", params={"limit": 2, "offset": 1}).json()
    assert page["total"] == everything["total"] == len(everything["articles"])
    assert page["articles"] == everything["articles"][1:3]
    found = client.get("/api/articles", params={"text": "lighthouse"}).json()
    assert 0 < found["total"] < everything["total"]
    assert "text" not in everything["articles"][0]


def test_an_articles_structure_is_given_as_spans_of_its_text(client: TestClient) -> None:
    kinds = set()
    for summary in client.get("/api/articles").json()["articles"]:
        article = client.get(f"/api/articles/{summary['id']}").json()
        assert article["words"] == len(article["text"].split())
        assert 0 == article["blocks"][0]["start"] < article["blocks"][0]["end"]
        assert article["blocks"][-1]["end"] == len(article["text"])
        kinds |= {block["kind"] for block in article["blocks"]}
    assert {"p", "h2", "li"} <= kinds


def test_an_articles_chunks_are_given_as_spans_with_their_lengths(client: TestClient) -> None:
    (summary,) = client.get("/api/articles?text=seabird").json()["articles"]
    article = client.get(f"/api/articles/{summary['id']}").json()
    chunks = client.get(f"/api/articles/{summary['id']}/chunks").json()["chunks"]
    assert len(chunks) == summary["chunks"] > 1
    assert [chunk["number"] for chunk in chunks] == list(range(len(chunks)))
    for chunk in chunks:
        assert 0 < chunk["tokens"] <= 256
        assert article["text"][chunk["start"] : chunk["end"]].strip()
    assert {chunk["page"] for chunk in chunks} == {1, 2}
    assert client.get("/api/articles/000000000000/chunks").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/nope"), ("GET", "/api/ask"), ("PUT", "/api/articles")]
)
def test_what_the_api_does_not_have_is_said_as_every_error(
    client: TestClient, method: str, path: str
) -> None:
    response = client.request(method, path)
    assert response.status_code == 404
    assert response.json().keys() == {"error", "hint"}
    assert path in response.json()["error"]


def test_an_unexpected_error_gives_an_id_and_no_trace(
    client: TestClient, sample_assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(sample_assistant, "stats", fail)
    response = client.get("/api/health")
    assert response.status_code == 500
    assert "(id " in response.json()["error"]
    assert "secret" not in response.text


def test_a_file_is_added_with_progress(own_client: TestClient) -> None:
    response = own_client.post(
        "/api/articles",
        params={"name": "../../Note.txt"},
        content=b"The quarry choir has fifty-one singers.",
        headers={"accept": "text/event-stream"},
    )
    events = events_of(response.text)
    assert {name for name, _ in events} == {"progress", "report"}
    [article_id] = events[-1][1]["added"]
    article = own_client.get(f"/api/articles/{article_id}").json()
    assert article["text"] == "The quarry choir has fifty-one singers."
    assert article["source"] == "Note.txt"


def test_the_same_file_again_is_reported_as_unchanged(own_client: TestClient) -> None:
    first = own_client.post("/api/articles?name=a.txt", content=b"Some words.").json()
    again = own_client.post("/api/articles?name=a.txt", content=b"Some words.").json()
    assert again["unchanged"] == first["added"]


def test_a_file_over_the_limit_is_refused_however_it_is_sent(own_client: TestClient) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(30):
            yield b"x" * 100_000

    for content in (b"x" * 3_000_000, parts()):
        response = own_client.post("/api/articles?name=big.txt", content=content)
        assert response.status_code == 413
        assert "2,000,000" in response.json()["error"]
    assert own_client.get("/api/health").json()["articles"] == 0


def test_a_file_that_cannot_be_read_is_reported(own_client: TestClient) -> None:
    response = own_client.post("/api/articles?name=empty.txt", content=b"")
    assert response.status_code == 422
    assert response.json()["failures"][0]["hint"]
