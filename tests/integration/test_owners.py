"""Whose an article is, with real stores: nobody finds, counts or meets what is somebody else's."""

import io
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.consistency import check_library
from index.database import DATABASE_NAME, sqlite_url
from index.errors import ArticleNotFoundError, NotYoursError
from index.people import People
from index.schema import Query
from index.viewer import WHOLE, Viewer
from rag import Assistant, Settings
from tests.integration.processes import citewell, citewell_json
from tests.integration.stores import OpenIndex, assert_in_step
from tests.integration.test_near_copies import report
from tests.integration.web_server import serve_web

ANNA = Viewer(user="anna", is_private=True)
BEN = Viewer(user="ben", is_private=True)
NOBODY = Viewer(user="", is_private=True)
TEXT = "The ferry to Fethra sails at nine. It comes back at six."


def put(
    article_index: ArticleIndex, text: str, *, owner: str | None = None, name: str = "a.txt"
) -> str:
    found = article_index.add_file(text.encode(), name=name, owner=owner)
    (article_id,) = found.added or found.unchanged
    return article_id


def ids_of(article_index: ArticleIndex, viewer: Viewer) -> set[str]:
    return set(article_index.seen_by(viewer).article_ids())


def found_by(article_index: ArticleIndex, viewer: Viewer, text: str, limit: int = 50) -> set[str]:
    view = article_index.seen_by(viewer)
    query = Query(text=text)
    hits = view.read(query, view.search(query, limit=limit))
    named = view.find_mentions(Query(text=text), {"Fethra": 1.0}, limit=limit)
    return {hit.chunk.article_id for hit in [*hits, *(hit for hit, _ in named)]}


def test_each_sees_and_finds_what_is_everybodys_and_their_own(open_index: OpenIndex) -> None:
    article_index = open_index()
    shared = put(article_index, "Everybody knows the ferry to Fethra.")
    annas = put(article_index, "Anna's ferry to Fethra sails late.", owner="anna")
    bens = put(article_index, "Ben's ferry to Fethra never sails.", owner="ben")
    for viewer, expected in (
        (ANNA, {shared, annas}), (BEN, {shared, bens}), (NOBODY, {shared}),
        (Viewer(user="anna"), {shared, annas}), (WHOLE, {shared, annas, bens}),
    ):  # fmt: skip
        view = article_index.seen_by(viewer)
        assert ids_of(article_index, viewer) == expected
        assert found_by(article_index, viewer, "the ferry to Fethra") == expected
        assert view.stats().articles == len(expected)
        assert view.stats([annas, bens, "f" * 12]).articles == len(expected - {shared})
        page, total = view.list_articles()
        assert ({one.id for one in page}, total) == (expected, len(expected))
    assert len({article_index.seen_by(v).fingerprint() for v in (ANNA, BEN, NOBODY, WHOLE)}) == 4
    for read in (article_index.seen_by(BEN).article, article_index.seen_by(BEN).chunks):
        with pytest.raises(ArticleNotFoundError):
            read(annas)
    assert article_index.article(annas).owner == "anna"


@pytest.mark.parametrize("hidden", [30, 150])
def test_what_is_hidden_takes_nobodys_place(open_index: OpenIndex, hidden: int) -> None:
    article_index = open_index()
    for number in range(hidden):
        put(article_index, f"The ferry to Fethra. Ben's note {number}.", owner="ben")
    shared = {put(article_index, f"A ferry sails. Note {n} is shared.") for n in range(160)}
    own = put(article_index, "Anna has one note about that ferry.", owner="anna")
    view = article_index.seen_by(ANNA)
    candidates = view.search(Query(text="the ferry to Fethra"), limit=40)
    by_words = [one for one in candidates if one.lexical_rank]
    assert len(by_words) == sum(one.dense_rank is not None for one in candidates) == 40
    assert {one.chunk_id.partition(":")[0] for one in candidates} <= {*shared, own}
    only_own = view.search(
        Query(text="ferry"), limit=40, article_ids=[own, *ids_of(article_index, BEN)][:3]
    )
    assert {one.chunk_id.partition(":")[0] for one in only_own} <= {*shared, own}


