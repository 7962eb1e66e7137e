"""Support scorers: real cross-encoders, tiny and with random weights, and the embedded model."""

import time
from pathlib import Path

import pytest

from index.errors import VerificationError
from rag import Assistant
from rag.citations import Segment, ground
from rag.verification import (
    CONTRADICTED_CAP,
    EmbeddedSupportScorer,
    SupportScorer,
    find_issues,
    load_support_scorer,
    verify,
)
from tests.integration.cross_encoders import save_cross_encoder
from tests.unit.builders import make_passage

EVIDENCE = "The Sallow Bridge fell into the River Dunnel on 4 March 2032."
CLAIM = "On 4 March 2032 the Sallow Bridge fell into the River Dunnel."
NLI_LABELS = ("contradiction", "entailment", "neutral")


@pytest.fixture(scope="module")
def nli(tmp_path_factory: pytest.TempPathFactory, sample_assistant: Assistant) -> SupportScorer:
    folder = save_cross_encoder(tmp_path_factory.mktemp("nli"), NLI_LABELS)
    return load_support_scorer(str(folder), sample_assistant.index, device="cpu")


@pytest.fixture(scope="module")
def embedded(sample_assistant: Assistant) -> SupportScorer:
    return load_support_scorer("", sample_assistant.index)


def test_the_score_of_an_nli_model_is_its_probability_of_entailment(
    nli: SupportScorer, tmp_path: Path, sample_assistant: Assistant
) -> None:
    turned = save_cross_encoder(tmp_path, ("entailment", "contradiction", "neutral"))
    other = load_support_scorer(str(turned), sample_assistant.index, device="cpu")
    assert 0 <= nli.score(CLAIM, EVIDENCE) <= 1
    assert nli.score(CLAIM, EVIDENCE) != other.score(CLAIM, EVIDENCE)


def test_a_single_output_is_taken_as_a_score(tmp_path: Path, sample_assistant: Assistant) -> None:
    folder = save_cross_encoder(tmp_path, ("LABEL_0",))
    scorer = load_support_scorer(str(folder), sample_assistant.index, device="cpu")
    assert 0 <= scorer.score(CLAIM, EVIDENCE) <= 1


def test_a_model_without_entailment_is_no_support_model(
    tmp_path: Path, sample_assistant: Assistant
) -> None:
    folder = save_cross_encoder(tmp_path, ("good", "bad"))
    with pytest.raises(VerificationError, match="no output 'entailment'") as caught:
        load_support_scorer(str(folder), sample_assistant.index)
    assert "CITEWELL_SUPPORT_MODEL" in caught.value.hint


def test_a_folder_without_a_model_is_named(tmp_path: Path, sample_assistant: Assistant) -> None:
    with pytest.raises(VerificationError, match="cannot load the support model"):
        load_support_scorer(str(tmp_path), sample_assistant.index)


@pytest.mark.parametrize("scorer", ["nli", "embedded"])
def test_a_verbatim_claim_is_supported_and_a_changed_year_is_not(
    scorer: str, request: pytest.FixtureRequest
) -> None:
    judge = request.getfixturevalue(scorer)
    assert judge.score(EVIDENCE, EVIDENCE) == 1.0
    assert judge.score(CLAIM.replace("2032", "2031"), EVIDENCE) <= CONTRADICTED_CAP


def test_reordered_words_are_supported_and_another_subject_is_not(embedded: SupportScorer) -> None:
    passage = make_passage(f"Dogs bark. {EVIDENCE} Cats sleep.")
    (reordered,) = ground(Segment(CLAIM, (1,)), [passage], analyze=str.split)
    (other,) = ground(Segment("The mayor of Ulverby fell ill.", (1,)), [passage], analyze=str.split)
    assert verify(reordered, scorer=embedded)[0] == "supported"
    assert verify(other, scorer=embedded)[0] == "unsupported"


def test_a_page_can_say_which_fact_the_quote_lacks() -> None:
    passage = make_passage(EVIDENCE)
    segment = Segment("The Sallow Bridge fell into the River Dunnel with 19 people.", (1,))
    (grounded,) = ground(segment, [passage], analyze=str.split)
    assert [(issue.kind, issue.text) for issue in find_issues(grounded)] == [("number", "19")]


def test_a_name_from_the_title_of_the_article_is_borne_out(embedded: SupportScorer) -> None:
    passage = make_passage("It fell into the River Dunnel on 4 March 2032.")
    segment = Segment("Title fell into the River Dunnel on 4 March 2032.", (1,))
    (grounded,) = ground(segment, [passage], analyze=str.split)
    assert verify(grounded, scorer=embedded)[0] == "supported"


def test_a_sentence_is_judged_in_some_milliseconds(sample_assistant: Assistant) -> None:
    scorer = EmbeddedSupportScorer(sample_assistant.index)
    scorer.score(CLAIM, EVIDENCE)
    started = time.perf_counter()
    for _ in range(10):
        scorer.score(CLAIM, EVIDENCE)
    assert (time.perf_counter() - started) / 10 < 0.25  # 25 ms of one core, nearly all the model
