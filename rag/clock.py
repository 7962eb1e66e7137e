"""Seconds of the steps of an answer."""

import time


class Clock:
    """Measures seconds from its making to each mark."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self.seconds: dict[str, float] = {}

    def mark(self, step: str, *, once: bool = False) -> None:
        """Record a step's seconds; a step marked `once` keeps its first."""
        if not (once and step in self.seconds):
            self.seconds[step] = round(time.perf_counter() - self._started, 4)
