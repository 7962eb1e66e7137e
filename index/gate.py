"""Any number of threads look at something, or one changes it. Knows not what it is."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """Lets lookers in together and a changer in alone; who looks may look again inside."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._lookers = 0
        self._is_changing = False
        self._own = threading.local()

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Have nothing changed until the block ends."""
        depth = getattr(self._own, "depth", 0)
        with self._changed:
            if not depth:
                self._changed.wait_for(lambda: not self._is_changing)
            self._lookers += 1
        self._own.depth = depth + 1
        try:
            yield
        finally:
            self._own.depth = depth
            with self._changed:
                self._lookers -= 1
                self._changed.notify_all()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Wait until nobody looks, and let nobody look until the block ends."""
        with self._changed:
            self._is_changing = True
            self._changed.wait_for(lambda: not self._lookers)
        try:
            yield
        finally:
            with self._changed:
                self._is_changing = False
                self._changed.notify_all()
