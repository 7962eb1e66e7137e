"""Two people on one server with private uploads: neither meets what is the other's, by any route."""

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.samples import FILES
from rag import Assistant, Settings
from tests.integration.http_clients import PAGE, URL, events_of
from tests.integration.stores import OpenIndex, write
from ui.app import create_app
from ui.conversations import Conversations
from ui.passwords import hash_password

PASSWORD = "correct horse battery"
SECRET = "Zebulon Quarfe hid the ledger of Fethra in the lighthouse in 1911."
SHARED = "The ferry to Fethra sails at nine."
EVENTS = {"accept": "text/event-stream"}
_names = itertools.count(1)


@dataclass
class Place:
    """One server: its owner's view, two people, and a program that is nobody."""

    assistant: Assistant
    anna: TestClient
    ben: TestClient
    program: TestClient
    shared: str
    folder: Path


@pytest.fixture(params=["browsers", "logins"])
def place(request: pytest.FixtureRequest, open_index: OpenIndex, tmp_path: Path) -> Iterator[Place]:
    folder = tmp_path / "offered"
    folder.mkdir()
    logins = request.param == "logins"
    settings = Settings.load(
        library=tmp_path / "library", uploads="private", logins=logins, folders=str(folder)
    )
    assistant = Assistant(open_index(), settings=settings)

    async def build_inside() -> Any:
        return create_app(assistant)

    app = asyncio.run(build_inside())
    (shared,) = assistant.add_file(SHARED.encode(), name="ferry.txt").added
    anna, ben, program = (
        TestClient(app, base_url=URL, client=(f"10.0.0.{next(_names)}", 1)) for _ in range(3)
    )
    for client, name in ((anna, "Anna"), (ben, "Ben")):
        if logins:
            assistant.index.people.add(name, password_hash=hash_password(PASSWORD))
            client.auth = (name, PASSWORD)
        else:
            client.get("/", headers=PAGE)
    yield Place(assistant, anna, ben, program, shared, folder)
    for client in (anna, ben, program):
        client.close()


def put(client: TestClient, text: str, name: str = "secret.txt") -> str:
    response = client.post(f"/api/articles?name={name}", content=text.encode())
    assert response.status_code == 200, response.text
    (article_id,) = response.json()["added"]
    return str(article_id)


def ask(client: TestClient, question: str, **body: Any) -> dict[str, Any]:
    response = client.post("/api/ask", json={"question": question, **body})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_nothing_of_anothers_article_is_told_by_any_route(place: Place) -> None:
    secret = put(place.anna, SECRET)
    assert place.anna.get(f"/api/articles/{secret}").json()["text"] == SECRET
    assert place.anna.get(f"/api/articles/{secret}").json()["is_own"] is True
    assert place.anna.get("/api/articles").json()["total"] == 2
    for path in ("", "/chunks"):
        told, unknown = (place.ben.get(f"/api/articles/{i}{path}") for i in (secret, "f" * 12))
        assert told.status_code == unknown.status_code == 404
        assert told.text.replace(secret, "") == unknown.text.replace("f" * 12, "")
    for method, path in (("DELETE", ""), ("POST", "/restore"), ("POST", "/reread")):
        told, unknown = (
            place.ben.request(method, f"/api/articles/{i}{path}") for i in (secret, "f" * 12)
        )
        assert told.status_code == unknown.status_code == 404
        assert told.text.replace(secret, "") == unknown.text.replace("f" * 12, "")
    lists = [
        place.ben.get(path).text
        for path in ("/api/articles", "/api/library", "/api/sources", "/api/health", "/api/chats")
    ]
    lists.append(place.ben.get("/api/doctor").text)
    assert "secret" not in "".join(lists)
    assert secret not in "".join(lists)
    library = place.ben.get("/api/library").json()
    assert [library[key] for key in ("total", "matching", "selected")] == [1, 1, 1]
    assert place.ben.get("/api/health").json()["articles"] == 1
    assert place.ben.get("/api/articles?text=secret").json()["total"] == 0
    choice = {"ids": [secret], "is_selected": False}
    assert place.ben.post("/api/library/selection", json=choice).json() == {"changed": 0}
    assert place.anna.post("/api/library/selection", json=choice).json() == {"changed": 1}
    assert place.anna.delete(f"/api/articles/{secret}").status_code == 200
    assert [one["id"] for one in place.anna.get("/api/removed").json()["articles"]] == [secret]
    assert place.ben.get("/api/removed").json() == {"articles": []}


def test_nobody_removes_the_samples_of_everybody(place: Place) -> None:
    place.assistant.add(FILES[:1])
    assert place.anna.get("/api/library").json()["samples"] == 0
    assert place.anna.delete("/api/samples").json()["ids"] == []
    assert place.assistant.stats().articles == 2


