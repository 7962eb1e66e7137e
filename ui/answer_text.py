"""An answer as text for the terminal. Takes plain values, so that a server's answer prints too."""

import textwrap
from collections.abc import Sequence
from typing import Any

WIDTH = 88
_MARKS = {
    "partly": "partly supported",
    "unsupported": "NOT supported",
    "uncited": "no source",
}


def format_answer(answer: dict[str, Any]) -> str:
    """Write question, answer and numbered quotes; nearest passages when it abstained."""
    lines = [f"Q: {answer['question']}"]
    if answer["status"] == "abstained":
        return "\n".join(lines + _abstention(answer) + _notes(answer))
    if answer["status"] == "greeted":
        return "\n".join([*lines, *_filled(answer["text"].splitlines())])
    lines += _filled(_paragraphs(answer))
    for citation in _citations(answer):
        passage = _passage(answer, citation["passage"])
        lines += [
            "",
            _quote(f"[{citation['number']}]", citation["quote"], passage, citation["page"]),
        ]
    lines += _copies(answer) + _notes(answer)
    return "\n".join(lines)


def _copies(answer: dict[str, Any]) -> list[str]:
    """Say how many of the cited articles are no copies of one another, if some are."""
    cited = {_passage(answer, one["passage"])["article_id"] for one in _citations(answer)}
    independent = answer.get("independent_articles", 0)
    if not 0 < independent < len(cited):
        return []
    return [
        "",
        f"   From {len(cited)} articles, {independent} independent: the others are near copies.",
    ]


def _abstention(answer: dict[str, Any]) -> list[str]:
    searched = answer["articles_searched"]
    if not searched:
        return ["A: There are no articles to search. Add some with `citewell add`."]
    lines = [f"A: The articles don’t say. ({searched} article{'s' * (searched != 1)} searched)"]
    if answer["passages"]:
        lines += ["", "   The nearest passages, which do not answer it:"]
    said = {one["passage"]: f"\n    It {one['text']}." for one in answer["nearest"]}
    for passage in answer["passages"][:3]:
        lines += [
            "",
            _quote(
                "  ·",
                textwrap.shorten(passage["text"], 240, placeholder=" …"),
                passage,
                passage["page"],
            )
            + said.get(passage["number"], ""),
        ]
    return lines


def _notes(answer: dict[str, Any]) -> list[str]:
    """Write what to know about how it was written; a server of before has no notes."""
    return [line for note in answer.get("notes", ()) for line in ("", f"   Note: {note}.")]


def _filled(paragraphs: Sequence[str]) -> list[str]:
    """Wrap the paragraphs of an answer under one another, the first marked as its beginning."""
    return [
        textwrap.fill(text, WIDTH, initial_indent="   " if at else "A: ", subsequent_indent="   ")
        for at, text in enumerate(paragraphs)
    ]


def _paragraphs(answer: dict[str, Any]) -> list[str]:
    """Write the sentences; a lead, which a server of before does not give, begins a paragraph."""
    paragraphs: list[str] = []
    for sentence in answer["sentences"]:
        numbers = "".join(f" [{citation['number']}]" for citation in sentence["citations"])
        text = sentence["text"] + _mark(sentence) + numbers
        if lead := sentence.get("lead"):
            paragraphs.append(f"{lead}: {text}")
        elif paragraphs:
            paragraphs[-1] += f" {text}"
        else:
            paragraphs.append(text)
    return paragraphs


def _mark(sentence: dict[str, Any]) -> str:
    """Say that a sentence is not supported, and why; a server of before gives no reasons."""
    if sentence["support"] not in _MARKS:
        return ""
    why = "; ".join(sentence.get("issues", ()))
    return f" ({_MARKS[sentence['support']]}{f': {why}' if why else ''})"


def _citations(answer: dict[str, Any]) -> list[dict[str, Any]]:
    by_number = {c["number"]: c for s in answer["sentences"] for c in s["citations"]}
    return [by_number[number] for number in sorted(by_number)]


def _passage(answer: dict[str, Any], number: int) -> dict[str, Any]:
    return next(passage for passage in answer["passages"] if passage["number"] == number)


def _quote(label: str, quote: str, passage: dict[str, Any], page: int | None) -> str:
    indent = " " * (len(label) + 1)
    text = f"{label} “{' '.join(quote.split())}”"
    at_page = f"page {page}" if page else None
    facts = (passage["title"], passage["publisher"], passage["published_at"], at_page)
    source = indent + " · ".join(str(fact) for fact in facts if fact)
    return textwrap.fill(text, WIDTH, subsequent_indent=indent) + "\n" + source
