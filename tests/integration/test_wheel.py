"""The wheel, built and installed into a fresh environment, run from another folder."""

import json
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, folder: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run(
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        out,
        ROOT,
        folder=out,
    )
    (built,) = out.glob("*.whl")
    return built


def test_its_top_level_names_are_exactly_the_three(wheel: Path) -> None:
    names = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in names if not name.endswith(".dist-info")} == {"index", "rag", "ui"}


def test_it_holds_samples_page_files_and_type_marks(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"index/py.typed", "rag/py.typed", "ui/py.typed", "ui/assets/frame.css"} <= names
    assert len([name for name in names if name.startswith("index/samples/")]) > 14


def test_installed_anew_it_answers_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    """The dependencies are lent from this environment: a test installs nothing over the network."""
    venv.create(tmp_path / "fresh", with_pip=False)
    python = tmp_path / "fresh" / "bin" / "python"
    packages = next((tmp_path / "fresh").glob("lib/python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(packages)
    (packages / "lent.pth").write_text("\n".join(site.getsitepackages()))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    where = run(python, "-c", "import rag; print(rag.__file__)", folder=elsewhere)
    assert where.startswith(str(packages))
    command = (python, "-m", "ui.cli")
    library = tmp_path / "library"
    run(*command, "add", "--samples", "--library", library, folder=elsewhere)
    asked = ("ask", "When was the lighthouse at Cape Orrin first lit?", "--json")
    answer = json.loads(run(*command, *asked, "--library", library, folder=elsewhere))
    assert "1874" in answer["text"]
    assert list(elsewhere.iterdir()) == []
