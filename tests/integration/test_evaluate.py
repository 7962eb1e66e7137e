"""`citewell evaluate` on tiny datasets with the embedded model."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from index.locking import read_holder
from rag.evaluation_cache import BUILDING
from tests.datasets import write_beir, write_lines, write_offsets
from tests.integration.processes import START_S
from ui.cli import main

BASELINES = Path(__file__).parents[1] / "quality" / "baselines"


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


class Desk:
    """A folder with two datasets where commands are run, in this process: the model loads once."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.beir = folder / "tiny-beir"
        self.offsets = folder / "tiny-offsets"
        self.cache = folder / "cache" / "citewell" / "evaluation"
        self._capture = capture

    def evaluate(self, *arguments: str | Path) -> Done:
        """Run `citewell evaluate`; its caches go to `cache`."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["citewell", "evaluate", *map(str, arguments)])
            patch.setenv("XDG_CACHE_HOME", str(self.folder / "cache"))
            patch.setenv("COLUMNS", "120")
            with pytest.raises(SystemExit) as ended:
                main()
        return Done(int(ended.value.code or 0), *self._capture.readouterr())

    def evaluate_json(self, *arguments: str | Path) -> dict[str, Any]:
        """Run it with `--json` and read what it prints."""
        done = self.evaluate(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    def cached(self) -> list[str]:
        """Name what is in the cache."""
        return sorted(path.name for path in self.cache.iterdir())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluate")
    write_beir(folder)
    write_offsets(folder)
    return folder


@pytest.fixture
def desk(folder: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(folder, capsys)


def test_a_beir_folder_is_measured(desk: Desk) -> None:
    results = desk.evaluate_json(desk.beir)
    assert results["systems"][0]["means"] == {
        "nDCG@10": 1.0, "recall@5": 1.0, "recall@10": 1.0, "recall@100": 1.0, "MRR@10": 1.0,
        "all-evidence@10": 1.0,
    }  # fmt: skip
    assert results["dataset"]["questions"] == 1
    assert results["systems"][0]["timings"]["query_median_ms"] > 0
    assert results["settings"]["index"]["embedding_model"] == "all-MiniLM-L6-v2"


def test_articles_with_offsets_are_measured_beside_other_systems(desk: Desk) -> None:
    results = desk.evaluate_json(
        desk.offsets,
        "--against", BASELINES / "bm25.py", "--against", BASELINES / "minilm.py",
    )  # fmt: skip
    means = {system["name"]: system["means"] for system in results["systems"]}
    assert means["citewell"] == {
        "answer-hit@1": 1.0, "answer-hit@5": 1.0, "answer-hit@10": 1.0, "MRR@10": 1.0
    }  # fmt: skip
    assert means["bm25"] == means["minilm"] == means["citewell"]
    assert results["differences"]["bm25"][0]["high"] == 0.0


def test_the_plain_llamaindex_pipeline_can_be_measured(desk: Desk) -> None:
    pytest.importorskip("llama_index.vector_stores.chroma", reason="needs the extra `quality`")
    results = desk.evaluate_json(desk.offsets, "--against", BASELINES / "llamaindex_plain.py")
    assert results["systems"][1]["means"]["answer-hit@5"] == 1.0


def test_a_second_run_uses_what_the_first_built(desk: Desk) -> None:
    first = desk.evaluate_json(desk.beir)
    before = desk.cached()
    second = desk.evaluate_json(desk.beir)
    assert desk.cached() == before
    build_s = [run["systems"][0]["timings"]["build_s"] for run in (first, second)]
    assert build_s[0] == build_s[1] > 0


def test_results_are_shown_written_and_compared(desk: Desk) -> None:
    output = desk.folder / "results.json"
    shown = desk.evaluate(desk.beir, "--output", output)
    assert shown.returncode == 0, shown.stderr
    assert "tiny-beir: 2 articles, 1 questions (1 more have no judgement)" in shown.stdout
    assert "nDCG@10" in shown.stdout
    compared = desk.evaluate("--compare", output, output)
    assert "+0.0000 to +0.0000" in compared.stdout


def test_a_named_library_is_built_and_used_again(desk: Desk) -> None:
    library = desk.folder / "library"
    first = desk.evaluate_json(desk.beir, "--library", library)
    second = desk.evaluate_json(desk.beir, "--library", library)
    assert first["systems"][0]["values"] == second["systems"][0]["values"]
    done = desk.evaluate(desk.offsets, "--library", library)
    assert done.returncode == 1
    assert "lacks 1 of the 1 articles of 'tiny-offsets'" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 2, "give a dataset, or --compare"),
        (("nowhere",), 1, "'nowhere' is not a dataset folder"),
        (("{beir}", "--against", "none.py"), 1, "no system file 'none.py'"),
        (
            ("{beir}", "--output", "nowhere/r.json"),
            1,
            "cannot write the results to 'nowhere/r.json'",
        ),
        (("--compare", "none.json", "none.json"), 1, "cannot read results from 'none.json'"),
    ],
)
def test_wrong_use_is_one_clear_message(
    desk: Desk, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = desk.evaluate(*(part.format(beir=desk.beir) for part in arguments))
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_is_built_for_a_dataset_with_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path, capsys)
    (write_beir(tmp_path) / "qrels.tsv").write_text("q1\tnothing\t1\n")
    done = desk.evaluate(desk.beir)
    assert done.returncode == 1
    assert "qrels.tsv', line 1: 'nothing' is no '_id' of corpus.jsonl" in done.stderr
    assert not desk.cache.exists()


def test_nothing_half_built_stays_of_a_system_that_fails(desk: Desk) -> None:
    system = desk.folder / "broken.py"
    system.write_text(
        "def build(articles, folder):\n    (folder / 'part').touch()\n    raise OSError('full')\n"
        "def load(folder): ...\n"
    )
    done = desk.evaluate(desk.beir, "--against", system)
    assert done.returncode == 1
    assert "full" in done.stderr
    assert [name for name in desk.cached() if "broken" in name] == []


def is_building(cache: Path, pid: int) -> bool:
    holders = [read_holder(workshop) for workshop in cache.glob(f"{BUILDING}*")]
    has_begun = any(cache.glob(f"{BUILDING}*/product/library.db"))
    return has_begun and pid in [holder.pid for holder in holders if holder]


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_nothing_half_built_stays_after_an_interrupt_or_a_kill(tmp_path: Path) -> None:
    folder = write_beir(tmp_path)
    texts = ({"_id": f"d{n}", "text": f"Lighthouse {n} has {n} goats. " * 40} for n in range(300))
    write_lines(folder / "corpus.jsonl", *texts)
    (folder / "qrels.tsv").write_text("q1\td1\t1\n")
    cache = tmp_path / "cache" / "citewell" / "evaluation"
    for number in (signal.SIGKILL, signal.SIGINT):
        process = subprocess.Popen(
            [sys.executable, "-m", "ui.cli", "evaluate", str(folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")},
        )
        deadline = time.monotonic() + START_S
        while not is_building(cache, process.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(number)
        process.wait(timeout=START_S)
    assert list(cache.iterdir()) == []
