"""Run benchmarks, print a table and write `tests/quality/results/bench.json`.

Not tests: a slow machine must not fail one. A benchmark is a module here, named in `BENCHMARKS`,
whose `run()` gives a list of `Measurement`.
"""

import argparse
import importlib
import json
import os
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from rag.circumstances import describe_commit, describe_machine
from tests.quality.bench.measurement import Measurement

PACKAGES = ("chromadb", "onnxruntime", "sqlalchemy", "tantivy", "torch")
BENCHMARKS = ("ingest", "growth", "folder", "query", "opening", "startup", "page")
RESULTS = Path(__file__).parents[1] / "results" / "bench.json"


def main() -> None:
    """Run the benchmarks named on the command line, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.quality.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}")
    names = parser.parse_args().names or BENCHMARKS
    if unknown := set(names) - set(BENCHMARKS):
        parser.error(f"no benchmark {sorted(unknown)} (there are {', '.join(BENCHMARKS)})")
    found: list[Measurement] = []
    for name in names:
        circumstances = {
            "commit": describe_commit(),
            "machine": {
                **describe_machine(),
                "load": round(os.getloadavg()[0], 1),
                "packages": {package: version(package) for package in PACKAGES},
            },
            "command": f"python -m tests.quality.bench {name}",
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        sys.stderr.write(f"{name} …\n")
        measured = importlib.import_module(f"tests.quality.bench.{name}").run()
        _record(name, {**circumstances, "measurements": [asdict(one) for one in measured]})
        found += measured
    _print_table(found)


def _record(name: str, result: dict[str, Any]) -> None:
    """Put one benchmark's result in place of its last one; the others stay."""
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    RESULTS.parent.mkdir(exist_ok=True)
    text = json.dumps({**results, name: result}, indent=2, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8")


def _print_table(measured: list[Measurement]) -> None:
    table = Table("measured", "value", "unit", "limit", "", "detail")
    for one in measured:
        mark = "" if not one.limit else "ok" if one.is_met else "MISSED"
        table.add_row(one.name, f"{one.value:.4g}", one.unit, one.limit, mark, one.detail)
    Console().print(table)


if __name__ == "__main__":
    main()
