"""Text → the language it is written in, as a BCP 47 tag; by py3langid's model, without a network.

Knows no format.
"""

import math
import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

MAX_CHARS = 2_000  # of the beginning, which take five milliseconds
MIN_LETTERS = 40  # fewer say too little
MIN_PROBABILITY, MIN_HINTED = 0.5, 0.02
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?(?:-.*)?",
    re.I,
)
_NO_LANGUAGE = frozenset(("und", "mul", "zxx", "mis"))
_ADDRESS = re.compile(r"https?://\S+")


def detect_language(text: str, *, hint: str | None = None) -> str | None:
    """Tell the language of a text.

    Args:
        text: The text; a text of two languages gives one of them.
        hint: What the file says, such as `lang` of a web page. It is believed where the text
            does not speak against it, and kept with its region; templates say `en` of any page.

    Returns:
        A tag such as `en`, `pt-BR` or `zh`; None if neither text nor hint say enough.
    """
    tag = _parse_tag(hint or "")
    words = _ADDRESS.sub(" ", text[:MAX_CHARS])
    if sum(map(str.isalpha, words)) < MIN_LETTERS:
        return tag
    probabilities = weigh_languages(words)
    if tag and probabilities.get(tag.partition("-")[0], MIN_HINTED) >= MIN_HINTED:
        return tag
    found = max(probabilities, key=probabilities.__getitem__)
    return found if probabilities[found] >= MIN_PROBABILITY else None


def weigh_languages(text: str) -> dict[str, float]:
    """Give the probability of each language, by its code of two or three letters.

    The model takes every feature for independent and is always sure; divided by the root of how
    many bytes there are, as its later versions do, its scores say how often it is right.
    """
    ranked = _identifier().rank(text)
    best, root = float(ranked[0][1]), math.sqrt(len(text.encode()))
    weights = {language: math.exp((float(score) - best) / root) for language, score in ranked}
    total = sum(weights.values())
    return {language: weight / total for language, weight in weights.items()}


def _parse_tag(hint: str) -> str | None:
    """Write a tag as BCP 47 recommends: language, script and region, no more."""
    match = _TAG.fullmatch(hint.strip().replace("_", "-"))
    if match is None or match["language"].lower() in _NO_LANGUAGE:
        return None
    script, region = (match["script"] or "").title(), (match["region"] or "").upper()
    return "-".join(part for part in (match["language"].lower(), script, region) if part)


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # takes a moment to load

    return LanguageIdentifier.from_pickled_model(MODEL_FILE)
