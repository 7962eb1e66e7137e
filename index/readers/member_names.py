"""The encoding of names in zip archives that do not say it. Knows no archive.

Names without the mark of UTF-8 are in the code page of the system they were packed on, which nothing
in the archive tells: each that they can be read in is judged by how usual its characters are.
"""

import re
from collections.abc import Callable, Iterable

UTF_8 = "utf-8"
DOS = "cp437"  # what zipfile reads unmarked names in
_USUAL, _RARE = 0.9, 0.1
_LATIN = re.compile(r"[A-Za-z]")


def find_name_encoding(names: Iterable[bytes]) -> str:
    """Name the encoding that the names of an archive are most likely in."""
    parts = {part for name in names for part in re.split(rb"[/\\]", name) if not part.isascii()}
    sample = sorted(parts)
    scores = {encoding: _score(sample, encoding, weigh) for encoding, weigh in _ENCODINGS.items()}
    return max(scores, key=scores.__getitem__)


def _score(names: list[bytes], encoding: str, weigh: Callable[[str, str, str], float]) -> float:
    """Give the mean weight of the characters beyond ASCII; 0 if the names cannot be read."""
    weights: list[float] = []
    for name in names:
        try:
            text = f" {name.decode(encoding)} "
        except UnicodeDecodeError:
            return 0.0
        weights += [weigh(*text[at - 1 : at + 2]) for at, char in enumerate(text) if char > "\x7f"]
    return sum(weights) / max(1, len(weights))


def _utf_8(_before: str, _char: str, _after: str) -> float:
    return 1.0  # nothing else can be read in it by chance


def _western(_before: str, char: str, _after: str) -> float:
    return 0.8 if char.isalpha() and char < "\u0180" else 0.0


def _russian(before: str, char: str, after: str) -> float:
    is_misplaced = (
        (char.isupper() and before.islower()) or _LATIN.match(before) or _LATIN.match(after)
    )
    return _USUAL if "\u0400" <= char < "\u0460" and not is_misplaced else 0.0


def _japanese(before: str, char: str, after: str) -> float:
    if "\u3040" <= char <= "\u30ff":
        return 1.0
    is_usual = 0x88 <= char.encode("cp932")[0] <= 0x97
    return _USUAL if is_usual and not _eats_a_letter(before, char, after, "cp932") else _RARE


def _korean(_before: str, char: str, _after: str) -> float:
    lead, *_, trail = char.encode("cp949")
    return 0.95 if 0xB0 <= lead <= 0xC8 and trail > 0xA0 else _RARE  # before many Chinese names too


def _simplified(_before: str, char: str, _after: str) -> float:
    lead, *_, trail = char.encode("gb18030")
    return _USUAL if 0xB0 <= lead <= 0xD7 and trail > 0xA0 else 0.6 if lead == 0xA3 else _RARE


def _traditional(before: str, char: str, after: str) -> float:
    is_usual = 0xA4 <= char.encode("big5")[0] <= 0xC6
    return 0.88 if is_usual and not _eats_a_letter(before, char, after, "big5") else _RARE


def _eats_a_letter(before: str, char: str, after: str, encoding: str) -> bool:
    """Tell whether a character's second byte would be a letter between letters: an accent's neighbour."""
    is_among_letters = _LATIN.match(before) or _LATIN.match(after)
    return bool(is_among_letters) and char.encode(encoding)[-1] < 0x80


_ENCODINGS: dict[str, Callable[[str, str, str], float]] = {
    UTF_8: _utf_8,
    "cp932": _japanese,
    "cp949": _korean,
    "gb18030": _simplified,
    "big5": _traditional,
    "cp866": _russian,
    "cp850": _western,  # which has the letters of DOS where that has them
}
