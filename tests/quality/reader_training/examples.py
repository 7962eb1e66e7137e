"""Examples that the answer reader is trained on, written to a file for the machine that trains.

`python -m tests.quality.reader_training.examples SHIFTS OUT.json.gz` reads the SQuAD questions of the
articles that nothing is measured or fitted on (`../shared/data/squad`, CC BY-SA 4.0), and from the
folder SHIFTS `new_wiki.json`, `reddit.json` and `amazon_reviews.json` of SQuADShifts (Miller et al.
2020, CC BY 4.0), which are fetched by hand. Nothing of them is part of this project.

The examples that the adapter in `rag/weights` was trained on first also took texts of the other articles
as some that do not answer a question about something else (214 of 5,000): see `train.py`.
"""

import argparse
import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from rag.datasets import load_dataset
from tests.quality.squad import UNTRAINED_ARTICLES, open_library, split_articles

SQUAD = Path("../shared/data/squad")
SHIFTS = {"new_wiki": 2_500, "reddit": 700, "amazon_reviews": 500}  # how many are asked of SQuAD
LIBRARY_NEGATIVES = 5_000
OTHER_PARAGRAPH, ALTERED = 0.45, 0.7  # up to these shares of questions get such a negative
_NAME = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)*\b|\b\d[\d,.]*\b")
_NAME_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*\b")
_WORD = re.compile(r"[a-z0-9]+")
_STOP = frozenset(
    "the a an of in on at to for and or is are was were be been do what which who whom when where why "
    "how did does by with from as that this it its their his her many much".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question, a text, and the half-open characters of the answer in it; -1 without one."""

    question: str
    title: str
    text: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text of an article with its questions and their answers' spans, none if unanswerable."""

    text: str
    questions: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]


def make_examples(
    title: str, paragraphs: Sequence[Paragraph], rng: random.Random
) -> Iterator[Example]:
    """Give each question with its own text, and many with one that does not answer."""
    for paragraph in paragraphs:
        for question, spans in paragraph.questions:
            example = Example(question=" ".join(question.split()), title=title, text=paragraph.text)
            if not spans:
                yield example
                continue
            start, end = min(spans, key=lambda span: span[1] - span[0])
            yield Example(**{**asdict(example), "start": start, "end": end})
            chance = rng.random()
            if chance < OTHER_PARAGRAPH and len(paragraphs) > 3:
                yield from _elsewhere(example, spans, paragraphs, rng)
            elif OTHER_PARAGRAPH <= chance < ALTERED:
                yield from _altered(example, paragraphs, rng)


def _elsewhere(
    example: Example,
    spans: Sequence[tuple[int, int]],
    paragraphs: Sequence[Paragraph],
    rng: random.Random,
) -> Iterator[Example]:
    """Give the question with the likest paragraph of the article that does not hold the answer."""
    answers = {example.text[start:end].lower() for start, end in spans}
    words = set(_WORD.findall(example.question.lower())) - _STOP
    others = [
        other.text
        for other in paragraphs
        if other.text != example.text and not any(one in other.text.lower() for one in answers)
    ]
    others.sort(key=lambda text: rng.random() / 2 - len(words & set(_WORD.findall(text.lower()))))
    if others:
        text = others[0] if rng.random() < 0.7 else rng.choice(others[:8])
        yield Example(question=example.question, title=example.title, text=text)


def _altered(
    example: Example, paragraphs: Sequence[Paragraph], rng: random.Random
) -> Iterator[Example]:
    """Give the question with another name or number in it, of which the text says nothing."""
    names = [
        found
        for found in _NAME.finditer(example.question)
        if found.start() and found.group() in example.text
    ]
    if not names:
        return
    chosen = rng.choice(names)
    name = chosen.group()
    if name[0].isdigit():
        digits = re.sub(r"\D", "", name)
        pool = [str(int(digits) + rng.choice([-11, -3, -2, -1, 1, 2, 4, 10, 17]))]
    else:
        inside = {one for other in paragraphs for one in _NAME_INSIDE.findall(other.text)}
        pool = sorted(one for one in inside if len(one.split()) == len(name.split()))
    pool = [one for one in pool if one not in example.text]
    if pool:
        question = example.question
        question = question[: chosen.start()] + rng.choice(pool) + question[chosen.end() :]
        yield Example(question=question, title=example.title, text=example.text)


