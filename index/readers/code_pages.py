"""Which code page of one byte a letter an old text is in. Knows no format.

General detectors tell scripts apart, but take French for Czech: `à` and `ŕ` are the same byte.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from index.languages import weigh_languages

_ASCII_LETTER = re.compile(rb"[A-Za-z]")
_TOGETHER = re.compile(rb"[\x80-\xff]{2,}")
MIN_TOGETHER = 0.8  # of the bytes beyond ASCII, in words of another script; accents stand alone
LONG_WORD = re.compile(rb"[\x80-\xff]{4}")
MIN_LETTERS = 30  # of Cyrillic, to tell its encodings apart
MAX_ACCENTS = 0.5  # by letters of ASCII

# What Cyrillic texts come in, and the letters that are two thirds of them.
_CYRILLIC = ("cp1251", "koi8-u", "cp866", "iso8859-5", "mac-cyrillic")
_FREQUENT = frozenset("оеаинтсрвл")
MIN_FREQUENT = 0.5  # of a Cyrillic text; read in a wrong encoding it has a fifth of them

MAX_CHARS = 4_000  # that tell a language
MIN_CHARS = 40  # fewer letters tell none
MIN_FIT = 0.7
_MARKS = frozenset("“”‘’„‚«»‹›–—…•·€£§¶°±©®™ªº¡¿¼½¾²³ \xad")
_MARKS_WITHIN = frozenset("’·\xad")  # a word
_PRIOR = 0.15  # of Western Europe's, which is most of what there is: short texts tell little
_WEST = "àáâãäåæçèéêëìíîïðñòóôõöøœùúûüýÿþß"


@dataclass(frozen=True, slots=True)
class _Page:
    """A code page, the letters it is used for, and the languages that are written with them."""

    name: str
    letters: str
    languages: tuple[str, ...]


_WESTERN = ("en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "nb", "nn", "no", "fi", "is", "ca",
            "gl", "eu", "ga", "af", "lb", "oc")  # fmt: skip
_CENTRAL = ("pl", "cs", "sk", "hu", "sl", "hr", "bs", "ro", "sq")
_EAST = "ąćęłńóśźżáčďéěíňřšťúůýžäĺľôŕőöűüâăîşţđçë"
_PAGES = (
    _Page("cp1252", _WEST, _WESTERN),
    _Page("cp1250", _EAST, _CENTRAL),
    _Page("iso8859-2", _EAST, _CENTRAL),
    _Page("cp1254", "çğıöşüâîû", ("tr", "az")),
    _Page("cp1257", "ąčęėįšųūžāēģīķļņõäöü", ("lt", "lv", "et")),
    _Page("cp1258", "àáâãèéêìíòóôõùúýăđơưạảậ\u0300\u0301\u0303\u0309\u0323₫", ("vi",)),
    _Page("cp850", _WEST, _WESTERN),
    _Page("mac-roman", _WEST, _WESTERN),
)


def is_latin(encoding: str) -> bool:
    """Tell whether an encoding is a code page of Latin letters."""
    return bytes((0xE9,)).decode(encoding, "replace") == "é"


def is_another_script(sample: bytes) -> bool:
    """Tell whether what is beyond ASCII stands in words of its own."""
    together = sum(map(len, _TOGETHER.findall(sample)))
    beyond = sum(byte > 0x7F for byte in sample)
    return together >= MIN_TOGETHER * beyond and LONG_WORD.search(sample) is not None


def find_cyrillic(sample: bytes, *, declared: str | None) -> str | None:
    """Name the encoding of a Cyrillic text by the frequency of its small letters.

    Args:
        sample: The beginning of the text.
        declared: The encoding it says it is in, which is kept if it is Cyrillic in that too.
    """
    found = _TOGETHER.findall(sample)
    if not is_another_script(sample) or sum(map(len, found)) < MIN_LETTERS:
        return None
    words = b" ".join(found)

    def share(encoding: str) -> float:
        text = words.decode(encoding, "replace")
        misplaced = sum(one.islower() and other.isupper() for one, other in pairwise(text))
        return (sum(map(text.count, _FREQUENT)) - misplaced) / (len(text) - text.count(" "))

    if declared and share(declared) >= MIN_FREQUENT:
        return declared
    best = max(_CYRILLIC, key=share)
    return best if share(best) >= MIN_FREQUENT else None


def find_latin(sample: bytes) -> str | None:
    """Name the code page of a text in Latin letters by its accents and by its language.

    None if what is beyond ASCII fits none.
    """
    beyond, letters = sum(byte > 0x7F for byte in sample), len(_ASCII_LETTER.findall(sample))
    if beyond > max(2, MAX_ACCENTS * letters):
        return None
    fits = {page: _fit(sample, page) for page in _PAGES}
    likely = [page for page in _PAGES if fits[page] >= MIN_FIT]
    if not likely:
        return None

    def score(page: _Page) -> float:
        weights = weigh_languages(sample[:MAX_CHARS].decode(page.name, "replace"))
        prior = 0.3 + _PRIOR * (page is _PAGES[0])
        return fits[page] * (prior + max(weights.get(one, 0.0) for one in page.languages))

    is_told = len(likely) > 1 and letters >= MIN_CHARS
    return max(likely, key=score if is_told else fits.__getitem__).name


def _fit(sample: bytes, page: _Page) -> float:
    """Give the share of what is beyond ASCII that is a usual mark or letter in its place."""
    text = f" {sample.decode(page.name, 'replace')} "
    beyond = [at for at, char in enumerate(text) if char > "\x7f"]
    return sum(_is_usual(*text[at - 1 : at + 2], page=page) for at in beyond) / max(1, len(beyond))


def _is_usual(before: str, char: str, after: str, *, page: _Page) -> bool:
    if char in _MARKS:
        return char in _MARKS_WITHIN or not (before.isalpha() and after.isalpha())
    return char.lower() in page.letters and not (char.isupper() and before.islower())
