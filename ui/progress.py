"""Progress on stderr: a bar on a terminal, nothing elsewhere. Knows no command."""

from collections.abc import Iterator
from contextlib import contextmanager

from rag import Progress


@contextmanager
def show_progress() -> Iterator["ProgressBar"]:
    """Show a bar while the block runs."""
    bar = ProgressBar()
    try:
        yield bar
    finally:
        bar.stop()


class ProgressBar:
    """Takes `Progress` values and draws them; made lazily so that quick work draws nothing."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as RichProgress

        self._bar = RichProgress(
            TextColumn("{task.description:<9}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[label]}"),
            console=Console(stderr=True),
        )
        self._tasks: dict[str, int] = {}

    def __call__(self, progress: Progress) -> None:
        """Draw one step."""
        if not self._tasks:
            self._bar.start()
        if progress.stage not in self._tasks:
            task = self._bar.add_task(progress.stage.capitalize(), total=None, label="")
            self._tasks[progress.stage] = task
        label = progress.label.rpartition("/")[2][:40]
        self._bar.update(
            self._tasks[progress.stage],  # type: ignore[arg-type]  # rich's TaskID is an int
            completed=progress.done,
            total=progress.total,
            label=label,
        )

    def stop(self) -> None:
        """Leave the finished bars on the screen."""
        self._bar.stop()
