"""Both dataset forms are read, and what is wrong with one is named by file and line."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.errors import DatasetError
from rag import Turn
from rag.datasets import load_dataset
from tests.datasets import ANSWER, TEXT, write_beir, write_lines, write_offsets


def test_a_beir_folder_gives_articles_and_graded_questions(tmp_path: Path) -> None:
    dataset = load_dataset(write_beir(tmp_path))
    first, second = dataset.articles
    assert (dataset.form, first.source, first.title) == ("beir", "d/1", "Lighthouse")
    assert [query.relevant for query in dataset.queries] == [{first.id: 2, second.id: 1}]
    assert dataset.unjudged == 1


def test_a_history_becomes_turns(tmp_path: Path) -> None:
    history = [{"speaker": "user", "text": "Hello?"}, {"speaker": "agent", "text": "Yes."}]
    folder = write_beir(tmp_path)
    write_lines(folder / "queries.jsonl", {"_id": "q1", "text": "And then?", "history": history})
    assert load_dataset(folder).queries[0].history == (
        Turn(role="user", text="Hello?"),
        Turn(role="assistant", text="Yes."),
    )


def test_articles_with_offsets_give_questions_with_answer_spans(tmp_path: Path) -> None:
    dataset = load_dataset(write_offsets(tmp_path))
    assert (dataset.form, dataset.articles[0].text) == ("offsets", TEXT)
    (query,) = dataset.queries
    (answer,) = query.answers
    assert answer == (dataset.articles[0].id, TEXT.index(ANSWER), TEXT.index(ANSWER) + len(ANSWER))
    assert dataset.unjudged == 1


def test_of_several_splits_test_is_read_unless_another_is_named(tmp_path: Path) -> None:
    folder = write_beir(tmp_path)
    (folder / "qrels").mkdir()
    (folder / "qrels.tsv").rename(folder / "qrels" / "test.tsv")
    (folder / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\nq2\td/1\t1\n")
    assert [query.id for query in load_dataset(folder).queries] == ["q1"]
    assert [query.id for query in load_dataset(folder, split="dev").queries] == ["q2"]
    with pytest.raises(DatasetError, match=r"no judgements 'train'.*there are: dev, test"):
        load_dataset(folder, split="train")


def test_a_split_of_a_form_without_splits_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="has no split 'dev'"):
        load_dataset(write_offsets(tmp_path), split="dev")


def test_fingerprints_follow_the_files(tmp_path: Path) -> None:
    folder = write_beir(tmp_path)
    before = load_dataset(folder)
    write_lines(folder / "queries.jsonl", {"_id": "q1", "text": "Another question?"})
    after = load_dataset(folder)
    assert before.corpus_fingerprint == after.corpus_fingerprint
    assert before.fingerprint != after.fingerprint


def test_a_smaller_limit_asks_some_of_the_questions_of_a_larger_one(tmp_path: Path) -> None:
    folder = write_beir(tmp_path)
    write_lines(folder / "queries.jsonl", *({"_id": f"q{n}", "text": "What?"} for n in range(20)))
    (folder / "qrels.tsv").write_text("".join(f"q{n}\td/1\t1\n" for n in range(20)))
    dataset = load_dataset(folder)
    few, more = dataset.limited(3).queries, dataset.limited(10).queries
    assert few == more[:3]
    assert few == load_dataset(folder).limited(3).queries


def test_a_question_can_be_asked_without_its_conversation(tmp_path: Path) -> None:
    folder = write_beir(tmp_path)
    history = [{"speaker": "user", "text": "Hello?"}]
    write_lines(folder / "queries.jsonl", {"_id": "q1", "text": "And?", "history": history})
    alone = load_dataset(folder).without_history()
    assert [(query.question, query.history) for query in alone.queries] == [("And?", ())]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("corpus.jsonl", "", "is empty, expected one JSON object a line"),
        ("corpus.jsonl", '{"_id": "d/1"', "corpus.jsonl', line 1: not valid JSON"),
        ("corpus.jsonl", "[1]", "line 1: a JSON list, expected an object"),
        ("corpus.jsonl", '\n{"_id": "d/1"}', "line 2: 'text' is missing"),
        ("corpus.jsonl", '{"text": "t"}', "line 1: '_id' is missing"),
        ("corpus.jsonl", '{"_id": 7, "text": "t"}', "'_id' is 7, expected a string"),
        ("corpus.jsonl", '{"_id": "d/1", "text": " "}', "line 1: 'text' is empty, expected text"),
        ("corpus.jsonl", '{"_id": "d/1", "text": "\\ud800"}', "surrogate pair, expected text"),
        (
            "corpus.jsonl",
            '{"_id": "d/1", "text": "a"}\n{"_id": "d/1", "text": "b"}',
            "line 2: '_id' 'd/1' is that of line 1, expected another",
        ),
        ("queries.jsonl", '{"_id": "q1"}', "queries.jsonl', line 1: 'text' is missing"),
        (
            "queries.jsonl",
            '{"_id": "q1", "text": "t", "history": [{"speaker": "dog", "text": "woof"}]}',
            "the speaker is 'dog', expected one of user, agent, assistant",
        ),
        (
            "queries.jsonl",
            '{"_id": "q1", "text": "t", "history": "hello"}',
            "'history' is 'hello', expected a list of objects",
        ),
        (
            "qrels.tsv",
            "q1\td/1",
            "qrels.tsv', line 1: 2 fields, expected query-id, corpus-id, score",
        ),
        ("qrels.tsv", "q1\td/1\tyes", "the score is 'yes', expected a whole number"),
        ("qrels.tsv", "q9\td/1\t1", "'q9' is no '_id' of queries.jsonl"),
        ("qrels.tsv", "q1\td9\t1", "'d9' is no '_id' of corpus.jsonl"),
        ("qrels.tsv", "q1\td/1\t1\nq1\td/1\t1", "line 2: judges the pair of line 1 again"),
        ("qrels.tsv", "q1\td/1\t0", "has no judged question: expected at least one"),
    ],
)
def test_a_malformed_beir_file_is_named_with_its_line(
    tmp_path: Path, name: str, content: str, problem: str
) -> None:
    folder = write_beir(tmp_path)
    (folder / name).write_text(content)
    with pytest.raises(DatasetError) as caught:
        load_dataset(folder)
    assert problem in caught.value.message
    assert "\n" not in caught.value.message


def test_bytes_that_are_not_utf8_are_named_with_their_line(tmp_path: Path) -> None:
    folder = write_beir(tmp_path)
    (folder / "corpus.jsonl").write_bytes(b'{"_id": "d/1", "text": "t"}\n\xff\n')
    with pytest.raises(DatasetError, match="line 2: not UTF-8"):
        load_dataset(folder)


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    folder = write_beir(tmp_path)
    (folder / name).unlink()
    with pytest.raises(DatasetError, match=name):
        load_dataset(folder)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"'.*nowhere' is not a dataset folder"):
        load_dataset(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"article_id": "other"}, "'other' is no 'id' of articles.jsonl"),
        ({"answers": []}, "'answers' is empty, expected one"),
        (
            {"answers": [{"text": ANSWER, "start": 0, "end": 4}]},
            f"expected the answer's '{ANSWER}'",
        ),
        ({"answers": [{"text": "x", "start": 5, "end": 5}]}, "no span of the article's text"),
        ({"answers": [{"text": "x", "start": 0, "end": 999}]}, f"offsets up to {len(TEXT)}"),
        ({"answers": [{"text": "x", "start": "0", "end": 1}]}, "'start' is '0', expected a whole"),
        ({"answers": [{"text": "x", "start": 0}]}, "'end' is missing (there are: text, start)"),
        ({"answers": "1874"}, "'answers' is '1874', expected a list of objects"),
        ({"answerable": "no"}, "'answerable' is 'no', expected true or false"),
        ({"paragraph_start": 0, "paragraph_end": 999}, "paragraph_end 999"),
        ({"question": ""}, "'question' is empty"),
    ],
)
def test_a_malformed_question_with_offsets_is_named_with_its_line(
    tmp_path: Path, changes: dict[str, Any], problem: str
) -> None:
    folder = write_offsets(tmp_path)
    lines = (folder / "questions.jsonl").read_text().splitlines()
    good, other = json.loads(lines[0]), json.loads(lines[1])
    write_lines(folder / "questions.jsonl", other, {**good, **changes})
    with pytest.raises(DatasetError) as caught:
        load_dataset(folder)
    assert "questions.jsonl', line 2: " in caught.value.message
    assert problem in caught.value.message
