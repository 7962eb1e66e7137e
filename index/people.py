"""People of a library: who may log in, their running logins, and what each prefers.

Knows nothing about passwords but their hashes, about tokens but their digests, and no HTTP.
"""

import dataclasses
import secrets
import time
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from index.article_paths import forget_chunks
from index.database import DATABASE_NAME, Database, sqlite_url
from index.errors import PersonError, StorageError
from index.owners import owned_path
from index.rows import to_utc
from index.tables import (
    articles,
    chats,
    containers,
    logins,
    owners,
    preferences,
    trash,
    users,
    web_pages,
)

MAX_NAME_CHARS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may log in."""

    id: str
    name: str
    created_at: datetime
    password_hash: str

    @property
    def user(self) -> str:
        """Name this person wherever something is kept per user."""
        return f"user-{self.id}"


class People(Database):
    """The people of one library database; a second process may change them at the same time."""

    def add(self, name: str, *, password_hash: str) -> Person:
        """Add somebody.

        Raises:
            PersonError: The name is taken, whatever its case, or cannot be one.
        """
        name = check_name(name)
        person = Person(
            id=secrets.token_hex(12),
            name=name,
            created_at=datetime.now(UTC),
            password_hash=password_hash,
        )
        row = {
            "id": person.id,
            "name": name,
            "folded_name": fold_name(name),
            "password_hash": password_hash,
            "created_at": person.created_at,
        }
        # One statement, so that of two processes only one can add a name.
        values = sa.select(*(sa.literal(value, users.c[key].type) for key, value in row.items()))
        is_taken = sa.exists().where(users.c.folded_name == row["folded_name"])
        with self._write() as connection:
            added = connection.execute(
                sa.insert(users).from_select(list(row), values.where(~is_taken))
            )
        if added.rowcount == 0:
            raise PersonError(
                f"there is already a user {name!r}",
                hint="choose another name, or change the password with `citewell user password`",
            )
        return person

    def everyone(self) -> tuple[Person, ...]:
        """Give everybody, by name; nobody where the tables were never made."""
        with self._read() as connection:
            if not sa.inspect(connection).has_table(users.name):
                return ()
            rows = connection.execute(sa.select(users).order_by(users.c.folded_name))
            return tuple(_person(row) for row in rows.mappings())

    def find(self, name: str) -> Person | None:
        """Give the person of a name, whatever its case; None if there is none."""
        query = sa.select(users).where(users.c.folded_name == fold_name(name))
        with self._read() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _person(row)

    def remove(self, name: str) -> Person:
        """Remove somebody with their logins, preferences, chats and articles.

        Raises:
            PersonError: There is nobody of that name.
        """
        person = self.require(name)
        with self._write() as connection:
            connection.execute(sa.delete(users).where(users.c.id == person.id))
            for table in (preferences, chats):
                connection.execute(sa.delete(table).where(table.c.user == person.user))
            own = sa.select(owners.c.article_id).where(owners.c.owner == person.user)
            for article_id in list(connection.scalars(own)):
                forget_chunks(connection, article_id)
                connection.execute(sa.delete(articles).where(articles.c.id == article_id))
            connection.execute(sa.delete(trash).where(trash.c.owner == person.user))
            own_paths = owned_path("", person.user)
            for column in (web_pages.c.address, containers.c.path):
                is_own = column.startswith(own_paths, autoescape=True)
                connection.execute(sa.delete(column.table).where(is_own))
        return person

    def set_password(self, name: str, *, password_hash: str) -> Person:
        """Change somebody's password, which ends all their logins.

        Raises:
            PersonError: There is nobody of that name.
        """
        person = self.require(name)
        change = sa.update(users).where(users.c.id == person.id)
        with self._write() as connection:
            connection.execute(change.values(password_hash=password_hash))
            connection.execute(sa.delete(logins).where(logins.c.user_id == person.id))
        return dataclasses.replace(person, password_hash=password_hash)

    def begin_login(self, token_digest: str, person: Person, *, lasts_s: int) -> None:
        """Record a login; those that are over are forgotten."""
        now = int(time.time())
        row = {"token_digest": token_digest, "user_id": person.id, "expires_at": now + lasts_s}
        with self._write() as connection:
            connection.execute(sa.delete(logins).where(logins.c.expires_at <= now))
            connection.execute(sa.insert(logins).values(row))

    def person_of_login(self, token_digest: str) -> Person | None:
        """Give who logged in with a token; None if nobody did, or it is over."""
        is_it = (logins.c.token_digest == token_digest) & (logins.c.expires_at > int(time.time()))
        query = sa.select(users).join(logins, logins.c.user_id == users.c.id).where(is_it)
        with self._read() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _person(row)

    def end_login(self, token_digest: str) -> None:
        """End one login; one that is not there stays so."""
        with self._write() as connection:
            connection.execute(sa.delete(logins).where(logins.c.token_digest == token_digest))

    def preferences_of(self, user: str) -> dict[str, str]:
        """Give what a user prefers, as text, by key."""
        query = sa.select(preferences.c.key, preferences.c.value)
        with self._read() as connection:
            rows = connection.execute(query.where(preferences.c.user == user))
            return {row.key: row.value for row in rows}

    def prefer(self, user: str, key: str, value: str | None) -> None:
        """Keep one preference of a user; None forgets it."""
        is_it = (preferences.c.user == user) & (preferences.c.key == key)
        with self._write() as connection:
            connection.execute(sa.delete(preferences).where(is_it))
            if value is not None:
                connection.execute(sa.insert(preferences).values(user=user, key=key, value=value))

    def require(self, name: str) -> Person:
        """Give the person of a name.

        Raises:
            PersonError: There is nobody of that name.
        """
        person = self.find(name)
        if person is None:
            raise PersonError(
                f"there is no user {name!r}", hint="`citewell user list` names everybody"
            )
        return person


def open_people(folder: Path, *, read_only: bool = False) -> People:
    """Open the people of a library folder, which is made if it is not there.

    Args:
        folder: The library's folder.
        read_only: Make nothing; the library has to be there.

    Raises:
        StorageError: The folder cannot be read or written.
    """
    folder = folder.expanduser()
    try:
        if not read_only:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise StorageError(
            f"cannot write to the library {str(folder)!r}: {exc.strerror or exc}",
            hint="check the folder's path and permissions, or use --library",
        ) from exc
    url = sqlite_url(folder / DATABASE_NAME)
    return People(url, label=str(folder), read_only=read_only)


def check_name(name: str) -> str:
    """Give a name without white space around it.

    Raises:
        PersonError: It is empty, too long, or holds a colon or a character that cannot be seen.
    """
    name = unicodedata.normalize("NFC", name).strip()
    if not 0 < len(name) <= MAX_NAME_CHARS or not name.isprintable() or ":" in name:
        raise PersonError(
            f"a user cannot be called {name[:100]!r}",
            hint=f"use 1 to {MAX_NAME_CHARS} visible characters, none of them a colon",
        )
    return name


def fold_name(name: str) -> str:
    """Give what is alike in names that differ only in case or in width."""
    return unicodedata.normalize("NFKC", name.strip()).casefold()


def _person(row: sa.RowMapping) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        created_at=to_utc(row["created_at"]),
        password_hash=row["password_hash"],
    )
