"""Metrics against values worked out by hand."""

import math
from datetime import UTC, datetime

import pytest

from index.schema import Article
from rag.datasets import Dataset, Form, Query
from rag.metrics import load_scorer


def make_dataset(form: Form, *queries: Query) -> Dataset:
    article = Article(
        id="a", title="", text="x", source="a", content_type="text/plain",
        added_at=datetime(2032, 3, 4, tzinfo=UTC), sha256="",
    )  # fmt: skip
    return Dataset(
        name="tiny", form=form, articles=(article,), queries=queries, unjudged=0,
        fingerprint="f", corpus_fingerprint="c",
    )  # fmt: skip


def test_beir_metrics_collapse_passages_to_articles_and_count_grades() -> None:
    query = Query(id="q", question="?", relevant={"a": 1, "b": 2})
    ranking = [("a", 0, 9), ("x", 0, 9), ("a", 9, 20), ("b", 5, 9)]  # a, x, b
    values = load_scorer(make_dataset("beir", query))({"q": ranking})
    gain, ideal = 1 + 2 / math.log2(4), 2 + 1 / math.log2(3)
    assert values["nDCG@10"]["q"] == pytest.approx(gain / ideal)
    assert values["recall@5"]["q"] == 1.0
    assert values["MRR@10"]["q"] == 1.0
    assert values["all-evidence@10"]["q"] == 1.0


def test_what_stands_too_far_down_does_not_count() -> None:
    query = Query(id="q", question="?", relevant={"a": 1, "b": 1})
    ranking = [(f"x{n}", 0, 9) for n in range(10)] + [("a", 0, 9), ("b", 0, 9)]
    values = load_scorer(make_dataset("beir", query))({"q": ranking})
    assert {metric: found["q"] for metric, found in values.items()} == {
        "nDCG@10": 0.0, "recall@5": 0.0, "recall@10": 0.0, "recall@100": 1.0, "MRR@10": 0.0,
        "all-evidence@10": 0.0,
    }  # fmt: skip


def test_all_evidence_needs_every_relevant_article() -> None:
    query = Query(id="q", question="?", relevant={"a": 1, "b": 1})
    values = load_scorer(make_dataset("beir", query))({"q": [("a", 0, 9)]})
    assert values["recall@10"]["q"] == 0.5
    assert values["all-evidence@10"]["q"] == 0.0


def test_all_evidence_is_left_out_where_one_article_is_enough() -> None:
    query = Query(id="q", question="?", relevant={"a": 1})
    assert "all-evidence@10" not in load_scorer(make_dataset("beir", query))({"q": []})


def test_an_answer_counts_only_whole_and_in_the_right_article() -> None:
    query = Query(id="q", question="?", answers=(("a", 10, 14), ("a", 40, 44)))
    ranking = [("b", 0, 99), ("a", 0, 13), ("a", 11, 30), ("a", 10, 14), ("a", 35, 60)]
    values = load_scorer(make_dataset("offsets", query))({"q": ranking})
    assert {metric: found["q"] for metric, found in values.items()} == {
        "answer-hit@1": 0.0, "answer-hit@5": 1.0, "answer-hit@10": 1.0, "MRR@10": 0.25,
    }  # fmt: skip


@pytest.mark.parametrize("form", ["beir", "offsets"])
def test_a_question_for_which_nothing_is_found_counts_as_zero(form: Form) -> None:
    found = Query(id="1", question="?", relevant={"a": 1}, answers=(("a", 0, 4),))
    lost = Query(id="2", question="?", relevant={"a": 1}, answers=(("a", 0, 4),))
    values = load_scorer(make_dataset(form, found, lost))({"1": [("a", 0, 9)], "2": []})
    assert values["MRR@10"] == {"1": 1.0, "2": 0.0}
