"""Was Enter pressed twice? The same question by the same person at once. Knows no chat."""

import time
from collections import OrderedDict

REPEAT_S = 1.0
MAX_ASKERS = 1_000


class Repeats:
    """Remembers what everybody asked last."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def is_repeated(self, user: str, question: str) -> bool:
        """Tell whether it is, and remember it."""
        now = time.monotonic()
        last, asked_at = self._asked.pop(user, ("", 0.0))
        self._asked[user] = (question, now)
        while len(self._asked) > MAX_ASKERS:
            self._asked.popitem(last=False)
        return last == question and now - asked_at < REPEAT_S

    def forget(self, user: str) -> None:
        """Let this person ask the same once more."""
        self._asked.pop(user, None)
