"""How a question points back to the one before it, and what stands in its place. English rules.

Knows no conversation: a question, the one it goes on from and the answer to that are all it sees.
"""

import re

from index.sentences import sentence_spans
from rag.names import find_names

_PRONOUNS = (
    r"he|she|it|they|him|her|hers|them|his|its|their|theirs|this|that|these|those|there|"
    r"(?:a |the )?(?:new |old |other )?ones?|the (?:same|former|latter|others?)|(?:said|did|do|does|think) so"
)
_POINTS_BACK = re.compile(rf"\b(?:{_PRONOUNS})\b", re.IGNORECASE)
_BARE = re.compile(
    r"(?:why|how|when|where|who|which|how (?:many|much|long|far|so)|since when)\W*", re.IGNORECASE
)
_OPENING = re.compile(
    r"^(?:(?:and|but|or|so|also|then)\b,? *)*(?:what about|how about|what of)?\b *", re.IGNORECASE
)
_FRAGMENT = re.compile(
    r"^(?:and|but|or|so|also|then|what about|how about|what of)\b", re.IGNORECASE
)
# "is it true that", "how long does it take", "this year" and the like point nowhere.
_EMPTY = re.compile(
    r"\b(?:(?:is|was) it (?:true|possible|known|likely)(?: that)?|(?:does|did|will) it take (?=\w)|it (?:is|was) that|"
    r"(?:is|are|was|were|will|has|have) there\b|there (?:is|are|was|were)\b|"
    r"th(?:is|ese) (?:year|month|week|spring|summer|autumn|winter|morning|century|decade|time|library|"
    r"collection|articles|documents|files|sources|texts|papers))\b",
    re.IGNORECASE,
)
# The last word stands for what was spoken of, wherever that is: "what did the engineer say about it?"
_LAST = re.compile(
    r"\b(?:about|for|of|to|with|on|after|before|against|from|by|at|do|did|make|think|say|call|use|find|lose|see|pay|"
    r"take|build|own|get|cause|buy|sell) (?:it|this|that|them|him|her|these|those|so)(?: all)?\W*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r",? (?:and|but) (?=(?:who|what|when|where|why|how|which)\b)", re.IGNORECASE)
# A noun with its article before a pronoun is what that stands for: "did the union get what it asked for?"
_NOUN_PHRASE = re.compile(
    r"\b(?:the|a|an|every|each|any|most|all|no|some) [a-z]{3,}", re.IGNORECASE
)
FIRST_WORDS = 5
MAX_FRAGMENT_WORDS = 6
_CLAUSE_WORD = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|be|been|do|does|did|has|have|had|can|could|"
    r"will|would|should|may|might|must|say|said|says)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})\b")
_NAME = re.compile(r"[A-Z][\w’'-]*(?: (?:(?:of|de|la|van|von) )?[A-Z0-9][\w’'-]*)*")
_JUST_NAME = re.compile(
    rf"(?:(?P<link>in|on|at|for|to|from|of|by|with) )?(?:the )?(?P<name>{_NAME.pattern})"
)
_AFTER_NAME = re.compile(
    r"\W*$|,| (?:in|on|at|for|to|from|of|by|with|and|or|than|have|has|had|is|are|was|were|do|does|did|will|can)\b"
)
_ASKING = re.compile(r"\b(?:do|does|did|will|can|has|have|is|was) (?:the )?$")
_PERSON = re.compile(r"\b(?P<who>he|she|him)\b|\b(?P<whose>his|her)\b(?= [a-z])", re.IGNORECASE)


def points_back(question: str) -> bool:
    """Tell whether a question points back: later than its first words, it points into itself."""
    if _FRAGMENT.search(question) or _BARE.fullmatch(question.strip()):
        return True
    if _LAST.search(question) and not _CLAUSE.search(question):
        return True
    if any(word[0].isupper() for word in question.split()[1:FIRST_WORDS]):
        return False
    start = " ".join(_EMPTY.sub("", question).split()[:FIRST_WORDS])
    found = _POINTS_BACK.search(start)
    return found is not None and not _NOUN_PHRASE.search(start[: found.start()])


def substitute(question: str, base: str) -> str:
    """Put the year or the name that is all a question holds in place of that of another.

    Returns:
        The other question with its year or name changed; empty if it is not as simple as that.
    """
    held = _OPENING.sub("", question.strip()).rstrip(" ?.!…")
    if not base or not held or len(held.split()) > MAX_FRAGMENT_WORDS or _CLAUSE_WORD.search(held):
        return ""
    years, before = _YEAR.findall(held), _YEAR.findall(base)
    if len(years) == len(before) == 1 and re.fullmatch(r"(?:(?:in|for|by|since|of) )?\d{4}", held):
        return _YEAR.sub(years[0], base)
    name = _JUST_NAME.fullmatch(held)
    if name is None:
        return ""
    places = [
        found
        for found in _NAME.finditer(base)
        if found.start() > 0
        and (_AFTER_NAME.match(base, found.end()) or _ASKING.search(base[: found.start()]))
    ]
    if name["link"]:
        linked = rf"\b{name['link']} (?:the )?$"
        places = [one for one in places if re.search(linked, base[: one.start()])] or places
    if not places:
        return ""
    return base[: places[-1].start()] + name["name"] + base[places[-1].end() :]


def insert_name(question: str, base: str, told: str) -> str:
    """Put the person whom an answer names in place of "he" or "she", if the question before has none."""
    found = _PERSON.search(question)
    if found is None or not told:
        return question
    text = " ".join(re.sub(r"\[\d+\]", "", told).split())
    names = [
        name
        for name in find_names(text, sentence_spans(text))
        if _is_person(name) and name not in base
    ]
    has_person = any(map(_is_person, find_names(base, sentence_spans(base))))
    if not names or (has_person and not base.lower().startswith("who ")):
        return question
    name = names[0] if found["who"] else f"{names[0]}’s"
    return question[: found.start()] + name + question[found.end() :]


def _is_person(name: str) -> bool:
    """Tell whether a name may be a person's: two or three words, each with a capital."""
    words = name.split()
    return len(words) in (2, 3) and all(word[0].isupper() and not word.isupper() for word in words)
