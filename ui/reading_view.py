"""The source pane: the values it shows, and the component that shows them.

All behaviour is in `viewer.js`, which fetches articles from the HTTP API and writes every text
with `textContent`. Knows nothing about how answers are made.
"""

import itertools
from importlib import resources
from typing import Any

import gradio as gr

from index.schema import Article
from rag.schema import Citation, Passage
from ui.conversations import Exchange
from ui.render import citation_id, copy_text, passage_id, preview

PASSAGE_PREVIEW_CHARS = 320


def read_asset(name: str) -> str:
    """Read a file of this package."""
    return resources.files("ui").joinpath(name).read_text(encoding="utf-8")


def build_html(scripts: tuple[str, ...], template: str, elem_id: str) -> gr.HTML:
    """Build an HTML component from a fixed template and scripts of this package, run as one.

    Gradio evaluates templates, so no data may ever be part of one: it travels in the value.
    """
    return gr.HTML(
        html_template=template,
        js_on_load="\n".join(read_asset(script) for script in scripts),
        apply_default_css=False,
        elem_id=elem_id,
    )


def build_reading_view() -> gr.HTML:
    """Build the source pane."""
    template = '<aside class="sv" aria-label="Sources"></aside>'
    return build_html(("viewer.js", "chips.js"), template, "sources")


def reading_value(exchanges: tuple[Exchange, ...]) -> dict[str, Any]:
    """Collect what the pane needs: spans by id, their articles, and each turn's state.

    Passages that are not cited are listed for the latest turn and for abstentions only.
    """
    spans: dict[str, dict[str, Any]] = {}
    articles: dict[str, dict[str, Any]] = {}
    turns: dict[str, dict[str, Any]] = {}
    latest = exchanges[-1].number if exchanges else 0
    for exchange in exchanges:
        turn = exchange.number
        turns[str(turn)] = {"status": _status(exchange), "copy": copy_text(exchange)}
        for sentence in exchange.sentences:
            for citation in sentence.citations:
                spans[citation_id(turn, citation.number)] = _cited(turn, citation)
                _add_article(articles, citation.passage)
        if turn == latest or _status(exchange) == "abstained":
            for passage in exchange.passages:
                spans[passage_id(turn, passage.number)] = _found(turn, passage)
                _add_article(articles, passage)
    return {"turn": latest, "turns": turns, "spans": spans, "articles": articles}


def paragraphs(article: Article) -> list[dict[str, Any]]:
    """Cut an article's text for reading: at blank lines, around headings and at page starts.

    Returns:
        `{"start", "text"}` in order, `start` a code-point offset into `article.text`. Pieces of
        only white space are left out, so what lies between two pieces is white space.
    """
    text = article.text
    cuts = {0, len(text), *article.pages}
    for section in article.sections:
        cuts |= {section.start, section.start + len(section.heading)}
    at = text.find("\n\n")
    while at >= 0:
        cuts.add(at)
        at = text.find("\n\n", at + 2)
    edges = sorted(cut for cut in cuts if 0 <= cut <= len(text))
    pieces = []
    for start, end in itertools.pairwise(edges):
        piece = text[start:end]
        body = piece.strip()
        if body:
            lead = len(piece) - len(piece.lstrip())
            pieces.append({"start": start + lead, "text": body})
    return pieces


def _status(exchange: Exchange) -> str:
    if exchange.notice:
        return "notice"
    if exchange.answer:
        return exchange.answer.status
    return exchange.state


def _cited(turn: int, citation: Citation) -> dict[str, Any]:
    return {
        "kind": "cite",
        "turn": turn,
        "number": citation.number,
        "article": citation.article_id,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "page": citation.passage.chunk.page,
    }


def _found(turn: int, passage: Passage) -> dict[str, Any]:
    chunk = passage.chunk
    return {
        "kind": "passage",
        "turn": turn,
        "number": passage.number,
        "article": chunk.article_id,
        "start": chunk.start,
        "end": chunk.end,
        "quote": preview(chunk.text, PASSAGE_PREVIEW_CHARS),
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
