"""What one question may ask for, other than the settings say. Answers nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOptions:
    """How one question is to be answered; None is what the setting of that name says.

    Attributes:
        top_k: Passages to retrieve, 1 to 50.
        strict: Withhold sentences that the articles do not support.
        generator: What writes: one of `Assistant.generators()`.
        wide: Look wider: three times the passages, and quotes that answer less surely too.
    """

    top_k: int | None = None
    strict: bool | None = None
    generator: str | None = None
    wide: bool = False


AS_SET = AnswerOptions()
