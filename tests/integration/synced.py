"""Folders that are synced or watched, for tests."""

import os
import time
from pathlib import Path

from index.article_index import ArticleIndex
from index.sync import RACY_NS
from tests.integration.stores import write


def make_folder(tmp_path: Path) -> Path:
    """Make a folder of four articles and an empty folder in it."""
    place = tmp_path / "articles"
    (place / "old").mkdir(parents=True)
    for number in range(4):
        settle(write(place, f"{number}.txt", f"Ferry {number} sails to island {number * 7}."))
    return place


def settle(path: Path) -> Path:
    """Let a file look as if it was written a while ago, so that its times can be trusted."""
    then = time.time_ns() - 10 * RACY_NS
    os.utime(path, ns=(then, then))
    return path


def names(*paths: str) -> list[str]:
    return [Path(path).name for path in paths]


def article_of(article_index: ArticleIndex, path: Path) -> str:
    found = article_index.library.find_path(str(path))
    assert found is not None
    return found[0]
