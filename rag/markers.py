"""What models write as citations → `[n]` at the end of the sentence. Knows no passage's text.

Models write `[1, 2]`, `[1][2]`, `【1】`, `[^1]`, `(1)`, before the full stop or behind it, and a
marker may come in two pieces. Everything else passes through but for Markdown's marks.
"""

import re
from collections.abc import Iterable, Iterator

from rag.llm_stream import BrokenStreamError

_NUMBERS = r"\^?\d{1,3}(?:\s?[,;–-]\s?\^?\d{1,3}){0,9}"
_MARKER = re.compile(
    rf"\[(?:passages?\s)?({_NUMBERS})\]|【({_NUMBERS})(?:†[^】\n]{{0,40}})?】|\(({_NUMBERS})\)",
    re.IGNORECASE,
)
_OPEN = re.compile(r"[\[【(][^\]】)\n]{0,48}$")
_END = re.compile(r"[.!?…。！？]+[\"'”’)»]*(?=\s)|\n")
_TERMINATED = re.compile(r"[.!?…。！？][\"'”’)»]*$")
_MARKDOWN = re.compile(r"\*\*|__|`|(?<=\n)[ \t]*(?:#{1,6}|[-*•])[ \t]+")
# May go on as a full stop, a line's mark, or the space before a marker.
_LOOSE_END = re.compile(r"(?:[.!?…。！？]+[\"'”’)»]*)?(?:[*_`#\n•-]|[ \t])*$")


def normalize_markers(pieces: Iterable[str], *, numbers: Iterable[int]) -> Iterator[str]:
    """Rewrite the markers of a text as it comes.

    Args:
        pieces: The text in pieces of any size; an empty one passes through.
        numbers: Of the passages; a number in round brackets is a marker only if it is one of them.

    Yields:
        Text in which the markers of a sentence stand behind its full stop, as `[1, 2]`.

    Raises:
        BrokenStreamError: The pieces broke off; what was held back has been given.
    """
    writer = _Writer(frozenset(numbers))
    try:
        for piece in pieces:
            yield writer.write(piece)
    except BrokenStreamError:
        yield writer.finish()
        raise
    yield writer.finish()


class _Writer:
    def __init__(self, known: frozenset[int]) -> None:
        self._known = known
        self._held = ""  # what may still become a marker, a full stop or Markdown
        self._pending: list[int] = []  # cited within the sentence being written
        self._last = ""  # the end of what was written
        self._read = ""  # the last character of what came

    def write(self, piece: str) -> str:
        if not piece:
            return ""
        text = self._held + piece
        cut = len(text)
        if (opened := _OPEN.search(text)) is not None:
            cut = opened.start()
        loose = _LOOSE_END.search(text[:cut])
        assert loose is not None  # noqa: S101 - it also matches nothing
        cut = loose.start()
        ready, self._held = text[:cut], text[cut:]
        return self._rewrite(ready)

    def finish(self) -> str:
        rest, self._held = self._held, ""
        return self._rewrite(f"{rest}\n").rstrip("\n")

    def _rewrite(self, text: str) -> str:
        before = self._read
        line_start = "\n" if before in ("", "\n") else ""
        self._read = text[-1:] or self._read
        text = _MARKDOWN.sub("", line_start + text).removeprefix(line_start)
        written: list[str] = []
        at = 0
        for marker in _MARKER.finditer(text):
            numbers = _read_numbers(next(group for group in marker.groups() if group))
            last = text[marker.start() - 1] if marker.start() else before
            if not numbers or (marker[3] and not self._is_marker(numbers, last)):
                continue
            written.append(self._prose(text[at : marker.start()].rstrip(" \t")))
            at = marker.end()
            if _TERMINATED.search(self._last.rstrip()):
                written.append(self._mark([*self._pending, *numbers]))
                self._pending = []
            else:
                self._pending += numbers
        written.append(self._prose(text[at:]))
        return "".join(written)

    def _is_marker(self, numbers: list[int], before: str) -> bool:
        """Tell whether numbers in round brackets cite: "(1984)" is a year, "f(2)" a formula."""
        return self._known.issuperset(numbers) and not before.isalnum()

    def _prose(self, text: str) -> str:
        """Write text; what is pending goes behind the first full stop."""
        if self._pending:
            end = _END.search(text)
            if end is not None:
                stop = end.end() if end[0] != "\n" else end.start()
                numbers, self._pending = self._pending, []
                first = self._keep(text[:stop].rstrip())
                return first + self._mark(numbers) + self._prose(text[stop:])
        return self._keep(text)

    def _mark(self, numbers: list[int]) -> str:
        return f" [{', '.join(str(number) for number in dict.fromkeys(numbers))}]"

    def _keep(self, text: str) -> str:
        self._last = (self._last + text)[-8:]
        return text


def _read_numbers(text: str) -> list[int]:
    """Read "1, 2" and "1-3"."""
    numbers: list[int] = []
    for part in re.split(r"\s?[,;]\s?", text.replace("^", "")):
        first, _, last = part.replace("–", "-").partition("-")
        numbers += range(int(first), int(last or first) + 1) if len(part) < 8 else []
    return numbers[:20]
