"""Text → its words, and which of them are parts of names. Knows no language model.

Unlike `rag.names`, which follows names from article to article, this reads them word by word, so
that a surname is borne out by the full name.
"""

import re
from dataclasses import dataclass

from index.stop_words import FUNCTION_WORDS

_WORD = re.compile(r"\w+(?:[’'.&-]\w+)*")
_OPENS = re.compile(r"(?:^|[.!?…:;]|\n|[\"“‘«(\[—–-])[\s\"“‘«(\[]*$")
_NO_NAMES = frozenset(FUNCTION_WORDS) | frozenset(
    "a an the in on at of and or but for to with by as is was are were it this that these those "
    "they their there then if not no into however although since first last mr mrs ms dr sir "
    "one two three four five six seven eight nine ten".split()
)
_POSSESSIVE = re.compile(r"[’']s?$")
MIN_PREFIX_CHARS = 4  # Russia and Russian are one name
MAX_SUFFIX_CHARS = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word at characters `[start, end)`.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        key: In small letters, without a possessive.
        is_capitalised: It begins with a capital.
        is_name: It is written like a name, or a part of one.
        opens_sentence: It has its capital perhaps from its place.
    """

    start: int
    end: int
    key: str
    is_capitalised: bool
    is_name: bool
    opens_sentence: bool


def find_words(text: str) -> tuple[Word, ...]:
    """Give the words of a text, in order."""
    return tuple(_word(text, match) for match in _WORD.finditer(text))


def is_same_name(one: Word, other: Word) -> bool:
    """Tell whether two words name the same: as written, or one with an ending more."""
    short, long = sorted((one.key, other.key), key=len)
    if short == long or short in long.split("-"):
        return True
    has_ending = len(long) - len(short) <= MAX_SUFFIX_CHARS
    return len(short) >= MIN_PREFIX_CHARS and has_ending and long.startswith(short)


def _word(text: str, match: re.Match[str]) -> Word:
    word = _POSSESSIVE.sub("", match[0])
    is_capitalised = word[0].isupper()
    is_name = is_capitalised and len(word) > 1 and word.lower() not in _NO_NAMES
    opens = is_name and _opens_sentence(text, match)
    return Word(
        match.start(), match.start() + len(word), word.lower(), is_capitalised, is_name, opens
    )


def _opens_sentence(text: str, match: re.Match[str]) -> bool:
    """Tell whether a word stands first; two capitals in a row are a name also there."""
    if re.match(r"\s[^\W\d_a-z]\w", text[match.end() : match.end() + 3]):
        return False
    return _OPENS.search(text, max(0, match.start() - 6), match.start()) is not None
