"""Articles → the paragraphs that plain systems index."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.schema import Article
from rag.datasets import Span

_BLANK_LINES = re.compile(r"\n\s*\n")
SPANS_NAME = "spans.json"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What is indexed, and where it stands in its article."""

    text: str
    span: Span


def split_paragraphs(articles: Sequence[Article]) -> list[Paragraph]:
    """Split articles on blank lines; an article's title stands before its first paragraph."""
    paragraphs = []
    for article in articles:
        start, title = 0, article.title
        for end in (*(gap.start() for gap in _BLANK_LINES.finditer(article.text)), None):
            text = article.text[start:end]
            if text.strip():
                span = (article.id, start, start + len(text))
                paragraphs.append(Paragraph(f"{title}\n{text}".strip(), span))
                title = ""
            start += len(text)
    return paragraphs


def save_spans(folder: Path, paragraphs: Sequence[Paragraph]) -> None:
    """Keep where the paragraphs stand, in order."""
    spans = [paragraph.span for paragraph in paragraphs]
    (folder / SPANS_NAME).write_text(json.dumps(spans), encoding="utf-8")


def load_spans(folder: Path) -> list[Span]:
    """Give what `save_spans` kept."""
    found = json.loads((folder / SPANS_NAME).read_text(encoding="utf-8"))
    return [(article_id, start, end) for article_id, start, end in found]
