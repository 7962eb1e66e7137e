"""A message that needs no articles ("thanks", "what can you do?") → a kind reply. Knows no library.

Deterministic and English: every word must belong to a courtesy, so that nothing which asks for more
is met. A greeting before a question is taken off.
"""

import re

HELLO = "Hello! What would you like to know from the articles?"
THANKS = "You’re welcome! Ask me anything else about the articles."
GOODBYE = "Goodbye! The articles will be here when you come back."
AGREED = "Good. Ask me anything else about the articles."
HELP = (
    "I answer questions from the articles in this library, and show the very sentences that each "
    "answer rests on. Ask for a fact, a name, a number, a date or a reason, compare two things or two "
    "papers, or ask on about what was answered. If the articles do not say it, I tell you so. "
    "“What is in the library?” lists what there is to ask about."
)

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
    "I quote the articles’ own sentences and cannot tell which article is meant. Name its subject, as in "
    "“Summarise the article about the bridge”, and I give its key sentences."
)
_HELP = re.compile(
    r"(?:please )?(?:help(?: me)?|(?:so )?(?:what|how) (?:can|do|could|will) you (?:do|help)(?: for)?(?: me| us)?|"
    r"what (?:are you(?: able to do| good at| for| capable of)?|else can you do)|who (?:are|made) you|"
    r"how (?:do|does|can|should) (?:you|i|we|this|it|citewell)(?: page| tool| app| thing)? (?:work|use (?:this|you|it|citewell))|"
    r"(?:can|could|will|would) you (?:please )?help(?: me| us)?|what(?: is|'s) (?:this|citewell|your (?:name|job|purpose))|"
    r"are you (?:an? )?(?:bot|robot|ai|human|person|machine|chatbot|language model|chatgpt)|"
    r"what (?:kind|sort) of questions (?:can|do|could) you answer|tell me about yourself)"
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
_GREETED = re.compile(
    rf"\s*(?:(?:{_ANY})(?:,? (?:there|everyone|all|again|citewell|so much|a lot|then|for (?:that|this|your help)))*\b"
    r"(?P<stop>\s*[,.!;:–—-]+\s*|)\s*)+",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(?:and |but |so |now |please )*(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|"
    r"did|can|could|will|would|has|have|had|should|tell|give|show|compare|summari[sz]e|list)\b",
    re.IGNORECASE,
)
MAX_CHARS = 120  # a longer message says more than a courtesy


def reply_to(message: str) -> str:
    """Give the reply to a message that is a courtesy and nothing else.

    Returns:
        One or two sentences; empty if the message holds a question or any other matter, so that
        it has to be searched.
    """
    if len(message) > MAX_CHARS:
        return ""
    if _HELP.fullmatch(plain_words(without_greeting(message))):
        return HELP
    words = plain_words(message)
    if "?" in message or not _WHOLE.fullmatch(words):
        return ""
    return next(reply for reply, pattern in _REPLIES if pattern.search(words))


def without_greeting(message: str) -> str:
    """Take a greeting or thanks off the start of a question; a message that is nothing else stays."""
    found = _GREETED.match(message)
    rest = message[found.end() :] if found else ""
    if found is None or not _WORD.search(rest):
        return message
    # Without a stop between them only what surely asks is a question: "Good Morning Vietnam" is none.
    return rest if found["stop"] or _ASKS.match(rest) else message


def plain_words(message: str) -> str:
    """Give the words of a message in lower case, one space between them."""
    return " ".join(_WORD.findall(message.lower().replace("’", "'")))


def is_reply(text: str) -> bool:
    """Tell whether a text is one of the replies to a courtesy."""
    return text in (HELLO, THANKS, GOODBYE, AGREED, NO_SUMMARY) or text.startswith(HELP)