def test_answers_hold_nothing_of_anothers_article(place: Place) -> None:
    secret = put(place.anna, SECRET)
    question = "Where did Zebulon Quarfe hide the ledger of Fethra?"
    assert ask(place.anna, question)["sentences"][0]["citations"][0]["article_id"] == secret
    answer = ask(place.ben, question)
    assert secret not in str(answer)
    assert "lighthouse" not in str(answer)
    assert answer["articles_searched"] == 1
    for named in (
        [secret],
        [secret, place.shared],
        ["nowhere"],
    ):  # one that is not there is the same
        body = {"question": question, "article_ids": named}
        response = place.ben.post("/api/ask", json=body)
        assert response.status_code == 404
        assert response.json()["error"] == f"there is no article {named[0]!r} in the library"
    response = place.ben.post("/api/ask", json={"question": question}, headers=EVENTS)
    assert "lighthouse" not in response.text
    assert events_of(response.text)[-1][0] == "answer"


def test_an_export_tells_the_size_of_what_one_sees(place: Place) -> None:
    put(place.anna, SECRET)
    chats = Conversations(place.assistant.index.chats, place.assistant.index.people)
    told = {}
    for name, client in (("anna", place.anna), ("ben", place.ben)):
        user = _user_of(place, client)
        chat_id, exchange = chats.begin(user, "", "When does the ferry sail?")
        viewer = place.assistant.viewer(user)
        for event in place.assistant.stream(exchange.question, viewer=viewer):
            exchange = exchange.advance(event)
        chats.save(user, chat_id, exchange)
        exported = client.get(f"/api/chats/{chat_id}/export.json")
        told[name] = exported.json()["library"]
        other = place.ben if client is place.anna else place.anna
        for path in ("answers/1", "export.md", "export.json"):
            assert other.get(f"/api/chats/{chat_id}/{path}").status_code == 404
    assert (told["anna"]["articles"], told["ben"]["articles"]) == (2, 1)
    assert told["anna"]["fingerprint"] != told["ben"]["fingerprint"]


def _user_of(place: Place, client: TestClient) -> str:
    """Name whoever asks, as the server does: by whom an article of theirs belongs to."""
    owner = place.assistant.article(put(client, f"Note {next(_names)}.", "note.txt")).owner
    assert owner is not None
    (note,) = [a for a in client.get("/api/articles").json()["articles"] if a["title"] == "note"]
    assert client.delete(f"/api/articles/{note['id']}").status_code == 200
    return owner


def test_what_is_everybodys_is_asked_and_not_changed(place: Place) -> None:
    own = put(place.anna, SECRET)
    rows = {row["id"]: row for row in place.anna.get("/api/library").json()["articles"]}
    flags = ("is_own", "can_change", "can_reread")
    assert [rows[own][flag] for flag in flags] == [True, True, False]
    assert [rows[place.shared][flag] for flag in flags] == [False, False, False]
    for method, path in (("DELETE", ""), ("POST", "/restore"), ("POST", "/reread")):
        response = place.anna.request(method, f"/api/articles/{place.shared}{path}")
        assert response.status_code == 403
        assert set(response.json()) == {"error", "hint"}
    again = place.anna.post("/api/articles?name=mine.txt", content=SHARED.encode()).json()
    assert (again["added"], again["unchanged"]) == ([], [place.shared])
    assert place.anna.delete(f"/api/articles/{own}").status_code == 200
    assert place.ben.post(f"/api/articles/{own}/restore").status_code == 404
    assert place.anna.post(f"/api/articles/{own}/restore").status_code == 200
    assert place.ben.get(f"/api/articles/{own}").status_code == 404


def test_the_same_text_and_folder_of_two_people_are_two_articles(place: Place) -> None:
    annas, bens = put(place.anna, SECRET), put(place.ben, SECRET)
    assert annas != bens
    write(place.folder, "notes.txt", "Notes of the offered folder.")
    added = [
        client.post("/api/folders", json={"folder": str(place.folder)}).json()["added"]
        for client in (place.anna, place.ben)
    ]
    assert len({added[0][0], added[1][0]}) == 2
    write(place.folder, "notes.txt", "Notes that were changed since.")
    assert place.ben.post(f"/api/articles/{added[1][0]}/reread").json()["updated"] == added[1]
    assert "changed" not in place.anna.get(f"/api/articles/{added[0][0]}").json()["text"]
    assert place.anna.post(f"/api/articles/{added[1][0]}/reread").status_code == 404
    assert place.ben.delete(f"/api/articles/{bens}").status_code == 200
    assert place.anna.get(f"/api/articles/{annas}").status_code == 200


def test_a_program_that_is_nobody_sees_what_is_everybodys(place: Place) -> None:
    put(place.anna, SECRET)
    assert place.program.get("/api/health").json()["articles"] == 1
    if place.assistant.settings.logins:
        assert place.program.get("/api/articles").status_code == 401
        return
    assert place.program.get("/api/articles").json()["total"] == 1
    for headers in ({}, EVENTS):
        response = place.program.post("/api/articles?name=a.txt", content=b"Mine?", headers=headers)
        assert response.status_code == 403
        assert "nobody knows who you are" in response.json()["error"]
