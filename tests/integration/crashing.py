"""Where and how an operation on a library is cut off."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from unittest import mock

# Where an operation is cut off: each changes a store, or is about to.
POINTS = [
    "index.library.Library.save",
    "index.library.Library.delete",
    "index.library.Library.finish",
    "index.library.Library.forget_removed",
    "index.library.Library.restore",
    "index.library.Library.set_pending",
    "index.article_paths.ArticlePaths.link",
    "index.article_paths.ArticlePaths.relink",
    "index.file_states.FileStates.save",
    "index.lexical.LexicalIndex.replace",
    "index.lexical.LexicalIndex.reset",
    "index.stamps.Stamps.invalidate",
    "index.vectors.VectorStore.delete",
    "index.vectors.VectorStore.reset",
    "index.vectors.VectorStore.upsert",
]


class Crash(BaseException):
    """The process ends here."""


@contextmanager
def crashing(point: str, after: int) -> Iterator[list[bool]]:
    """Raise `Crash` at the call number `after` of a method; the list is then not empty."""
    left, crashed = after, []
    module, _, name = point.rpartition(".")
    module, _, owner = module.rpartition(".")
    cls = getattr(__import__(module, fromlist=[owner]), owner)
    method = getattr(cls, name)

    def crash(self: object, *args: Any, **options: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            crashed.append(True)
            raise Crash
        return method(self, *args, **options)

    with mock.patch.object(cls, name, crash), suppress(Crash):
        yield crashed
