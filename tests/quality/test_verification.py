"""Checking of sentences with the real model: altered ones are caught, unaltered ones are not."""

import json
from pathlib import Path
from typing import Any

import pytest

from rag import Assistant
from rag.verification import EmbeddedSupportScorer
from tests.quality.claims import VARIABLE, find_claims
from tests.quality.verification import (
    measure_alterations,
    measure_claims,
    share_refused,
)

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))["checking"]
COUNT = 100


@pytest.fixture(scope="module")
def measured(sample_assistant: Assistant) -> dict[str, Any]:
    texts = [article.text for article in sample_assistant.articles()]
    return measure_alterations(texts, EmbeddedSupportScorer(sample_assistant.index), COUNT)


def test_altered_sentences_are_caught(measured: dict[str, Any]) -> None:
    assert min(share_refused(measured["altered"])) >= FLOORS["altered_caught"], measured["altered"]


def test_reworded_sentences_are_not_caught(measured: dict[str, Any]) -> None:
    assert max(share_refused(measured["reworded"])) <= FLOORS["false_alarms"], measured["reworded"]


def test_a_verbatim_sentence_is_always_supported(measured: dict[str, Any]) -> None:
    assert share_refused(measured["verbatim"]) == (0.0, 0.0)


def test_public_claims_are_told_apart(sample_assistant: Assistant) -> None:
    claims = find_claims("expertqa")
    if not claims:
        pytest.skip(f"the public claims are not there: set {VARIABLE} to their folder")
    scorer = EmbeddedSupportScorer(sample_assistant.index)
    found = measure_claims(claims[:150], scorer, sample_assistant.index.embedder)
    auroc = found["methods"]["Citewell"]["AUROC"]["value"]
    assert auroc >= FLOORS["expertqa_auroc"], found["methods"]
