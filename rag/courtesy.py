"""A message that needs no articles ("thanks", "hello there") → a kind reply. Knows no library.

Deterministic and English: every word must belong to a courtesy, so that nothing which asks is met.
"""

import re

HELLO = "Hello! What would you like to know from the articles?"
THANKS = "You’re welcome! Ask me anything else about the articles."
GOODBYE = "Goodbye! The articles will be here when you come back."
AGREED = "Good. Ask me anything else about the articles."

# Alone or in a row they are a courtesy; the first reply any part of which occurs is given.
_COURTESIES = (
    (THANKS, r"thanks|thank you|thankyou|thank u|thx|ty|cheers|much appreciated|(?:i )?appreciate it"),
    (GOODBYE, r"bye(?: bye)?|goodbye|good night|see you(?: later| soon| tomorrow)?|"
              r"have a (?:nice|good|great|lovely) (?:day|evening|weekend|one)|take care"),
    (HELLO, r"hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)"),
    (AGREED, r"ok|okay|alright|all right|great|perfect|cool|awesome|excellent|wonderful|lovely|"
             r"brilliant|understood|got it|i see|makes sense|sounds good|well done|good job|"
             r"(?:that|this)(?: is|'s| was)? (?:all|great|perfect|(?:very )?helpful|helps|it)"),
)  # fmt: skip
NO_SUMMARY = (
    "I quote the articles’ own sentences and cannot summarise. Ask for a fact, a name, a number or a "
    "reason, or have a language model write the answers."
)
_SUMMARY = re.compile(
    r"(?:please |can you |could you )*(?:summari[sz]e|sum up|outline|tl ?dr|"
    r"(?:give|write|make)(?: me)?(?: an?| the)?(?: short| brief)? (?:summary|overview|outline))\b"
)
# Said beside a courtesy, nothing alone.
_BESIDE = (
    r"there|everyone|all|again|so much|very much|a lot|a million|many|for now|now|then|and|but|oh|"
    r"well|for (?:your|the|all your) (?:help|answers?|time)|that's|it's|very|really|citewell|friend"
)
_ANY = "|".join(pattern for _, pattern in _COURTESIES)
_WHOLE = re.compile(rf"(?:(?:{_BESIDE}) )*(?:{_ANY})(?: (?:{_ANY}|{_BESIDE}))*")
_REPLIES = tuple((reply, re.compile(rf"\b(?:{pattern})\b")) for reply, pattern in _COURTESIES)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
MAX_CHARS = 120  # a longer message says more than a courtesy


def reply_to(message: str) -> str:
    """Give the reply to a message that is a courtesy and nothing else.

    Returns:
        One or two sentences; empty if the message holds a question or any other matter, so that
        it has to be searched.
    """
    if len(message) > MAX_CHARS or "?" in message:
        return ""
    words = " ".join(_WORD.findall(message.lower().replace("’", "'")))
    if not _WHOLE.fullmatch(words):
        return ""
    return next(reply for reply, pattern in _REPLIES if pattern.search(words))


def asks_for_summary(message: str) -> bool:
    """Tell whether a message asks for a summary, which no sentence of an article is."""
    words = " ".join(_WORD.findall(message.lower().replace("’", "'")))
    return _SUMMARY.match(words) is not None


def is_reply(text: str) -> bool:
    """Tell whether a text is one of the replies to a courtesy."""
    return text in (HELLO, THANKS, GOODBYE, AGREED, NO_SUMMARY)
