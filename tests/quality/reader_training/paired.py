"""Answerable questions to a SQuAD paragraph, each with one like it that the paragraph does not answer.

`python -m tests.quality.reader_training.paired UNANSQ OUT.json.gz` reads the folder `QG` of UnAnsQ, which
is fetched by hand: pairs of SQuAD 2.0's training half (CC BY-SA 4.0), to other articles than those that
are measured or fitted on (Zhu et al. 2019, Learning to Ask Unanswerable Questions). It gives questions in
tokens and lower case, and which tokens of the paragraph answer; the paragraph itself is found among the
articles by the words of all its questions and by the article of its neighbours. Nothing of it is part of
this project.
"""

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from index.embedding import FloatArray
from index.sentences import sentence_spans
from index.stretches import Span
from tests.quality.reader_training.examples import SQUAD, Example, write_examples

HALVES = ("train", "dev")  # `test` is of articles that are measured on
PARAGRAPH_DIGITS = 20  # of a question's id are the same for all of its paragraph
NEIGHBOURS, FADE = 5, 0.9
LEAST_MARGIN = 6.0  # of the score of a paragraph over the next of its article
WINDOWS = (300, 500, 500, 500, 700)  # characters around the answer that are read
SATURATION, LENGTH_SHARE = 1.2, 0.75  # of BM25, as usual
_SUFFIX = r"'(?:s|re|ve|ll|d|m)\b"
_TOKEN = re.compile(
    rf"[^\W_]+?(?=n't\b)|n't\b|{_SUFFIX}|can(?=not\b)|[^\W_]+(?:(?!{_SUFFIX})'[^\W_]+)*|[^\w\s]|_",
    re.IGNORECASE,
)
_JOINED = (
    (re.compile(r"(?<=\d) ([,.:]) (?=\d)"), r"\1"),
    (re.compile(r" (n't|'(?:s|re|ve|ll|d|m))\b"), r"\1"),
    (re.compile(r"\bcan not\b"), "cannot"),
    (re.compile(r" ([,.?!;:%)\]])"), r"\1"),
    (re.compile(r"([(\[$£€]) "), r"\1"),
    (re.compile(r"(?<=\w) ([-/]) (?=\w)"), r"\1"),
    (re.compile(r'" ([^"]*) "'), r'"\1"'),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two questions to a paragraph, and the tokens, first to last, of the answer to the first."""

    paragraph: str
    answerable: str
    unanswerable: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleParagraph:
    """A paragraph, its article's title, and which article of all it is."""

    article: int
    title: str
    text: str


def read_pairs(folder: Path) -> Iterator[Pair]:
    """Read the pairs; those to an article stand together."""
    for half in HALVES:
        answerable, unanswerable = (
            [
                line.split("\t")
                for line in (folder / f"{half}-{kind}-questions.txt")
                .read_text(encoding="utf-8")
                .strip("\n")
                .split("\n")
            ]
            for kind in ("answerable", "unanswerable")
        )
        for (key, asked, first, last), (_, other, *_) in zip(answerable, unanswerable, strict=True):
            yield Pair(
                paragraph=key[:PARAGRAPH_DIGITS],
                answerable=asked,
                unanswerable=other,
                first=int(first),
                last=int(last),
            )


def read_paragraphs() -> list[ArticleParagraph]:
    """Read the paragraphs of all articles, in their order."""
    lines = (SQUAD / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        ArticleParagraph(article=number, title=article["title"].replace("_", " "), text=text)
        for number, article in enumerate(map(json.loads, lines))
        for text in article["text"].split("\n\n")
    ]


def find_paragraphs(
    groups: Sequence[Sequence[Pair]], paragraphs: Sequence[ArticleParagraph]
) -> Iterator[ArticleParagraph | None]:
    """Give for the pairs of each group the paragraph they are about; None where it is not clear."""
    articles = np.array([one.article for one in paragraphs])
    scores = _score(groups, paragraphs)
    by_article = np.zeros((len(groups), articles.max() + 1), dtype=np.float32)
    for at, row in enumerate(scores):
        np.maximum.at(by_article[at], articles, row)
    near = by_article.copy()
    for distance in range(1, NEIGHBOURS + 1):
        near[distance:] += by_article[:-distance] * FADE**distance
        near[:-distance] += by_article[distance:] * FADE**distance
    for row, article in zip(scores, near.argmax(axis=1), strict=True):
        own = np.flatnonzero(articles == article)
        best, *others = own[np.argsort(-row[own])]
        is_clear = not others or row[best] - row[others[0]] >= LEAST_MARGIN
        yield paragraphs[best] if is_clear else None


def _score(groups: Sequence[Sequence[Pair]], paragraphs: Sequence[ArticleParagraph]) -> FloatArray:
    """Give BM25 of each group's questions, their mean, in each paragraph with its title."""
    counter = CountVectorizer()
    counts = counter.fit_transform(f"{one.title} {one.text}" for one in paragraphs).tocsr()
    counts = counts.astype(np.float64)
    frequency = counts.getnnz(axis=0)
    rarity = np.log1p((len(paragraphs) - frequency + 0.5) / (frequency + 0.5))
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    lengths = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths / lengths.mean())
    rows, columns = counts.nonzero()
    counts.data *= rarity[columns] * (SATURATION + 1) / (counts.data + lengths[rows])
    indexed = counts.T.tocsr()
    asked = [
        counter.transform(f"{one.answerable} {one.unanswerable}" for one in group).minimum(2).sqrt()
        for group in groups
    ]
    means = [np.asarray((one @ indexed).mean(axis=0)).ravel() for one in asked]
    return np.array(means, dtype=np.float32)


