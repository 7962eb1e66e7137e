"""Text → sentence spans. Knows nothing about articles, chunks or models."""

import re

# A sentence ends at . ! ? or … (with closing quotes or brackets) before white space and
# something that can begin one; every newline ends one too, because canonical text only keeps
# newlines between paragraphs, list items and rows.
_END = re.compile(
    r"""(?:(?<![.!?…])[.!?…]+|[。！？])["'”’»)\]]*(?P<gap>[^\S\n]+)(?=["'“‘«(\[]*[^\W_a-z]|["'“‘«(\[]*[^\w\s.,;:!?)])"""
)
_LINE = re.compile(r"[^\n]+")
_ABBREVIATIONS = frozenset(
    [
        "adj",
        "adm",
        "approx",
        "apr",
        "art",
        "assn",
        "aug",
        "ave",
        "bros",
        "ca",
        "capt",
        "cf",
        "ch",
        "cmdr",
        "col",
        "dec",
        "dept",
        "dr",
        "ed",
        "eds",
        "eg",
        "est",
        "feb",
        "fig",
        "figs",
        "fr",
        "ft",
        "gen",
        "gov",
        "hon",
        "ie",
        "jan",
        "jun",
        "jul",
        "lt",
        "maj",
        "mar",
        "messrs",
        "mme",
        "mr",
        "mrs",
        "ms",
        "mt",
        "mts",
        "nos",
        "nov",
        "oct",
        "op",
        "pp",
        "prof",
        "pvt",
        "rep",
        "reps",
        "rev",
        "sec",
        "sen",
        "sens",
        "sept",
        "sep",
        "sgt",
        "st",
        "supt",
        "tel",
        "univ",
        "vol",
        "vols",
        "vs",
    ]
)  # not co, corp, etc, inc, jr, ltd, sr: these end sentences too
MAX_ABBREVIATION_CHARS = 40
_LAST_WORD = re.compile(r"([^\W\d_][^\s.]*(?:\.[^\W\d_]+)*)\.$")


def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Split text into sentences.

    Returns:
        Half-open spans into `text`, in order, without the white space around them. They cover
        every character that is not white space; an empty text gives none.
    """
    spans = []
    for line in _LINE.finditer(text):
        start = line.start()
        for end in _END.finditer(text, line.start(), line.end()):
            if not _is_abbreviation(text, start, end.start("gap")):
                spans.append((start, end.start("gap")))
                start = end.end()
        spans.append((start, line.end()))
    return _merge_wordless(text, [trimmed for span in spans if (trimmed := _trim(text, *span))])


def _merge_wordless(text: str, spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Join a span without letters or digits, such as a lone emoji, to the one before it."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        is_wordless = not any(character.isalnum() for character in text[start:end])
        if merged and is_wordless and "\n" not in text[merged[-1][1] : start]:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)


def _is_abbreviation(text: str, start: int, end: int) -> bool:
    """Tell whether the period before `end` belongs to a word such as `Dr.`, `U.S.` or `J.`."""
    match = _LAST_WORD.search(text, max(start, end - MAX_ABBREVIATION_CHARS), end)
    if match is None:
        return False
    word = match[1].lower()
    if len(word) == 1:
        return word != "i" and text[match.start()].isupper()
    if word == "no":
        return text[end:].lstrip()[:1].isdigit()
    return word in _ABBREVIATIONS or bool(re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word))


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return None
    first = start + len(piece) - len(piece.lstrip())
    return first, first + len(stripped)
