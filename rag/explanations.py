"""Values that explain an answer: what near passages lack, how it was found. Knows no store."""

from dataclasses import dataclass

from rag.wording import enumerate_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """What a passage near a question that is not answered holds of it, in the question's words.

    Attributes:
        passage: Number of the passage.
        title: Title of its article.
        mentions: Words and names of the question that stand in it.
        lacks: Those that stand neither in it nor in its title, nor anything like them.
        missing_kind: What was asked for, if it holds none, such as `"price"`, `"date"` or
            `"number of litres"`; empty otherwise.
    """

    passage: int
    title: str
    mentions: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    missing_kind: str = ""

    @property
    def text(self) -> str:
        """Say it after the passage's name: `mentions “merger”, but not “board”; gives no price`."""
        parts = []
        if self.mentions:
            but = f", but not {enumerate_words(self.lacks, 'or')}" if self.lacks else ""
            parts.append(f"mentions {enumerate_words(self.mentions, 'and')}{but}")
        elif self.lacks:
            parts.append(f"does not mention {enumerate_words(self.lacks, 'or')}")
        if self.missing_kind:
            parts.append(f"gives no {self.missing_kind}")
        return "; ".join(parts) or "is near in meaning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unused:
    """A passage that was found and is not cited, and why, as a clause about it.

    `share` is the score of its best sentence divided by that of the best of all, in [0, 1]; None if
    none of its sentences was scored.
    """

    passage: int
    title: str
    reason: str
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How an answer was found.

    Attributes:
        chunks_searched: How many chunks were in scope.
        matched: How many of them words or meaning brought up.
        read: How many of those had their sentences compared with the question.
        unused: The passages that are not cited, best first; empty when abstained.
    """

    chunks_searched: int
    matched: int
    read: int
    unused: tuple[Unused, ...] = ()
