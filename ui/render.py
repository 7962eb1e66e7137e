"""Turn exchanges into escaped HTML for the chat, and into Markdown for the clipboard.

Pure functions. Nothing that a person, an article or a model wrote is ever read as markup: each
message is one HTML block on one line, in which every character with a meaning is an entity.
Gradio's sanitiser keeps `class`, `value`, `title` and `type` and drops `data-*` and `aria-*`.
Knows no Gradio and no server.
"""

from rag.schema import Answer, Passage, Sentence, Support
from ui.conversations import Exchange

NEAREST_SHOWN = 3
EXTRACTIVE = "extractive"  # its sentences are the articles’ own
PREVIEW_CHARS = 180

VERDICTS: dict[Support, tuple[str, str]] = {
    "partly": ("partly supported", "The cited passage supports only part of this sentence."),
    "unsupported": ("not supported", "The cited passage does not support this sentence."),
    "uncited": ("no source", "No passage was found for this sentence."),
}
NOTHING_SELECTED = (
    "No article is selected.",
    "Tick at least one article in the library, then ask again.",
)
EMPTY_LIBRARY = (
    "The library is empty.",
    "Add files in the library pane, then ask again.",
)

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
    count = answer.articles_searched
    near = answer.passages[:NEAREST_SHOWN]
    ways = "Try other words, select more articles, or add one."
    box = _block(
        "abstain",
        f"<b>{safe_md(answer.text)}</b><br>I searched {count_of(count, 'article')} and found no answer. {ways}",
    )
    if not near:
        return box
    head = '<span class="near-head">Nearest passages, not an answer</span>'
    lacking = {one.passage: f"It {one.text}." for one in answer.nearest}
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


def count_of(number: int, noun: str) -> str:
    """Write `1 article` or `2,000 articles`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


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
    if sentence.support not in VERDICTS:
        return ""
    label, title = VERDICTS[sentence.support]
    why = safe_md(f": {'; '.join(sentence.issues)}") if sentence.issues else ""
    return f'<span class="verdict {sentence.support}" title="{title}">{label}{why}</span>'


def _status(exchange: Exchange) -> str:
    if exchange.passages:
        text = f"Reading {count_of(len(exchange.passages), 'passage')}…"
    else:
        text = f"Searching {count_of(exchange.searched, 'article')}…"
    return f'<span class="status">{text}</span>'


def _notice(exchange: Exchange) -> str:
    if exchange.state == "stopped":
        return '<span class="stopped">Stopped</span>'
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
        'title="Copy the answer with its sources">Copy</button>'
    )
    model = exchange.answer.model if exchange.answer else EXTRACTIVE
    by = "" if model == EXTRACTIVE else f" · written by {safe_md(model)}"
    return _block("acts", f'{copy}<span class="tally">{_tally(exchange.sentences)}{by}</span>')


def _tally(sentences: tuple[Sentence, ...]) -> str:
    """Say how many sentences were checked and how many stood."""
    supported = sum(sentence.support == "supported" for sentence in sentences)
    articles = {c.article_id for sentence in sentences for c in sentence.citations}
    checked = (
        f"{count_of(len(sentences), 'sentence')} checked"
        if supported == len(sentences)
        else f"{supported} of {count_of(len(sentences), 'sentence')} supported"
    )
    return f"{checked} · {count_of(len(articles), 'article')} cited"


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
