"""Does a text of an article try to steer whoever answers from it? Knows no model and no page.

Rules by form, for English. What they find is never obeyed in any case: text of articles is data
everywhere. They serve to say so, and to keep such sentences out of answers.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.schema import Passage, Trick

_RULES = r"(?:instructions?|prompts?|rules|guidelines|directives|commands|context|passages|sources)"
_ORDER = re.compile(
    rf"\b(?:ignore|disregard|forget|override)\b[^.\n]{{0,20}}\b(?:previous|prior|above|earlier|preceding|other|all|your|"
    rf"any)\b[^.\n]{{0,20}}\b{_RULES}\b|"
    r"\b(?:AI|language|chat) ?(?:assistants?|models?|bots?)\b[^.\n]{0,60}\b(?:must|should|shall|has to|have to|reply|"
    r"answer|say|output|respond)\b|\b(?:LLMs?|chatbots?) (?:must|shall)\b|\bassistants? reading this\b|"
    r"\bsystem prompt\b|\byou are (?:now )?(?:an? )?(?:\w+ )?(?:AI|assistant|chatbot|language model|DAN)\b|"
    rf"\b(?:new|updated|real|hidden) (?:system )?instructions?(?: for (?:you|the (?:AI|assistant|model)))?\s*:|"
    r"\b(?:reply|respond|answer|output|say) (?:only |exactly |just )+(?:(?:with|in)(?: the word)?|the word)? ?(?:[\"“'‘:]|the word )|"
    r"\b(?:do not|don['’]t|never) (?:answer|cite|mention|reveal|use) (?:the )?(?:question|sources?|passages?|articles?|"
    r"this (?:instruction|notice|message))\b|"
    r"\b(?:repeat|print|reveal|show) (?:your|all your|the system) (?:\w+ )?(?:instructions?|prompt|rules)\b|"
    r"\bfrom now on,? (?:you (?:must|will|are)|always|answer|reply|respond)\b|\bpretend (?:to be|you are)\b|"
    r"\b(?:end|close) (?:of )?(?:the )?(?:article|passage|document|context)s?\b[^\n]{0,20}\b(?:now|begin|start|new)\b",
    re.IGNORECASE,
)
_IMPERSONATION = re.compile(
    r"(?:^|\n)\s*(?:#{1,4}\s*)?(?:system|assistant|instruction)\s*:|<\|[a-z_]{2,20}\|>|"
    r"\[/?INST\]|<</?SYS>>|(?:^|\n)###? ?(?:instructions?|response|system)\b|\bmessage from (?:the )?(?:developers?|"
    r"administrators?|citewell|openai|anthropic)\b",
    re.IGNORECASE,
)
_SENDING = re.compile(
    r"\b(?:send|post|upload|forward|leak|append|submit|e-?mail)\b[^.\n]{0,60}\b(?:question|conversation|history|"
    r"passages?|answer|key|password|prompt)\b[^\n]{0,60}(?:https?:|@)|"
    r"https?://[^\s)]*[?&#/][^\s)]*(?:\{|%7b|=<|\$\{|QUESTION|ANSWER|HISTORY)",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"!\[[^\]]*\]\(\s*\w+:|<(?:img|iframe|script|link|object|embed|form)\b", re.IGNORECASE
)
_FENCE = re.compile(
    r"</?\s*(?:passage|article|source|context|document|quote|data)s?\b[^>\n]{0,60}>|"
    r"(?:^|\n)\s*(?:\[?passage\]? ?#?\d+\s*[:\]])|(?:```|~~~|\"\"\")\s*(?:end|system)\b",
    re.IGNORECASE,
)
_HIDDEN = re.compile("[\u200b\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
MAX_HIDDEN = 3  # a stray one comes from copying; a message takes more
_TRICKS: tuple[tuple[Trick, re.Pattern[str]], ...] = (
    ("order", _ORDER),
    ("impersonation", _IMPERSONATION),
    ("exfiltration", re.compile(f"{_SENDING.pattern}|{_MARKUP.pattern}", re.IGNORECASE)),
    ("fence", _FENCE),
)


def mark_tricks(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Give passages with what each of them tries."""
    return tuple(replace(one, tricks=find_tricks(one.chunk.text)) for one in passages)


def find_tricks(text: str) -> tuple[Trick, ...]:
    """Name what a text tries: to give orders, to pass for someone, to send data, to end its quotation."""
    found: list[Trick] = [trick for trick, pattern in _TRICKS if pattern.search(text)]
    if len(_HIDDEN.findall(text)) > MAX_HIDDEN:
        found.append("hidden")
    return tuple(found)


def is_order(sentence: str) -> bool:
    """Tell whether a sentence is meant for whoever answers; markup alone is text like any other."""
    return any(pattern.search(sentence) for pattern in (_ORDER, _IMPERSONATION, _SENDING))
