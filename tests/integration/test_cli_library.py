"""`citewell sync`, `check`, `backup` and `restore`, run as processes."""

import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest

from tests.integration.processes import citewell, citewell_json, serving
from tests.integration.stores import write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "articles"
    place.mkdir()
    for number in range(3):
        write(place, f"{number}.txt", f"Ferry {number} sails to island {number * 7}.")
    return place


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


def test_sync_says_what_became_of_each_file(folder: Path, library: Path) -> None:
    planned = citewell_json("sync", folder, "--dry-run", "--library", library)
    assert (len(planned["added"]), planned["is_dry_run"]) == (3, True)
    first = citewell("sync", folder, "--library", library)
    assert (first.returncode, first.stdout) == (
        0,
        "added     0.txt\nadded     1.txt\nadded     2.txt\n3 added\n",
    )
    (folder / "0.txt").rename(folder / "zero.txt")
    (folder / "1.txt").unlink()
    write(folder, "2.txt", "Ferry 2 stays in the harbour.")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 no")
    second = citewell("sync", folder, "--library", library)
    assert second.returncode == 3
    assert second.stdout == (
        "changed   2.txt\nmoved     0.txt → zero.txt\nmissing   1.txt\n"
        "1 changed, 1 moved, 1 missing, 1 failed\n"
    )
    assert "broken.pdf" in second.stderr
    assert "--delete removes them" in second.stderr
    (folder / "broken.pdf").unlink()
    third = citewell("sync", folder, "--delete", "--library", library)
    assert (third.returncode, third.stdout) == (0, "removed   1.txt\n1 removed, 2 unchanged\n")
    shutil.rmtree(folder)
    gone = citewell("sync", folder, "--delete", "--library", library)
    assert (gone.returncode, "nothing was removed" in gone.stderr) == (1, True)
    wrong = citewell("sync", folder, "--watch", "--dry-run", "--library", library)
    assert wrong.returncode == 2


def test_check_names_what_is_wrong_and_repairs_it(folder: Path, library: Path) -> None:
    citewell("sync", folder, "--library", library)
    well = citewell("check", "--library", library)
    assert (well.returncode, well.stdout) == (0, "all is well: 3 articles, 3 chunks agree\n")
    program = (
        "import sqlite3; c = sqlite3.connect(sys.argv[1] + '/library.db');"
        "c.execute(\"UPDATE chunks SET text = 'x'\"); c.commit()"
    )
    subprocess.run([sys.executable, "-c", f"import sys; {program}", str(library)], check=True)
    bad = citewell("check", "--library", library)
    assert bad.returncode == 1
    assert bad.stdout == "NO        3 articles have chunks that are not their text\n"
    assert "check --repair" in bad.stderr
    (repaired,) = citewell_json("check", "--repair", "--library", library)["problems"]
    assert (repaired["count"], repaired["is_repaired"]) == (3, True)
    assert citewell_json("check", "--library", library)["problems"] == []


def test_a_backup_is_written_beside_a_server_and_comes_back(
    folder: Path, library: Path, tmp_path: Path
) -> None:
    citewell("sync", folder, "--library", library)
    with serving(library) as url:
        written = citewell("backup", tmp_path / "b.zip", "--library", library)
        assert (written.returncode, ": 3 articles as of " in written.stdout) == (0, True)
        held = citewell("sync", folder, "--library", library)
        assert (held.returncode, url in held.stderr) == (1, True)
    again = citewell("backup", tmp_path / "b.zip", "--library", library)
    assert (again.returncode, "is there already" in again.stderr) == (1, True)
    copy = tmp_path / "copy"
    assert citewell_json("restore", tmp_path / "b.zip", "--library", copy)["articles"] == 3
    assert "Ferry 1" in citewell("ask", "Where does ferry 1 sail?", "--library", copy).stdout
    refused = citewell("restore", tmp_path / "b.zip", "--library", copy)
    assert (refused.returncode, "nothing was changed" in refused.stderr) == (1, True)


class Watching:
    """`citewell sync --watch` as a process, its reports read line by line."""

    def __init__(self, *arguments: str | Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ui.cli", "sync", *map(str, arguments), "--watch", "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.reports: Queue[str] = Queue()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.reports.put(line)

    def wait_for(self, kind: str, name: str) -> None:
        """Wait until a report lists a file under a kind."""
        until = time.monotonic() + 60
        while True:
            try:
                report = json.loads(self.reports.get(timeout=until - time.monotonic()))
            except Empty:
                pytest.fail(f"nothing was {kind}")
            if any(path.endswith(name) for path in report[kind]):
                return

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(30)
        self.reader.join()
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        with self.process.stdout, self.process.stderr as told:
            return code, told.read()


@pytest.fixture
def watching(folder: Path, library: Path) -> Iterator[Watching]:
    running = Watching(folder, "--delete", "--library", library)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.stop()


def test_a_watched_folder_is_followed_until_ctrl_c(watching: Watching, folder: Path) -> None:
    watching.wait_for("added", "2.txt")
    write(folder, "3.txt", "Ferry 3 is new.")
    watching.wait_for("added", "3.txt")
    (folder / "0.txt").unlink()
    watching.wait_for("removed", "0.txt")
    code, told = watching.stop()
    assert code == 0
    assert told.endswith("Stopped watching.\n")
    assert "Traceback" not in told


def test_a_folder_that_is_not_there_is_not_watched(tmp_path: Path) -> None:
    done = citewell("sync", tmp_path / "nowhere", "--watch", "--library", tmp_path / "library")
    assert (done.returncode, "there is no such folder" in done.stderr) == (1, True)
