"""What a file of several articles is taken apart into. Knows no format."""

from dataclasses import dataclass

from index.readers.draft import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One article of a file, or one file of an archive.

    Attributes:
        name: What it is called inside the file, the same each time; empty for the file's own text.
        data: Its bytes; the same bytes are the same article.
        draft: The article if it was read already; else `data` is read as a file called `name`.
        refusal: Why it must not be read; empty if it may.
    """

    name: str
    data: bytes = b""
    draft: Draft | None = None
    refusal: str = ""


def name_each(names: list[str | None]) -> list[str]:
    """Give each part a name of its own: its own name, or its number; repeated ones are counted."""
    given: dict[str, int] = {}
    result = []
    for number, name in enumerate(names, start=1):
        wanted = name or str(number)
        given[wanted] = given.get(wanted, 0) + 1
        result.append(wanted if given[wanted] == 1 else f"{wanted} ({given[wanted]})")
    return result
