"""Chats in a real database: whose they are, how they come back, what is kept of an answer."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.chats import ChatStore
from index.database import sqlite_url
from index.errors import ChatNotFoundError
from index.people import People
from index.schema import Failure
from rag.schema import AnswerReady, TextDelta
from tests.unit.exchanges import ANSWER, SENTENCE
from ui.chat_bin import ChatBin
from ui.conversations import Conversations


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChatStore]:
    opened = ChatStore(sqlite_url(tmp_path / "library.db"), label="test")
    yield opened
    opened.close()


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    opened = People(sqlite_url(tmp_path / "library.db"), label="test")
    yield opened
    opened.close()


@pytest.fixture
def chats(store: ChatStore, people: People) -> Conversations:
    return Conversations(store, people)


def answered(chats: Conversations, user: str, chat_id: str, question: str) -> str:
    chat_id, exchange = chats.begin(user, chat_id, question)
    chats.save(
        user, chat_id, exchange.advance(AnswerReady(answer=replace(ANSWER, question=question)))
    )
    return chat_id


def test_a_chat_comes_back_whole_after_a_restart(
    store: ChatStore, people: People, chats: Conversations
) -> None:
    chat_id = answered(chats, "u", "", "When did it fall?")
    answered(chats, "u", chat_id, "Who was hurt?")
    chats.judge("u", chat_id, 2, verdict="dislike", reason="wrong place")
    again = Conversations(store, people)
    assert again.chat("u", chat_id) == chats.chat("u", chat_id)
    assert again.chat("u", chat_id)[1].verdict == "dislike"
    assert store.feedback("u", chat_id) == {2: ("dislike", "wrong place")}
    assert [chat.title for chat in again.list_chats("u")] == ["When did it fall?"]


def test_an_answer_cut_off_by_a_crash_comes_back_as_stopped(
    store: ChatStore, people: People
) -> None:
    chat_id, _ = Conversations(store, people).begin("u", "", "When?")
    (exchange,) = Conversations(store, people).chat("u", chat_id)
    assert exchange.state == "stopped"


def test_nobody_elses_chat_is_seen_or_changed(chats: Conversations) -> None:
    chat_id = answered(chats, "ann", "", "When?")
    attempts: list[Callable[[], object]] = [
        lambda: chats.chat("bob", chat_id),
        lambda: chats.begin("bob", chat_id, "Where?"),
        lambda: chats.take_back("bob", chat_id, 1),
        lambda: chats.judge("bob", chat_id, 1, verdict="like"),
        lambda: chats.rename("bob", chat_id, "Mine"),
        lambda: chats.title("bob", chat_id),
        lambda: chats.delete("bob", chat_id),
        lambda: chats.history("bob", chat_id, before=9),
    ]
    for attempt in attempts:
        with pytest.raises(ChatNotFoundError, match="no chat"):
            attempt()
    assert chats.list_chats("bob") == ()
    assert [exchange.question for exchange in chats.chat("ann", chat_id)] == ["When?"]
    assert chats.title("ann", chat_id) == "When?"


def test_chats_are_found_by_title_and_question_and_listed_by_last_use(chats: Conversations) -> None:
    first = answered(chats, "u", "", "When did the bridge fall?")
    second = answered(chats, "u", "", "Who owns the ferry?")
    assert [chat.id for chat in chats.list_chats("u")] == [second, first]
    answered(chats, "u", first, "What did the 100% repair cost?")
    assert [chat.id for chat in chats.list_chats("u")] == [first, second]
    chats.rename("u", second, "  Ships \n and owners ")
    assert [chat.title for chat in chats.list_chats("u", text="ships")] == ["Ships and owners"]
    assert [chat.id for chat in chats.list_chats("u", text="100%")] == [first]
    by_answer = chats.list_chats("u", text="TUESDAY bridge")  # both words, anywhere in the chat
    assert [(chat.id, chat.found) for chat in by_answer] == [
        (first, "The bridge fell on Tuesday."),
        (second, "The bridge fell on Tuesday."),
    ]
    assert chats.list_chats("u", text="tuesday dragon") == ()
    assert chats.list_chats("somebody else", text="Tuesday") == ()
    assert [chat.found for chat in chats.list_chats("u", text="ships")] == [""]
    assert [chat.found for chat in chats.list_chats("u", text="repair")] == [
        "What did the 100% repair cost?"
    ]
    answered(chats, "u", "", f"{'So many words. ' * 20}The needle is here. {'And more. ' * 20}")
    (long,) = chats.list_chats("u", text="needle")
    assert long.found.startswith("…words. So many words. The needle is here. And more.")
    assert long.found.endswith(" And…")
    assert chats.list_chats("u", text="%") == chats.list_chats("u", text="100%")
    chats.rename("u", second, "   ")
    assert chats.title("u", second) == "Ships and owners"


def test_a_deleted_chat_is_gone_and_its_answer_no_longer_wanted(chats: Conversations) -> None:
    chat_id, exchange = chats.begin("u", "", "When?")
    chats.delete("u", chat_id)
    assert not chats.is_running("u", chat_id, exchange.number)
    assert chats.save("u", chat_id, exchange) == exchange
    with pytest.raises(ChatNotFoundError):
        chats.chat("u", chat_id)


def test_a_deleted_chat_comes_back_whole_for_whom_it_belongs_to(
    store: ChatStore, people: People, chats: Conversations
) -> None:
    chat_id = answered(chats, "u", "", "When did it fall?")
    answered(chats, "u", chat_id, "Who was hurt?")
    chats.judge("u", chat_id, 2, verdict="dislike", reason="wrong place")
    other = answered(chats, "u", "", "Where?")
    before = chats.chat("u", chat_id)
    chats.delete("u", chat_id)
    assert [chat.id for chat in chats.list_chats("u")] == [other]
    assert store.list_chats("u", text="hurt") == ()
    with pytest.raises(ChatNotFoundError, match="cannot be brought back"):
        chats.restore("somebody else", chat_id)
    chats.restore("u", chat_id)
    assert Conversations(store, people).chat("u", chat_id) == chats.chat("u", chat_id) == before
    assert store.feedback("u", chat_id) == {2: ("dislike", "wrong place")}
    assert [chat.id for chat in chats.list_chats("u")] == [other, chat_id]
    with pytest.raises(ChatNotFoundError):
        chats.restore("u", chat_id)


def test_a_deleted_chat_is_kept_for_an_hour(
    store: ChatStore,
) -> None:
    now = [0.0]
    kept = ChatBin(clock=lambda: now[0])
    chat_id = store.add("u", "When?")
    kept.put("u", chat_id, store.delete("u", chat_id))
    now[0] = 3_601.0
    with pytest.raises(ChatNotFoundError):
        kept.take("u", chat_id)


def test_what_was_said_has_a_name_that_changes_with_it(chats: Conversations) -> None:
    chat_id = answered(chats, "u", "", "When?")
    names = [chats.revision("u", chat_id)]
    chats.judge("u", chat_id, 1, verdict="like")
    names.append(chats.revision("u", chat_id))
    answered(chats, "u", chat_id, "Where?")
    names.append(chats.revision("u", chat_id))
    assert len(set(names)) == 3
    assert chats.revision("u", chat_id) == names[-1]
    assert chats.revision("bob", chat_id) == chats.revision("u", "none") == ""


def test_a_number_is_not_used_again_after_an_exchange_was_taken_back(chats: Conversations) -> None:
    chat_id = answered(chats, "u", "", "When?")
    chats.take_back("u", chat_id, 1)
    answered(chats, "u", chat_id, "Where?")
    assert [exchange.number for exchange in chats.chat("u", chat_id)] == [2]


def test_a_chat_is_called_after_what_is_asked_in_place_of_its_first_question(
    chats: Conversations,
) -> None:
    chat_id, first = chats.begin("u", "", "When was it built?")
    chats.take_back("u", chat_id, first.number, instead="Who built it?")
    assert chats.title("u", chat_id) == "Who built it?"
    _, second = chats.begin("u", chat_id, "Who built it?")
    chats.rename("u", chat_id, "The bridge")
    chats.take_back("u", chat_id, second.number, instead="How long is it?")
    assert chats.title("u", chat_id) == "The bridge"


def test_a_stopped_exchange_stays_stopped(chats: Conversations) -> None:
    chat_id, exchange = chats.begin("u", "", "When?")
    chats.stop("u", chat_id)
    assert not chats.is_running("u", chat_id, exchange.number)
    chats.judge("u", chat_id, exchange.number, verdict="dislike")
    kept = chats.save("u", chat_id, exchange.advance(TextDelta(text="It")))
    assert (kept.state, kept.verdict, kept.tail) == ("stopped", "dislike", "It")


def test_history_holds_what_was_said_before_a_question(chats: Conversations) -> None:
    chat_id = answered(chats, "u", "", "When?")
    _, second = chats.begin("u", chat_id, "Where?")
    chats.save("u", chat_id, replace(second, sentences=(SENTENCE,), state="stopped"))
    _, third = chats.begin("u", chat_id, "Who?")
    history = chats.history("u", chat_id, before=third.number)
    assert [turn.text for turn in history] == ["When?", ANSWER.text, "Where?", SENTENCE.text]


def test_an_answer_of_another_version_is_named_and_the_rest_is_there(
    store: ChatStore, people: People
) -> None:
    chats = Conversations(store, people)
    chat_id = answered(chats, "u", "", "When?")
    store.save_exchange("u", chat_id, 1, question="When?", answer="", content='{"number": "?"}')
    (exchange,) = Conversations(store, people).chat("u", chat_id)
    assert exchange.question == "When?"
    assert "another version" in exchange.notice


def test_the_choice_of_articles_survives_a_restart(store: ChatStore, people: People) -> None:
    Conversations(store, people).choices.select("u", ["a1", "a2"], is_selected=False)
    again = Conversations(store, people)
    assert again.choices.deselected("u") == {"a1", "a2"}
    assert again.choices.deselected("other") == frozenset()
    again.choices.select("u", ["a1", "a2"], is_selected=True)
    assert Conversations(store, people).choices.deselected("u") == frozenset()


def test_order_survives_a_clock_that_is_set_back(
    chats: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = answered(chats, "u", "", "When?")
    earlier = datetime(1999, 1, 1, tzinfo=UTC)
    monkeypatch.setattr("index.chats._now", lambda: earlier)
    second = answered(chats, "u", "", "Where?")
    assert [chat.id for chat in chats.list_chats("u")] == [second, first]


def test_new_articles_start_selected_and_deleted_ones_are_forgotten(chats: Conversations) -> None:
    chats.choices.select("u", ["a1", "a2"], is_selected=False)
    chats.choices.select("u", ["a1"], is_selected=True)
    assert chats.choices.deselected("u") == {"a2"}
    chats.choices.forget_article("a2")
    assert chats.choices.deselected("u") == frozenset()


def test_choices_and_failures_are_bounded(store: ChatStore, people: People) -> None:
    chats = Conversations(store, people, max_users=2, max_failures=2)
    for user in ("a", "b", "c"):
        for number in range(3):
            chats.choices.add_failures(user, [Failure(source=str(number), reason="r", hint="h")])
    assert [failure.source for _, failure in chats.choices.failures("c")] == ["1", "2"]
    assert chats.choices.failures("a") == ()


def test_failures_are_kept_until_dismissed(chats: Conversations) -> None:
    chats.choices.add_failures("u", [Failure(source=s, reason="r", hint="h") for s in ("x", "y")])
    chats.choices.add_failures("u", [Failure(source="x", reason="again", hint="h")])
    assert [failure.reason for _, failure in chats.choices.failures("u")] == ["r", "again"]
    both = [Failure(source="x", reason=reason, hint="h") for reason in ("one", "other")]
    chats.choices.add_failures("u", both)
    assert [failure.reason for _, failure in chats.choices.failures("u")] == ["r", "one", "other"]
    for number in (4, 5):
        chats.choices.dismiss_failures("u", number)
    assert [failure.source for _, failure in chats.choices.failures("u")] == ["y"]
    chats.choices.dismiss_failures("u")
    assert chats.choices.failures("u") == ()
