"""What each person has chosen: which articles are left out, and what could not be added.

The articles are kept in the library database, the failures not yet dismissed in memory, bounded.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from index.people import People
from index.schema import Failure

DESELECTED = "deselected"  # what the choice of articles is kept as


@dataclass(slots=True)
class _Chosen:
    deselected: set[str] = field(default_factory=set)
    failures: list[tuple[int, Failure]] = field(default_factory=list)
    failed: int = 0
    upload: str = ""  # the last that failed, and how many had failed before it
    failed_before: int = 0


class Choices:
    """Hold what everybody has chosen."""

    def __init__(self, people: People, *, max_users: int, max_failures: int) -> None:
        self._people = people
        self._max_users = max_users
        self._max_failures = max_failures
        self._choices: OrderedDict[str, _Chosen] = OrderedDict()
        self._lock = threading.RLock()

    def deselected(self, user: str) -> frozenset[str]:
        """Return the articles this person leaves out; new articles are in."""
        with self._lock:
            return frozenset(self._of(user).deselected)

    def select(self, user: str, article_ids: Iterable[str], *, is_selected: bool) -> None:
        """Take articles into this person's scope, or leave them out."""
        with self._lock:
            deselected = self._of(user).deselected
            if is_selected:
                deselected.difference_update(article_ids)
            else:
                deselected.update(article_ids)
            kept = json.dumps(sorted(deselected)) if deselected else None
            self._people.prefer(user, DESELECTED, kept)

    def forget_article(self, article_id: str) -> None:
        """Drop a deleted article from everybody's choice."""
        with self._lock:
            for choices in self._choices.values():
                choices.deselected.discard(article_id)

    def add_failures(self, user: str, failures: Iterable[Failure], *, upload: str = "") -> None:
        """Keep what could not be added until dismissed, of each name those of its last upload."""
        with self._lock:
            choices = self._of(user)
            if not upload or upload != choices.upload:
                choices.upload, choices.failed_before = upload, choices.failed
            for failure in failures:
                choices.failures[:] = [
                    one
                    for one in choices.failures
                    if one[0] > choices.failed_before or one[1].source != failure.source
                ]
                choices.failed += 1
                choices.failures.append((choices.failed, failure))
            del choices.failures[: -self._max_failures]

    def failures(self, user: str) -> tuple[tuple[int, Failure], ...]:
        """Return the failures not yet dismissed, each with its number, oldest first."""
        with self._lock:
            return tuple(self._of(user).failures)

    def dismiss_failures(self, user: str, number: int | None = None) -> None:
        """Forget one failure, or all of them."""
        with self._lock:
            kept = self._of(user).failures
            kept[:] = [pair for pair in kept if number is not None and pair[0] != number]

    def _of(self, user: str) -> _Chosen:
        choices = self._choices.get(user)
        if choices is None:
            kept = json.loads(self._people.preferences_of(user).get(DESELECTED, "[]"))
            choices = self._choices[user] = _Chosen(deselected=set(kept))
        self._choices.move_to_end(user)
        while len(self._choices) > self._max_users:
            self._choices.popitem(last=False)
        return choices
