"""A question that names an article by its day, author or publisher → what is asked, and of which articles.

“In Locke's piece on salt, who kept the last pan?” English rules. Knows no store.
"""

import re
from dataclasses import dataclass

from index.readers.bylines import find_written_date

MIN_WORDS = 3  # that are left to ask
_PIECE = (
    r"(?:articles?|columns?|pieces?|stor(?:y|ies)|reports?|reviews?|letters?|interviews?|essays?|features?|"
    r"obituar(?:y|ies)|posts?|notices?|releases?|notes?|papers?|stud(?:y|ies)|editorials?|briefs?|bulletins?|"
    r"newsletters?|minutes|editions?|issues?|statements?)"
)
# What tells a day of publication from the day on which something happened.
_CUE = re.compile(
    rf"\b(?:{_PIECE}|news|front page|reported|sa(?:y|ys|id)|writes?|wrote|published|printed)\b",
    re.IGNORECASE,
)
_BEFORE_DAY = re.compile(r"(?:\b(?:on|of|from|dated|for|in)(?: the)? )?$", re.IGNORECASE)
_AUTHORED = re.compile(
    rf"\b(?:in|from) (?:the )?(?P<name>[\w.’'-]+(?: [\w.’'-]+){{0,3}}?)['’]s? (?:[\w-]+ ){{0,3}}?{_PIECE}\b",
    re.IGNORECASE,
)
_ACCORDING = re.compile(
    r",? ?\b[Aa]ccording to (?:the )?(?P<name>[A-Z][\w’'.-]*(?: (?:of |and )?[A-Z][\w’'.-]*)*),?"
)
# What stands before the question itself: “news in brief 10 July 2024 - what …”.
_OPENING = re.compile(
    r"^\W*[^:?]{3,100}?(?:[,:]| [-–—]) +(?=(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|"
    r"did|has|have|had|can|could|will|would)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a question asks, and which articles it means.

    Attributes:
        question: What is asked, without the words that name the articles.
        day: ISO date on which they were published; empty if none is named.
        name: Their author or publisher, or a part of that; empty if none is named.
    """

    question: str
    day: str = ""
    name: str = ""


def find_reference(question: str) -> Reference | None:
    """Read which articles a question means; None if it names none."""
    dated = find_written_date(question) if _CUE.search(question) else None
    named = _AUTHORED.search(question) or _ACCORDING.search(question)
    spans = [named.span()] if named else []
    if dated:
        _, start, end = dated
        before = _BEFORE_DAY.search(question, 0, start)
        spans.append((before.start() if before else start, end))
    if not spans:
        return None
    opening = _OPENING.match(question)
    if opening and min(spans)[0] < opening.end():
        spans.append(opening.span())
    asked = _cut(question, spans)
    if len(asked.split()) < MIN_WORDS:
        return None
    return Reference(
        question=asked, day=dated[0] if dated else "", name=named["name"] if named else ""
    )


def _cut(text: str, spans: list[tuple[int, int]]) -> str:
    """Leave out stretches, which may overlap."""
    kept = "".join(
        letter
        for at, letter in enumerate(text)
        if not any(start <= at < end for start, end in spans)
    )
    return re.sub(r"\s+([?.!,])", r"\1", " ".join(kept.split())).strip(" ,")
