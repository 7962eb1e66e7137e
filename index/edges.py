"""The short lines at the beginning and end of an article, and cutting them off. Knows no other article.

Only there a line can be a site's own, such as a call to subscribe: inside, one that stands in other
articles too may be a quotation.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.schema import Article, Block

MAX_LINE_CHARS = 200
MAX_EDGE_LINES = 8  # looked at on each side
MIN_KEPT = 0.5  # of the text: whoever repeats more repeats an article
_KINDS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))  # no quotation, table or list
_BYLINE = re.compile(r"(?:by|von|par|por|di)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """What an article may share with others of its site.

    Attributes:
        lines: Digests of the short lines at both ends.
        body: Digest of its longest paragraph; who shares that is a copy.
    """

    lines: frozenset[str]
    body: str


def find_edges(article: Article) -> Edges | None:
    """Give the edges of an article; None if it was not read as blocks."""
    outer = _outer(article)
    if not outer:
        return None
    longest = max(outer, key=lambda block: block.end - block.start)
    blocks = [*_edge(article, outer), *_edge(article, outer[::-1])]
    return Edges(
        lines=frozenset(_digest(article, block) for block in blocks),
        body=_digest(article, longest),
    )


def cut_edges(article: Article, is_known: Callable[[str], bool]) -> tuple[Article, int]:
    """Leave out the lines at both ends that are known, up to the first that is not.

    Returns:
        The article and how many lines were left out; it is as it was if little would be left.
    """
    outer = _outer(article)
    first = _count(article, _edge(article, outer), is_known)
    last = _count(article, _edge(article, outer[::-1]), is_known)
    if not first + last or first + last >= len(outer):
        return article, 0
    start, end = outer[first].start, outer[len(outer) - last - 1].end
    if end - start < MIN_KEPT * len(article.text):
        return article, 0
    return _crop(article, start, end), first + last


def _outer(article: Article) -> list[Block]:
    return [block for block in article.blocks if block.depth == 0]


def _edge(article: Article, blocks: Sequence[Block]) -> list[Block]:
    """Give the first blocks that may be a site's own."""
    found: list[Block] = []
    for block in blocks[:MAX_EDGE_LINES]:
        is_short = block.end - block.start < MAX_LINE_CHARS
        if block.kind not in _KINDS or not is_short or _BYLINE.match(_text(article, block)):
            break
        found.append(block)
    return found


def _count(article: Article, blocks: list[Block], is_known: Callable[[str], bool]) -> int:
    known = [is_known(_digest(article, block)) for block in blocks]
    return (*known, False).index(False)


def _text(article: Article, block: Block) -> str:
    return article.text[block.start : block.end]


def _digest(article: Article, block: Block) -> str:
    return digest(" ".join(_text(article, block).casefold().split()))


def digest(text: str) -> str:
    """Give 16 hexadecimal digits that stand for a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _crop(article: Article, start: int, end: int) -> Article:
    return replace(
        article,
        text=article.text[start:end],
        sections=tuple(
            replace(section, start=section.start - start)
            for section in article.sections
            if start <= section.start < end
        ),
        blocks=tuple(
            replace(block, start=block.start - start, end=block.end - start)
            for block in article.blocks
            if start <= block.start and block.end <= end
        ),
    )
