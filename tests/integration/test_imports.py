"""Importing costs nothing until something is opened."""

import subprocess
import sys

import pytest

READERS = ("trafilatura", "pypdfium2", "markdown_it", "htmldate", "charset_normalizer")
HEAVY = ("torch", "gradio", "chromadb", "sentence_transformers", "sqlalchemy", "trafilatura")


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        ("import rag", HEAVY),
        (
            "import sys; sys.argv = ['citewell', '--help']; import ui.cli; ui.cli.app(standalone_mode=False)",
            HEAVY,
        ),
        ("import rag.assistant", (*READERS, "torch", "sentence_transformers", "gradio")),
    ],
    ids=["import rag", "citewell --help", "asking"],
)
def test_nothing_heavy_is_imported(code: str, unwanted: tuple[str, ...]) -> None:
    script = f"{code}\nimport sys\nloaded = [m for m in {unwanted!r} if m in sys.modules]\nassert not loaded, loaded"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_no_dependency_provides_our_top_level_names() -> None:
    from importlib.metadata import packages_distributions

    found = packages_distributions()
    strangers = {name: {*found.get(name, ())} - {"citewell"} for name in ("index", "rag", "ui")}
    assert strangers == {"index": set(), "rag": set(), "ui": set()}
