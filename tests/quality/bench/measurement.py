"""One measured number and the limit it should keep. Knows no benchmark."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A number found by a benchmark.

    Attributes:
        name: What was measured, `ingest.encoder_share`.
        value: The number, a median where a benchmark repeats.
        unit: Its unit; `ratio` for a quotient of two numbers of one run.
        detail: How it was measured, and what it is made of.
        at_least: It should not be lower; None for no such limit.
        at_most: It should not be higher; None for no such limit.
    """

    name: str
    value: float
    unit: str
    detail: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def is_met(self) -> bool:
        """Tell whether the value keeps its limits; without any it does."""
        too_low = self.at_least is not None and self.value < self.at_least
        too_high = self.at_most is not None and self.value > self.at_most
        return not (too_low or too_high)

    @property
    def limit(self) -> str:
        """Give the limits to read; empty if there are none."""
        parts = (("≥", self.at_least), ("≤", self.at_most))
        return " ".join(f"{sign} {bound:g}" for sign, bound in parts if bound is not None)
