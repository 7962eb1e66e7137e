"""A question as people put it to a library → the question itself. English rules; knows no article.

“What do the articles say about turbines?” asks about turbines: no article has to hold “articles”.
"""

import re

from rag.courtesy import without_greeting
from rag.overview import ARTICLES, HERE

_WHERE = rf"(?:any of )?(?:{ARTICLES}|{HERE})"
_TELL = r"(?:say|says|tell|tells|report|reports|write|know|mention|have|contain)(?: (?:me|us))?"
_ASKED = r"(?:who|whom|whose|what|which|when|where|why|how)\b.+"
_FRAMES = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"(?:what|anything) (?:else )?(?:do|does|did|is there) (?:in )?{_WHERE} {_TELL} (?:about|of|on) (?P<asked>.+)",
        rf"(?:(?:do|does|did) )?{_WHERE} {_TELL} (?P<asked>{_ASKED})",
        rf"according to {_WHERE},? (?P<asked>.+)",
    )
)


def bare_question(message: str) -> str:
    """Give a question without a greeting and without the library that it is put to."""
    question = without_greeting(message)
    found = next((match for one in _FRAMES if (match := one.fullmatch(question.strip()))), None)
    if found is None:
        return question
    asked = found["asked"]
    if re.match(_ASKED, asked, re.IGNORECASE | re.DOTALL) or found.re is _FRAMES[-1]:
        return asked[0].upper() + asked[1:]
    return f"Tell me about {asked.rstrip(' ?.!')}."
