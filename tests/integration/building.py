"""Builds another model's index again and again, killed at each point; run as a process.

`python -m tests.integration.building FOLDER STEP` prints how often it was killed, and how often the
new index answered afterwards.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from index import pipeline
from index.article_index import ArticleIndex
from index.consistency import check_library
from index.derived import IDENTITY
from index.lexical import LexicalIndex
from index.progress import ignore_progress
from index.renewal import RenewableIndex
from index.samples import FILES
from index.vectors import VectorStore
from rag.catalogue import open_catalogue
from tests.integration.working import fake_model, load_fake

OLD, NEW = 0, 1
ARTICLES = 4


def _open(folder: Path, model: int) -> ArticleIndex:
    return ArticleIndex(folder, embedder=fake_model(model), load_former=load_fake)


def _in_child(work: Callable[[], int]) -> int:
    """Do something in a process of its own; give what it returns, or the signal that ended it."""
    child = os.fork()
    if child == 0:
        result = 99
        try:
            result = work()
        finally:
            os._exit(result)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _make(folder: Path) -> int:
    with _open(folder, OLD) as article_index:
        article_index.add(FILES[:ARTICLES])
    return 0


def _build_killed(folder: Path, point: int) -> int:
    """Build with a kill at one of the points where something is about to be written or dropped."""
    left = count(point, -1)

    def come_to_point(*_anything: object) -> None:
        if next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    pipeline.ASIDE = (8, 4)
    setattr(RenewableIndex, "_work", lambda *_anything: None)  # noqa: B010 - mypy; run below
    article_index = _open(folder, NEW)
    for event in ("before_cursor_execute", "commit"):
        sa.event.listen(sa.Engine, event, come_to_point)
    for owner, name in (
        (VectorStore, "upsert"),
        (VectorStore, "reset"),
        (LexicalIndex, "replace"),
        (LexicalIndex, "reset"),
        (RenewableIndex, "_drop_side"),
    ):
        setattr(owner, name, _preceded(come_to_point, getattr(owner, name)))
    article_index._build(ignore_progress, is_aside=True)
    come_to_point()
    article_index.close()
    (folder.parent / "points").write_text(str(point - next(left)))
    return 0


def _preceded(come_to_point: Callable[[], None], call: Callable[..., None]) -> Callable[..., None]:
    def both(*given: Any, **named: Any) -> None:
        come_to_point()
        call(*given, **named)

    return both


def _check(folder: Path) -> int:
    """See that all is well with the index that answers; give its model."""
    with open_catalogue(folder) as catalogue:
        recorded = json.loads(catalogue.get_meta(IDENTITY) or "")
    model = OLD if load_fake(recorded).dimension == fake_model(OLD).dimension else NEW
    with _open(folder, model) as article_index:
        assert check_library(article_index) == ()
        assert article_index.stats().articles == ARTICLES
        assert article_index.build_status() is None
    return model


def _finish(folder: Path) -> int:
    with _open(folder, NEW) as article_index:
        if article_index._worker is not None:
            article_index._worker.join()
        assert article_index.embedder.dimension == fake_model(NEW).dimension
        assert check_library(article_index) == ()
    return 0


def main(place: Path, step: int) -> None:
    whole, copy, second = place / "whole", place / "copy", place / "second"
    assert _in_child(lambda: _make(whole)) == 0
    shutil.copytree(whole, copy)
    assert _in_child(lambda: _build_killed(copy, 10**6)) == 0
    last = int((place / "points").read_text()) - 1
    killed = new = 0
    for point in (*range(0, last, step), last - 1, last):
        for folder in (copy, second):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(whole, copy)
        assert _in_child(partial(_build_killed, copy, point)) == -signal.SIGKILL
        shutil.copytree(copy, second)
        found = _in_child(partial(_check, copy))
        assert found in (OLD, NEW), f"not whole after point {point}"
        assert _in_child(partial(_finish, second)) == 0, f"cannot go on after point {point}"
        killed, new = killed + 1, new + (found == NEW)
    sys.stdout.write(f"{killed} {new}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
