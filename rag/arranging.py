"""Chosen sentences → the order and form in which they read well. Chooses nothing, knows no store.

A sentence that begins with a pronoun is given with the one before it, word for word, so that it says
of whom it speaks, one inside a quotation with the rest of that. Sentences of one article stand together, under its title where there are several.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.sentences import sentence_spans
from rag.evidence import Evidence
from rag.quotations import take_whole_quotation
from rag.statements import BULLET

LEADS_FROM = 4  # sentences of an answer, for titles to stand between those of several articles
TEXT_ORDER_FROM = 5  # sentences of an answer; in a shorter one the best of an article comes first
MAX_BEFORE_CHARS = 400  # of the sentence that is given along
_HANGS = re.compile(
    r"[\"“‘'(]*(?:it|he|she|they|this|these|its|his|her|their|the latter|the former|both)\b",
    re.IGNORECASE,
)


def arrange(chosen: Sequence[Evidence]) -> list[Evidence]:
    """Give each hanging sentence what it hangs on, and put those of one article together.

    Args:
        chosen: What is quoted, best first.

    Returns:
        The best article first; its sentences best first, in a long answer as they stand there.
    """
    whole = _merge([_with_quotation(_with_sentence_before(one)) for one in chosen])
    articles = dict.fromkeys(one.passage.chunk.article_id for one in whole)
    ordered = [
        one for article in articles for one in whole if one.passage.chunk.article_id == article
    ]
    if len(whole) < TEXT_ORDER_FROM:
        return ordered
    place = {article: at for at, article in enumerate(articles)}
    return sorted(ordered, key=lambda one: (place[one.passage.chunk.article_id], one.start))


def find_leads(arranged: Sequence[Evidence], *, always: bool = False) -> Mapping[str, str]:
    """Give the title of each article that an answer quotes; none where they need not be told apart."""
    titles = {one.passage.chunk.article_id: one.passage.title for one in arranged}
    is_mixed = len(titles) > 1 and len(arranged) >= LEADS_FROM
    return titles if always or is_mixed else {}


def hangs(text: str) -> bool:
    """Tell whether a sentence begins with a word that stands for something before it."""
    return _HANGS.match(text) is not None


def sentence_before(one: Evidence) -> str:
    """Give the sentence before in the same paragraph, up to where the other starts; empty if none is."""
    chunk = one.passage.chunk
    end = one.start - chunk.start
    line = chunk.text.rfind("\n", 0, end) + 1
    bullet = BULLET.match(chunk.text, line, end)
    line = bullet.end() if bullet else line
    spans = sentence_spans(chunk.text[line:end])
    return chunk.text[line + spans[-1][0] : end] if spans else ""


def _with_quotation(one: Evidence) -> Evidence:
    """Give the whole of a quotation that a sentence is a part of."""
    if one.wording or one.passage.tricks:
        return one
    chunk = one.passage.chunk
    start, end = one.start - chunk.start, one.end - chunk.start
    start, end = take_whole_quotation(chunk.text, start, end)
    return replace(
        one, start=chunk.start + start, end=chunk.start + end, text=chunk.text[start:end]
    )


def _with_sentence_before(one: Evidence) -> Evidence:
    """Begin a sentence that hangs with the one before it in its paragraph, if there is one."""
    if one.wording or one.passage.tricks or not hangs(one.text):
        return one
    before = sentence_before(one)
    if not before or len(before) > MAX_BEFORE_CHARS:
        return one
    return replace(one, start=one.start - len(before), text=before + one.text)


def _merge(chosen: Sequence[Evidence]) -> list[Evidence]:
    """Leave out what a longer stretch holds, and join what overlaps, at the better one's place."""
    merged: list[Evidence] = []
    for one in chosen:
        place = len(merged)
        while near := [at for at, other in enumerate(merged) if _overlap(one, other)]:
            place = min(place, near[0])
            one = _join(merged.pop(near[0]), one)
        merged.insert(place, one)
    return merged


def _overlap(one: Evidence, other: Evidence) -> bool:
    is_prose = one.wording is None and other.wording is None
    return is_prose and one.overlaps(other.passage.chunk.article_id, other.start, other.end)


def _join(one: Evidence, other: Evidence) -> Evidence:
    chunk = one.passage.chunk
    start, end = min(one.start, other.start), max(one.end, other.end)
    if start < chunk.start or end > chunk.end:  # one of them stands in the next chunk too
        return one
    return replace(
        one, start=start, end=end, text=chunk.text[start - chunk.start : end - chunk.start]
    )
