"""Serve a library of many short articles under the fake embedder, and a folder that may be added."""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn

from index.article_index import ArticleIndex
from index.schema import Article
from rag import Assistant, Settings
from tests.fakes import FakeEmbedder
from ui.app import create_app

ARTICLES = 620


def articles() -> list[Article]:
    return [
        Article(
            id=f"{number:012x}",
            title=f"Report {number:03d}",
            text=f"The quay of ward {number} was swept.",
            source=f"report-{number}.txt",
            content_type="text/plain",
            added_at=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
            sha256=f"{number:064x}",
        )
        for number in range(ARTICLES)
    ]


def main(library: str, port: int) -> None:
    folder = Path(library).with_name("offered")
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.txt").write_text(f"The words of file {name} in the folder.")
    os.environ["CITEWELL_FOLDERS"] = str(folder)
    with ArticleIndex(Path(library), embedder=FakeEmbedder()) as article_index:
        article_index.add_articles(articles())
        assistant = Assistant(article_index, settings=Settings.load(library=Path(library)))
        app = create_app(assistant)
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
