"""Ten minutes of harm to a library, `make soak`; what is found ends it with a traceback and the seed."""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.soak import (
    any_order,
    damage_files,
    fill_disks,
    kill_at_random,
    lose_log,
    read_beside,
    read_only_disk,
)


def main() -> None:
    """Run all, print counts and times."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    seed = parser.parse_args().seed
    sys.stdout.write(f"seed {seed}\n")
    with tempfile.TemporaryDirectory(prefix="citewell-soak-") as folder:
        place = Path(folder)
        steps: dict[str, Callable[[], int | str]] = {
            "kills": lambda: kill_at_random(place / "a", rounds=200, seed=seed),
            "kills, real model": lambda: kill_at_random(
                place / "b", rounds=10, seed=seed, is_real=True
            ),
            "reads beside a writer": lambda: read_beside(place / "c", seconds=20, seed=seed),
            "damaged files": lambda: damage_files(place / "d", is_short=False),
            "logs lost after a kill": lambda: lose_log(place / "e", rounds=12, seed=seed),
            "full disks": lambda: fill_disks(place / "f", rounds=8),
            "read-only disks": lambda: read_only_disk(place / "g"),
            "random operations": lambda: any_order(examples=40, steps=50),
        }
        for name, step in steps.items():
            started = time.monotonic()
            found = step()
            sys.stdout.write(f"{name:<24} {found!s:>8}  {time.monotonic() - started:6.0f} s\n")
            sys.stdout.flush()
    sys.stdout.write("all whole\n")


if __name__ == "__main__":
    main()
