"""Libraries of every schema there has been are brought forward whole, read as they are, or refused."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.chats import ChatStore
from index.database import DATABASE_NAME, Database, sqlite_url
from index.errors import StorageError
from index.library import Library
from index.migrating import NEWEST
from index.people import People
from rag.catalogue import open_catalogue
from tests.fakes import FakeEmbedder
from tests.integration.migrating import read_schema, restore_dump
from tests.integration.stores import OpenIndex

SCHEMAS = Path(__file__).parents[1] / "data" / "schemas"
DUMPS = sorted(SCHEMAS.glob("*.sql"))
TEXTS = [
    "The ferry sails on Monday. It comes back on Friday.",
    "A ticket costs 4 kroner. Children travel free.\n\n- dogs too",
]


@pytest.fixture(params=DUMPS, ids=lambda dump: dump.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A library folder of an older version."""
    folder = tmp_path / "library"
    folder.mkdir()
    restore_dump(request.param, folder / DATABASE_NAME)
    return folder


def test_an_old_library_gets_the_new_schema_and_keeps_its_rows(old: Path, tmp_path: Path) -> None:
    Database(sqlite_url(tmp_path / "new.db"), label="new").close()
    url = sqlite_url(old / DATABASE_NAME)
    with closing(Library(url, label="old")) as library:
        assert [article.text for article in library.articles()] == TEXTS
        ids = library.article_ids()
        assert [chunk.text for chunk in library.chunks_of(ids)] == TEXTS
        assert [library.paths_of(i) for i in ids] == [("/home/ann/ferry.txt",), ()]
        assert library.find_damage() == ()
    assert read_schema(old / DATABASE_NAME) == read_schema(tmp_path / "new.db")


def test_an_old_library_is_listed_as_it_is(old: Path) -> None:
    before = read_schema(old / DATABASE_NAME)
    with open_catalogue(old) as catalogue:
        assert catalogue.list_articles()[1] == 2
        assert [article.text for article in catalogue.articles()] == TEXTS
    assert read_schema(old / DATABASE_NAME) == before


def test_an_old_library_is_indexed_anew_and_searched(old: Path) -> None:
    with ArticleIndex(old, embedder=FakeEmbedder(), reindex=True) as article_index:
        assert len(article_index.indexes.vectors.ids()) == 2
        _, upload = article_index.library.article_ids()
        article_index.library.relink({"/home/ann/t.md": upload})
        article_index.library.relink({}, drop=["/home/ann/t.md", "/home/ann/ferry.txt"])
        assert article_index.library.article_ids() == (upload,), "an upload is a source"
        assert article_index.article(upload).source == "tariffs.md"


@pytest.mark.parametrize("name", ["2-last", "3", "4", "5", "6", "7"])
def test_chats_and_people_are_kept(tmp_path: Path, name: str) -> None:
    restore_dump(SCHEMAS / f"{name}.sql", tmp_path / DATABASE_NAME)
    url = sqlite_url(tmp_path / DATABASE_NAME)
    with closing(ChatStore(url, label="old")) as chats, closing(People(url, label="old")) as people:
        assert [chat.title for chat in chats.list_chats("ann")] == ["When does it sail?"]
        assert people.require("ann").name == "Ann"


def test_what_was_answered_before_can_be_searched(tmp_path: Path) -> None:
    restore_dump(SCHEMAS / "6.sql", tmp_path / DATABASE_NAME)
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection:
        said = '{"sentences": [{"text": "It sails on Monday."}, {"text": "It comes back."}]}'
        connection.execute("UPDATE exchanges SET content = ?", [said])
        connection.commit()
    with closing(ChatStore(sqlite_url(tmp_path / DATABASE_NAME), label="old")) as chats:
        (chat,) = chats.list_chats("ann", text="monday")
        assert chat.found == "It sails on Monday. It comes back."


@pytest.mark.parametrize("name", ["1", "2-middle"])
def test_a_crash_at_any_statement_leaves_the_old_schema_or_the_new(
    tmp_path: Path, name: str
) -> None:
    command = [sys.executable, "-m", "tests.integration.migrating"]
    done = subprocess.run(
        [*command, SCHEMAS / f"{name}.sql", tmp_path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20


def test_a_library_of_a_later_version_is_refused(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / DATABASE_NAME)
    Database(url, label="library").close()
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '99'")
        connection.commit()
    for read_only in (False, True):
        with pytest.raises(StorageError, match=f"version 99, .* up to {NEWEST}") as caught:
            Database(url, label="library", read_only=read_only)
        assert "use the citewell that made it" in caught.value.hint


def test_an_untouched_library_is_opened_without_alembic(tmp_path: Path) -> None:
    Database(sqlite_url(tmp_path / DATABASE_NAME), label="library").close()
    program = (
        "import sys; from index.database import *; "
        f"Database(sqlite_url(Path({str(tmp_path / DATABASE_NAME)!r})), label='l').close(); "
        f"Database(sqlite_url(Path({str(tmp_path / 'new.db')!r})), label='l').close(); "
        "assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("is_empty", [True, False])
def test_a_database_that_is_gone_is_told_and_not_made_anew(
    open_index: OpenIndex, tmp_path: Path, is_empty: bool
) -> None:
    article_index = open_index()
    article_index.add_file(b"A text about the harbour wall.", name="a.txt")
    article_index.close()
    database = tmp_path / "library" / DATABASE_NAME
    whole = database.read_bytes()
    if is_empty:
        database.write_bytes(b"")
    else:
        database.unlink()
    with pytest.raises(StorageError, match="is gone or empty, its indexes are there"):
        open_index()
    database.write_bytes(whole)
    assert open_index().stats().articles == 1
