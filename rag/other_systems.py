"""Systems to measure Citewell against, each defined by a Python file. Knows no dataset form."""

import hashlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.errors import EvaluationError
from index.schema import Article
from rag.datasets import Span


class System(Protocol):
    """Something that can be searched."""

    def search(self, query: str, limit: int) -> Sequence[Span]:
        """Give at most `limit` spans of articles, best first."""


class SystemModule(Protocol):
    """What a system's file defines."""

    def build(self, articles: Sequence[Article], folder: Path) -> None:
        """Store in an empty folder all that searching these articles needs; leave nothing open."""

    def load(self, folder: Path) -> System:
        """Open what `build` stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemFile:
    """A system's file as loaded.

    Attributes:
        name: The file's name without its ending.
        fingerprint: SHA-256 over the Python files of its folder, which it may import.
        module: What it defines.
    """

    name: str
    fingerprint: str
    module: SystemModule


def load_system_file(path: Path) -> SystemFile:
    """Run a Python file that defines `build` and `load`, as in `SystemModule`.

    Raises:
        EvaluationError: There is no such file, it cannot be run, or it does not define both.
    """
    spec = importlib.util.spec_from_file_location(f"citewell_system_{path.stem}", path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise EvaluationError(
            f"there is no system file {str(path)!r}: expected a Python file",
            hint="give a file such as tests/quality/baselines/bm25.py",
        )
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (ImportError, SyntaxError) as exc:
        raise EvaluationError(
            f"cannot run the system file {str(path)!r}: {exc}",
            hint="install what it imports; Citewell's own need pip install -e '.[quality]'",
        ) from exc
    missing = [name for name in ("build", "load") if not callable(getattr(module, name, None))]
    if missing:
        raise EvaluationError(
            f"the system file {str(path)!r} does not define {' and '.join(missing)}: "
            "expected build(articles, folder) and load(folder)",
            hint="see tests/quality/baselines/bm25.py",
        )
    digest = hashlib.sha256()
    for neighbour in sorted(path.parent.glob("*.py")):
        digest.update(neighbour.read_bytes())
    return SystemFile(name=path.stem, fingerprint=digest.hexdigest(), module=module)