def read_squad() -> Iterator[tuple[str, list[Paragraph]]]:
    """Give the articles for training: title and paragraphs."""
    _, fitted = split_articles(SQUAD)
    titles, texts = {}, {}
    for line in (SQUAD / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        titles[article["id"]], texts[article["id"]] = article["title"], article["text"]
    places: dict[str, dict[tuple[int, int], list[Any]]] = {}
    for line in (SQUAD / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        place = record["paragraph_start"], record["paragraph_end"]
        places.setdefault(record["article_id"], {}).setdefault(place, []).append(record)
    for key in fitted[UNTRAINED_ARTICLES:]:
        yield (
            titles[key],
            [
                Paragraph(texts[key][start:end], tuple(_question(one, start) for one in records))
                for (start, end), records in sorted(places[key].items())
            ],
        )


def _question(record: Any, start: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    answers = record["answers"] if record["answerable"] else ()
    return record["question"], tuple((one["start"] - start, one["end"] - start) for one in answers)


def read_shifts(folder: Path, name: str) -> Iterator[tuple[str, list[Paragraph]]]:
    """Give the articles of one of the SQuADShifts sets, in SQuAD's own form."""
    for article in json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["data"]:
        title = article["title"].replace("_", " ") if name == "new_wiki" else ""
        yield (
            title,
            [
                Paragraph(
                    one["context"],
                    tuple(
                        (
                            asked["question"],
                            tuple(
                                (a["answer_start"], a["answer_start"] + len(a["text"]))
                                for a in asked["answers"]
                            ),
                        )
                        for asked in one["qas"]
                    ),
                )
                for one in article["paragraphs"]
            ],
        )


def find_library_negatives(folder: Path, rng: random.Random) -> Iterator[Example]:
    """Give questions to other texts with what a search among the SQuAD articles finds for them."""
    asked = []
    for name, count in SHIFTS.items():
        questions = [
            (" ".join(question.split()), [one.text[a:b].lower() for a, b in spans])
            for _, paragraphs in read_shifts(folder, name)
            for one in paragraphs
            for question, spans in one.questions
        ]
        asked += rng.sample(questions, count)
    dataset = load_dataset(SQUAD)
    with open_library(dataset, None) as assistant:
        measured, fitted = split_articles(SQUAD)
        kept = {*measured, *fitted[:UNTRAINED_ARTICLES]}
        scope = [article.id for article in dataset.articles if article.source not in kept]
        for question, answers in asked:
            passages = assistant.retrieve(question, article_ids=scope)[:4]
            for passage in rng.sample(passages, min(2, len(passages))):
                text = passage.chunk.text
                if not any(answer in text.lower() for answer in answers):
                    yield Example(question=question, title=passage.title, text=text)


def write_examples(path: Path, examples: Sequence[Example]) -> None:
    """Write examples, one a line, and say how many they are."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(example)) + "\n" for example in examples)
    answered = sum(one.start >= 0 for one in examples)
    Console().print(f"{len(examples)} examples, {answered} with an answer")


def main() -> None:
    """Write the examples, in an order drawn once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shifts", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    rng = random.Random(3)
    negatives = list(find_library_negatives(given.shifts, rng))
    examples = rng.sample(negatives, LIBRARY_NEGATIVES)
    for title, paragraphs in read_squad():
        examples += make_examples(title, paragraphs, rng)
    for name in SHIFTS:
        for title, paragraphs in read_shifts(given.shifts, name):
            examples += make_examples(title, paragraphs, rng)
    rng.shuffle(examples)
    write_examples(given.out, examples)


if __name__ == "__main__":
    main()
