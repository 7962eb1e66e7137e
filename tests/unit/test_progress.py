"""What progress draws."""

from io import StringIO

from rich.console import Console

from rag import Progress
from ui.progress import ProgressBar


def draw(*steps: Progress, is_terminal: bool = True) -> str:
    screen = StringIO()
    bar = ProgressBar(Console(file=screen, force_terminal=is_terminal, width=120, no_color=True))
    for step in steps:
        bar(step)
    bar.stop()
    return screen.getvalue()


def test_nothing_to_do_draws_nothing() -> None:
    assert draw() == ""


def test_nothing_is_drawn_where_there_is_no_terminal() -> None:
    step = Progress(stage="indexing", done=5, total=5)
    assert draw(step, is_terminal=False) == ""


def test_stages_are_named_with_what_they_count() -> None:
    drawn = draw(
        Progress(stage="reading", done=1, total=2, label="articles/harbour.txt"),
        Progress(stage="indexing", done=1024, total=20480),
    )
    assert "1/2 files" in drawn
    assert "harbour.txt" in drawn
    assert "1,024/20,480 chunks" in drawn


def test_indexing_shows_its_rate_and_the_time_left() -> None:
    steps = [Progress(stage="indexing", done=done, total=2_000_000) for done in (0, 1, 2, 3)]
    drawn = draw(*steps)
    assert "/s" in drawn
    assert " left" in drawn


def test_finished_indexing_shows_its_rate_and_how_long_it_took() -> None:
    drawn = draw(*(Progress(stage="indexing", done=done, total=3) for done in range(4)))
    last = [line for line in drawn.splitlines() if "3/3" in line][-1]
    assert "/s  0:00:0" in last
    assert " left" not in last
