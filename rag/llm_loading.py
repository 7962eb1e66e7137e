"""The name of a generator → a llama-index model, from its provider's own integration.

The integrations are extras. Only what was named is imported, when it is first needed.
"""

import importlib.util
import os
import re
from collections.abc import Callable
from typing import Any

import httpx

from index.errors import GenerationError, SettingsError
from rag.llm_generation import ANSWER_TOKENS, LlmGenerator, Model
from rag.settings import Settings

OLLAMA_URL = "http://127.0.0.1:11434"
PROBE_S = 0.2
DEFAULT_WINDOW_TOKENS = 8_192
# Extra and the module that it brings.
_EXTRAS = {
    "openai": "llama_index.llms.openai_like",
    "ollama": "llama_index.llms.ollama",
    "anthropic": "llama_index.llms.anthropic",
    "huggingface": "llama_index.llms.huggingface",
    "local": "xllamacpp",
}
_EMBEDS = re.compile(r"embed|bge|minilm|e5-|gte-|rerank", re.IGNORECASE)
_KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}


def load_llm_generator(settings: Settings) -> LlmGenerator:
    """Give the generator that the setting `generator` names; the model is loaded later.

    Raises:
        SettingsError: Its extra is not installed, a model or a key is missing.
    """
    provider, _, model = settings.generator.partition(":")
    _check_extra(provider)
    if provider in _KEYS and not settings.generator_url:
        _require_key(provider, settings)
    make = _MAKERS[provider]
    return LlmGenerator(
        settings.generator,
        lambda: make(model, settings),
        timeout_s=settings.generator_timeout_s,
    )


def find_ollama(url: str = OLLAMA_URL) -> str | None:
    """Give the first model that writes of an Ollama that answers at once; None if there is none."""
    try:
        found = httpx.get(f"{url}/api/tags", timeout=PROBE_S).json()["models"]
        names = [str(model["name"]) for model in found]
        return next((name for name in names if not _EMBEDS.search(name)), None)
    except (httpx.HTTPError, ValueError, LookupError, TypeError):
        return None


def _make_openai(model: str, settings: Settings) -> Model:
    window = settings.context_tokens or DEFAULT_WINDOW_TOKENS
    options = {"model": model, "timeout": settings.generator_timeout_s, "max_retries": 0}
    if settings.generator_url:
        from llama_index.llms.openai_like import OpenAILike

        llm: Any = OpenAILike(
            **options,
            api_base=settings.generator_url,
            api_key=_key("openai", settings) or "none",
            is_chat_model=True,
            temperature=0.0,
            max_tokens=ANSWER_TOKENS,
            context_window=window,
        )
    else:
        from llama_index.llms.openai import OpenAI

        llm = OpenAI(**options, api_key=_key("openai", settings), max_tokens=ANSWER_TOKENS)
    return Model(llm=llm, window_tokens=window)


def _make_ollama(model: str, settings: Settings) -> Model:
    from llama_index.llms.ollama import Ollama

    window = settings.context_tokens or DEFAULT_WINDOW_TOKENS
    llm = Ollama(
        model=model,
        base_url=settings.generator_url or OLLAMA_URL,
        temperature=0.0,
        context_window=window,
        request_timeout=settings.generator_timeout_s,
        additional_kwargs={"num_predict": ANSWER_TOKENS},
    )
    return Model(llm=llm, window_tokens=window)


def _make_anthropic(model: str, settings: Settings) -> Model:
    from llama_index.llms.anthropic import Anthropic

    llm = Anthropic(
        model=model,
        api_key=_key("anthropic", settings),
        base_url=settings.generator_url or None,
        temperature=0.0,
        max_tokens=ANSWER_TOKENS,
        timeout=settings.generator_timeout_s,
        max_retries=0,
    )
    return Model(llm=llm, window_tokens=settings.context_tokens or DEFAULT_WINDOW_TOKENS)


def _make_huggingface(model: str, settings: Settings) -> Model:
    from llama_index.llms.huggingface import HuggingFaceLLM

    window = settings.context_tokens or DEFAULT_WINDOW_TOKENS
    try:
        llm = HuggingFaceLLM(
            model_name=model,
            tokenizer_name=model,
            context_window=window,
            max_new_tokens=ANSWER_TOKENS,
            generate_kwargs={"do_sample": False},
            is_chat_model=True,
        )
    except (OSError, ValueError, RuntimeError) as exc:
        raise GenerationError(
            f"cannot load the language model {model!r}: {exc}",
            hint="name a folder, or a hub name such as microsoft/Phi-4-mini-instruct",
        ) from exc
    return Model(llm=llm, window_tokens=window)


def _make_local(model: str, settings: Settings) -> Model:
    from rag.local_model import start_local_model

    return start_local_model(model, settings)


_MAKERS: dict[str, Callable[[str, Settings], Model]] = {
    "openai": _make_openai,
    "ollama": _make_ollama,
    "anthropic": _make_anthropic,
    "huggingface": _make_huggingface,
    "local": _make_local,
}


def _check_extra(provider: str) -> None:
    module = _EXTRAS[provider]
    try:
        is_there = importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # not even the package around it
        is_there = False
    if not is_there:
        how = "make local-model" if provider == "local" else f"pip install 'citewell[{provider}]'"
        raise SettingsError(f"the generator {provider!r} is not installed", hint=how)


def _require_key(provider: str, settings: Settings) -> None:
    if not _key(provider, settings):
        raise SettingsError(
            f"the generator {settings.generator!r} needs a key",
            hint=f"set CITEWELL_GENERATOR_KEY or {_KEYS[provider]}",
        )


def _key(provider: str, settings: Settings) -> str:
    if settings.generator_key is not None:
        return settings.generator_key.get_secret_value()
    return os.environ.get(_KEYS[provider], "")
