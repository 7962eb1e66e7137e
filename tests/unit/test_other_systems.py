"""Files that define a system to measure against."""

from pathlib import Path

import pytest

from index.errors import EvaluationError
from rag.other_systems import load_system_file


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("import no_such_package", "No module named 'no_such_package'"),
        ("def build(", "cannot run the system file"),
        ("def load(folder): ...", "does not define build: expected build(articles, folder)"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, code: str, problem: str) -> None:
    path = tmp_path / "system.py"
    path.write_text(code)
    with pytest.raises(EvaluationError) as caught:
        load_system_file(path)
    assert "system.py" in caught.value.message
    assert problem in caught.value.message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"no system file '.*none\.py'"):
        load_system_file(tmp_path / "none.py")


def test_a_system_is_named_by_its_file_and_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text("def build(articles, folder): ...\ndef load(folder): ...\n")
    before = load_system_file(path)
    (tmp_path / "helper.py").write_text("LIMIT = 1\n")
    assert before.name == "mine"
    assert load_system_file(path).fingerprint != before.fingerprint
