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
    found: list[str] = []
    for span in _DAYS_NAMED.finditer(text):
        first = _number(span[1])
        count = (_number(span[2]) - first) % len(DAYS) if span[2] else 0
        found += [DAYS[(first + step) % len(DAYS)] for step in range(count + 1)]
    return found


def _number(day: str) -> int:
    return next(at for at, name in enumerate(DAYS) if name.startswith(day[:3]))
