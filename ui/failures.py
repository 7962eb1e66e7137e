"""What could not be done, worded for somebody in front of the page. Knows no file and no Gradio.

Reasons and hints of `index.errors` are written for whoever runs Citewell: they begin with what was
tried, which the page shows above them, and may name a setting or command out of a person's reach.
"""

import re

from index.addresses import AddressError, is_address, parse_address
from index.schema import Failure
from ui.texts import say

_TRIED = re.compile(
    r"cannot (?:read|fetch|add) (?:the folder )?(?:'[^']*'|\"[^\"]*\")(?:: |, which )"
)
_INSIDE = re.compile(r" \((?:\w*(?:Error|Exception|Warning)\b|supported: ).*\)$", re.DOTALL)
_HINTS = (
    ("CITEWELL_MAX_FILE_BYTES", "library.hint_size"),
    ("CITEWELL_ALLOWED_HOSTS", "library.hint_host"),
    ("CITEWELL_FOLDERS", "library.hint_folder"),
    ("CITEWELL_GENERATOR", "chat.hint_generator"),
)
_OF_SERVER = re.compile(r"CITEWELL_|\bcitewell \w+|\bpip install\b|\bmake \w+|(?<!\w)--\w")
_QUOTED = re.compile(r"(?<!\w)'([^'\n]+)'(?!\w)")
_BARE_WORD = re.compile(r"(?!localhost$)[^\s./:]*", re.I)
_SCHEME = re.compile(r"\s*[a-z][a-z0-9+.-]*:(?!\d)", re.I)  # `localhost:8080` has none


def for_page(failure: Failure) -> Failure:
    """Say of a failure what is wrong with the file itself, and what can be done on the page."""
    reason = _INSIDE.sub("", _TRIED.sub("", failure.reason, count=1))
    reason = _QUOTED.sub(r"“\1”", reason)
    return Failure(source=failure.source, reason=reason, hint=hint_for_page(failure.hint))


def hint_for_page(hint: str) -> str:
    """Say what can be done on the page in place of a hint that names a setting or a command."""
    key = next((key for name, key in _HINTS if name in hint), "")
    if not key and _OF_SERVER.search(hint):
        key = "library.hint_server"
    return say(key) if key else hint


def read_address(text: str) -> str | Failure:
    """Give what was pasted as a web address, `https` if it names no kind, or why it is none."""
    text = text.strip()
    is_web = re.match(r"https?://", text, re.I) is not None
    if is_web or not (_SCHEME.match(text) or is_address(text) or _BARE_WORD.fullmatch(text)):
        try:
            parse_address(address := text if is_web else f"https://{text}")
            return address
        except AddressError:
            pass
    reason, hint = say("library.no_address"), say("library.no_address_hint")
    return Failure(source=text[:200], reason=reason, hint=hint)
