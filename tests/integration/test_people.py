"""The people of a library: names, logins and preferences in the real database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.chats import ChatStore
from index.database import DATABASE_NAME, sqlite_url
from index.errors import PersonError
from index.people import People, open_people


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    opened = open_people(tmp_path / "library")
    yield opened
    opened.close()


def test_a_name_is_one_persons_whatever_its_case(people: People) -> None:
    anna = people.add(" Anna ", password_hash="h")
    assert anna.name == "Anna"
    for name in ("anna", "ANNA", "Ａnna"):
        assert people.find(name) == anna
        with pytest.raises(PersonError, match="already a user"):
            people.add(name, password_hash="x")
    assert people.everyone() == (anna,)


def test_nobody_of_a_name_is_an_error_with_a_hint(people: People) -> None:
    assert people.find("anna") is None
    for attempt in (people.remove, people.require):
        with pytest.raises(PersonError, match="no user 'anna'"):
            attempt("anna")


def test_a_login_lasts_until_it_is_over_or_ended(people: People) -> None:
    anna = people.add("anna", password_hash="h")
    people.begin_login("a" * 64, anna, lasts_s=60)
    people.begin_login("b" * 64, anna, lasts_s=60)
    people.begin_login("c" * 64, anna, lasts_s=0)
    people.end_login("b" * 64)
    assert people.person_of_login("a" * 64) == anna
    assert people.person_of_login("b" * 64) is None
    assert people.person_of_login("c" * 64) is None


def test_a_new_password_and_removal_end_every_login(people: People, tmp_path: Path) -> None:
    anna = people.add("anna", password_hash="h")
    people.begin_login("a" * 64, anna, lasts_s=60)
    people.set_password("anna", password_hash="new")
    assert people.require("anna").password_hash == "new"
    assert people.person_of_login("a" * 64) is None
    people.begin_login("b" * 64, anna, lasts_s=60)
    people.prefer(anna.user, "theme", "dark")
    chats = ChatStore(sqlite_url(tmp_path / "library" / DATABASE_NAME), label="library")
    chats.add(anna.user, "Hers")
    chats.add("somebody", "Another's")
    people.remove("anna")
    assert (len(chats.list_chats(anna.user)), len(chats.list_chats("somebody"))) == (0, 1)
    chats.close()
    assert people.person_of_login("b" * 64) is None
    assert people.preferences_of(anna.user) == {}
    assert people.add("anna", password_hash="h").user != anna.user


def test_preferences_are_kept_per_user_and_after_reopening(people: People, tmp_path: Path) -> None:
    people.prefer("one", "theme", "dark")
    people.prefer("one", "theme", "light")
    people.prefer("two", "theme", "dark")
    people.prefer("two", "theme", None)
    again = open_people(tmp_path / "library")
    assert again.preferences_of("one") == {"theme": "light"}
    assert again.preferences_of("two") == {}
    again.close()
