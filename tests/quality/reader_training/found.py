"""Examples as the reader meets them: questions with what a search finds, right or not.

`python -m tests.quality.reader_training.found SHIFTS LIBRARY OUT.json.gz` asks the questions of
`examples.py` of two libraries: of the SQuAD articles that nothing is measured or fitted on, once with
and once without the article that is asked about, and of the texts of SQuADShifts, which it makes in the
folder LIBRARY. A text that says the answer's words elsewhere is neither right nor wrong, and left out.
"""

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.progress import track

from index.viewer import WHOLE
from rag import Assistant
from rag.answer_reading import choose_stretches
from rag.datasets import load_dataset
from rag.reading import Reader
from tests.quality.reader_training.examples import (
    SQUAD,
    Example,
    read_shifts,
    read_squad,
    write_examples,
)
from tests.quality.squad import UNTRAINED_ARTICLES, open_library, split_articles

ABROAD = {"new_wiki": 2_500, "reddit": 1_000, "amazon_reviews": 1_000}  # asked of SQuAD's articles
AT_HOME = {"new_wiki": 3_500, "reddit": 1_300, "amazon_reviews": 1_300}
PARAGRAPHS = 800  # of reddit and amazon_reviews, each an article without a title
AROUND = 25  # characters that must be the same beside an answer
TOP_K = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, the texts that answer it, and where they stand; none if nothing answers it."""

    question: str
    answers: tuple[str, ...]
    context: str


class Finder:
    """Asks a library, as answering does before anything is read."""

    def __init__(self, assistant: Assistant, rng: random.Random) -> None:
        self._reader = Reader(assistant.index.seen_by(WHOLE), reranker=None, answers=None)
        self._rng = rng

    def find(
        self, asked: Asked, *, negatives: int, scope: frozenset[str] | None = None
    ) -> Iterator[Example]:
        """Give the first text found that answers a question, and some that do not."""
        question = " ".join(asked.question.split())
        found = self._reader.read(question, question, top_k=TOP_K, scope=scope)
        wrong, has_right = [], False
        for first, start, end in choose_stretches(found.evidence):
            example = Example(
                question=question,
                title=first.passage.title,
                text=first.passage.chunk.text[start:end],
            )
            span = _find_answer(example.text, asked)
            if span and not has_right:
                has_right = True
                yield replace(example, start=span[0], end=span[1])
            elif not any(one.casefold() in example.text.casefold() for one in asked.answers):
                wrong.append(example)
        yield from wrong[:1]
        yield from self._rng.sample(wrong[1:], min(negatives - 1, max(len(wrong) - 1, 0)))


def _find_answer(text: str, asked: Asked) -> tuple[int, int] | None:
    """Give where a text says a short answer as the context does."""
    context = " ".join(asked.context.split()).casefold()
    for answer in sorted(asked.answers, key=len):
        for found in re.finditer(rf"(?<!\w){re.escape(answer)}(?!\w)", text, re.IGNORECASE):
            around = text[max(0, found.start() - AROUND) : found.end() + AROUND]
            if " ".join(around.split()).casefold() in context:
                return found.span()
    return None


def ask_squad(shifts: Path, rng: random.Random) -> Iterator[Example]:
    """Ask SQuAD's questions, those of the other texts, and SQuAD's again without their article."""
    dataset = load_dataset(SQUAD)
    measured, fitted = split_articles(SQUAD)
    ids = {article.source: article.id for article in dataset.articles}
    scope = frozenset(ids.values()) - {
        ids[one] for one in (*measured, *fitted[:UNTRAINED_ARTICLES])
    }
    with open_library(dataset, None) as assistant:
        finder = Finder(assistant, rng)
        sources = fitted[UNTRAINED_ARTICLES:]
        for source, (_, paragraphs) in zip(track(sources), read_squad(), strict=True):
            for paragraph in paragraphs:
                for question, spans in paragraph.questions:
                    texts = tuple(paragraph.text[start:end] for start, end in spans)
                    asked = Asked(question=question, answers=texts, context=paragraph.text)
                    yield from finder.find(asked, negatives=2, scope=scope)
                    if spans:
                        without = scope - {ids[source]}
                        yield from finder.find(asked, negatives=2, scope=without)
        for name, count in ABROAD.items():
            for asked in rng.sample(list(_shifted(shifts, name)), count):
                yield from finder.find(asked, negatives=1, scope=scope)


def ask_shifts(shifts: Path, library: Path, rng: random.Random) -> Iterator[Example]:
    """Ask the questions of SQuADShifts of its own texts."""
    texts = library / "texts"
    texts.mkdir(parents=True, exist_ok=True)
    kept: set[str] = set()
    for name in AT_HOME:
        articles = [
            (title, [one.text for one in some]) for title, some in read_shifts(shifts, name)
        ]
        if name != "new_wiki":
            single = [("", [text]) for _, some in articles for text in some]
            articles = rng.sample(single, PARAGRAPHS)
        for at, (title, paragraphs) in enumerate(articles):
            kept.update(paragraphs)
            head = f"# {title}\n\n" if title else ""
            body = "\n\n".join(" ".join(one.split()) for one in paragraphs)
            (texts / f"{name}{at}.md").write_text(head + body, encoding="utf-8")
    with Assistant.open(library / "library") as assistant:
        assistant.add(texts)
        finder = Finder(assistant, rng)
        for name, count in AT_HOME.items():
            asked = [one for one in _shifted(shifts, name) if one.context in kept]
            for one in track(rng.sample(asked, count), name):
                yield from finder.find(one, negatives=2)


def _shifted(shifts: Path, name: str) -> Iterator[Asked]:
    for _, paragraphs in read_shifts(shifts, name):
        for one in paragraphs:
            for question, spans in one.questions:
                if spans:
                    texts: Sequence[str] = [one.text[start:end] for start, end in spans]
                    yield Asked(question=question, answers=tuple(texts), context=one.text)


def main() -> None:
    """Write the examples, in an order drawn once."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("shifts", "library", "out"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    rng = random.Random(9)
    examples = [*ask_squad(given.shifts, rng), *ask_shifts(given.shifts, given.library, rng)]
    rng.shuffle(examples)
    write_examples(given.out, examples)


if __name__ == "__main__":
    main()
