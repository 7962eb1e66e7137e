"""Sentences in the order of their passage → how surely each gives the cause that is asked for.

A cause shows in a sentence's words, in a heading that repeats the why, or in standing behind the
sentence that says what the question says. Knows no scores but shares of the question's terms.
"""

import re
from dataclasses import dataclass

from rag.kinds import read_cause

# Drawn at random four thousand times and chosen on questions with why to SQuAD and sample articles.
RESTATES = 0.4  # a sentence that holds so much of the question says what happened
FOLLOWS = 0.6  # so much of it, and the next sentence may say why
NEAR = 0.3  # held by a sentence and the one before it together; with less it is of something else
SURE, MAY, WEAK = 0.4, 0.2, 0.1  # by the words of the sentence itself
UNDER_WHY = 0.5
SURE_AND_FOLLOWS, JUST_FOLLOWS = 0.33, 0.2
ONLY_RESTATES = -0.2
FAR = 0.7
_WHY = re.compile(
    r"^\W*(?:why|reasons?|causes?|what (?:caused|led to|went wrong)|how come)\b", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A sentence beside the question.

    Attributes:
        text: The sentence.
        share: Of the question's terms, by rarity, that it holds; in [0, 1].
        before: The same of the sentence before it; 0 if it opens its passage.
        text_before: That sentence.
        heading: What it stands under.
        heading_share: Of the question's terms that the heading holds.
    """

    text: str
    share: float
    before: float
    text_before: str
    heading: str
    heading_share: float


def weigh_cause_of(told: Told) -> float:
    """Say how surely the sentence gives the cause that is asked for, in [-0.2, 1.23]."""
    words = read_cause(told.text)
    found = {"sure": SURE, "may": MAY, "purpose": WEAK, "": 0.0}[words]
    if told.share + told.before < NEAR:
        found *= FAR
    if told.before >= FOLLOWS and read_cause(told.text_before) != "sure":
        if words == "sure":
            found += SURE_AND_FOLLOWS
        elif not read_cause(told.text_before):
            found += JUST_FOLLOWS
    if told.share >= RESTATES and not words:
        found += ONLY_RESTATES
    return found + UNDER_WHY * bool(told.heading_share > 0.0 and _WHY.match(told.heading))
