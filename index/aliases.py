"""What else words of a question are called. Knows no text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """What else something in a query is called, as in “ECB” and “European Central Bank”.

    Attributes:
        short: The short form, as it is written.
        long: The stems of the long form.
        terms, implied: The stems of the query's form, none of a stop word; those of the other.
        apart: Of one word that is also written as two, as in “lifetime” and “life time”, the stems
            of the two, in order; None for an abbreviation.
    """

    short: str
    long: frozenset[str]
    terms: frozenset[str]
    implied: frozenset[str]
    apart: tuple[str, str] | None = None

    @property
    def phrase(self) -> tuple[str, str] | None:
        """The stems of two words that have to stand together; None if the other form is no such."""
        return self.apart if len(self.implied) > 1 else None
