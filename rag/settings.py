"""The settings of answering, on top of the library's. Opens nothing."""

import tomllib
from typing import Any, Literal, Self

from pydantic import Field, ValidationError

from index.errors import SettingsError
from index.settings import CONFIG_FILE, IndexSettings, settings_error


class Settings(IndexSettings):
    """Every setting; each is `CITEWELL_<NAME>` in the environment or a line of the TOML file."""

    generator: Literal["extractive"] = Field(
        default="extractive", description="What writes the answer."
    )
    top_k: int = Field(default=8, ge=1, le=50, description="Passages retrieved for a question.")
    max_sentences: int = Field(
        default=4, ge=1, le=10, description="Most sentences of an extractive answer."
    )

    @classmethod
    def load(cls, **values: Any) -> Self:
        """Read the settings; arguments win over the environment, that over the TOML file.

        Raises:
            SettingsError: A value cannot be used; the message names the variable.
        """
        try:
            return cls(**values)
        except ValidationError as exc:
            raise settings_error(exc) from exc
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
            raise SettingsError(
                f"cannot read the settings in {str(CONFIG_FILE)!r}: {exc}",
                hint="correct that file, or delete it",
            ) from exc
