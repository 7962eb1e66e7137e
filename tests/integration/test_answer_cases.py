"""A hundred written questions with the real model: what is taken, what is refused."""

import json
from pathlib import Path

import pytest

from tests.quality.answer_cases import load_cases, open_articles, summarise

FLOORS = json.loads((Path(__file__).parents[1] / "quality" / "floors.json").read_text())
AT_MOST = ("refused_wrongly", "doubted_if_right", "sentences")


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    cases = load_cases()
    with open_articles() as assistant:
        files = {a.id: Path(a.source).name for a in assistant.articles()}
        return summarise(cases, [assistant.ask(case.question) for case in cases], files)


@pytest.mark.parametrize("name", FLOORS["cases"])
def test_the_written_questions_are_answered_as_well_as_the_floors(
    measured: dict[str, float], name: str
) -> None:
    floor = FLOORS["cases"][name]
    is_met = measured[name] <= floor if name in AT_MOST else measured[name] >= floor
    assert is_met, measured
