"""Several questions in one message → each of them, in order. English rules; knows no store.

“When was the bridge closed, and how much will the repair cost?” A later part may go on from those before it.
"""

import re
from collections.abc import Sequence

_WH = r"(?:who|whom|whose|what|which|when|where|why|how)"
_AUX = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
_BEFORE = r"(?:(?:by|for|in|to|with|from|at|on|of|since|until|about) )?"
# “When and where was he born?” asks two things of one clause.
_TOGETHER = re.compile(
    rf"^(?P<one>{_WH})(?:,? (?:and|&) |, )(?P<other>{_WH}) (?P<rest>{_AUX}\b.{{6,}})$",
    re.IGNORECASE,
)
_JOINED = re.compile(
    rf"(?:\?+ +(?:and |but |also |so )*|[,;]? (?:and|but|as well as) (?:also |then )?)(?={_BEFORE}{_WH}\b)|"
    rf"\?+ +(?:and |but |also |so )*(?={_AUX}\b)|, (?=(?:what|when|where|why|how) (?:{_AUX}|many|much|long|old|far)\b)",
    re.IGNORECASE,
)
# “When the war ended, how many had died?” is one: what begins with “when the war” is no question.
_ASKS = re.compile(
    rf"^(?:so |and |well,? |ok,? )*(?:{_BEFORE}(?:(?:who|whom|whose|what|which|how (?:many|much))\b|"
    rf"(?:when|where|why)(?: {_AUX}\b|$)|how(?: \w+)?(?: {_AUX}\b|$))|{_AUX}\b)",
    re.IGNORECASE,
)
_WH_WORD = re.compile(rf"\b{_WH}\b", re.IGNORECASE)
_QUOTE = re.compile('["“”]')
# What counts or names things says something of them in a clause: “how many rooms” alone asks nothing.
_COUNTS = re.compile(rf"^{_BEFORE}(?:how (?:many|much)|which|what|whose)\b", re.IGNORECASE)
_VERB = re.compile(
    rf"\b(?:{_AUX}|\w{{2,}}ed|became|began|bought|brought|built|came|caught|chose|cost|costs|did|drew|fell|found|gave|got|"
    r"held|kept|knew|led|left|lost|made|means|met|paid|put|ran|said|saw|sent|set|sold|spoke|spent|stole|stood|"
    r"swam|taught|threw|told|took|went|won|wore|wrote)\b",
    re.IGNORECASE,
)
# “Is there a fish that lives only there? Which one?” asks once.
_SAME = re.compile(r"^(?:which|what) (?:ones?|of (?:them|these|those))$", re.IGNORECASE)
MIN_WORDS = 3  # of the first part
MAX_PARTS = 4
MAX_CHARS = 400


def find_parts(question: str) -> tuple[str, ...]:
    """Give the questions that a message holds, each with its mark; none if it is one."""
    asked = question.strip().rstrip(" ?.!")
    if len(asked) > MAX_CHARS or _QUOTE.search(asked):
        return ()
    if both := _TOGETHER.match(asked):
        return tuple(f"{both[one]} {both['rest']}?" for one in ("one", "other"))
    parts = [part.strip(" ,;?") for part in _JOINED.split(asked)]
    if not 1 < len(parts) <= MAX_PARTS or len(parts[0].split()) < MIN_WORDS:
        return ()
    is_whole = all(map(_ASKS.match, parts)) and all(map(_says_something, parts[:-1]))
    is_whole = is_whole and not any(map(_SAME.match, parts)) and not _goes_on(parts)
    return tuple(f"{part}?" for part in parts) if is_whole else ()


def _goes_on(parts: Sequence[str]) -> bool:
    """Tell whether a part goes on with a clause of one before it: “… where he lived | and where he died”."""
    inside = {word.lower() for part in parts[:-1] for word in _WH_WORD.findall(part)[1:]}
    return any(word.lower() in inside for part in parts[1:] for word in _WH_WORD.findall(part)[:1])


def _says_something(part: str) -> bool:
    return not _COUNTS.match(part) or _VERB.search(_COUNTS.sub("", part)) is not None
