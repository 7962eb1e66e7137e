"""Answers written by a language model. Knows how to ask one, not which it is.

Whatever it writes is parsed and checked like any other text: its citations are not believed.
"""

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rag.evidence import Evidence
from rag.llm_stream import BrokenStreamError, ContextOverflowError, stream_text
from rag.markers import normalize_markers
from rag.prompts import Message, answer_messages, condense_messages
from rag.schema import ABSTENTION, Passage, Turn

ANSWER_TOKENS = 512  # most that an answer may have; kept free in the window
MARGIN_TOKENS = 64  # a chat template's own
CHARS_PER_TOKEN = 3  # of UTF-8 bytes; English has four to a token, so this errs to the safe side
CONDENSED_CHARS = 400  # a longer rewriting is no question
REFUSAL = ABSTENTION.rstrip(".").replace("’", "'").casefold()

OnNote = Callable[[str], None]
Options = Callable[[Sequence[int]], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A language model that is ready.

    Attributes:
        llm: A llama-index `LLM`.
        window_tokens: Prompt and answer together.
        rewrites: It is able to rewrite a follow-up so that it stands alone.
        options: What to send along so that it can cite only these passages, if it can be held to
            that.
        server: What answers it in this process, as long as it is held.
    """

    llm: Any
    window_tokens: int
    rewrites: bool = True
    options: Options = lambda _numbers: {}
    server: Any = None


class LlmGenerator:
    """Answers with a language model's text.

    Args:
        name: As the person named it.
        load: Makes the model ready; called once, when it is first needed.
        timeout_s: Longest silence.
    """

    def __init__(self, name: str, load: Callable[[], Model], *, timeout_s: float) -> None:
        self.name = name
        self._load = load
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._model: Model | None = None

    @property
    def is_ready(self) -> bool:
        """Tell whether the model is loaded."""
        return self._model is not None

    def generate(
        self,
        question: str,
        *,
        evidence: Sequence[Evidence],  # noqa: ARG002 - the passages are what it reads
        passages: Sequence[Passage],
        on_note: OnNote,
    ) -> Iterator[str]:
        """Yield text with `[n]` behind each sentence; nothing if the model refuses.

        Passages that do not fit its window are left out from the bottom, and noted.

        Raises:
            GenerationError: The model cannot be loaded or reached, or fails for good.
        """
        model = self._ready()
        yield ""  # whoever waits sees that it is loaded
        room = model.window_tokens - ANSWER_TOKENS - MARGIN_TOKENS
        kept = fit_passages(question, passages, room_tokens=room)
        while True:
            try:
                yield from self._write(model, question, kept, on_note=on_note)
                break
            except ContextOverflowError:
                if len(kept) < 2:
                    raise
                kept = kept[: len(kept) // 2]
        if len(kept) < len(passages):
            left_out = len(passages) - len(kept)
            on_note(f"{left_out} of {len(passages)} passages did not fit the model’s window")

    def condense(self, question: str, history: Sequence[Turn]) -> str | None:
        """Rewrite a follow-up so that it stands alone; None if the model gives no usable line."""
        model = self._ready()
        if not model.rewrites:
            return None
        pieces = self._stream(model, condense_messages(question, history), {})
        try:
            text = " ".join("".join(pieces).split()).strip("\"“”'")
        except (ContextOverflowError, BrokenStreamError):
            return None
        return text if text and len(text) <= CONDENSED_CHARS else None

    def _ready(self) -> Model:
        with self._lock:
            if self._model is None:
                self._model = self._load()
            return self._model

    def _write(
        self, model: Model, question: str, passages: Sequence[Passage], *, on_note: OnNote
    ) -> Iterator[str]:
        numbers = [passage.number for passage in passages]
        pieces = self._stream(model, answer_messages(question, passages), model.options(numbers))
        written = _Written()
        try:
            yield from written.unless_refused(normalize_markers(pieces, numbers=numbers))
        except BrokenStreamError as exc:
            on_note(f"the answer is not complete: {exc.message}")
        if written.is_empty:
            on_note(f"{self.name} wrote nothing")

    def _stream(
        self, model: Model, messages: Sequence[Message], options: dict[str, Any]
    ) -> Iterator[str]:
        from llama_index.core.llms import ChatMessage

        chat = [ChatMessage(role=message.role, content=message.text) for message in messages]

        def begin() -> Iterator[str]:
            return (part.delta or "" for part in model.llm.stream_chat(chat, **options))

        return stream_text(begin, model=self.name, timeout_s=self._timeout_s)


def fit_passages(
    question: str, passages: Sequence[Passage], *, room_tokens: int
) -> tuple[Passage, ...]:
    """Give the first passages whose prompt has at most so many tokens, and at least one."""
    kept = tuple(passages)
    while len(kept) > 1 and _count_tokens(answer_messages(question, kept)) > room_tokens:
        kept = kept[:-1]
    return kept


def _count_tokens(messages: Sequence[Message]) -> int:
    return sum(len(message.text.encode()) for message in messages) // CHARS_PER_TOKEN


class _Written:
    """What a model has written.

    Attributes:
        is_empty: It is neither text nor a refusal.
    """

    def __init__(self) -> None:
        self.is_empty = True

    def unless_refused(self, pieces: Iterator[str]) -> Iterator[str]:
        """Hold the start back until it is sure not to be a refusal."""
        start, is_sure = "", False
        for piece in pieces:
            self.is_empty = self.is_empty and not piece.strip()
            start += piece
            if not is_sure and _may_be_refusal(start):
                yield ""
                continue
            is_sure = True
            yield start
            start = ""
        if start and not _is_refusal(start):
            yield start


def _may_be_refusal(text: str) -> bool:
    said = _plain(text)
    return REFUSAL.startswith(said) or _is_refusal(text)


def _is_refusal(text: str) -> bool:
    """Tell whether a text is the refusal and nothing else, but for a full stop and a marker."""
    said = _plain(text)
    return (
        said.startswith(REFUSAL)
        and re.fullmatch(r"[.!\s\[\]\d,]*", said[len(REFUSAL) :]) is not None
    )


def _plain(text: str) -> str:
    """Give a text without case, quotation marks and the ways of writing the refusal."""
    flat = re.sub(r"[\"“”*]", "", text.replace("’", "'")).casefold()
    return " ".join(flat.split()).replace("do not say", "don't say")
