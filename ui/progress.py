"""Progress on stderr: bars on a terminal, nothing elsewhere. Knows no command."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TaskID, TextColumn
from rich.progress import Progress as RichProgress
from rich.text import Text

from rag import Progress

# What a stage counts. Files are read in bursts, ahead of what is indexed: their pace says nothing.
_UNITS = {
    "comparing": "files",
    "checking": "articles",
    "fetching": "pages",
    "following": "pages",
    "reading": "files",
    "cutting": "articles",
    "indexing": "chunks",
}
_PACED = frozenset({"cutting", "indexing"})
PACE_PERIOD_S = 60.0  # a window's chunks are encoded shortest first, so the pace swings


@contextmanager
def show_progress() -> Iterator["ProgressBar"]:
    """Show a bar for each stage while the block runs."""
    bar = ProgressBar(Console(stderr=True))
    try:
        yield bar
    finally:
        bar.stop()


class ProgressBar:
    """Takes `Progress` values and draws them, nothing before the first."""

    def __init__(self, console: Console) -> None:
        self._bars = RichProgress(
            TextColumn("{task.description:<8}"),
            BarColumn(bar_width=30),
            TextColumn("{task.completed:,.0f}/{task.total:,.0f} {task.fields[unit]}"),
            _PaceColumn(),
            TextColumn("{task.fields[label]}"),
            console=console,
            speed_estimate_period=PACE_PERIOD_S,
            disable=not console.is_terminal,
        )
        self._stages: dict[str, TaskID] = {}

    def __call__(self, progress: Progress) -> None:
        """Draw one step."""
        if not self._stages:
            self._bars.start()
        if progress.stage not in self._stages:
            self._stages[progress.stage] = self._bars.add_task(
                progress.stage.capitalize(),
                total=progress.total,
                label="",
                unit=_UNITS.get(progress.stage, ""),
                is_paced=progress.stage in _PACED,
            )
        self._bars.update(
            self._stages[progress.stage],
            completed=progress.done,
            total=progress.total,
            label=progress.label.rpartition("/")[2][:40],
        )

    def stop(self) -> None:
        """Leave the finished bars on the screen."""
        if self._bars.live.is_started:
            self._bars.stop()


class _PaceColumn(ProgressColumn):
    """How many a second, and how long that leaves."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        if not task.fields["is_paced"] or not speed:
            return Text("")
        seconds = task.elapsed if task.finished else task.time_remaining
        ending = "" if task.finished else " left"
        return Text(f"{speed:,.0f}/s  {timedelta(seconds=round(seconds or 0))}{ending}")
