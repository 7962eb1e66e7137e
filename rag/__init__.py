"""Citewell: ask a library of articles, get answers whose every sentence cites its source.

Importing this costs little; torch, chromadb and the rest are imported when a library is opened.
"""

from typing import TYPE_CHECKING, Any

from index.errors import CitewellError
from index.schema import AddReport, Article, ArticleSummary, Failure, LibraryStats, Note, Progress
from rag.explanations import Nearest, Trace, Unused
from rag.options import AnswerOptions
from rag.schema import (
    Answer,
    AnswerReady,
    Citation,
    Event,
    Passage,
    PassagesFound,
    Sentence,
    SentenceChecked,
    TextDelta,
    Turn,
)

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.settings import Settings

__all__ = [
    "AddReport",
    "Answer",
    "AnswerOptions",
    "AnswerReady",
    "Article",
    "ArticleSummary",
    "Assistant",
    "Citation",
    "CitewellError",
    "Event",
    "Failure",
    "LibraryStats",
    "Nearest",
    "Note",
    "Passage",
    "PassagesFound",
    "Progress",
    "Sentence",
    "SentenceChecked",
    "Settings",
    "TextDelta",
    "Trace",
    "Turn",
    "Unused",
]


def __getattr__(name: str) -> Any:
    """Import `Assistant` and `Settings` on first use: they bring the stores with them."""
    if name == "Assistant":
        from rag.assistant import Assistant

        return Assistant
    if name == "Settings":
        from rag.settings import Settings

        return Settings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
