"""Turn exchanges into escaped HTML for the chat, and into Markdown for the clipboard.

Pure functions. Nothing that a person, an article or a model wrote is ever read as markup: each
message is one HTML block on one line, in which every character with a meaning is an entity.
Gradio's sanitiser keeps `class`, `value`, `title` and `type` and drops `data-*` and `aria-*`.
Knows no Gradio and no server.
"""

import re

from rag.schema import Answer, Passage, Sentence
from ui.exchange import Exchange
from ui.nearest import near_passages
from ui.texts import say

NEAREST_SHOWN = 2
FOLD_CHARS = 600  # a longer question is folded, as is one of more lines
FOLD_LINES = 8
EXTRACTIVE = "extractive"  # its sentences are the articles’ own
PREVIEW_CHARS = 180

# Everything that HTML, Markdown, a link finder or a template could read as more than a character.
_ENTITIES = str.maketrans({c: f"&#{ord(c)};" for c in "&<>\"'\\`*_[]()#!|~$:@/{}"})


def safe_md(text: str) -> str:
    """Escape text so that neither HTML nor Markdown finds anything in it; one line."""
    return _escape(" ".join(text.split()))


def question_html(question: str, *, editable: int | None = None) -> str:
    """Show a question as typed, with its line breaks, and a way to edit it if it has a number."""
    lines = [safe_md(line) for line in question.strip().splitlines()]
    text = "<br>".join(lines)
    edit = "" if editable is None else _button("edit", f"{editable}", icon="pencil")
    if len(question) <= FOLD_CHARS and len(lines) <= FOLD_LINES:
        return _block("question", text + edit)
    more = _button("unfold", "", shows_name=True)
    return _block("question folded", _block("asked", text) + more + edit)


def chip(citation_id: str, number: int) -> str:
    """Write the button that opens a citation; its id travels in `value`, which survives."""
    return f'<button type="button" class="cite" value="{_escape(citation_id)}">{number}</button>'


def citation_id(turn: int, number: int) -> str:
    """Name a citation so that no other turn has the same name."""
    return f"t{turn}-{number}"


def passage_id(turn: int, number: int) -> str:
    """Name a retrieved passage, cited or not."""
    return f"t{turn}-p{number}"


def claim(sentence: Sentence, turn: int) -> str:
    """Write a checked sentence, its chips and, unless it is supported, a plain mark."""
    chips = "".join(chip(citation_id(turn, c.number), c.number) for c in sentence.citations)
    before, space, last = sentence.text.rpartition(" ")
    # A chip never starts a line: there it would look like the number of what follows.
    end = f'<span class="keep">{safe_md(last)}{chips}</span>' if chips else safe_md(last)
    lead = f'<span class="lead">{safe_md(sentence.lead)}</span>' if sentence.lead else ""
    return f'{lead}<span class="claim">{safe_md(before)}{space}{end}{_verdict(sentence)}</span>'


def answer_html(exchange: Exchange, *, is_last: bool = True) -> str:
    """Write an exchange's answer in whatever state it is; the last can be asked anew."""
    end = _tally(exchange) + _actions(exchange, is_last=is_last)
    if exchange.state != "running" and exchange.answer and exchange.answer.status == "abstained":
        body = abstention(exchange.answer, exchange.number)
        return _block("answer", body + _notes(exchange) + end)
    if exchange.answer and exchange.answer.status == "greeted":
        reply = exchange.answer.reply or exchange.answer.text
        lines = "<br>".join(map(safe_md, reply.splitlines()))
        return _block("answer", lines)
    parts = [claim(sentence, exchange.number) for sentence in exchange.sentences]
    if exchange.tail.strip():
        parts.append(f'<span class="tail">{safe_md(exchange.tail)}</span>')
    body = " ".join(parts)
    if exchange.state == "running":
        return _block("answer", body or _status(exchange))
    return _block("answer", body + _notice(exchange) + _notes(exchange) + end)


