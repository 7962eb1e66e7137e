"""Add a folder of assorted, mostly broken files and print time and memory.

`python -m tests.quality.mutated_files [COUNT] [SEED]`: 1,500 files unless said, with a fake
embedder, so that what is measured is reading.
"""

import resource
import sys
import tempfile
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

from index.article_index import ArticleIndex
from index.schema import Progress
from tests.fakes import FakeEmbedder
from tests.mutations import make_files


def main(count: int, seed: int) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made, "files")
        folder.mkdir()
        for name, data in make_files(count, seed=seed):
            (folder / name).write_bytes(data)
        seen: list[tuple[float, str]] = []

        def note(progress: Progress) -> None:
            if progress.stage == "reading":
                seen.append((time.monotonic(), progress.label))

        started = time.monotonic()
        with ArticleIndex(Path(made, "library"), embedder=FakeEmbedder()) as article_index:
            report = article_index.add([folder], on_progress=note)
            articles = article_index.stats().articles
        total = time.monotonic() - started
    times = sorted(
        ((later - at, label) for (at, label), (later, _) in pairwise(seen)),
        reverse=True,
    )
    named = {
        failure.source.removeprefix(f"{folder}/").partition("/")[0] for failure in report.failures
    }
    reasons = Counter(failure.reason.partition("': ")[2][:40] for failure in report.failures)
    peak = [
        resource.getrusage(who).ru_maxrss / 1e6
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    sys.stdout.write(
        f"{count} files, seed {seed}: {total:.0f} s, {articles} articles, {len(named)} files with a "
        f"failure, {len(report.notes)} notes\nslowest files: {times[:3]}\n"
        f"peak memory: {peak[0]:.2f} GB, of the reading process {peak[1]:.2f} GB\n"
    )
    for reason, number in reasons.most_common(15):
        sys.stdout.write(f"{number:5} {reason}\n")


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    main(*(numbers + [1500, 1][len(numbers) :]))
