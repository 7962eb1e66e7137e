"""What each browser has said and chosen, kept in memory and bounded.

Chats and the choice of articles are per browser; the library is not and lives elsewhere. The
history given to a generator comes from here, never from the page. Knows no HTML and no Gradio.
"""

import dataclasses
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from index.schema import Failure
from rag.schema import (
    Answer,
    AnswerReady,
    Event,
    Passage,
    PassagesFound,
    Sentence,
    SentenceChecked,
    TextDelta,
    Turn,
)

State = Literal["running", "done", "stopped", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One question with as much of its answer as there is.

    Attributes:
        number: Unique for this browser, so that old citations keep their ids.
        question: As asked.
        state: `running` until the answer is ready, stopped by the user, or failed.
        searched: How many articles were in scope.
        passages: What was retrieved, best first.
        sentences: The finished, checked sentences.
        tail: Text of the sentence being written, or a courtesy's reply, which has no sentences.
        answer: The whole answer once it is ready.
        notice: What went wrong, or why nothing was searched; empty otherwise.
        hint: What the person can do about it.
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


@dataclass(slots=True)
class _Record:
    chat: list[Exchange] = field(default_factory=list)
    asked: int = 0
    deselected: set[str] = field(default_factory=set)
    failures: list[tuple[int, Failure]] = field(default_factory=list)
    failed: int = 0


class Conversations:
    """Hold one record per browser; the least recently used record makes way for a new one."""

    def __init__(
        self, *, max_users: int = 500, max_exchanges: int = 40, max_failures: int = 20
    ) -> None:
        self._max_users = max_users
        self._max_exchanges = max_exchanges
        self._max_failures = max_failures
        self._records: OrderedDict[str, _Record] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, user: str, question: str) -> Exchange:
        """Start an exchange at the end of the user's chat."""
        with self._lock:
            record = self._record(user)
            record.asked += 1
            exchange = Exchange(number=record.asked, question=question)
            record.chat.append(exchange)
            del record.chat[: -self._max_exchanges]
            return exchange

    def save(self, user: str, exchange: Exchange) -> Exchange:
        """Keep the newer state of an exchange and return what is kept.

        An exchange that was stopped meanwhile stays stopped; one whose chat was left is dropped.
        """
        with self._lock:
            chat = self._record(user).chat
            for place, kept in enumerate(chat):
                if kept.number == exchange.number:
                    if kept.state == "stopped" and exchange.state == "running":
                        exchange = dataclasses.replace(exchange, state="stopped")
                    chat[place] = exchange
            return exchange

    def chat(self, user: str) -> tuple[Exchange, ...]:
        """Return the user's chat, oldest exchange first."""
        with self._lock:
            return tuple(self._record(user).chat)

    def stop(self, user: str, number: int | None = None) -> None:
        """Mark one exchange, or all, as stopped if it is being answered."""
        with self._lock:
            chat = self._record(user).chat
            for place, kept in enumerate(chat):
                if kept.state == "running" and number in (None, kept.number):
                    chat[place] = dataclasses.replace(kept, state="stopped")

    def is_running(self, user: str, number: int) -> bool:
        """Say whether an exchange is still wanted: in the chat and neither stopped nor done."""
        with self._lock:
            chat = self._record(user).chat
            return any(e.number == number and e.state == "running" for e in chat)

    def start_new_chat(self, user: str) -> None:
        """Leave the user's chat; numbers go on, so ids of old citations are never given again."""
        with self._lock:
            self._record(user).chat.clear()

    def history(self, user: str) -> tuple[Turn, ...]:
        """Return what was asked and answered, for a follow-up question."""
        turns: list[Turn] = []
        for exchange in self.chat(user):
            text = exchange.answer.text if exchange.answer else _partial_text(exchange)
            if text:
                turns.append(Turn(role="user", text=exchange.question))
                turns.append(Turn(role="assistant", text=text))
        return tuple(turns)

    def deselected(self, user: str) -> frozenset[str]:
        """Return the articles this browser leaves out; new articles are in."""
        with self._lock:
            return frozenset(self._record(user).deselected)

    def select(self, user: str, article_ids: Iterable[str], *, is_selected: bool) -> None:
        """Take articles into this browser's scope, or leave them out."""
        with self._lock:
            deselected = self._record(user).deselected
            if is_selected:
                deselected.difference_update(article_ids)
            else:
                deselected.update(article_ids)

    def forget_article(self, article_id: str) -> None:
        """Drop a deleted article from every browser's choice."""
        with self._lock:
            for record in self._records.values():
                record.deselected.discard(article_id)

    def add_failures(self, user: str, failures: Iterable[Failure]) -> None:
        """Keep files that could not be added until the person has dismissed them."""
        with self._lock:
            record = self._record(user)
            for failure in failures:
                record.failed += 1
                record.failures.append((record.failed, failure))
            del record.failures[: -self._max_failures]

    def failures(self, user: str) -> tuple[tuple[int, Failure], ...]:
        """Return the failures not yet dismissed, each with its number, oldest first."""
        with self._lock:
            return tuple(self._record(user).failures)

    def dismiss_failures(self, user: str, number: int | None = None) -> None:
        """Forget one failure, or all of them."""
        with self._lock:
            kept = self._record(user).failures
            kept[:] = [pair for pair in kept if number is not None and pair[0] != number]

    def _record(self, user: str) -> _Record:
        record = self._records.setdefault(user, _Record())
        self._records.move_to_end(user)
        while len(self._records) > self._max_users:
            self._records.popitem(last=False)
        return record


def _partial_text(exchange: Exchange) -> str:
    return " ".join(sentence.text for sentence in exchange.sentences)
