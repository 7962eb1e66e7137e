"""What the page shows of a long chat: its end, and a word about the rest."""

from dataclasses import replace

import pytest

from rag import Assistant
from rag.schema import AnswerReady
from tests.unit.exchanges import ANSWER
from ui import chat_view
from ui.chat_view import ChatView
from ui.conversations import Conversations


def test_the_beginning_of_a_long_chat_is_left_out_and_that_is_said(
    sample_assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_view, "MAX_SHOWN", 2)
    chats = Conversations(sample_assistant.index.chats, sample_assistant.index.people)
    view = ChatView(sample_assistant, chats)
    chat_id = ""
    for question, shown in (("One?", 2), ("Two?", 4), ("Three?", 5)):
        chat_id, exchange = chats.begin("long", chat_id, question)
        answer = replace(ANSWER, question=question)
        chats.save("long", chat_id, exchange.advance(AnswerReady(answer=answer)))
        assert len(view.messages("long", chat_id)) == shown
    assert "not shown" in view.messages("long", chat_id)[0]["content"]
    chats.delete("long", chat_id)
