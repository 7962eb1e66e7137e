"""Rankings and judgements → one value per question and metric. Knows no system.

The measures are computed by ir-measures, which runs trec_eval's own code: the numbers are those
that published tables hold. An answer-hit is its Success@k over passages judged by their spans.
"""

from collections.abc import Callable, Mapping, Sequence

from index.errors import EvaluationError
from rag.datasets import Dataset, Form, Query, Span

Values = dict[str, dict[str, float]]  # metric → question id → value in [0, 1], higher is better

# Our names, and what ir-measures calls them.
MEASURES: dict[Form, dict[str, str]] = {
    "beir": {
        "nDCG@10": "nDCG@10",
        "recall@5": "R@5",
        "recall@10": "R@10",
        "recall@100": "R@100",
        "MRR@10": "RR@10",
    },
    "offsets": {
        "answer-hit@1": "Success@1",
        "answer-hit@5": "Success@5",
        "answer-hit@10": "Success@10",
        "MRR@10": "RR@10",
    },
}
ALL_EVIDENCE, ALL_EVIDENCE_FROM = "all-evidence@10", "recall@10"
# Passages to rank for these measures; 300 give 100 articles unless many lie in the same.
DEPTHS: dict[Form, int] = {"beir": 300, "offsets": 10}

Scorer = Callable[[Mapping[str, Sequence[Span]]], Values]


def load_scorer(dataset: Dataset) -> Scorer:
    """Load the measures of a dataset's form.

    Returns:
        A function from the ranking of each question, best first, to its values. The metric
        all-evidence@10, 1 if every relevant article is among the first 10, is there if some
        question has several.

    Raises:
        EvaluationError: ir-measures is not installed.
    """
    try:
        import ir_measures
    except ImportError as exc:
        raise EvaluationError(
            "cannot compute metrics: the package ir-measures is not installed",
            hint="pip install ir-measures; it needs a C compiler where it has no wheel",
        ) from exc
    measures = {
        ir_measures.parse_measure(theirs): ours for ours, theirs in MEASURES[dataset.form].items()
    }

    def score(rankings: Mapping[str, Sequence[Span]]) -> Values:
        qrels, run = {}, {}
        for query in dataset.queries:
            judge = _judge_articles if dataset.form == "beir" else _judge_passages
            qrels[query.id], ranked = judge(query, rankings[query.id])
            run[query.id] = {item: -float(rank) for rank, item in enumerate(ranked)}
        values: Values = {name: {} for name in measures.values()}
        for found in ir_measures.iter_calc(list(measures), qrels, run):
            values[measures[found.measure]][found.query_id] = float(found.value)
        if any(len(query.relevant) > 1 for query in dataset.queries):
            recall = values[ALL_EVIDENCE_FROM]
            values[ALL_EVIDENCE] = {name: float(value == 1.0) for name, value in recall.items()}
        return values

    return score


def _judge_articles(query: Query, spans: Sequence[Span]) -> tuple[Mapping[str, int], list[str]]:
    """Give the grades, and the articles of the spans, each where its best span stands."""
    return query.relevant, list(dict.fromkeys(article_id for article_id, _, _ in spans))


def _judge_passages(query: Query, spans: Sequence[Span]) -> tuple[Mapping[str, int], list[str]]:
    """Judge each span by whether it holds an answer whole; name them by their ranks."""
    grades = {str(rank): int(_holds_answer(query, span)) for rank, span in enumerate(spans)}
    return grades or {"nothing found": 0}, list(grades)


def _holds_answer(query: Query, span: Span) -> bool:
    article_id, start, end = span
    return any(
        article_id == answer_id and start <= first and last <= end
        for answer_id, first, last in query.answers
    )


def mean(values: Mapping[str, float]) -> float:
    """Give the mean over the questions."""
    return sum(values.values()) / len(values)
