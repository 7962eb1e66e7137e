"""The settings of the library: `CITEWELL_*` variables over a TOML file over defaults. Opens nothing."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Self

import platformdirs
from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from index.engines import Device, EngineSetting
from index.errors import SettingsError

CONFIG_FILE = platformdirs.user_config_path("citewell") / "citewell.toml"


def _split(value: Any) -> Any:
    """Read a list written as one text, with commas between."""
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


class IndexSettings(BaseSettings):
    """Settings of the library and its index; each is `CITEWELL_<NAME>` in the environment."""

    model_config = SettingsConfigDict(
        env_prefix="CITEWELL_", toml_file=CONFIG_FILE, extra="ignore", frozen=True
    )

    library: Path = Field(
        default=platformdirs.user_data_path("citewell"),
        description="Folder of the library: database, vectors and BM25 index.",
    )
    embedding_model: str = Field(
        default="all-MiniLM-L6-v2",
        min_length=1,
        description="The bundled model, or a folder in sentence-transformers' form, or a hub name.",
    )
    device: Device = Field(default="auto", description="Where the embedding model runs.")
    engine: EngineSetting = Field(
        default="auto", description="What runs the embedding model; auto is the fastest exact one."
    )
    cache: Path = Field(
        default=platformdirs.user_cache_path("citewell"),
        description="Folder of what can be made again: ONNX graphs of embedding models.",
    )
    max_file_bytes: int = Field(
        default=64_000_000, ge=1, description="A larger file or page is refused with a message."
    )
    max_unpacked_bytes: int = Field(
        default=256_000_000,
        ge=1,
        description="An archive or office file that unpacks to more is read in part or refused.",
    )
    max_pages: int = Field(
        default=2_000, ge=1, description="Pages of a PDF that are read; the rest is left out."
    )
    max_read_s: float = Field(
        default=25.0, gt=0, description="A file that takes longer to read is refused."
    )
    max_ocr_s: float = Field(
        default=600.0, gt=0, description="Longest time for recognising a file's scanned pages."
    )
    ocr_languages: str = Field(
        default="eng",
        pattern=r"^[A-Za-z_]+(\+[A-Za-z_]+)*$",
        description="Languages of scans as tesseract names them, such as eng+deu.",
    )
    allowed_hosts: Words = Field(
        default=(),
        description="Hosts, IP addresses and networks pages are fetched from though not public.",
    )
    fetch_delay_s: float = Field(
        default=1.0, ge=0, description="Pause between two requests to one web server."
    )
    folders: Words = Field(
        default=(), description="Folders of this machine that may be added from the page."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - no .env file is read
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - nor secret files
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Rank the sources: arguments, environment, TOML file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @classmethod
    def load(cls, **values: Any) -> Self:
        """Read the settings; arguments win over the environment, that over the TOML file.

        Raises:
            SettingsError: A value cannot be used; the message names the variable.
        """
        try:
            return cls(**values)
        except ValidationError as exc:
            raise _settings_error(exc) from exc
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
            raise SettingsError(
                f"cannot read the settings in {str(CONFIG_FILE)!r}: {exc}",
                hint="correct that file, or delete it",
            ) from exc


def _settings_error(error: ValidationError) -> SettingsError:
    """Turn pydantic's report into one line that names the variable, the value and the rule."""
    first = error.errors()[0]
    name = "_".join(str(part) for part in first["loc"]).upper()
    return SettingsError(
        f"setting CITEWELL_{name} cannot be {first['input']!r}: {first['msg']}",
        hint="the README lists every setting with its values",
    )
