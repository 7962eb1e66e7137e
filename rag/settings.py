"""The settings of answering, on top of the library's. Opens nothing."""

from typing import Literal

from pydantic import Field

from index.settings import IndexSettings


class Settings(IndexSettings):
    """Every setting; each is `CITEWELL_<NAME>` in the environment or a line of the TOML file."""

    generator: Literal["extractive"] = Field(
        default="extractive", description="What writes the answer."
    )
    top_k: int = Field(default=8, ge=1, le=50, description="Passages retrieved for a question.")
    max_sentences: int = Field(
        default=4, ge=1, le=10, description="Most sentences of an extractive answer."
    )
    reranker: str = Field(
        default="",
        description="A sentence-transformers CrossEncoder, folder or hub name; empty for none.",
    )
    support_model: str = Field(
        default="",
        description="A CrossEncoder trained on entailment that checks sentences; empty for none.",
    )
