"""What a person prefers, checked on the way in and kept as text by key. Knows no HTTP."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from index.errors import PreferenceError
from index.people import People
from rag import AnswerOptions, Assistant
from rag.limits import MAX_TOP_K

Theme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """What a person prefers; None is what the server's settings say, or the system's theme."""

    generator: str | None = None
    strict: bool | None = None
    top_k: int | None = None
    theme: Theme | None = None

    def options(self) -> AnswerOptions:
        """Give what of it a question takes along."""
        return AnswerOptions(top_k=self.top_k, strict=self.strict, generator=self.generator)


class Preferences:
    """Reads and keeps preferences of users, named as `user_of` names them."""

    def __init__(self, people: People, assistant: Assistant) -> None:
        self._people = people
        self._names = [offer.name for offer in assistant.generators()]
        self._rules: dict[str, tuple[Callable[[Any], bool], str]] = {
            "generator": (lambda value: value in self._names, f"one of {', '.join(self._names)}"),
            "strict": (lambda value: isinstance(value, bool), "true or false"),
            "top_k": (_is_top_k, f"a whole number from 1 to {MAX_TOP_K}"),
            "theme": (lambda value: value in ("light", "dark"), "light or dark"),
        }

    def of(self, user: str) -> Preference:
        """Give what a user prefers; what the server no longer offers is left out."""
        kept = {key: json.loads(text) for key, text in self._people.preferences_of(user).items()}
        return Preference(**{key: kept[key] for key in self._rules if self._fits(key, kept)})

    def options_of(self, user: str) -> AnswerOptions:
        """Give what a user's questions take along."""
        return self.of(user).options()

    def keep(self, user: str, changes: Mapping[str, Any]) -> None:
        """Keep preferences, all or none of them; None goes back to the server's setting.

        Raises:
            PreferenceError: There is no such preference, or it cannot have that value.
        """
        for key, value in changes.items():
            self._check(key, value)
        for key, value in changes.items():
            self._people.prefer(user, key, None if value is None else json.dumps(value))

    def _check(self, key: str, value: Any) -> None:
        if key not in self._rules:
            raise PreferenceError(
                f"there is no preference {key[:100]!r}", hint=f"there are: {', '.join(self._rules)}"
            )
        is_fit, rule = self._rules[key]
        if value is not None and not is_fit(value):
            raise PreferenceError(f"{key} cannot be {str(value)[:100]!r}", hint=f"use {rule}")

    def _fits(self, key: str, kept: dict[str, Any]) -> bool:
        is_fit, _ = self._rules[key]
        return key in kept and is_fit(kept[key])


def _is_top_k(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_TOP_K