def test_what_is_added_during_a_search_is_not_read(
    open_index: OpenIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    article_index = open_index()
    put(article_index, "Everybody knows the ferry to Fethra.")
    view = article_index.seen_by(ANNA)
    scope = view.scope_of()
    put(article_index, "Ben's ferry to Fethra never sails.", owner="ben")
    monkeypatch.setattr(view, "scope_of", lambda _ids=None: scope)
    assert len(view.search(Query(text="ferry"), limit=9)) == 2
    query = Query(text="ferry")
    assert all("Ben" not in hit.chunk.text for hit in view.read(query, view.search(query)))
    assert len(view.find_mentions(Query(text="ferry"), {"Fethra": 1.0}, limit=9)) == 1


def test_the_same_text_of_two_people_is_two_articles(open_index: OpenIndex) -> None:
    article_index = open_index()
    annas, bens = (put(article_index, TEXT, owner=name) for name in ("anna", "ben"))
    shared = put(article_index, TEXT)
    assert len({annas, bens, shared}) == 3
    assert [put(article_index, TEXT, owner=name) for name in ("anna", "ben", None)] == [
        annas, bens, shared,
    ]  # fmt: skip
    article_index.remove(annas)
    assert ids_of(article_index, WHOLE) == {bens, shared}
    article_index.restore(annas)
    assert article_index.article(annas).owner == "anna"
    assert ids_of(article_index, BEN) == {bens, shared}
    assert_in_step(article_index)
    assert check_library(article_index) == ()


def test_an_id_tells_nobody_that_another_has_the_text(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    article_index = open_index()
    with ArticleIndex(tmp_path / "other", embedder=article_index.embedder) as alone:
        expected = put(alone, TEXT, owner="anna")
    put(article_index, TEXT, owner="ben")
    assert put(article_index, TEXT, owner="anna") == expected


def test_what_is_shared_already_is_not_taken_twice_nor_named_anew(open_index: OpenIndex) -> None:
    article_index = open_index()
    shared = put(article_index, TEXT, name="ferry.txt")
    report = article_index.add_file(TEXT.encode(), name="annas secret.txt", owner="anna")
    assert (report.added, report.unchanged) == ((), (shared,))
    assert article_index.library._sources_of(shared) == [f"upload:{shared}:ferry.txt"]
    assert ids_of(article_index, ANNA) == {shared}


def test_near_copies_and_their_groups_do_not_tell_of_others(open_index: OpenIndex) -> None:
    article_index = open_index()
    left, right, middle = report(1), report(1, changed=0.04), report(1, changed=0.02)
    bens = put(article_index, middle, owner="ben")
    first = put(article_index, left, owner="anna")
    shared = put(article_index, report(1, changed=0.01))
    annas = put(article_index, right, owner="anna")
    copies = {
        viewer: {copy.id for copy in article_index.seen_by(viewer).near_copies(annas)}
        for viewer in (ANNA, BEN)
    }
    assert bens not in copies[ANNA] | copies[BEN]
    assert article_index.seen_by(NOBODY).near_copies(shared) == ()
    groups = article_index.library.copy_groups([bens, first, shared, annas])
    assert groups[bens] not in (groups[first], groups[shared], groups[annas])
    assert groups[shared] == shared, "what is shared joins nobody's group"


@pytest.fixture
def assistant(open_index: OpenIndex) -> Assistant:
    return Assistant(open_index(), settings=Settings.load(uploads="private"))


def test_only_the_owner_changes_an_article(assistant: Assistant) -> None:
    (shared,) = assistant.add_file(b"Everybody knows the ferry.", name="a.txt").added
    (annas,) = assistant.add_file(TEXT.encode(), name="b.txt", viewer=ANNA).added
    for change in (assistant.remove, assistant.reread, assistant.restore):
        with pytest.raises(NotYoursError, match="belongs to everybody"):
            change(shared, viewer=ANNA)
        for viewer in (BEN, NOBODY):
            told = [error(change, i, viewer).replace(i, "") for i in (annas, "f" * 12)]
            assert told[0] == told[1], "whether it is there is not told"
    assistant.remove(annas, viewer=ANNA)
    told = [error(assistant.restore, i, BEN).replace(i, "") for i in (annas, "f" * 12)]
    assert told[0] == told[1]
    assistant.restore(annas, viewer=ANNA)
    assistant.remove(shared)
    with pytest.raises(NotYoursError):
        assistant.restore(shared, viewer=ANNA)
    with pytest.raises(NotYoursError, match="nobody knows who you are"):
        assistant.add_file(b"Whose is this?", name="c.txt", viewer=NOBODY)


def error(change: object, article_id: str, viewer: Viewer) -> str:
    with pytest.raises(ArticleNotFoundError) as caught:
        change(article_id, viewer=viewer)  # type: ignore[operator]  # one of the three
    return caught.value.message


def test_answers_passages_and_follow_ups_come_from_what_is_seen(assistant: Assistant) -> None:
    assistant.add_file(b"The wall of Fethra was built in 1911.", name="a.txt")
    (annas,) = assistant.add_file(TEXT.encode(), name="b.txt", viewer=ANNA).added
    question = "When does the ferry to Fethra sail?"
    mine, theirs = (assistant.ask(question, viewer=viewer) for viewer in (ANNA, BEN))
    assert mine.citations[0].article_id == annas
    assert (mine.articles_searched, theirs.articles_searched) == (2, 1)
    assert mine.trace is not None
    assert theirs.trace is not None
    assert (mine.trace.chunks_searched, theirs.trace.chunks_searched) == (2, 1)
    assert annas not in str(theirs.to_dict())
    named = assistant.ask(question, article_ids=[annas], viewer=BEN)
    unknown = assistant.ask(question, article_ids=["f" * 12], viewer=BEN)
    assert (named.articles_searched, named.passages) == (0, ())
    assert (unknown.articles_searched, unknown.passages) == (0, ())
    assert assistant.retrieve(question, article_ids=[annas], viewer=BEN) == ()
    assert assistant.retrieve(question, article_ids=[annas], viewer=ANNA)
    assert assistant.follow_ups(mine, viewer=BEN) == ()


def test_back_to_shared_what_is_owned_stays_so(open_index: OpenIndex) -> None:
    article_index = open_index()
    private = Assistant(article_index, settings=Settings.load(uploads="private"))
    (annas,) = private.add_file(TEXT.encode(), name="a.txt", viewer=private.viewer("anna")).added
    shared = Assistant(article_index, settings=Settings.load())
    (new,) = shared.add_file(b"For all to read.", name="b.txt", viewer=shared.viewer("anna")).added
    assert shared.article_ids(viewer=shared.viewer("anna")) == (annas, new)
    assert shared.article_ids(viewer=shared.viewer("ben")) == (new,)
    shared.remove(new, viewer=shared.viewer("ben"))
    shared.remove(annas, viewer=shared.viewer("anna"))
    assert shared.stats().articles == 0


def test_who_is_removed_takes_their_articles_along(open_index: OpenIndex, tmp_path: Path) -> None:
    article_index = open_index(allowed_hosts=["127.0.0.1"], fetch_delay_s=0)
    url = sqlite_url(tmp_path / "library" / DATABASE_NAME)
    with closing(People(url, label="beside")) as people:
        owner = people.add("Anna", password_hash="x").user
        gone = put(article_index, TEXT, owner=owner)
        removed = put(article_index, "In the trash.", owner=owner)
        kept = put(article_index, "Everybody knows the ferry.")
        article_index.remove(removed)
        with serve_web() as web:
            article_index.add([web.article()], owner=owner)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.txt", "One in an archive.")
            archive.writestr("b.txt", "Another in an archive.")
        article_index.add_file(packed.getvalue(), name="both.zip", owner=owner)
        people.remove("Anna")
    assert found_by(article_index, WHOLE, "the ferry to Fethra") == {kept}
    for lost in (gone, removed):
        with pytest.raises(ArticleNotFoundError):
            article_index.restore(lost)
    with closing(sqlite3.connect(tmp_path / "library" / DATABASE_NAME)) as connection:
        assert f"own:{owner}:" not in "".join(connection.iterdump())
    put(article_index, "The next change drops what is left of it.")
    assert_in_step(article_index)
    assert check_library(article_index) == ()


def test_list_and_show_say_whose_an_article_is(open_index: OpenIndex, tmp_path: Path) -> None:
    article_index = open_index()
    anna = article_index.people.add("Anna", password_hash="x").user
    annas = put(article_index, TEXT, owner=anna)
    browsers = put(article_index, TEXT, owner="0123456789abcdef")
    shared = put(article_index, TEXT)
    article_index.close()
    library = ("--library", tmp_path / "library")
    listed = citewell("list", *library).stdout
    assert "only for Anna" in listed
    assert "only for browser 01234567" in listed
    assert listed.count("only for") == 2
    assert "only for Anna" in citewell("show", annas, *library).stdout
    assert "only for" not in citewell("show", shared, *library).stdout
    owners = {one["id"]: one["owner"] for one in citewell_json("list", *library)}
    assert owners == {annas: anna, browsers: "0123456789abcdef", shared: None}
