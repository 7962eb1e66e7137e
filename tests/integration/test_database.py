"""Libraries of an earlier schema are brought forward, not refused."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.database import DATABASE_NAME, Database, sqlite_url
from index.errors import StorageError
from index.samples import FILES
from index.schema import Query
from rag.catalogue import open_catalogue
from tests.fakes import FakeEmbedder


@pytest.fixture
def version_1(tmp_path: Path) -> Path:
    """A library as the first version made it: chunks without their text."""
    folder = tmp_path / "library"
    with ArticleIndex(folder, embedder=FakeEmbedder()) as article_index:
        article_index.add(FILES[:3])
    connection = sqlite3.connect(folder / DATABASE_NAME)
    connection.execute("ALTER TABLE chunks DROP COLUMN text")
    connection.execute("UPDATE meta SET value = '1' WHERE key = 'schema_version'")
    connection.commit()
    connection.close()
    return folder


def test_a_library_of_version_1_is_opened_and_its_chunks_get_their_text(version_1: Path) -> None:
    with ArticleIndex(version_1, embedder=FakeEmbedder()) as article_index:
        for article in article_index.library.articles():
            for chunk in article_index.library.chunks_of([article.id]):
                assert chunk.text == article.text[chunk.start : chunk.end] != ""
    with ArticleIndex(version_1, embedder=FakeEmbedder()) as article_index:
        assert article_index.search(Query(text="bridge"))


def test_a_library_of_version_1_is_listed_without_a_change(version_1: Path) -> None:
    with open_catalogue(version_1) as catalogue:
        assert catalogue.list_articles()[1] == 3
        assert catalogue.get_meta("schema_version") == "1"


def test_blocks_are_kept_with_their_article_and_go_with_it(tmp_path: Path) -> None:
    with ArticleIndex(tmp_path, embedder=FakeEmbedder()) as article_index:
        (added,) = article_index.add_file(b"# A\n\nB.\n\n- c", name="a.md").added
        blocks = article_index.article(added).blocks
        assert [block.kind for block in blocks] == ["p", "ul", "li"]
    with ArticleIndex(tmp_path, embedder=FakeEmbedder(), reindex=True) as article_index:
        assert article_index.article(added).blocks == blocks
        article_index.remove(added)
    assert _count(tmp_path, "article_blocks") == 0


def test_a_library_without_a_table_of_blocks_is_read_and_then_gets_it(version_1: Path) -> None:
    with closing(sqlite3.connect(version_1 / DATABASE_NAME)) as connection:
        connection.execute("DROP TABLE article_blocks")
    with open_catalogue(version_1) as catalogue:
        articles = catalogue.articles()
        assert [article.blocks for article in articles] == [(), (), ()]
    with ArticleIndex(version_1, embedder=FakeEmbedder()) as article_index:
        assert article_index.library.articles() == articles


def _count(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(count)


def test_a_library_of_a_later_version_is_refused(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / DATABASE_NAME)
    database = Database(url, label="library")
    database.set_meta("schema_version", "99")
    database.close()
    with pytest.raises(StorageError, match="has schema version 99"):
        Database(url, label="library")
