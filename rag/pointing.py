"""How a question points back to the one before it, and what stands in its place. English rules.

Knows no conversation: a question, the one it goes on from and the answer to that are all it sees.
"""

import re

from index.sentences import sentence_spans
from rag.names import find_names
from rag.table_terms import IN_BRACKETS

_PRONOUNS = (
    r"he|she|it|they|him|her|hers|them|his|its|their|theirs|this|that|these|those|there|"
    r"(?:a |the )?(?:new |old |other )?ones?|the (?:same|former|latter|others?)|(?:said|did|do|does|think) so"
)
_POINTS_BACK = re.compile(rf"\b(?:{_PRONOUNS})\b", re.IGNORECASE)
_BARE = re.compile(
    r"(?:(?:for|by|in|at|to|from|since|until|with|on|of|about) )?"
    r"(?:why|how|when|where|whom?|how (?:many|much)(?: \w+)?|how (?:long|far|so|often|old)|(?:what|which)(?: \w+)?)"
    r"\W*",
    re.IGNORECASE,
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
_THERE = re.compile(
    r"(?:\b(?<!are )(?<!is )(?<!was )(?<!were )there|\b(?:that|the same) year)\W*$", re.IGNORECASE
)
_CLAUSE = re.compile(r",? (?:and|but) (?=(?:who|what|when|where|why|how|which)\b)", re.IGNORECASE)
# A noun with its article before a pronoun is what that stands for: "did the union get what it asked for?"
_NOUN_PHRASE = re.compile(
    r"\b(?:the|a|an|every|each|any|most|all|no|some) [a-z]{3,}", re.IGNORECASE
)
# "How many parking spaces does it have?"
_ASKED_OF_IT = re.compile(
    r"\W*(?:how|what|which|when|where|why)\b[^,;]*?"
    r" (?:do|does|did|is|are|was|were|has|have|had|can|could|will|would) (?:he|she|it|they)\b",
    re.IGNORECASE,
)
_BEFORE_ROW = re.compile(r"^(?:(?:for|in|at|of|to) )?(?:the )?", re.IGNORECASE)
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
_OWNS = ("’s", "'s")
_ASKING = re.compile(r"\b(?:do|does|did|will|can|has|have|is|was) (?:the )?$")
_WHO_IS = re.compile(r"who (?:is|was|are|were) ", re.IGNORECASE)
# What is counted in a question, before its verb, and what may be in its place: "how many cars did it carry?"
_COUNTED = re.compile(
    r"\bhow many (?P<what>(?:[a-z-]+ ){1,3}?)(?=(?:did|do|does|was|were|is|are|has|have|had|can|could|will|would)\b)",
    re.IGNORECASE,
)
_COUNTABLE = re.compile(
    r"(?:the )?(?P<what>(?!(?:in|on|at|for|from|by|with|of|to|during|after|before|since|last|next|this|these|those)\b)"
    r"(?:[a-z-]+ ){0,2}(?:[a-z-]+s|people|children|men|women|police|sheep|fish))"
)
_PERSON = re.compile(r"\b(?P<who>he|she|him)\b|\b(?P<whose>his|her)\b(?= [a-z])", re.IGNORECASE)


# An answer that says a row of a table, see `rag.tables.say_row`; and what stands for that in a question.
_ROW = re.compile(r"(?:^|(?<=[.\]] ))(?P<name>[^—\n]{2,60}?) — [^—\n]+?: ")
_THE_ROW = re.compile(
    r"\b(?P<it>(?:it|he|she|they|him|(?:this|that) one)\b)|\b(?P<whose>(?:its|his|her|their)\b)(?= [a-z])|"
    r"\b(?P<there>there\b)(?=\W*$)",
    re.IGNORECASE,
)
_THAT_YEAR = re.compile(r"\b(?:in )?(?:that|the same) year\b|\bthen\b(?=\W*$)", re.IGNORECASE)


def points_back(question: str) -> bool:
    """Tell whether a question points back: later than its first words, it points into itself."""
    if _FRAGMENT.search(question) or _BARE.fullmatch(question.strip()):
        return True
    if (_LAST.search(question) or _THERE.search(question)) and not _CLAUSE.search(question):
        return True
    if any(word[0].isupper() for word in question.split()[1:FIRST_WORDS]):
        return False
    plain = _EMPTY.sub("", question)
    start = " ".join(plain.split()[:FIRST_WORDS])
    found = _POINTS_BACK.search(start)
    if found is None and (asked := _ASKED_OF_IT.match(plain)):
        return not _NOUN_PHRASE.search(asked[0]) and not re.search(r" [A-Z]", asked[0])
    return found is not None and not _NOUN_PHRASE.search(start[: found.start()])


def substitute(question: str, base: str) -> str:
    """Put the year, the name or the counted thing that is all a question holds in place of that of another.

    Returns:
        The other question with that changed; empty if it is not as simple as that.
    """
    held = _fragment(question)
    if not base or not held:
        return ""
    years, before = _YEAR.findall(held), _YEAR.findall(base)
    if len(years) == len(before) == 1 and re.fullmatch(r"(?:(?:in|for|by|since|of) )?\d{4}", held):
        return _YEAR.sub(years[0], base)
    counted, other = _COUNTED.search(base), _COUNTABLE.fullmatch(held)
    if counted and other:
        return f"{base[: counted.start('what')]}{other['what']} {base[counted.end('what') :]}"
    name = _JUST_NAME.fullmatch(held)
    if name is None:
        return ""
    places = [
        found
        for found in _NAME.finditer(base)
        if found.start() > 0
        and (
            _AFTER_NAME.match(base, found.end())
            or _ASKING.search(base[: found.start()])
            or found[0].endswith(_OWNS)
        )
    ]
    if name["link"]:
        linked = rf"\b{name['link']} (?:the )?$"
        places = [one for one in places if re.search(linked, base[: one.start()])] or places
    if not places:
        return ""
    owns = "’s" if places[-1][0].endswith(_OWNS) else ""
    return base[: places[-1].start()] + name["name"] + owns + base[places[-1].end() :]


def _fragment(question: str) -> str:
    """Give the few words that a question such as "And the blue kettle?" is; empty if it has a clause."""
    held = _OPENING.sub("", question.strip()).rstrip(" ?.!…")
    is_short = len(held.split()) <= MAX_FRAGMENT_WORDS
    return held if is_short and not _CLAUSE_WORD.search(held) else ""


def change_row(question: str, base: str, told: str) -> str:
    """Put another row in place of the one that an answer said: "And the blue kettle?", "and the load factor?".

    Returns:
        The question before with that; empty if it does not name the row, or the answer is none.
    """
    held = _BEFORE_ROW.sub("", _fragment(question))
    row = _ROW.match(told)
    if not row or not held:
        return ""
    name = IN_BRACKETS.sub("", row["name"]).strip()
    found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", base, re.IGNORECASE)
    return base[: found.start()] + held + base[found.end() :] if found else ""


def says_row_of(question: str, told: str) -> bool:
    """Tell whether an answer says a row that a question names."""
    row = _ROW.match(told)
    words = re.findall(r"\w+", IN_BRACKETS.sub("", row["name"]).casefold()) if row else []
    asked = re.findall(r"\w+", question.casefold())
    return bool(words) and words[0] in asked and len(set(words) & set(asked)) * 2 >= len(words)


def insert_name(question: str, base: str, told: str) -> str:
    """Put a person in place of "he" or "she": of the question before, or whom the answer to it names.

    Of that answer where the question asked for somebody ("who won?") or names nobody; nobody of two.
    """
    found = _PERSON.search(question)
    if found is None:
        return question
    asked = [name for name in find_names(base, sentence_spans(base)) if _is_person(name)]
    names = asked if len(asked) == 1 else []  # of two it is not clear who is meant
    if not asked or (base.lower().startswith("who ") and not _WHO_IS.match(base)):
        text = " ".join(re.sub(r"\[\d+\]", "", told).split())
        named = find_names(text, sentence_spans(text))
        names = [name for name in named if _is_person(name) and name not in base]
    if not names:
        return question
    name = names[0] if found["who"] else f"{names[0]}’s"
    return question[: found.start()] + name + question[found.end() :]


def insert_row(question: str, told: str) -> str:
    """Put the name of the row that an answer said in place of "it", or its year of "that year".

    Returns:
        The question with that; empty if the answer is no row, or names several.
    """
    names = {row["name"].strip() for row in _ROW.finditer(told)}
    if len(names) != 1 or not _ROW.match(told):
        return ""
    (name,) = names
    if _YEAR.fullmatch(name):
        found, new = _THAT_YEAR.search(question), f"in {name}"
    else:
        found = _THE_ROW.search(question)
        new = (
            f"{name}’s"
            if found and found["whose"]
            else f"at {name}"
            if found and found["there"]
            else name
        )
    return question[: found.start()] + new + question[found.end() :] if found else ""


def _is_person(name: str) -> bool:
    """Tell whether a name may be a person's: two or three words, each with a capital."""
    words = name.split()
    return len(words) in (2, 3) and all(word[0].isupper() and not word.isupper() for word in words)
