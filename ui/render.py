"""Turn exchanges into escaped HTML for the chat, and into Markdown for the clipboard.

Pure functions. Nothing that a person, an article or a model wrote is ever read as markup: each
message is one HTML block on one line, in which every character with a meaning is an entity.
Gradio's sanitiser keeps `class`, `value`, `title` and `type` and drops `data-*` and `aria-*`.
Knows no Gradio and no server.
"""

from rag.schema import Answer, Passage, Sentence
from ui.conversations import Exchange
from ui.texts import say

NEAREST_SHOWN = 3
EXTRACTIVE = "extractive"  # its sentences are the articles’ own
PREVIEW_CHARS = 180

# Everything that HTML, Markdown, a link finder or a template could read as more than a character.
_ENTITIES = str.maketrans({c: f"&#{ord(c)};" for c in "&<>\"'\\`*_[]()#!|~$:@/{}"})


def safe_md(text: str) -> str:
    """Escape text so that neither HTML nor Markdown finds anything in it; one line."""
    return _escape(" ".join(text.split()))


def question_html(question: str) -> str:
    """Show a question as typed, with its line breaks."""
    lines = [safe_md(line) for line in question.strip().splitlines()]
    return f'<div class="question">{"<br>".join(lines)}</div>'


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
    return f'<span class="claim">{safe_md(before)}{space}{end}{_verdict(sentence)}</span>'


def answer_html(exchange: Exchange) -> str:
    """Write an exchange's answer in whatever state it is."""
    if exchange.state != "running" and exchange.answer and exchange.answer.status == "abstained":
        return _block("answer", abstention(exchange.answer, exchange.number) + _notes(exchange))
    if exchange.answer and exchange.answer.status == "greeted":
        return _block("answer", safe_md(exchange.answer.text))
    parts = [claim(sentence, exchange.number) for sentence in exchange.sentences]
    if exchange.tail.strip():
        parts.append(f'<span class="tail">{safe_md(exchange.tail)}</span>')
    body = " ".join(parts)
    if exchange.state == "running":
        return _block("answer", body or _status(exchange))
    return _block("answer", body + _notice(exchange) + _notes(exchange) + _actions(exchange))


def abstention(answer: Answer, turn: int) -> str:
    """Say that the articles do not answer, and offer the nearest passages as what they are."""
    near = answer.passages[:NEAREST_SHOWN]
    where = safe_md(say("answer.abstained_where", count=answer.articles_searched))
    ways = safe_md(say("answer.abstained_ways"))
    box = _block("abstain", f"<b>{safe_md(answer.text)}</b><br>{where} {ways}")
    if not near:
        return box
    head = f'<span class="near-head">{safe_md(say("answer.nearest"))}</span>'
    lacking = {one.passage: say("answer.lacking", what=one.text) for one in answer.nearest}
    rows = "".join(_near(passage, turn, lacking.get(passage.number, "")) for passage in near)
    return box + _block("near-list", head + rows)


def messages(exchanges: tuple[Exchange, ...]) -> list[dict[str, str]]:
    """Give the whole chat in the form Gradio's Chatbot takes."""
    return [
        message
        for exchange in exchanges
        for message in (
            {"role": "user", "content": question_html(exchange.question)},
            {"role": "assistant", "content": answer_html(exchange)},
        )
    ]


def copy_text(exchange: Exchange) -> str:
    """Give the answer as Markdown with its numbered quotes; empty when there is none."""
    if exchange.answer:
        return exchange.answer.to_markdown()
    if not exchange.sentences:
        return ""
    partial = Answer(
        id="",
        question=exchange.question,
        query=exchange.question,
        sentences=exchange.sentences,
        passages=exchange.passages,
        status="answered",
        model="",
        seconds={},
        articles_searched=exchange.searched,
    )
    return partial.to_markdown()


def preview(text: str, limit: int = PREVIEW_CHARS) -> str:
    """Cut text for a list, at a word, with an ellipsis."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[:limit].rsplit(" ", 1)[0] + "…"


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
    if exchange.passages:
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


def _actions(exchange: Exchange) -> str:
    if not exchange.sentences:
        return ""
    copy = (
        f'<button type="button" class="act" value="copy:{exchange.number}" '
        f'title="{safe_md(say("answer.copy_title"))}">{safe_md(say("answer.copy"))}</button>'
    )
    model = exchange.answer.model if exchange.answer else EXTRACTIVE
    by = "" if model == EXTRACTIVE else f" · {say('answer.written_by', model=model)}"
    tally = safe_md(_tally(exchange.sentences) + by)
    return _block("acts", f'{copy}<span class="tally">{tally}</span>')


def _tally(sentences: tuple[Sentence, ...]) -> str:
    """Say how many sentences were checked and how many stood."""
    supported = sum(sentence.support == "supported" for sentence in sentences)
    articles = {c.article_id for sentence in sentences for c in sentence.citations}
    if supported == len(sentences):
        checked = say("answer.checked", count=len(sentences))
    else:
        checked = say("answer.supported", supported=supported, count=len(sentences))
    return f"{checked} · {say('answer.cited', count=len(articles))}"


def _near(passage: Passage, turn: int, lacking: str) -> str:
    said = f'<span class="near-lacks">{safe_md(lacking)}</span>' if lacking else ""
    return (
        f'<button type="button" class="near" value="{passage_id(turn, passage.number)}">'
        f'<span class="near-title">{safe_md(passage.title)}</span>'
        f'<span class="near-text">{safe_md(preview(passage.chunk.text))}</span>{said}</button>'
    )


def as_sentence(text: str) -> str:
    """Give an error's message or hint a capital and a full stop, for people."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) else ".")
