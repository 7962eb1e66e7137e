"""Public datasets → articles and questions with what is relevant to them, checked throughout.

Knows two forms: BEIR folders, and whole articles with answers' offsets. Knows no system.
"""

import dataclasses
import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import numpy as np

from index.errors import DatasetError
from index.readers.draft import clean
from index.schema import Article
from rag.dataset_files import HINT, Record, read_judgements, read_records
from rag.schema import Role, Turn

Form = Literal["beir", "offsets"]
Span = tuple[str, int, int]  # article id, and half-open offsets into the article's text

ROLES: dict[str, Role] = {"user": "user", "agent": "assistant", "assistant": "assistant"}
DEFAULT_SPLIT = "test"
LIMIT_SEED = 0
ID_CHARS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A judged question.

    Attributes:
        id: As the dataset names it.
        question: As asked.
        history: The conversation before it, oldest first.
        relevant: Grades above 0 of article ids; empty in the offsets form.
        answers: Spans that answer it; empty in the BEIR form.
    """

    id: str
    question: str
    history: tuple[Turn, ...] = ()
    relevant: Mapping[str, int] = field(default_factory=dict)
    answers: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A dataset as read.

    Attributes:
        name: The folder's name.
        form: `"beir"` or `"offsets"`.
        articles: The corpus; an article's `source` is its id in the dataset.
        queries: The questions that have a judgement.
        unjudged: How many questions have none, or no answer in the articles.
        fingerprint: SHA-256 over the files that were read.
        corpus_fingerprint: SHA-256 of the file the articles come from.
    """

    name: str
    form: Form
    articles: tuple[Article, ...]
    queries: tuple[Query, ...]
    unjudged: int
    fingerprint: str
    corpus_fingerprint: str

    def limited(self, limit: int) -> "Dataset":
        """Give the same with `limit` of its queries; a smaller limit gives some of a larger one's."""
        order = np.random.default_rng(LIMIT_SEED).permutation(len(self.queries))[:limit]
        return dataclasses.replace(self, queries=tuple(self.queries[at] for at in order))

    def without_history(self) -> "Dataset":
        """Give the same with each question asked alone, without the conversation before it."""
        alone = tuple(dataclasses.replace(query, history=()) for query in self.queries)
        return dataclasses.replace(self, name=f"{self.name}, last turn alone", queries=alone)


def load_dataset(folder: Path, *, split: str | None = None) -> Dataset:
    """Read and check a dataset folder.

    Args:
        folder: A BEIR folder (`corpus.jsonl`, `queries.jsonl`, `qrels.tsv` or `qrels/*.tsv`), or
            one with `articles.jsonl` and `questions.jsonl`.
        split: Which of several `qrels/*.tsv`; `test` if None.

    Raises:
        DatasetError: Something is missing or malformed, or no question is judged.
    """
    if (folder / "corpus.jsonl").is_file():
        dataset = _load_beir(folder, split=split)
    elif (folder / "articles.jsonl").is_file():
        if split is not None:
            raise DatasetError(
                f"{str(folder)!r} has no split {split!r}: only qrels/*.tsv are splits",
                hint="leave --split out",
            )
        dataset = _load_offsets(folder)
    else:
        raise DatasetError(
            f"{str(folder)!r} is not a dataset folder: expected corpus.jsonl, queries.jsonl and "
            "qrels, or articles.jsonl and questions.jsonl",
            hint=HINT,
        )
    if not dataset.queries:
        raise DatasetError(
            f"{str(folder)!r} has no judged question: expected at least one", hint=HINT
        )
    return dataset


def _load_beir(folder: Path, *, split: str | None) -> Dataset:
    corpus, asked = folder / "corpus.jsonl", folder / "queries.jsonl"
    qrels = _qrels_file(folder, split)
    articles = {
        corpus_id: _article(
            corpus_id,
            title=clean(record.optional_text("title")),
            text=unicodedata.normalize("NFC", record.text("text")).strip(),
        )
        for corpus_id, record in read_records(corpus, id_field="_id").items()
    }
    queries = {
        query_id: Query(id=query_id, question=record.text("text"), history=_history(record))
        for query_id, record in read_records(asked, id_field="_id").items()
    }
    relevant: dict[str, dict[str, int]] = defaultdict(dict)
    for judgement in read_judgements(qrels):
        if judgement.query_id not in queries:
            raise judgement.place.error(f"{judgement.query_id!r} is no '_id' of queries.jsonl")
        if judgement.corpus_id not in articles:
            raise judgement.place.error(f"{judgement.corpus_id!r} is no '_id' of corpus.jsonl")
        if judgement.grade > 0:
            relevant[judgement.query_id][articles[judgement.corpus_id].id] = judgement.grade
    judged = [
        dataclasses.replace(query, relevant=relevant.get(query_id, {}))
        for query_id, query in queries.items()
    ]
    return _dataset(folder, "beir", tuple(articles.values()), judged, (corpus, asked, qrels))


