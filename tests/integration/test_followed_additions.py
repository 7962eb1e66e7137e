"""An addition whose steps are followed, or not any more."""

from threading import Event

from index.schema import AddReport, OnProgress, Progress
from ui.uploads import _follow


def test_an_addition_that_nobody_follows_goes_on_and_is_not_waited_for() -> None:
    may_end, has_ended = Event(), Event()

    def add(on_progress: OnProgress) -> AddReport:
        on_progress(Progress(stage="reading", done=0, total=1))
        may_end.wait(30)
        has_ended.set()
        return AddReport()

    steps = _follow(add)
    assert next(steps)[0] == "progress"
    steps.close()  # type: ignore[attr-defined]  # what happens to it once the page is closed
    assert not has_ended.is_set()
    may_end.set()
    assert has_ended.wait(30)
