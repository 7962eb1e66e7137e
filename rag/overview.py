"""“What is this library about?” → what it holds: how many articles, whose, of when, on what.

Told from the list of articles, without a search. Knows no page and no generator.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, zip_longest

from index.headers import spell_date
from index.samples import is_sample
from index.schema import ArticleSummary
from index.searchable import SearchableIndex
from rag.courtesy import plain_words, without_greeting

READ_ARTICLES = 2_000  # of whose titles and dates it is told, the newest first
TITLES = 6
LISTED = 20  # titles, where the articles themselves are asked for
PUBLISHERS = 4
HERE = r"(?:this|the|your|my|our) (?:whole |entire )?(?:library|collection|archive|corpus|knowledge base|data ?base)"
ARTICLES = r"(?:(?:all )?(?:of )?(?:these|the|your|those|my|our) )?(?:articles|documents|files|sources|papers|texts|stories)"
_PLACE = rf"(?:in )?(?:here|there|it|{HERE})"
_ALL = rf"(?:{HERE}|{ARTICLES}|everything|it all|all of (?:it|this|them))"
_TOPICS = r"(?:topics?|subjects?|themes?|articles|documents|files|sources|texts|things|questions|stories|publishers|papers|newspapers)"
_ASKED = re.compile(
    r"(?:(?:please|so|and|well|can you|could you|tell me|show me) )*(?:"
    rf"what(?: is|'s) (?:{HERE} (?:about|for)|{_PLACE}|all this about)|"
    rf"what (?:are|do) {ARTICLES} (?:about|cover|say|tell|contain|deal with|talk about)(?: about)?|"
    rf"what does {HERE} (?:contain|hold|have|cover|know|offer)(?: about)?|"
    r"what (?:else )?(?:can|could|should|may|might) (?:i|we|one) ask(?: you| here| about| for| it)*|"
    r"what (?:questions )?(?:can|could|should) (?:i|we) (?:ask|find|read|learn)(?: you| here| about)*|"
    r"what do you (?:know|have|cover|contain)(?: about| here)?|"
    rf"(?:what|which) {_TOPICS} (?:are (?:there|covered|in|here|available|included)|do you (?:have|know|cover)|does {HERE} (?:have|hold|cover))(?: {_PLACE})?|"
    rf"how many {ARTICLES} (?:are (?:there|here)|do you have|does {HERE} (?:have|hold))(?: {_PLACE})?|"
    rf"(?:list|name) (?:me )?(?:all )?{ARTICLES}|"
    rf"(?:an? )?(?:short |brief |quick )?(?:overview|summary|list|outline) of {_ALL}|"
    rf"(?:give|write|make)(?: me)? (?:an?|the)? ?(?:short |brief |quick )?(?:overview|summary|list|outline)(?: of {_ALL})?|"
    rf"(?:describe|summari[sz]e|sum up|outline) {_ALL}|"
    r"what(?: is|'s) (?:new|all this|here)"
    r")(?: please| exactly| then)*"
)
_LIST = re.compile(
    r"\b(?:which|what|list|name) (?:\w+ ){0,3}(?:articles|documents|files|sources|papers|texts|stories)\b(?! about)",
    re.I,
)
HOLDS, CHOSEN = "The library holds ", "You have chosen "
_NONE = "There are no articles here yet. Add some, then ask about them."
_NONE_CHOSEN = "No article is chosen. Choose some, then ask about them."
_OVERVIEW = re.compile(rf"(?:{HOLDS}|{CHOSEN})[\d,]+ articles?\b(?!.* \[\d)", re.DOTALL)


def asks_what_is_here(message: str) -> bool:
    """Tell whether a message asks what the library holds, and nothing of what stands in it."""
    return _ASKED.fullmatch(plain_words(without_greeting(message))) is not None


def is_overview(text: str) -> bool:
    """Tell whether a text is what `describe_library` gives."""
    return _OVERVIEW.match(text) is not None or text in (_NONE, _NONE_CHOSEN)


def describe_library(
    message: str,
    article_index: SearchableIndex,
    scope: Collection[str] | None,
) -> str:
    """Say what there is.

    Args:
        message: As asked; most titles are given if it asks for the articles.
        article_index: The library as the person sees it.
        scope: These articles only; None for all.

    Returns:
        One or two lines.
    """
    found, count = _list(article_index, scope)
    if not found:
        return _NONE if scope is None else _NONE_CHOSEN
    opening = HOLDS if scope is None else CHOSEN
    titles = _titles(found)[: LISTED if _LIST.search(message) else TITLES]
    return (
        f"{opening}{count:,} article{'s' * (count != 1)}{_publishers(found)}{_time(found)}.\n"
        f"{'Some of their titles' if count > len(titles) else 'Titles'}: {'; '.join(titles)}."
    )


def _list(
    article_index: SearchableIndex, scope: Collection[str] | None
) -> tuple[list[ArticleSummary], int]:
    """Give the newest articles of a scope, and how many it has in all."""
    count = article_index.stats(scope).articles
    found: list[ArticleSummary] = []
    offset, total = 0, 1
    while offset < total and len(found) < min(count, READ_ARTICLES):
        listed, total = article_index.list_articles(
            sort="published_newest", limit=READ_ARTICLES, offset=offset
        )
        found += [one for one in listed if scope is None or one.id in scope]
        offset += READ_ARTICLES
    return found, count


def _publishers(found: Iterable[ArticleSummary]) -> str:
    """Name the publishers with most articles."""
    counts: dict[str, int] = {}
    for one in found:
        if one.publisher:
            counts[one.publisher] = counts.get(one.publisher, 0) + 1
    names = sorted(counts, key=lambda name: (-counts[name], name))
    if not names:
        return ""
    more = len(names) - PUBLISHERS
    shown = names[:PUBLISHERS] + ([f"{more} more"] if more > 0 else [])
    return f" from {', '.join(shown[:-1])} and {shown[-1]}" if shown[1:] else f" from {shown[0]}"


def _time(found: Iterable[ArticleSummary]) -> str:
    dates = sorted(one.published_at[:10] for one in found if one.published_at)
    if not dates:
        return ""
    first, last = spell_date(dates[0]), spell_date(dates[-1])
    return f", published on {first}" if first == last else f", published from {first} to {last}"


def _titles(found: Sequence[ArticleSummary]) -> list[str]:
    """Give a few titles, those of one's own articles before the samples'."""
    own = [one for one in found if not is_sample(one.source)]
    samples = [one for one in found if is_sample(one.source)]
    titles = dict.fromkeys((*_by_turns(own), *_by_turns(samples)))
    return [f"“{title}”" for title in titles if title]


def _by_turns(found: Iterable[ArticleSummary]) -> Iterator[str | None]:
    """Give the titles of articles, the first of each publisher before the second of any."""
    groups: dict[str | None, list[str]] = {}
    for one in found:
        groups.setdefault(one.publisher, []).append(one.title)
    return chain.from_iterable(zip_longest(*groups.values()))