def abstention(answer: Answer, turn: int) -> str:
    """Say that the articles do not answer, and offer the nearest passages as what they are."""
    near = near_passages(answer)
    where = safe_md(say("answer.abstained_where", count=answer.articles_searched))
    ways = safe_md(say("answer.abstained_ways"))
    box = _block("abstain", f"<b>{safe_md(answer.text)}</b><br>{where} {ways}")
    if not near:
        return box
    head = f'<span class="near-head">{safe_md(say("answer.nearest"))}</span>'
    rows = "".join(_near(passage, turn, lacks) for passage, lacks in near[:NEAREST_SHOWN])
    beside = f'<span class="near-beside">{safe_md(say("answer.near_beside"))}</span>'
    return box + _block("near-list", head + beside + rows)


def messages(exchanges: tuple[Exchange, ...]) -> list[dict[str, str]]:
    """Give the whole chat in the form Gradio's Chatbot takes."""
    shown = []
    for exchange in exchanges:
        is_last = exchange is exchanges[-1]
        editable = exchange.number if is_last and exchange.state != "running" else None
        asked = question_html(exchange.question, editable=editable)
        answered = answer_html(exchange, is_last=is_last)
        shown.append({"role": "user", "content": asked})
        shown.append({"role": "assistant", "content": answered})
        # In a message of its own, so that the answer is not drawn anew when they are found.
        if is_last and (proposed := follow_ups_html(exchange)):
            shown.append({"role": "assistant", "content": proposed})
    return shown


