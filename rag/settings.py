"""The settings of answering, on top of the library's. Opens nothing."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr

from index.settings import IndexSettings

_GENERATOR = re.compile(
    r"extractive|auto|local|local:.+|(?:openai|ollama|anthropic|huggingface):.+", re.DOTALL
)


def _check_generator(name: str) -> str:
    if not _GENERATOR.fullmatch(name):
        raise ValueError(
            "use extractive, auto, local, local:FILE.gguf, openai:MODEL, ollama:MODEL, "
            "anthropic:MODEL or huggingface:MODEL_OR_FOLDER"
        )
    return name


class Settings(IndexSettings):
    """Every setting; each is `CITEWELL_<NAME>` in the environment or a line of the TOML file."""

    generator: Annotated[str, AfterValidator(_check_generator)] = Field(
        default="extractive", description="What writes the answer."
    )
    generator_url: str = Field(
        default="", description="Address of the model's server; the provider's own if empty."
    )
    generator_key: SecretStr | None = Field(
        default=None, description="Key of that server; the provider's usual variable if not set."
    )
    generator_timeout_s: float = Field(
        default=60.0, gt=0, description="Longest silence of a model, in seconds."
    )
    context_tokens: int | None = Field(
        default=None, ge=1_024, description="The model's window; 8,192 if not set, local 2,048."
    )
    strict: bool = Field(
        default=False, description="Withhold sentences that the articles do not support."
    )
    top_k: int = Field(default=8, ge=1, le=50, description="Passages retrieved for a question.")
    max_sentences: int = Field(
        default=4, ge=1, le=10, description="Most sentences of an extractive answer."
    )
    reranker: str = Field(
        default="",
        description="A sentence-transformers CrossEncoder, folder or hub name; empty for none.",
    )
    answer_reader: Literal["bundled", "none"] = Field(
        default="bundled",
        description="Reads passages for answers, in English; none to judge by words and meaning alone.",
    )
    support_model: str = Field(
        default="",
        description="A CrossEncoder trained on entailment that checks sentences; empty for none.",
    )
    uploads: Literal["shared", "private"] = Field(
        default="shared", description="Who sees what a visitor of the server adds."
    )
    logins: bool = Field(
        default=False, description="Whoever uses the server has to log in; see `citewell user`."
    )
    user: str = Field(default="", description="Who asks a server that wants a login.")
    password: SecretStr | None = Field(default=None, description="That user's password.")
