"""Title, publisher, author and date in one line, as a question would name them. Knows no article."""

from datetime import date

# Of title, publisher, author and date together, so that the text has its window.
MAX_HEADER_CHARS = 200
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def make_header(
    title: str, *, publisher: str | None, author: str | None, published_at: str | None
) -> str:
    """Join title, publisher, author and date, as a question would name it, for search."""
    parts = (title, publisher, author, spell_date(published_at))
    return " · ".join(part for part in parts if part)[:MAX_HEADER_CHARS]


def spell_date(iso: str | None) -> str | None:
    """Write `2033-09-04` as `4 September 2033`; what is no such date stays as it is."""
    try:
        day = date.fromisoformat(iso or "")
    except ValueError:
        return iso
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
