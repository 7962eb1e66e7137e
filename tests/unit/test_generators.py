"""Which generator a setting gives, and what is said when it cannot be had."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from index.errors import SettingsError
from rag import Settings, llm_loading
from rag.generation import ExtractiveGenerator, load_generator
from rag.llm_generation import fit_passages
from rag.llm_loading import find_ollama
from rag.local_model import cite_grammar, start_local_model
from tests.integration.openai_server import run_app
from tests.unit.builders import make_passage

NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def ollama() -> Iterator[str]:
    app = FastAPI()
    app.get("/api/tags")(
        lambda: {
            "models": [
                {"name": "nomic-embed-text"},
                {"name": "phi4-mini:latest"},
                {"name": "other"},
            ]
        }
    )
    with run_app(app) as url:
        yield url


def test_extractive_is_the_default() -> None:
    assert isinstance(load_generator(Settings()), ExtractiveGenerator)


def test_auto_takes_an_ollama_that_answers(ollama: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_ollama(ollama) == "phi4-mini:latest"
    monkeypatch.setattr(llm_loading, "_EXTRAS", {"ollama": "json"})
    monkeypatch.setattr("rag.generation.find_ollama", lambda: find_ollama(ollama))
    assert load_generator(Settings(generator="auto")).name == "ollama:phi4-mini:latest"


def test_auto_without_an_ollama_is_extractive(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_ollama(NOBODY) is None
    monkeypatch.setattr("rag.generation.find_ollama", lambda: None)
    assert load_generator(Settings(generator="auto")).name == "extractive"


@pytest.mark.parametrize("name", ["", "gpt-4", "openai", "openai:", "Extractive", "ollama"])
def test_another_name_is_refused_with_the_choices(name: str) -> None:
    with pytest.raises(SettingsError, match=r"CITEWELL_GENERATOR.*use extractive, auto, local"):
        Settings.load(generator=name)


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_key_is_asked_for_where_one_is_needed(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(llm_loading, "_EXTRAS", {provider: "json"})
    monkeypatch.delenv(f"{provider.upper()}_API_KEY", raising=False)
    with pytest.raises(SettingsError, match="needs a key") as caught:
        load_generator(Settings(generator=f"{provider}:model"))
    assert "CITEWELL_GENERATOR_KEY" in caught.value.hint
    assert load_generator(Settings(generator=f"{provider}:model", generator_url=NOBODY))


@pytest.mark.parametrize(
    ("name", "hint"), [("huggingface:m", "citewell[huggingface]"), ("local", "make local-model")]
)
def test_an_extra_that_is_missing_is_named(
    name: str, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = dict.fromkeys(llm_loading._EXTRAS, "no_such_package.inside")
    monkeypatch.setattr(llm_loading, "_EXTRAS", missing)
    with pytest.raises(SettingsError, match="is not installed") as caught:
        load_generator(Settings(generator=name))
    assert hint in caught.value.hint


def test_a_key_is_not_shown() -> None:
    settings = Settings.load(generator_key="sesame")
    assert "sesame" not in repr(settings) + settings.model_dump_json()


def test_a_model_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp", reason="the extra `local` is not installed")
    with pytest.raises(SettingsError, match=r"no model file .*missing\.gguf"):
        start_local_model(str(tmp_path / "missing.gguf"), Settings())


def test_the_grammar_names_the_passages_that_exist() -> None:
    assert '("1" | "3")' in cite_grammar([1, 3])


def test_passages_are_left_out_from_the_bottom_and_one_stays() -> None:
    passages = [make_passage("word " * 300, number=n) for n in range(1, 6)]
    kept = fit_passages("Why?", passages, room_tokens=1_800)
    assert kept == tuple(passages[: len(kept)])
    assert 1 < len(kept) < 5
    assert len(fit_passages("Why?", passages, room_tokens=10)) == 1
