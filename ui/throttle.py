"""Slowing down whoever fails again and again, in memory and bounded. Knows no passwords."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass

FREE_FAILURES = 5
MAX_WAIT_S = 60
FORGET_S = 900
MAX_KEYS = 10_000


@dataclass(slots=True)
class _Failures:
    count: int
    last_at: float


class Throttle:
    """Counts failures by key: a name, an address. After some, each further one doubles the wait.

    The wait ends at a minute, so that nobody can lock another person out for long.

    Args:
        clock: Gives seconds that only rise.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: OrderedDict[str, _Failures] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, keys: Collection[str]) -> int:
        """Give how many seconds from now the next attempt may be made; 0 for at once."""
        now = self._clock()
        with self._lock:
            return max((self._wait(key, now) for key in keys), default=0)

    def fail(self, keys: Collection[str]) -> None:
        """Count a failure."""
        now = self._clock()
        with self._lock:
            for key in keys:
                known = self._failures.pop(key, None)
                if known is None or now - known.last_at > FORGET_S:
                    known = _Failures(count=0, last_at=now)
                self._failures[key] = _Failures(count=known.count + 1, last_at=now)
            while len(self._failures) > MAX_KEYS:
                self._failures.popitem(last=False)

    def succeed(self, key: str) -> None:
        """Forget the failures of one key."""
        with self._lock:
            self._failures.pop(key, None)

    def _wait(self, key: str, now: float) -> int:
        known = self._failures.get(key)
        if known is None or known.count < FREE_FAILURES:
            return 0
        wait = min(1 << min(known.count - FREE_FAILURES, 10), MAX_WAIT_S)
        return max(0, math.ceil(known.last_at + wait - now))
