"""The source pane: the values it shows, and the component that shows them.

All behaviour is in scripts, which fetch articles from the HTTP API and write every text with
`textContent`. Knows nothing about how answers are made.
"""

import html
from typing import Any

import gradio as gr

from rag.schema import Citation, Passage
from ui.exchange import Exchange
from ui.nearest import near_passages
from ui.page_parts import build_html
from ui.render import citation_id, passage_id, preview
from ui.texts import say

PASSAGE_PREVIEW_CHARS = 320
SCRIPTS = ("viewer.js", "article.js", "find.js", "pictures.js", "chips.js")


def build_reading_view() -> gr.HTML:
    """Build the source pane."""
    name = html.escape(say("sources.title"))
    template = f'<aside class="sv" aria-label="{name}"></aside>'
    return build_html(SCRIPTS, template, "sources")


def reading_value(exchanges: tuple[Exchange, ...], *, chat_id: str = "") -> dict[str, Any]:
    """Collect what the pane needs of a chat: spans by id, their articles, and each turn's state.

    Passages that are not cited are listed for the latest turn and for abstentions only.
    """
    spans: dict[str, dict[str, Any]] = {}
    articles: dict[str, dict[str, Any]] = {}
    turns: dict[str, dict[str, Any]] = {}
    latest = exchanges[-1].number if exchanges else 0
    for exchange in exchanges:
        turn = exchange.number
        turns[str(turn)] = {"status": _status(exchange)}
        for sentence in exchange.sentences:
            for citation in sentence.citations:
                spans[citation_id(turn, citation.number)] = _cited(turn, citation)
                _add_article(articles, citation.passage)
        if turn == latest or _status(exchange) == "abstained":
            for passage, lacks in _listed(exchange):
                spans[passage_id(turn, passage.number)] = _found(turn, passage, lacks)
                _add_article(articles, passage)
    return {"chat": chat_id, "turn": latest, "turns": turns, "spans": spans, "articles": articles}


def _status(exchange: Exchange) -> str:
    if exchange.notice:
        return "notice"
    if exchange.answer:
        return exchange.answer.status
    return exchange.state


def _listed(exchange: Exchange) -> tuple[tuple[Passage, str], ...]:
    """Give the passages to list, each with what it lacks of a question that is not answered."""
    if exchange.answer and exchange.answer.status == "abstained":
        return near_passages(exchange.answer)
    return tuple((passage, "") for passage in exchange.passages)


def _cited(turn: int, citation: Citation) -> dict[str, Any]:
    return {
        "kind": "cite",
        "turn": turn,
        "number": citation.number,
        "passage": citation.passage.number,
        "article": citation.article_id,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "score": citation.passage.score,
        "steers": bool(citation.passage.tricks),
        "page": citation.page,
    }


def _found(turn: int, passage: Passage, lacks: str) -> dict[str, Any]:
    chunk = passage.chunk
    return {
        "kind": "passage",
        "turn": turn,
        "number": passage.number,
        "article": chunk.article_id,
        "start": chunk.start,
        "end": chunk.end,
        "quote": preview(chunk.text, PASSAGE_PREVIEW_CHARS, between="\n"),
        "lacks": lacks,
        "score": passage.score,
        "steers": bool(passage.tricks),
        "page": chunk.page,
    }


def _add_article(articles: dict[str, dict[str, Any]], passage: Passage) -> None:
    articles.setdefault(
        passage.chunk.article_id,
        {
            "title": passage.title,
            "publisher": passage.publisher,
            "published_at": passage.published_at,
            "source": passage.source,
        },
    )
