"""How long the steps of an answer take. Knows no step."""

import time


class Clock:
    """Seconds from its making to each mark."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self.seconds: dict[str, float] = {}

    def mark(self, step: str, *, once: bool = False) -> None:
        """Keep the seconds that have passed; the first such mark only if `once`."""
        if not (once and step in self.seconds):
            self.seconds[step] = round(time.perf_counter() - self._started, 4)
