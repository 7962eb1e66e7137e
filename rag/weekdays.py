"""Days of the week as tables write them, in short forms and spans. English; knows no table."""

import re

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY = (
    r"(?:Mon|Tue(?:s(?=day))?|Wed(?:nes(?=day))?|Thu(?:rs(?=day))?|Fri|Sat(?:ur(?=day))?|Sun)(?:days?)?|"
    r"Tues|Thurs?"
)
_DAYS_NAMED = re.compile(rf"\b({_DAY})\b\.?(?: ?(?:[-–—]|to) ?({_DAY})\b)?")


def days_in(text: str) -> list[str]:
    """Give the full names of the days that a text names, and of those between two: “Mon–Wed”."""
    return [day for span in _DAYS_NAMED.finditer(text) for day in _days_of(span)]


def spell_days(text: str) -> str:
    """Put the full names of days in place of short forms and spans."""
    return _DAYS_NAMED.sub(lambda span: " ".join(_days_of(span)), text)


def _days_of(span: re.Match[str]) -> list[str]:
    first = _number(span[1])
    count = (_number(span[2]) - first) % len(DAYS) if span[2] else 0
    return [DAYS[(first + step) % len(DAYS)] for step in range(count + 1)]


def _number(day: str) -> int:
    return next(at for at, name in enumerate(DAYS) if name.startswith(day[:3]))
