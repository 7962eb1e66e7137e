"""Questions and library for the measurements on SQuAD articles. Measures nothing.

The dataset is a folder with `articles.jsonl` and `questions.jsonl` as `citewell evaluate` reads
them; nothing of it is part of this project. Weights were fitted on questions to one half of the
articles, drawn by a fixed seed; questions to the other half are for measuring.
"""

import argparse
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import DatasetError
from index.viewer import WHOLE
from rag import Assistant, Settings
from rag.answer_spans import load_answer_reader
from rag.circumstances import describe_commit, describe_machine
from rag.datasets import Dataset, load_dataset
from rag.evaluation_cache import KEY_CHARS, build_once, cache_folder
from rag.misspelt import understand
from rag.reading import Reader, Reading

RESULTS = Path(__file__).parent / "results"
SPLIT_SEED, FITTED_ARTICLES = 7, 18
# Of these, what weighs the answer reader is fitted on the first; it was trained on the others.
UNTRAINED_ARTICLES = 6
QUESTION_SEED = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question to one article.

    Attributes:
        text: As asked.
        article_id: The id in the library of the article it was written for.
        answers: Texts that answer it; empty if its article does not.
    """

    text: str
    article_id: str
    answers: tuple[str, ...]


def load_questions(
    dataset: Dataset, folder: Path, *, for_fitting: bool = False
) -> tuple[Question, ...]:
    """Read the questions for measuring, or those for fitting, in an order drawn once."""
    measured, fitted = split_articles(folder)
    wanted = fitted[:UNTRAINED_ARTICLES] if for_fitting else measured
    ids = {article.source: article.id for article in dataset.articles}
    questions = [_question(one, ids) for one in _records(folder) if one["article_id"] in wanted]
    random.Random(QUESTION_SEED).shuffle(questions)
    return tuple(questions)


def split_articles(folder: Path) -> tuple[list[str], list[str]]:
    """Give the articles that are measured on and those that are fitted on."""
    asked_of = sorted({record["article_id"] for record in _records(folder)})
    random.Random(SPLIT_SEED).shuffle(asked_of)
    return asked_of[FITTED_ARTICLES:], asked_of[:FITTED_ARTICLES]


def _records(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def open_library(
    dataset: Dataset, folder: Path | None, *, generator: str = "extractive"
) -> Assistant:
    """Open a library of the dataset's articles, building it where it is not there."""
    library = folder or cache_folder() / f"answers-{dataset.corpus_fingerprint[:KEY_CHARS]}"

    def build(new: Path) -> None:
        with Assistant.open(new) as assistant:
            assistant.index.add_articles(dataset.articles)

    build_once(library, build)
    return Assistant.open(library, settings=Settings(generator=generator))


class QuestionReader:
    """Finds and reads for questions as an assistant does, and writes nothing."""

    def __init__(self, assistant: Assistant) -> None:
        settings = assistant.settings
        answers = load_answer_reader(settings.answer_reader, cache=settings.cache)
        self._view = assistant.index.seen_by(WHOLE)
        self._reader = Reader(self._view, reranker=None, answers=answers)
        self._top_k = settings.top_k
        self._articles = frozenset(assistant.index.library.article_ids())

    def read(self, question: str, *, without: str | None = None) -> Reading:
        """Find and read, in all articles or in all but one."""
        scope = self._articles - {without} if without else None
        question = understand(question, (), self._view).question
        return self._reader.read(question, question, top_k=self._top_k, scope=scope)


def read_arguments(name: str, description: str) -> tuple[argparse.Namespace, Dataset]:
    """Read the command line of a measurement, and its dataset.

    Without the dataset there is nothing to measure: the process says so and ends.
    """
    parser = argparse.ArgumentParser(
        prog=f"python -m tests.quality.{name}", description=description
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data/squad"))
    parser.add_argument("--library", type=Path, help="a library of its articles, built if missing")
    parser.add_argument("--questions", type=int, help="of each kind")
    parser.add_argument("--generator", default="extractive", help="see CITEWELL_GENERATOR")
    if name == "answers":
        parser.add_argument("--mistyped", action="store_true", help="a slip in each question")
    given = parser.parse_args()
    try:
        return given, load_dataset(given.data)
    except DatasetError as exc:
        parser.exit(1, f"skipped: {exc}\n")


def write_results(
    name: str, dataset: Dataset, measured: dict[str, Any], *, options: str = ""
) -> None:
    """Write a measurement with what it was made with.

    Args:
        name: Of the module that measured; `-` and more tell its results apart.
        dataset: What was asked.
        measured: What was found.
        options: Those of the command line that matter.
    """
    result = {
        "commit": describe_commit(),
        "machine": describe_machine(),
        "command": f"python -m tests.quality.{name.partition('-')[0]} {options}".rstrip(),
        "dataset": {"name": dataset.name, "fingerprint": dataset.fingerprint},
        **measured,
    }
    text = json.dumps(result, indent=2, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def holds(text: str, question: Question) -> bool:
    """Tell whether a text holds a gold answer as whole words, case and white space apart."""
    return any(re.search(_whole(answer), _plain(text)) for answer in question.answers)


def _question(record: dict[str, Any], ids: dict[str, str]) -> Question:
    answers = record["answers"] if record["answerable"] else ()
    return Question(
        text=record["question"].strip(),
        article_id=ids[record["article_id"]],
        answers=tuple(answer["text"] for answer in answers),
    )


def _whole(answer: str) -> str:
    return rf"(?<!\w){re.escape(_plain(answer))}(?!\w)"


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
