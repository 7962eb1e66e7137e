"""What office files say of themselves: title, author, date. Knows no format's text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self

from index.readers.bylines import read_header
from index.readers.draft import Draft, TextBuilder, clean

# What libraries and programs write where a person wrote nothing.
_NOBODY = frozenset(("", "python-docx", "openpyxl", "steve canny", "unknown", "user", "admin"))
_TEMPLATE_DATES = frozenset(("2013-12-23", "2013-01-27"))  # of python-docx and python-pptx
_NO_TITLE = frozenset(("", "powerpoint presentation", "word document", "untitled", "presentation"))


class CoreProperties(Protocol):
    """The part of an office file that its formats share."""

    title: str
    author: str
    created: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeInfo:
    """Title, author and day of making, where a person set them."""

    title: str | None = None
    author: str | None = None
    published_at: str | None = None

    @classmethod
    def of(cls, properties: CoreProperties) -> Self:
        """Take what the core properties say; placeholders say nothing."""
        title, author = clean(properties.title or ""), clean(properties.author or "")
        created = properties.created
        day = created.date().isoformat() if isinstance(created, datetime) else None
        return cls(
            title=None if title.lower() in _NO_TITLE else title,
            author=None if author.lower() in _NOBODY else author,
            published_at=None if day in _TEMPLATE_DATES else day,
        )

    def complete(
        self, builder: TextBuilder, *, title: str | None, header: Sequence[str] = ()
    ) -> Draft:
        """Give the draft; what a byline under the title says wins."""
        author, publisher, published_at, _ = read_header(header)
        builder.finish()
        return Draft(
            text=builder.text(),
            title=title or self.title,
            author=author or self.author,
            publisher=publisher,
            published_at=published_at or self.published_at,
            sections=builder.sections(),
            pages=builder.pages(),
            blocks=builder.blocks(),
        )
