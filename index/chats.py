"""What people said, in the library database: chats, their exchanges, verdicts on answers.

An exchange is an opaque JSON text here; whose chat it is decides who may see it. Knows no answer.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from index.database import Database
from index.errors import ChatNotFoundError
from index.rows import to_utc
from index.tables import chats, exchanges, feedback

MAX_TITLE_CHARS = 120
MAX_LISTED = 200  # chats; a search finds the others
MAX_WORDS = 8  # of a search
FOUND_CHARS = 90  # of the piece of text that a search shows


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSummary:
    """A chat for lists: its id, title and when a question was last asked in it.

    `found` is the piece of a question or an answer in which a search has found it; empty if it was
    found by its title, or nothing was searched.
    """

    id: str
    title: str
    used_at: datetime
    found: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedChat:
    """A deleted chat with everything said in it, as the rows of its tables."""

    chat: dict[str, Any]
    exchanges: tuple[dict[str, Any], ...]
    feedback: tuple[dict[str, Any], ...]


class ChatStore(Database):
    """The chats of everybody; each method but `add` serves only the user the chat belongs to.

    A method that names a chat raises `ChatNotFoundError` if this user has none of that id, whether
    or not somebody else has.
    """

    def add(self, user: str, title: str) -> str:
        """Begin a chat and return its id, which cannot be guessed."""
        now, chat_id = _now(), secrets.token_urlsafe(12)
        with self._write() as connection:
            connection.execute(
                sa.insert(chats).values(
                    id=chat_id,
                    user=user,
                    title=title_of(title),
                    created_at=now,
                    used_at=now,
                    turn=_next_turn(),
                )
            )
        return chat_id

    def list_chats(
        self, user: str, *, text: str = "", limit: int = MAX_LISTED
    ) -> tuple[ChatSummary, ...]:
        """List chats, the last used first, whose titles, questions or answers hold all words of `text`."""
        words = text.split()[:MAX_WORDS]
        query = sa.select(chats.c.id, chats.c.title, chats.c.used_at).where(chats.c.user == user)
        for word in words:
            query = query.where(_holds(chats.c.title, word) | chats.c.id.in_(_said(word)))
        query = query.order_by(chats.c.turn.desc()).limit(limit)
        with self._read() as connection:
            rows = connection.execute(query).all()
            found = self._pieces(connection, {row.id: row.title for row in rows}, words)
        return tuple(
            ChatSummary(
                id=row.id,
                title=row.title,
                used_at=to_utc(row.used_at),
                found=found.get(row.id, ""),
            )
            for row in rows
        )

    def _pieces(
        self, connection: sa.Connection, titles: dict[str, str], words: list[str]
    ) -> dict[str, str]:
        """Give the piece of each chat in which its words were found that its title does not hold."""
        found: dict[str, str] = {}
        for word in sorted(words, key=len, reverse=True):
            ids = [i for i, title in titles.items() if i not in found and not _in(title, word)]
            texts = sa.select(exchanges.c.chat_id, exchanges.c.question, exchanges.c.answer)
            held = _holds(exchanges.c.question, word) | _holds(exchanges.c.answer, word)
            query = texts.where(exchanges.c.chat_id.in_(ids) & held).order_by(exchanges.c.number)
            for row in connection.execute(query) if ids else ():
                piece = _piece(row.question, word) or _piece(row.answer, word)
                found.setdefault(row.chat_id, piece)
        return found

    def get(self, user: str, chat_id: str) -> ChatSummary:
        """Give one chat without what was said in it."""
        query = sa.select(chats.c.id, chats.c.title, chats.c.used_at).where(_is(user, chat_id))
        with self._read() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise _not_found(chat_id)
        return ChatSummary(id=row.id, title=row.title, used_at=to_utc(row.used_at))

    def rename(self, user: str, chat_id: str, title: str) -> None:
        """Give a chat another title; an empty one changes nothing."""
        self.get(user, chat_id)
        if title.strip():
            change = sa.update(chats).where(_is(user, chat_id)).values(title=title_of(title))
            with self._write() as connection:
                connection.execute(change)

    def delete(self, user: str, chat_id: str) -> RemovedChat:
        """Delete a chat and everything said in it; what is returned brings it back."""
        with self._write() as connection:
            # First, because with SQLite only an update begins the transaction.
            connection.execute(sa.update(chats).where(_is(user, chat_id)).values(id=chat_id))
            row = connection.execute(sa.select(chats).where(_is(user, chat_id))).mappings().first()
            if row is None:
                raise _not_found(chat_id)
            said, judged = (
                connection.execute(sa.select(table).where(table.c.chat_id == chat_id)).mappings()
                for table in (exchanges, feedback)
            )
            removed = RemovedChat(
                chat=dict(row), exchanges=tuple(map(dict, said)), feedback=tuple(map(dict, judged))
            )
            connection.execute(sa.delete(chats).where(_is(user, chat_id)))
        return removed

    def restore(self, removed: RemovedChat) -> None:
        """Bring a deleted chat back as it was, with its id and its place in the list."""
        with self._write() as connection:
            connection.execute(sa.insert(chats).values(removed.chat))
            for table, rows in ((exchanges, removed.exchanges), (feedback, removed.feedback)):
                if rows:
                    connection.execute(sa.insert(table), list(rows))

    def save_exchange(
        self, user: str, chat_id: str, number: int, *, question: str, answer: str, content: str
    ) -> None:
        """Keep an exchange in place of the one with its number; a new one makes the chat the newest.

        `question` and `answer` are what a search looks through.
        """
        here = (exchanges.c.chat_id == chat_id) & (exchanges.c.number == number)
        values = {"question": question, "answer": answer, "content": content}
        with self._write() as connection:
            # First, because with SQLite only an update begins the transaction.
            changed = connection.execute(
                sa.update(exchanges)
                .where(here & exchanges.c.chat_id.in_(_ids(user)))
                .values(values)
            )
            if changed.rowcount:
                return
            used = {"used_at": _now(), "turn": _next_turn()}
            if not connection.execute(
                sa.update(chats).where(_is(user, chat_id)).values(used)
            ).rowcount:
                raise _not_found(chat_id)
            connection.execute(
                sa.insert(exchanges).values(chat_id=chat_id, number=number, **values)
            )

    def delete_exchange(self, user: str, chat_id: str, number: int) -> None:
        """Delete one exchange and the verdict on it."""
        self.get(user, chat_id)
        with self._write() as connection:
            for table in (exchanges, feedback):
                here = (table.c.chat_id == chat_id) & (table.c.number == number)
                connection.execute(sa.delete(table).where(here))

    def exchanges(self, user: str, chat_id: str) -> tuple[tuple[int, str, str], ...]:
        """Give what was said: number, question and content of each exchange, oldest first."""
        self.get(user, chat_id)
        query = (
            sa.select(exchanges.c.number, exchanges.c.question, exchanges.c.content)
            .where(exchanges.c.chat_id == chat_id)
            .order_by(exchanges.c.number)
        )
        with self._read() as connection:
            return tuple(
                (row.number, row.question, row.content) for row in connection.execute(query)
            )

    def save_feedback(
        self, user: str, chat_id: str, number: int, *, verdict: str, reason: str = ""
    ) -> None:
        """Keep what a person thinks of an answer; an empty verdict takes it back."""
        self.get(user, chat_id)
        here = (feedback.c.chat_id == chat_id) & (feedback.c.number == number)
        with self._write() as connection:
            connection.execute(sa.delete(feedback).where(here))
            if verdict:
                connection.execute(
                    sa.insert(feedback).values(
                        chat_id=chat_id,
                        number=number,
                        verdict=verdict,
                        reason=reason,
                        given_at=_now(),
                    )
                )

    def feedback(self, user: str, chat_id: str) -> dict[int, tuple[str, str]]:
        """Give verdict and reason by the number of the exchange."""
        self.get(user, chat_id)
        query = sa.select(feedback).where(feedback.c.chat_id == chat_id)
        with self._read() as connection:
            return {row.number: (row.verdict, row.reason) for row in connection.execute(query)}


def _is(user: str, chat_id: str) -> sa.ColumnElement[bool]:
    return (chats.c.id == chat_id) & (chats.c.user == user)


def _ids(user: str) -> sa.Select[tuple[str]]:
    return sa.select(chats.c.id).where(chats.c.user == user)


def _holds(column: sa.ColumnElement[str], word: str) -> sa.ColumnElement[bool]:
    return column.icontains(word, autoescape=True)


def _said(word: str) -> sa.Select[tuple[str]]:
    held = _holds(exchanges.c.question, word) | _holds(exchanges.c.answer, word)
    return sa.select(exchanges.c.chat_id).where(held)


def _in(text: str, word: str) -> bool:
    return word.lower() in text.lower()


def _piece(text: str, word: str) -> str:
    """Cut what stands around a word out of a text, at words; empty if it is not there."""
    flat = " ".join(text.split())
    at = flat.lower().find(word.lower())
    if at < 0:
        return ""
    start = max(0, at - FOUND_CHARS // 3)
    end = start + FOUND_CHARS
    before = f"…{flat[start:at].partition(' ')[2]}" if start else flat[:at]
    after = f"{flat[at:end].rpartition(' ')[0] or flat[at:end]}…" if end < len(flat) else flat[at:]
    return before + after


def _next_turn() -> sa.ScalarSelect[int]:
    others = chats.alias()
    return sa.select(sa.func.coalesce(sa.func.max(others.c.turn), 0) + 1).scalar_subquery()


def title_of(text: str) -> str:
    """Give the title of a chat that begins with a text."""
    return " ".join(text.split())[:MAX_TITLE_CHARS]


def _now() -> datetime:
    return datetime.now(UTC)


def _not_found(chat_id: str) -> ChatNotFoundError:
    return ChatNotFoundError(
        f"there is no chat {chat_id[:40]!r} of yours",
        hint="it may have been deleted; choose another or start a new one",
    )