def _load_offsets(folder: Path) -> Dataset:
    corpus, asked = folder / "articles.jsonl", folder / "questions.jsonl"
    articles = {
        article_id: _article(
            article_id, title=record.optional_text("title"), text=record.text("text")
        )
        for article_id, record in read_records(corpus, id_field="id").items()
    }
    queries = [
        Query(
            id=query_id,
            question=record.text("question"),
            history=_history(record),
            answers=_answers(record, articles),
        )
        for query_id, record in read_records(asked, id_field="id").items()
    ]
    return _dataset(folder, "offsets", tuple(articles.values()), queries, (corpus, asked))


def _dataset(
    folder: Path,
    form: Form,
    articles: tuple[Article, ...],
    queries: Sequence[Query],
    files: Sequence[Path],
) -> Dataset:
    judged = tuple(query for query in queries if query.relevant or query.answers)
    digests = [_sha256(path) for path in files]
    return Dataset(
        name=folder.resolve().name,
        form=form,
        articles=articles,
        queries=judged,
        unjudged=len(queries) - len(judged),
        fingerprint=hashlib.sha256("\n".join(digests).encode()).hexdigest(),
        corpus_fingerprint=digests[0],
    )


def _qrels_file(folder: Path, split: str | None) -> Path:
    single = folder / "qrels.tsv"
    if split is None and single.is_file():
        return single
    splits = {path.stem: path for path in sorted((folder / "qrels").glob("*.tsv"))}
    wanted = split or (next(iter(splits)) if len(splits) == 1 else DEFAULT_SPLIT)
    if wanted not in splits:
        raise DatasetError(
            f"{str(folder)!r} has no judgements {wanted!r}: expected qrels.tsv, or qrels/*.tsv "
            f"(there are: {', '.join(splits) or 'none'})",
            hint="choose one with --split" if splits else HINT,
        )
    return splits[wanted]


def _article(corpus_id: str, *, title: str, text: str) -> Article:
    return Article(
        id=hashlib.sha256(corpus_id.encode()).hexdigest()[:ID_CHARS],
        title=title,
        text=text,
        source=corpus_id,
        content_type="text/plain",
        added_at=datetime.now(UTC),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _history(record: Record) -> tuple[Turn, ...]:
    turns = []
    for turn in record.records("history"):
        speaker = turn.text("speaker")
        if speaker not in ROLES:
            raise turn.place.error(
                f"the speaker is {speaker!r}, expected one of {', '.join(ROLES)}"
            )
        turns.append(Turn(role=ROLES[speaker], text=turn.optional_text("text")))
    return tuple(turns)


def _answers(record: Record, articles: Mapping[str, Article]) -> tuple[Span, ...]:
    article = articles.get(record.text("article_id"))
    if article is None:
        raise record.place.error(f"{record.text('article_id')!r} is no 'id' of articles.jsonl")
    if "paragraph_start" in record.values:
        _offsets(record, article, prefix="paragraph_")
    answers = record.records("answers")
    if "answerable" in record.values and not record.flag("answerable"):
        return ()
    if not answers:
        raise record.place.error("'answers' is empty, expected one or \"answerable\": false")
    spans = []
    for answer in answers:
        start, end = _offsets(answer, article)
        found, expected = article.text[start:end], answer.text("text")
        if found != expected:
            raise answer.place.error(
                f"the article has {found!r} at {start}-{end}, expected the answer's {expected!r}"
            )
        spans.append((article.id, start, end))
    return tuple(spans)


def _offsets(record: Record, article: Article, *, prefix: str = "") -> tuple[int, int]:
    start, end = record.integer(f"{prefix}start"), record.integer(f"{prefix}end")
    if not 0 <= start < end <= len(article.text):
        raise record.place.error(
            f"{prefix}start {start} and {prefix}end {end} are no span of the article's text, "
            f"expected offsets up to {len(article.text)}"
        )
    return start, end


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
