"""Everybody's chats: the server's own record.

Chats lie in the library database; those in use are held here too, because an answer grows many
times a second. The history given to a generator comes from here, never from the page. Knows no HTML
and no Gradio.
"""

import dataclasses
import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from index.chats import ChatStore, ChatSummary, title_of
from index.errors import ChatNotFoundError
from index.people import People
from rag.schema import Turn
from ui.chat_bin import ChatBin
from ui.choices import Choices
from ui.exchange import Exchange, Verdict
from ui.texts import say

MAX_OPEN_CHATS = 300


@dataclass(slots=True)
class _Chat:
    user: str
    asked: int
    exchanges: list[Exchange]


class Conversations:
    """Hold everybody's chats; a method that names a chat serves only the person it belongs to.

    Such a method raises `ChatNotFoundError` if this person has no chat of that id. The empty id
    stands for a chat in which nothing was asked yet.
    """

    def __init__(
        self, store: ChatStore, people: People, *, max_users: int = 500, max_failures: int = 20
    ) -> None:
        self._store = store
        self._chats: OrderedDict[str, _Chat] = OrderedDict()
        self.choices = Choices(people, max_users=max_users, max_failures=max_failures)
        self._bin = ChatBin()
        self._lock = threading.RLock()

    def begin(self, user: str, chat_id: str, question: str) -> tuple[str, Exchange]:
        """Start an exchange at the end of a chat, of a new one if its id is empty.

        Returns:
            The chat's id and the exchange.
        """
        with self._lock:
            if not chat_id:
                chat_id = self._store.add(user, question)
                self._chats[chat_id] = _Chat(user, 0, [])
            chat = self._chat(user, chat_id)
            exchange = Exchange(number=chat.asked + 1, question=question)
            self._keep(user, chat_id, exchange)
            chat.asked += 1
            chat.exchanges.append(exchange)
            return chat_id, exchange

    def save(self, user: str, chat_id: str, exchange: Exchange) -> Exchange:
        """Take in the newer state of an exchange and return what is kept.

        An exchange that was stopped meanwhile stays stopped; one that was deleted is dropped. It
        goes to the database once it is no longer running.

        Raises:
            StorageError: It could not be written; it is held until the server ends.
        """
        with self._lock:
            chat = self._chats.get(chat_id)
            kept = self.exchange(user, chat_id, exchange.number) if chat else None
            if chat is None or kept is None:
                return exchange
            if kept.state == "stopped" and exchange.state == "running":
                exchange = dataclasses.replace(
                    exchange, state="stopped", verdict=kept.verdict, reason=kept.reason
                )
            chat.exchanges[chat.exchanges.index(kept)] = exchange
            if exchange.state != "running":
                self._keep(user, chat_id, exchange)
            return exchange

    def chat(self, user: str, chat_id: str) -> tuple[Exchange, ...]:
        """Return what was said in a chat, oldest first."""
        if not chat_id:
            return ()
        with self._lock:
            return tuple(self._chat(user, chat_id).exchanges)

    def has(self, user: str, chat_id: str) -> bool:
        """Say whether this person has such a chat; the empty one everybody has."""
        try:
            self.chat(user, chat_id)
        except ChatNotFoundError:
            return False
        return True

    def revision(self, user: str, chat_id: str) -> str:
        """Name what was said in a chat so far; empty if there is no such chat of this person."""
        try:
            said = [
                (e.number, e.question, e.state, e.verdict, e.follow_ups)
                for e in self.chat(user, chat_id)
            ]
        except ChatNotFoundError:
            return ""
        return f"{zlib.crc32(repr(said).encode()):08x}"

    def exchange(self, user: str, chat_id: str, number: int) -> Exchange | None:
        """Return one exchange; None if there is none of that number."""
        return next((e for e in self.chat(user, chat_id) if e.number == number), None)

    def stop(self, user: str, chat_id: str, number: int | None = None) -> None:
        """Mark one exchange, or all, as stopped if it is being answered."""
        with self._lock:
            for exchange in self.chat(user, chat_id):
                if exchange.state == "running" and number in (None, exchange.number):
                    self._change(user, chat_id, exchange.number, state="stopped")

    def is_running(self, user: str, chat_id: str, number: int) -> bool:
        """Say whether an exchange is still wanted: in the chat and neither stopped nor done."""
        with self._lock:
            exchange = self.exchange(user, chat_id, number) if chat_id in self._chats else None
        return exchange is not None and exchange.state == "running"

    def take_back(self, user: str, chat_id: str, number: int, *, instead: str = "") -> None:
        """Remove an exchange; its number is not used again.

        Args:
            user: Whose chat it is.
            chat_id: The chat.
            number: The exchange.
            instead: What is asked in its place; a chat that is called after it is called after that.
        """
        with self._lock:
            chat = self._chat(user, chat_id)
            asked = self.exchange(user, chat_id, number)
            if instead and asked and self.title(user, chat_id) == title_of(asked.question):
                self.rename(user, chat_id, instead)
            self._store.delete_exchange(user, chat_id, number)
            chat.exchanges = [e for e in chat.exchanges if e.number != number]

    def judge(
        self, user: str, chat_id: str, number: int, *, verdict: Verdict, reason: str = ""
    ) -> None:
        """Keep what the person thinks of an answer; an empty verdict takes it back."""
        with self._lock:
            if self.exchange(user, chat_id, number) is not None:
                self._store.save_feedback(user, chat_id, number, verdict=verdict, reason=reason)
                self._change(user, chat_id, number, verdict=verdict, reason=reason)

    def propose(self, user: str, chat_id: str, number: int, questions: tuple[str, ...]) -> None:
        """Keep further questions under an answer."""
        self._change(user, chat_id, number, follow_ups=questions)

    def list_chats(self, user: str, *, text: str = "") -> tuple[ChatSummary, ...]:
        """List this person's chats, the last used first, whose words hold those of `text`."""
        return self._store.list_chats(user, text=text)

    def title(self, user: str, chat_id: str) -> str:
        """Give a chat's title."""
        return self._store.get(user, chat_id).title

    def rename(self, user: str, chat_id: str, title: str) -> None:
        """Give a chat another title."""
        self._store.rename(user, chat_id, title)

    def delete(self, user: str, chat_id: str) -> None:
        """Delete a chat; an answer being written in it ends. `restore` brings it back for an hour."""
        with self._lock:
            self.stop(user, chat_id)
            removed = self._store.delete(user, chat_id)
            self._chats.pop(chat_id, None)
            self._bin.put(user, chat_id, removed)

    def restore(self, user: str, chat_id: str) -> None:
        """Bring back a chat that this person deleted less than an hour ago."""
        with self._lock:
            removed = self._bin.take(user, chat_id)
            try:
                self._store.restore(removed)
            except BaseException:
                self._bin.put(user, chat_id, removed)
                raise

    def history(self, user: str, chat_id: str, *, before: int) -> tuple[Turn, ...]:
        """Return what was asked and answered before an exchange, for a follow-up question."""
        turns: list[Turn] = []
        for exchange in self.chat(user, chat_id):
            text = exchange.answer.text if exchange.answer else _partial_text(exchange)
            if text and exchange.number < before:
                turns.append(Turn(role="user", text=exchange.question))
                turns.append(Turn(role="assistant", text=text))
        return tuple(turns)

    def _change(self, user: str, chat_id: str, number: int, **fields: Any) -> None:
        """Set fields of an exchange as it is now, whatever was changed in it meanwhile."""
        with self._lock:
            exchange = self.exchange(user, chat_id, number)
            if exchange is not None:
                self.save(user, chat_id, dataclasses.replace(exchange, **fields))

    def _keep(self, user: str, chat_id: str, exchange: Exchange) -> None:
        self._store.save_exchange(
            user,
            chat_id,
            exchange.number,
            question=exchange.question,
            answer=_partial_text(exchange),
            content=exchange.to_json(),
        )

    def _chat(self, user: str, chat_id: str) -> _Chat:
        chat = self._chats.get(chat_id)
        if chat is None or chat.user != user:
            exchanges = [_read(*row) for row in self._store.exchanges(user, chat_id)]
            asked = max((exchange.number for exchange in exchanges), default=0)
            chat = self._chats[chat_id] = _Chat(user, asked, exchanges)
        self._chats.move_to_end(chat_id)
        idle = (i for i, c in self._chats.items() if all(e.state != "running" for e in c.exchanges))
        if len(self._chats) > MAX_OPEN_CHATS and (oldest := next(idle, None)) is not None:
            del self._chats[oldest]
        return chat


def _read(number: int, question: str, content: str) -> Exchange:
    """Read a kept exchange; one that a crash has left running has stopped."""
    try:
        exchange = Exchange.from_json(content)
    except ValueError:
        lost = Exchange(number=number, question=question)
        return lost.fail(say("chat.unreadable"), say("chat.unreadable_hint"))
    if exchange.state == "running":
        return dataclasses.replace(exchange, state="stopped")
    return exchange


def _partial_text(exchange: Exchange) -> str:
    return " ".join(sentence.text for sentence in exchange.sentences)
