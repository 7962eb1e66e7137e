"""Chats over HTTP: the list, one answer, exports. Every route serves only the person who asks.

Knows no Gradio and writes nothing.
"""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from index.errors import ChatNotFoundError
from rag import Assistant
from rag.exporting import MEDIA_TYPES, Export, ExportFormat
from rag.schema import Answer
from ui.conversations import Conversations
from ui.security import user_of
from ui.texts import say
from ui.wire import chat_to_dict

User = Annotated[str | None, Depends(user_of)]


def build_chat_routes(assistant: Assistant, chats: Conversations) -> APIRouter:
    """Build the routes."""
    router = APIRouter(prefix="/api/chats")

    @router.get("")
    def list_chats(user: User, text: Annotated[str, Query(max_length=200)] = "") -> dict[str, Any]:
        """List the caller's chats, the last used first, with the piece in which `text` was found."""
        found = chats.list_chats(user or "", text=text)
        return {"chats": [chat_to_dict(chat) for chat in found]}

    @router.get("/{chat_id}/revision")
    def get_revision(user: User, chat_id: str) -> dict[str, str]:
        """Name what was said in a chat so far: another name means more. Empty for no chat of the caller."""
        return {"revision": chats.revision(user or "", chat_id)}

    @router.get("/{chat_id}/answers/{number}")
    def get_answer(user: User, chat_id: str, number: int) -> dict[str, Any]:
        """Give one answer as `/api/ask` does, and as Markdown."""
        answer = _answers(chats, user, chat_id, number)[0]
        return {**answer.to_dict(), "markdown": answer.to_markdown()}

    @router.get("/{chat_id}/export.{form}")
    def export_chat(
        user: User, chat_id: str, form: ExportFormat, number: int | None = None
    ) -> Response:
        """Give a chat, or one answer of it, as a file to keep."""
        answers = _answers(chats, user, chat_id, number)
        viewer = assistant.viewer(user)
        title = chats.title(user or "", chat_id) if number is None else answers[0].question
        document = Export(
            title=title,
            answers=answers,
            articles=assistant.stats(viewer=viewer).articles,
            fingerprint=assistant.fingerprint(viewer=viewer),
            exported_at=datetime.now(UTC),
        )
        headers = {"content-disposition": f'attachment; filename="{document.name}.{form}"'}
        text = document.write(form)
        return Response(text, media_type=MEDIA_TYPES[form], headers=headers)

    return router


def _answers(
    chats: Conversations, user: str | None, chat_id: str, number: int | None
) -> list[Answer]:
    """Give the answers of a chat, or the one of that number, as far as they got."""
    exchanges = chats.chat(user or "", chat_id)
    answers = [
        answer
        for exchange in exchanges
        if number in (None, exchange.number) and (answer := exchange.answer_so_far())
    ]
    if not answers:
        raise ChatNotFoundError(say("chat.no_answer"), hint=say("chat.no_answer_hint"))
    return answers
