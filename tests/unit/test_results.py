"""Results are kept as JSON and compared."""

import json
from pathlib import Path

import pytest

from index.errors import EvaluationError
from rag.results import Results, SystemResult, compare_results


def make_results(*values: float, fingerprint: str = "f" * 64) -> Results:
    found = {"MRR@10": {f"q{n}": value for n, value in enumerate(values)}}
    return Results(
        dataset={"name": "tiny", "fingerprint": fingerprint},
        settings={"top_k": 8},
        commit="abc",
        machine={"cores": 2},
        measured_at="2032-03-04T05:06:07+00:00",
        systems=(SystemResult(name="citewell", values=found, timings={"build_s": 1.0}),),
    )


def write(results: Results, path: Path) -> Path:
    path.write_text(json.dumps(results.to_dict()))
    return path


def test_results_come_back_from_json_as_they_were(tmp_path: Path) -> None:
    results = make_results(1.0, 0.5)
    assert Results.read(write(results, tmp_path / "results.json")) == results
    assert results.to_dict()["systems"][0]["means"] == {"MRR@10": 0.75}


def test_two_runs_are_compared_question_by_question() -> None:
    (difference,) = compare_results(make_results(1.0, 1.0), make_results(0.5, 0.0, 0.9))
    assert (difference.mean, difference.questions) == (0.75, 2)


def test_results_of_different_datasets_are_not_compared() -> None:
    with pytest.raises(EvaluationError, match="different datasets: 'tiny' with fingerprint ffff"):
        compare_results(make_results(1.0), make_results(1.0, fingerprint="0" * 64))


def test_results_without_a_shared_question_are_not_compared() -> None:
    with pytest.raises(EvaluationError, match="no question in common"):
        compare_results(make_results(1.0), make_results())


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"systems": [1]}', '{"systems": []}'])
def test_a_file_that_holds_no_results_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "results.json"
    path.write_text(content)
    with pytest.raises(EvaluationError, match=r"cannot read results from '.*results\.json'"):
        Results.read(path)
