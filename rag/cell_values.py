"""Cells of a table's column → numbers that can be compared. Knows no question."""

import re
from collections.abc import Sequence

from rag.quantities import find_dates, find_quantities

MISSING = frozenset(("", "-", "–", "—", "n/a", "na", "?", "unknown", "none", "…", "..."))
FREE = frozenset(("free", "free of charge", "no charge", "gratis"))
CLOCK_PARTS = 2  # as "06:45"; compared with "5:30 pm" too
_BARE_YEAR = re.compile(r"\D*\b(?:1\d{3}|20\d{2}|21\d{2})\b\D*")
_DURATION = re.compile(r"\d+(?::[0-5]\d){1,2}(?:\.\d+)?")
_THOUSANDS = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
_NEGATIVE = re.compile(r"\W*[-−–]\s?[£$€]?\d")
_HEDGE = re.compile(
    r"^(?:about|around|circa|approximately|(?:ca?|approx)\.|~) *(?=\d)", re.IGNORECASE
)
_INEXACT = re.compile(r"[<>≤≥±]|\b(?:century|centuries|BCE?|over|under|than|least|up to)\b", re.I)
_Value = tuple[str, float]  # what it is compared in, and how much of it


def read_values(cells: Sequence[str]) -> dict[int, float] | None:
    """Read a column's numbers.

    Args:
        cells: Of all its rows.

    Returns:
        A number by row, without those rows that give none; dates count in years, times in minutes.
        None if a cell holds something else, or two are of units that cannot be compared.
    """
    read: dict[int, _Value] = {}
    for at, cell in enumerate(cells):
        if cell.casefold() in MISSING:
            continue
        value = _read(cell)
        if value is None:
            return None
        read[at] = value
    kinds = {kind for kind, _ in read.values()} - {"any"}
    return {at: value for at, (_, value) in read.items()} if len(kinds) <= 1 else None


def _read(cell: str) -> _Value | None:
    if cell.casefold() in FREE:
        return "any", 0.0
    cell = _HEDGE.sub("", cell)
    if _INEXACT.search(cell):
        return None
    if _DURATION.fullmatch(cell):
        parts = [float(part) for part in cell.split(":")]
        unit = "clock" if len(parts) == CLOCK_PARTS else "long duration"
        return unit, sum(part * 60.0**at for at, part in enumerate(parts[::-1]))
    cell = _THOUSANDS.sub("", cell)
    dates = () if _BARE_YEAR.fullmatch(cell) else find_dates(cell)
    numbers = find_quantities(cell)
    if len(dates) == 1 and not numbers:
        return _years(dates[0].year, dates[0].month, dates[0].day)
    if _BARE_YEAR.fullmatch(cell) and not numbers:
        return "", float(re.sub(r"\D", "", cell))
    if len(numbers) != 1 or dates:
        return None
    sign = -1.0 if _NEGATIVE.match(cell) else 1.0
    return numbers[0].unit, sign * numbers[0].value * numbers[0].factor


def _years(year: int | None, month: int | None, day: int | None) -> _Value | None:
    if year is None and month is None:
        return None
    part = ((month or 1) - 1) / 12 + ((day or 1) - 1) / 372
    return ("", year + part) if year is not None else ("day of the year", part)
