"""The rooms of the house: who may import whom, and which library lives in which file."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("index", "rag", "ui")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MAX_LINES = 300
# Each third-party library and the most files that may import it.
HOMES = {
    "chromadb": {"index/vectors.py"},
    "tantivy": {"index/lexical.py", "index/lexical_files.py", "index/lexical_store.py"},
    "alembic": {
        "index/migrating.py",
        "index/migrations/env.py",
        "index/migrations/versions/version_2.py",
        "index/migrations/versions/version_3.py",
        "index/migrations/versions/version_4.py",
        "index/migrations/versions/version_5.py",
        "index/migrations/versions/version_6.py",
        "index/migrations/versions/version_7.py",
    },
    "sqlalchemy": {
        "index/containers.py",
        "index/tables.py",
        "index/migrating.py",
        "index/migrations/versions/version_2.py",
        "index/migrations/versions/version_3.py",
        "index/migrations/versions/version_4.py",
        "index/migrations/versions/version_5.py",
        "index/migrations/versions/version_6.py",
        "index/migrations/versions/version_7.py",
        "index/owners.py",
        "index/library.py",
        "index/database.py",
        "index/chunk_reader.py",
        "index/chats.py",
        "index/article_paths.py",
        "index/file_states.py",
        "index/near_copies.py",
        "index/next_chunks.py",
        "index/site_lines.py",
        "index/page_states.py",
        "index/people.py",
        "index/listing.py",
        "index/trash.py",
    },
    "argon2": {"ui/passwords.py"},
    "sentence_transformers": {"index/torch_engine.py", "rag/cross_encoder.py"},
    "transformers": {"index/torch_engine.py"},
    "torch": {"index/torch_engine.py"},
    "onnx": {"index/onnx_engine.py"},
    "safetensors": {"index/adapted_graph.py"},
    "onnxruntime": {"index/onnx_engine.py"},
    "datasketch": {"index/near_copies.py"},
    "tokenizers": {"index/model_folder.py"},
    "huggingface_hub": {"index/model_folder.py"},
    "trafilatura": {"index/readers/web_page.py"},
    "htmldate": {"index/readers/web_page.py"},
    "pypdfium2": {
        "index/readers/pdf.py",
        "index/readers/pdf_lines.py",
        "index/readers/pdf_order.py",
    },
    "markdown_it": {"index/readers/markdown.py"},
    "yaml": {"index/readers/markdown.py"},
    "py3langid": {"index/languages.py"},
    "protego": {"index/manners.py"},
    "charset_normalizer": {"index/readers/decoding.py"},
    "lxml": {"index/readers/xml_trees.py", "index/readers/web_page.py"},
    "docx": {"index/readers/word.py"},
    "pptx": {"index/readers/slides.py"},
    "openpyxl": {"index/readers/sheets.py"},
    "striprtf": {"index/readers/rich_text.py"},
    "spellchecker": {"index/misspellings.py"},
    "filelock": {"index/adapted_graph.py", "index/locking.py", "index/onnx_graph.py"},
    "httpx": {"ui/remote.py", "rag/llm_loading.py"},
    "httpcore": {"index/fetch.py", "index/connecting.py"},
    "llama_index": {"rag/llm_generation.py", "rag/llm_loading.py", "rag/local_model.py"},
    "tenacity": {"rag/llm_stream.py"},
    "xllamacpp": {"rag/local_model.py"},
    "ir_measures": {"rag/metrics.py"},
    "typer": {
        "ui/cli.py",
        "ui/cli_add.py",
        "ui/cli_library.py",
        "ui/cli_user.py",
        "ui/evaluate.py",
        "ui/terminal.py",
    },
    "uvicorn": {"ui/server.py"},
    "watchfiles": {"index/watching.py"},
}


def imports(path: Path) -> set[str]:
    found = set()
    for item in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(item, ast.Import):
            found |= {alias.name for alias in item.names}
        elif isinstance(item, ast.ImportFrom):
            assert item.level == 0, f"{path} imports relatively"
            found.add(item.module or "")
    return found


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_layers_only_look_down(path: Path) -> None:
    above = {"index": {"rag", "ui"}, "rag": {"ui"}, "ui": set()}[name(path).split("/")[0]]
    assert not above & {module.split(".")[0] for module in imports(path)}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_library_is_imported_in_its_own_file(path: Path) -> None:
    tops = {module.split(".")[0] for module in imports(path)}
    strangers = {top for top in tops if name(path) not in HOMES.get(top, {name(path)})}
    assert not strangers


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_is_short_says_its_job_and_shadows_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_LINES
    assert not text or ast.get_docstring(ast.parse(text)) or path.name == "__init__.py"
    assert path.stem not in sys.stdlib_module_names


def test_every_package_and_the_tests_are_packages() -> None:
    folders = {path.parent for top in (*PACKAGES, "tests") for path in (ROOT / top).rglob("*.py")}
    assert all((folder / "__init__.py").is_file() for folder in folders)
