"""Answers → documents to keep: Markdown with footnotes, a web page that stands alone, JSON.

Every citation keeps its quote, source and date. Offsets and the library's fingerprint, which mean
nothing to a reader, are in the JSON and beside the text. Text of articles and models is inert in each.
Knows no store and no server.
"""

import html
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import PurePath
from typing import Literal

from rag.schema import Answer, Citation, Sentence
from rag.wording import inert

ExportFormat = Literal["md", "html", "json"]
MEDIA_TYPES: dict[ExportFormat, str] = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
MAX_NAME_CHARS = 60
_VERDICTS = {"partly": "partly supported", "unsupported": "not supported", "uncited": "no source"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Some answers and what they were made from.

    Attributes:
        title: Title of the document.
        answers: In order.
        articles: How many articles the library holds.
        fingerprint: Digest of the library's content, see `Library.fingerprint`.
        exported_at: When, with its zone.
    """

    title: str
    answers: Sequence[Answer]
    articles: int
    fingerprint: str
    exported_at: datetime

    def write(self, form: ExportFormat) -> str:
        """Write the document in a form."""
        match form:
            case "md":
                return self.to_markdown()
            case "html":
                return self.to_html()
            case "json":
                return self.to_json()

    @property
    def name(self) -> str:
        """Name a file after the title, without its ending: `citewell-when-was-it-lit`."""
        plain = unicodedata.normalize("NFKD", self.title).encode("ascii", "ignore").decode()
        words = re.findall(r"[a-z0-9]+", plain.replace("'", "").lower())
        name = "-".join(["citewell", *words])
        return name if len(name) <= MAX_NAME_CHARS else name[:MAX_NAME_CHARS].rpartition("-")[0]

    def to_markdown(self) -> str:
        """Write Markdown, each citation a footnote, numbered through."""
        lines = [f"# {inert(self.title)}"]
        first = 1
        for answer in self.answers:
            if self._has_heading(answer):
                lines += ["", f"## {inert(answer.question)}"]
            lines += ["", _markdown(answer, first)]
            lines += [x for note in _remarks(answer) for x in ("", f"*{inert(note)}*")]
            for citation in answer.citations:
                number = first + citation.number - 1
                quote, source = inert(citation.quote), inert(_source(citation))
                lines += ["", f"[^{number}]: “{quote}” — {source}"]
            first += max((citation.number for citation in answer.citations), default=0)
        kept = f"[library]: # ({self.fingerprint})"  # a link nobody makes: it is not shown
        return "\n".join([*lines, "", "---", "", inert(self._origin()), "", kept, ""])

    def to_html(self) -> str:
        """Write a web page that needs nothing else: no script, nothing from outside."""
        style = resources.files("rag").joinpath("export.css").read_text(encoding="utf-8")
        body = "\n".join(
            _html(answer, number, has_heading=self._has_heading(answer))
            for number, answer in enumerate(self.answers, start=1)
        )
        title = html.escape(self.title)
        return (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta name="citewell-library" content="{html.escape(self.fingerprint)}">\n'
            f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
            f"<h1>{title}</h1>\n{body}\n<footer>{html.escape(self._origin())}</footer>\n"
            "</main>\n</body>\n</html>\n"
        )

    def to_json(self) -> str:
        """Write JSON: the answers as `Answer.to_dict` gives them, and the library they are from."""
        document = {
            "title": self.title,
            "exported_at": self.exported_at.isoformat(timespec="seconds"),
            "library": {"articles": self.articles, "fingerprint": self.fingerprint},
            "answers": [answer.to_dict() for answer in self.answers],
        }
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    def _has_heading(self, answer: Answer) -> bool:
        """Say whether an answer's question is not the title already."""
        return len(self.answers) > 1 or answer.question != self.title

    def _origin(self) -> str:
        day = f"{self.exported_at:%d %B %Y, %H:%M %Z}".lstrip("0")
        count = f"{self.articles:,} article{'' if self.articles == 1 else 's'}"
        return f"Written by Citewell, {day}, from a library of {count}."


def _markdown(answer: Answer, first: int) -> str:
    if not answer.sentences:
        return "\n\n".join(map(inert, answer.text.splitlines()))
    return "\n\n".join(
        (f"**{inert(group[0].lead)}**\n\n" if group[0].lead else "")
        + " ".join(
            inert(sentence.text)
            + "".join(f"[^{first + c.number - 1}]" for c in sentence.citations)
            + (f" *({inert(_verdict(sentence))})*" if _verdict(sentence) else "")
            for sentence in group
        )
        for group in _groups(answer.sentences)
    )


def _groups(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """Put sentences with the lead that they stand under."""
    groups: list[list[Sentence]] = []
    for sentence in sentences:
        if sentence.lead or not groups:
            groups.append([])
        groups[-1].append(sentence)
    return groups


def _html(answer: Answer, number: int, *, has_heading: bool) -> str:
    """Write one answer, its citations as links to notes and back."""
    paragraphs = [
        (f'<strong class="lead">{html.escape(group[0].lead)}</strong><br>' if group[0].lead else "")
        + " ".join(_html_sentence(sentence, number) for sentence in group)
        for group in _groups(answer.sentences)
    ] or [html.escape(line) for line in answer.text.splitlines()]
    parts = [
        "<section>",
        *([f"<h2>{html.escape(answer.question)}</h2>"] if has_heading else ()),
        *(f"<p>{paragraph}</p>" for paragraph in paragraphs),
        *(f'<p class="note">{html.escape(note)}</p>' for note in _remarks(answer)),
    ]
    if answer.citations:
        notes = "\n".join(
            f'<li id="n{number}-{c.number}" value="{c.number}" '
            f'title="Characters {c.start:,}–{c.end:,} of the article"><q>{html.escape(_flat(c.quote))}</q>'
            f' <span class="source">{html.escape(_source(c))}</span>'
            f' <a href="#r{number}-{c.number}" aria-label="Back to the sentence">↩</a></li>'
            for c in answer.citations
        )
        parts.append(f"<ol>\n{notes}\n</ol>")
    return "\n".join([*parts, "</section>"])


def _html_sentence(sentence: Sentence, number: int) -> str:
    marks = "".join(
        f'<sup><a href="#n{number}-{c.number}" id="r{number}-{c.number}">{c.number}</a></sup>'
        for c in sentence.citations
    )
    verdict = _verdict(sentence)
    said = f' <em class="verdict">({html.escape(verdict)})</em>' if verdict else ""
    return f"{html.escape(sentence.text)}{marks}{said}"


def _verdict(sentence: Sentence) -> str:
    verdict = _VERDICTS.get(sentence.support, "")
    return ": ".join(part for part in (verdict, "; ".join(sentence.issues)) if part)


def _remarks(answer: Answer) -> Iterator[str]:
    """Give what stands below an answer: notes, or what near passages lack."""
    yield from (f"Note: {note}." for note in answer.notes)
    yield from (f"“{one.title}” {one.text}." for one in answer.nearest)
    if answer.model != "extractive" and answer.sentences:
        yield f"Written by {answer.model}, checked against the passages cited."


def _source(citation: Citation) -> str:
    passage = citation.passage
    page = f"p. {citation.page}" if citation.page else None
    source = passage.source
    if "://" not in source:  # folders are nobody else's business
        source = PurePath(source.replace("\\", "/")).name
    facts = (passage.title, passage.publisher, passage.published_at, page, source)
    return ", ".join(dict.fromkeys(fact for fact in facts if fact))


def _flat(text: str) -> str:
    return " ".join(text.split())