def preview(text: str, limit: int = PREVIEW_CHARS, *, between: str = " ") -> str:
    """Cut text for a list, at a word, with an ellipsis; `between` stands between its lines."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    flat = between.join(line for line in lines if line)
    return flat if len(flat) <= limit else flat[:limit].rsplit(" ", 1)[0] + "…"


def block_html(name: str, text: str) -> str:
    """Write a text as a block of a class."""
    return _block(name, safe_md(text))


def _escape(text: str) -> str:
    return text.translate(_ENTITIES)


def _block(name: str, body: str) -> str:
    return f'<div class="{name}">{body}</div>'


def _verdict(sentence: Sentence) -> str:
    """Mark a sentence that is not supported, with what its quotes lack."""
    if sentence.support == "supported":
        return ""
    key = f"verdict.{sentence.support}"
    label, title = safe_md(say(key)), safe_md(say(f"{key}_title"))
    why = safe_md(f": {'; '.join(sentence.issues)}") if sentence.issues else ""
    return f'<span class="verdict {sentence.support}" title="{title}">{label}{why}</span>'


def _status(exchange: Exchange) -> str:
    if exchange.is_loading:
        text = say("answer.loading")
    elif exchange.passages:
        text = say("answer.reading", count=len(exchange.passages))
    elif exchange.searched:
        text = say("answer.searching", count=exchange.searched)
    else:
        text = say("answer.preparing")
    return f'<span class="status">{safe_md(text)}</span>'


def _notice(exchange: Exchange) -> str:
    if exchange.state == "stopped":
        return f'<span class="stopped">{safe_md(say("answer.stopped"))}</span>'
    if not exchange.notice:
        return ""
    name = "problem" if exchange.state == "failed" else "abstain"
    body = f"<b>{safe_md(exchange.notice)}</b>"
    return _block(name, f"{body}<br>{safe_md(exchange.hint)}" if exchange.hint else body)


def _notes(exchange: Exchange) -> str:
    """Write what to know about how the answer was written."""
    notes = exchange.answer.notes if exchange.answer else ()
    return "".join(_block("note", safe_md(as_sentence(note))) for note in notes)


def _actions(exchange: Exchange, *, is_last: bool) -> str:
    """Write the row of buttons under an answer."""
    number = str(exchange.number)
    buttons = ""
    if exchange.sentences:
        buttons += _button("copy", number)
    if exchange.answer:
        buttons += _button("export", number)
        for verdict in ("like", "dislike"):
            buttons += _button(verdict, number, is_on=exchange.verdict == verdict)
    if is_last:
        buttons += "".join(_button(way, number, shows_name=True) for way in _ways_on(exchange))
    if exchange.answer:
        buttons += _button("trace", number, shows_name=True)
    return _block("acts", buttons) if buttons else ""


def _ways_on(exchange: Exchange) -> tuple[str, ...]:
    """Name the ways to another answer to the same question."""
    answer = exchange.answer
    if exchange.state != "done" or answer is None or answer.model != EXTRACTIVE:
        return ("retry",)
    if not exchange.is_wide:
        return ("retry", "wider")
    return ("narrower",) if answer.sentences else ("retry",)


def _button(
    action: str, value: str, *, icon: str = "", is_on: bool = False, shows_name: bool = False
) -> str:
    """Write a button with an icon; its name is a text or its title, as `aria-label` does not survive."""
    name = f"act icon {icon or action}{' on' if is_on else ''}{' named' if shows_name else ''}"
    title = safe_md(say(f"action.{action}{'_on' if is_on else ''}"))
    text = safe_md(say(f"action.{action}_text")) if shows_name else ""
    value = _escape(f"{action}:{value}")
    return f'<button type="button" class="{name}" value="{value}" title="{title}">{text}</button>'


def _tally(exchange: Exchange) -> str:
    """Write what was checked and how it stood."""
    if not exchange.sentences or exchange.state == "running":
        return ""
    cited = len(_cited(exchange.sentences))
    parts = [_checked(exchange.sentences), say("answer.cited", count=cited)]
    independent = exchange.answer.independent_articles if exchange.answer else 0
    if 0 < independent < cited:
        parts.append(say("answer.independent", count=independent))
    if exchange.answer and exchange.answer.model != EXTRACTIVE:
        parts.append(say("answer.written_by", model=exchange.answer.model))
    return block_html("tally", " · ".join(parts))


def follow_ups_html(exchange: Exchange) -> str:
    """Offer questions that the library can answer."""
    rows = "".join(
        f'<button type="button" class="act follow" value="{_escape(f"follow:{question}")}">'
        f"{safe_md(question)}</button>"
        for question in exchange.follow_ups
    )
    return _block("follow-ups", rows) if rows else ""


def _checked(sentences: tuple[Sentence, ...]) -> str:
    """Say how many sentences were checked and how many stood."""
    supported = sum(sentence.support == "supported" for sentence in sentences)
    if supported < len(sentences):
        return say("answer.supported", supported=supported, count=len(sentences))
    quoted = sum(map(_is_quote, sentences))
    if quoted == len(sentences):
        return say("answer.quoted", count=quoted)
    if all(_is_quote(s) or _is_row(s) for s in sentences):
        rows = say("answer.rows", count=len(sentences) - quoted)
        return f"{say('answer.quoted', count=quoted)} · {rows}" if quoted else rows
    return say("answer.checked", count=len(sentences))


def _is_quote(sentence: Sentence) -> bool:
    """Tell whether a sentence stands in the article as it is."""
    said = "".join(sentence.text.split())
    return any(said in "".join(c.quote.split()) for c in sentence.citations)


def _is_row(sentence: Sentence) -> bool:
    """Tell whether a sentence says cells of a table, whose words stand in its row and head."""
    quotes = " ".join(c.quote for c in sentence.citations)
    return "|" in quotes and _words(sentence.text) <= _words(quotes)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _cited(sentences: tuple[Sentence, ...]) -> set[str]:
    return {c.article_id for sentence in sentences for c in sentence.citations}


def _near(passage: Passage, turn: int, lacking: str) -> str:
    said = safe_md(say("answer.lacking", what=lacking)) if lacking else ""
    said = f'<span class="near-lacks">{said}</span>' if said else ""
    return (
        f'<button type="button" class="near" value="{passage_id(turn, passage.number)}">'
        f'<span class="near-title">{safe_md(passage.title)}</span>'
        f'<span class="near-text">{safe_md(preview(passage.chunk.text))}</span>{said}</button>'
    )


def as_sentence(text: str) -> str:
    """Give an error's message or hint a capital and a full stop, for people."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) else ".")
