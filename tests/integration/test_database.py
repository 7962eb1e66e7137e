"""What the library database keeps beside articles and chunks."""

import sqlite3
from contextlib import closing
from pathlib import Path

from index.article_index import ArticleIndex
from index.database import DATABASE_NAME
from tests.fakes import FakeEmbedder


def test_blocks_are_kept_with_their_article_and_go_with_it(tmp_path: Path) -> None:
    with ArticleIndex(tmp_path, embedder=FakeEmbedder()) as article_index:
        (added,) = article_index.add_file(b"# A\n\nB.\n\n- c", name="a.md").added
        blocks = article_index.article(added).blocks
        assert [block.kind for block in blocks] == ["p", "ul", "li"]
    with ArticleIndex(tmp_path, embedder=FakeEmbedder(), reindex=True) as article_index:
        assert article_index.article(added).blocks == blocks
        article_index.remove(added)
    assert _count(tmp_path, "article_blocks") == 0


def _count(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(count)