def make_examples(pair: Pair, paragraph: ArticleParagraph, rng: random.Random) -> Iterator[Example]:
    """Give both questions with the same sentences around the answer to the first."""
    tokens = [(found.start(), found.end()) for found in _TOKEN.finditer(paragraph.text)]
    if not pair.first <= pair.last < len(tokens):
        return
    answer = tokens[pair.first][0], tokens[pair.last][1]
    start, end = _window(paragraph.text, answer, rng)
    text = paragraph.text[start:end]
    yield Example(
        question=_join(pair.answerable),
        title=paragraph.title,
        text=text,
        start=answer[0] - start,
        end=answer[1] - start,
    )
    yield Example(question=_join(pair.unanswerable), title=paragraph.title, text=text)


def _window(text: str, answer: Span, rng: random.Random) -> Span:
    """Give the sentences of an answer with as many around them as are read."""
    spans = list(sentence_spans(text))
    first = next(at for at, (start, end) in enumerate(spans) if start <= answer[0] < end)
    last = next(at for at, (_, end) in enumerate(spans) if end >= answer[1] or end == spans[-1][1])
    limit = rng.choice(WINDOWS)
    while True:
        wider = [(first - 1, last)] if first else []
        wider += [(first, last + 1)] if last + 1 < len(spans) else []
        wider = [(low, high) for low, high in wider if spans[high][1] - spans[low][0] <= limit]
        if not wider:
            return spans[first][0], spans[last][1]
        first, last = rng.choice(wider)


def _join(question: str) -> str:
    for apart, joined in _JOINED:
        question = apart.sub(joined, question)
    return question


def main() -> None:
    """Write the examples, two after each other for a pair."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("unansq", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    rng = random.Random(5)
    groups: dict[str, list[Pair]] = {}
    for pair in read_pairs(given.unansq):
        groups.setdefault(pair.paragraph, []).append(pair)
    found = find_paragraphs(list(groups.values()), read_paragraphs())
    examples = [
        example
        for group, paragraph in zip(groups.values(), found, strict=True)
        if paragraph
        for pair in group
        for example in make_examples(pair, paragraph, rng)
    ]
    write_examples(given.out, examples)


if __name__ == "__main__":
    main()
