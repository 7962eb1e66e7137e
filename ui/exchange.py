"""One question with as much of its answer as there is, and how it grows. Knows no store and no HTML."""

import dataclasses
from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter

from rag.schema import (
    Answer,
    AnswerReady,
    Event,
    Passage,
    PassagesFound,
    Sentence,
    SentenceChecked,
    TextDelta,
)

State = Literal["running", "done", "stopped", "failed"]
Verdict = Literal["", "like", "dislike"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One question with as much of its answer as there is.

    Attributes:
        number: Its place in the chat, from 1, so that old citations keep their ids.
        question: As asked.
        state: `running` until the answer is ready, stopped by the user, or failed.
        searched: How many articles were in scope.
        passages: What was retrieved, best first.
        sentences: The finished, checked sentences.
        tail: Text of the sentence being written, or a courtesy's reply, which has no sentences.
        answer: The whole answer once it is ready.
        notice: What went wrong, or why nothing was searched; empty otherwise.
        hint: What the person can do about it.
        verdict: What the person thinks of the answer; empty if nothing was said.
        reason: Why, in their words or ours.
        follow_ups: Further questions that the library can answer.
        is_loading: The model that writes is being loaded.
        is_wide: It was asked to look wider than the settings say.
    """

    number: int
    question: str
    state: State = "running"
    searched: int = 0
    passages: tuple[Passage, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    tail: str = ""
    answer: Answer | None = None
    notice: str = ""
    hint: str = ""
    verdict: Verdict = ""
    reason: str = ""
    follow_ups: tuple[str, ...] = ()
    is_loading: bool = False
    is_wide: bool = False

    def advance(self, event: Event) -> "Exchange":
        """Return this exchange with one more event of the answer's stream taken in."""
        match event:
            case PassagesFound():
                return dataclasses.replace(self, passages=event.passages)
            case TextDelta():
                return dataclasses.replace(self, tail=self.tail + event.text)
            case SentenceChecked():
                tail = self.tail.lstrip().removeprefix(event.sentence.text)
                return dataclasses.replace(
                    self,
                    sentences=(*self.sentences, event.sentence),
                    tail="" if tail == self.tail.lstrip() else tail,
                )
            case AnswerReady():
                return dataclasses.replace(
                    self,
                    state="done",
                    answer=event.answer,
                    passages=event.answer.passages,
                    sentences=event.answer.sentences,
                    searched=event.answer.articles_searched,
                    tail="",
                )

    def fail(self, notice: str, hint: str) -> "Exchange":
        """Return this exchange as failed; what was written stays."""
        return dataclasses.replace(self, state="failed", notice=notice, hint=hint)

    def decline(self, notice: str, hint: str) -> "Exchange":
        """Return this exchange as done without a search."""
        return dataclasses.replace(self, state="done", notice=notice, hint=hint)

    def answer_so_far(self) -> Answer | None:
        """Give the answer, or what was written before it stopped; None if that is nothing."""
        if self.answer or not self.sentences:
            return self.answer
        return Answer(
            id="",
            question=self.question,
            query=self.question,
            sentences=self.sentences,
            passages=self.passages,
            status="answered",
            model="",
            seconds={},
            articles_searched=self.searched,
        )

    def to_json(self) -> str:
        """Give it as JSON for keeping."""
        return _ADAPTER.dump_json(self).decode()

    @classmethod
    def from_json(cls, content: str) -> "Exchange":
        """Read it back.

        Raises:
            ValueError: It was kept by a version that wrote something else.
        """
        return _ADAPTER.validate_json(content)


_ADAPTER = TypeAdapter(Exchange)
