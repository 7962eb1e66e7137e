"""A question that compares → the two or more sides of it, each as a question of its own.

English rules. Knows no store: publishers are given.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

MAX_SIDES = 4
MAX_CHARS = 300  # a longer question is no comparison to be taken apart


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison.

    Attributes:
        label: What it is called where nothing is found.
        question: What is asked of it.
        publisher: Only in its articles; empty for all.
    """

    label: str
    question: str
    publisher: str = ""


_COMPARES = re.compile(
    r"\b(?:compar\w+|contrast\w*|differ\w*|versus|vs|each|both|respective\w*|agree\w*|disagree\w*|accounts?|"
    r"reports?|versions?|coverage)\b",
    re.IGNORECASE,
)
_TOPIC_START = re.compile(
    r"^(?:\W|\b(?:please|can|could|you|compare|contrast|what|how|which|is|are|do|does|did|there|a|an|the|each|both|"
    r"and|or|with|to|between|accounts?|reports?|reporting|versions?|coverage|articles?|stories|difference|"
    r"differences|differ|disagree|agree|say|says|said|write|writes|report|tell|describe|cover|about|of|on|over|"
    r"in|by|from|as|for)\b)+",
    re.IGNORECASE,
)
_TOPIC_END = re.compile(
    r"(?:\W|\b(?:and|or|in|by|from|of|the|with|to|between|as|at|say|report)\b)+$", re.IGNORECASE
)
_OR = re.compile(
    r"^\W*(?:which|what|who|whose)\b(?P<ask>[^,:;?–—]*)(?:[,:;–—]| -) *(?P<one>.+?),? or (?P<other>.+?)\W*$",
    re.IGNORECASE,
)
_CHOICE = re.compile(r"\W*(?:which|whose)\b|.*\bthan\b", re.IGNORECASE)
_THAN = re.compile(
    r"^\W*(?P<be>is|are|was|were|did|does|do|has|have)\b (?P<one>.+?) (?P<ask>(?:more|less|fewer) [a-z]+|[a-z]+er|cost more|cost less)"
    r" than (?P<other>.+?)\W*$",
    re.IGNORECASE,
)
# "more than planned", "later than 1990" and "other than" set nothing against another thing, nor does
# "…, and did anyone die or …".
_NO_THING = re.compile(
    r"\d|(?:and|or|but|if|so|yes|no|is|are|was|were|do|does|did|has|have|had|who|which|why|where|how|anyone|someone|planned|expected|usual|before|ever|average|thought|hoped|needed|promised|estimated|normal|last|that|this|"
    r"it|he|she|they|one|two|three|in|at|on|when|what)\b",
    re.IGNORECASE,
)
_NO_ASK = re.compile(r"\b(?:rather|other|after|under|over|whether|number)$", re.IGNORECASE)
_WITH = re.compile(
    r"\b(?:compare|contrast) (?P<one>.+?),? (?:with|to|and|against|versus|vs\.?) (?P<other>.+?)\W*$|"
    r"\bdifferences? between (?P<first>.+?) and (?P<second>.+?)\W*$",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"(?P<head>(?:the )?[a-z]+(?: [a-z]+)? (?:of|for|at|in) )(?P<rest>.+)", re.IGNORECASE
)
_NAME = r"(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)"
_NEXT = re.compile(rf",? (?:and|or|with|to|against|versus|vs\.?)(?: in| by| of)? the {_NAME}")
_PREVIOUS = re.compile(
    rf"\b[Tt]he {_NAME},? (?:and|or|with|to|against|versus|vs\.?)(?: in| by| of)? $"
)
_BELONGS = re.compile(r"[A-Z][\w’'-]* $")  # to a longer name: "Post" in "the Velden Post"
# What is asked about each where two are set against each other; the first that fits.
_ASKED = (
    (r"expensive|dear\w*|cheap\w*|costs?|costly|pric\w+", "How much does {} cost?"),
    (r"high\w*|tall\w*", "How high is {}?"),
    (r"long\w*|short\w*", "How long is {}?"),
    (r"old\w*|young\w*|new\w*|recent\w*|earl\w+|lat\w+|first|before|after", "When was {}?"),
    (r"heav\w+|light\w*", "How heavy is {}?"),
    (r"fast\w*|quick\w*|slow\w*", "How fast is {}?"),
    (r"big\w*|large\w*|small\w*", "How big is {}?"),
)


def find_sides(question: str, publishers: Callable[[], Sequence[str]]) -> tuple[Side, ...]:
    """Give the sides of a comparison, in their order; empty if a question compares nothing.

    Args:
        question: As it can be understood alone.
        publishers: Gives those of the library; asked only if it may compare them.
    """
    question = " ".join(question.split())
    if len(question) > MAX_CHARS:
        return ()
    by_publisher = _of_publishers(question, publishers()) if _COMPARES.search(question) else ()
    return by_publisher or _of_things(question)


def _of_publishers(question: str, publishers: Sequence[str]) -> tuple[Side, ...]:
    named: dict[str, re.Match[str]] = {}
    for publisher in publishers:
        name = publisher.removeprefix("The ")
        last = name.split()[-1]
        if last not in question:
            continue
        # “The Courier” may be any paper of that name: each is searched.
        short = rf"|(?:the )?{re.escape(last)}" if last[0].isupper() else ""
        found = re.search(rf"\b(?:(?:[Tt]he )?{re.escape(name)}{short})\b", question)
        if found is None:
            continue
        has_article = found[0].lower().startswith("the ")
        if has_article or not _BELONGS.search(question[: found.start()]):
            named[publisher] = found
    named |= _unknown_beside(named, question)
    if not 2 <= len(named) <= MAX_SIDES:
        return ()
    topic = question
    for start, end in sorted({found.span() for found in named.values()}, reverse=True):
        topic = f"{topic[:start]}{topic[end:]}"
    topic = _TOPIC_END.sub("", _TOPIC_START.sub("", topic))
    if not topic:
        return ()
    ordered = sorted(named, key=lambda one: named[one].start())
    return tuple(Side(publisher, topic, publisher) for publisher in ordered)


def _unknown_beside(named: Mapping[str, re.Match[str]], question: str) -> dict[str, re.Match[str]]:
    """Find a name that stands beside the only publisher known, as another paper's would."""
    if len(named) != 1:
        return {}
    (known,) = named.values()
    after = _NEXT.match(question, known.end())
    before = _PREVIOUS.search(question[: known.start()])
    return {found["name"]: found for found in (after or before,) if found}


def _of_things(question: str) -> tuple[Side, ...]:
    compared = _WITH.search(question)
    if compared:
        one = compared["one"] or compared["first"]
        other = compared["other"] or compared["second"]
        head = _HEAD.match(one)
        if head and not _HEAD.match(other):
            other = f"{head['head']}{other}"
        return tuple(Side(thing, f"What is {thing}?") for thing in (one, other))
    asked = _OR.match(question) or _THAN.match(question)
    if asked is None or _NO_ASK.search(asked["ask"]):
        return ()
    things = (asked["one"], asked["other"])
    if any(_NO_THING.match(thing) for thing in things):
        return ()
    form = next(
        (
            form
            for words, form in _ASKED
            if re.search(rf"\b(?:{words})\b", asked["ask"], re.IGNORECASE)
        ),
        "",
    )
    if not form and not _CHOICE.match(question):
        return ()
    ask = asked["ask"].rstrip()
    return tuple(
        Side(thing, form.replace("{}", thing) if form else f"{thing}{ask}") for thing in things
    )
