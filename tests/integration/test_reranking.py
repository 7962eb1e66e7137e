"""A real cross-encoder, tiny and with random weights: what it says is not checked, how it says it is."""

from pathlib import Path

import numpy as np
import pytest

from index.errors import RerankingError
from rag.reranking import CrossEncoderReranker, load_reranker
from tests.integration.cross_encoders import save_cross_encoder

QUERY = "When was the lighthouse at Cape Orrin first lit?"
TEXTS = ("It was first lit in 1884.", "Ferry fares rise.", "Puffins were counted. " * 300)


@pytest.fixture(scope="module")
def reranker(tmp_path_factory: pytest.TempPathFactory) -> CrossEncoderReranker:
    folder = save_cross_encoder(tmp_path_factory.mktemp("reranker"), labels=["0"])
    return load_reranker(str(folder), device="cpu")


def test_each_text_has_one_score_in_the_order_given(reranker: CrossEncoderReranker) -> None:
    scores = reranker.score(QUERY, TEXTS)
    assert scores.shape == (3,)
    assert scores.dtype == np.float32
    alone = [reranker.score(QUERY, [text])[0] for text in TEXTS]
    np.testing.assert_allclose(scores, alone, atol=1e-5)


def test_a_score_depends_on_the_query(reranker: CrossEncoderReranker) -> None:
    assert not np.allclose(reranker.score(QUERY, TEXTS), reranker.score("Ferry fares", TEXTS))


def test_no_texts_have_no_scores(reranker: CrossEncoderReranker) -> None:
    assert reranker.score(QUERY, ()).shape == (0,)


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(RerankingError, match="cannot load the reranker") as caught:
        load_reranker(str(tmp_path))
    assert "CITEWELL_RERANKER" in caught.value.hint


def test_a_hub_name_that_is_not_reached_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)  # or it tries five times
    with pytest.raises(RerankingError, match="cannot load the reranker 'nobody/nothing'"):
        load_reranker("nobody/nothing")


def test_a_classifier_of_several_labels_is_no_reranker(tmp_path: Path) -> None:
    folder = save_cross_encoder(tmp_path, labels=["0", "1", "2"])
    with pytest.raises(RerankingError, match="gives 3 values for a pair"):
        load_reranker(str(folder))
