"""A request for articles → those that are meant, newest first, each with a sentence that shows it.

“Which articles mention Brackwater?” They are counted in the library, not in what a search brings up. Knows no
generator.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.errors import ArticleNotFoundError
from index.schema import ArticleSummary, Chunk, Hit, Query
from index.searchable import SearchableIndex
from rag.answerability import CERTAIN, Judgement
from rag.corrections import go_on
from rag.evidence import Evidence
from rag.key_sentences import is_prose, key_sentences
from rag.list_requests import ListRequest
from rag.reading import Reading
from rag.references import Reference, is_by
from rag.retrieval import Found
from rag.schema import Passage
from rag.untrusted import find_tricks, is_order

QUOTED = 8  # articles
MOST_MENTIONS = 1_000  # chunks that are looked at for a part of a subject
MANY = 2  # sentences that mention a subject: an article with fewer is hardly about it
MOST_LISTED, LISTED_AT_ONCE = 20_000, 1_000  # articles of somebody or of some days
# A name, or words in small letters that stand together: “the cost of the Swan Bridge” has one of each.
_PART = re.compile(
    r"[A-Z0-9][\w’'-]*(?: (?:(?:of|and|the|de|van|von) )?[A-Z0-9][\w’'-]*)*|[\w’'-]+(?: (?![A-Z0-9])[\w’'-]+)*"
)


@dataclass(slots=True)
class _Listed:
    """An article, and what shows that it is meant.

    Attributes:
        parts: Those of the subject that its title or a sentence holds.
        in_title: Those that its title holds.
        mentions: How many of its sentences hold a part.
        place: A chunk and the half-open offsets in its text of the sentence that shows it.
        worth: Of that sentence: how many parts it holds, whether it is prose, how early it is.
    """

    title: str
    source: str
    publisher: str | None
    published_at: str
    parts: set[str] = field(default_factory=set)
    in_title: set[str] = field(default_factory=set)
    mentions: int = 0
    place: tuple[Chunk, int, int] | None = None
    worth: tuple[int, bool, int] = (0, False, 0)


@dataclass(frozen=True, slots=True)
class ArticleLister:
    """Lists articles of a library as somebody sees it.

    Attributes:
        article_index: The library.
        scope: These articles only; None for all.
        is_wide: Quote twice as many.
    """

    article_index: SearchableIndex
    scope: Collection[str] | None = None
    is_wide: bool = False

    def read(self, wanted: ListRequest) -> Reading | None:
        """Quote the newest of the articles that are meant, and say how many there are.

        Returns:
            No evidence if articles are surely asked for and there are none; None if something else may be asked.
        """
        for asked in _ways(wanted):
            found, is_all = self._find(asked)
            if found:
                return self._show(asked, found, is_all=is_all)
        if not wanted.is_sure or not is_all:
            return None
        return self._show(wanted, {}, is_all=True)

    def _find(self, wanted: ListRequest) -> tuple[dict[str, _Listed], bool]:
        """Find the articles that are meant, and tell whether these are all."""
        is_narrow = bool(wanted.name or wanted.time)
        listed, is_all = self._list(wanted) if is_narrow else ({}, True)
        if not wanted.subject or (is_narrow and not listed):
            return listed, is_all
        found, are_all = self._find_mentions(wanted.subject, listed if is_narrow else None)
        return found, is_all and are_all

    def _show(self, wanted: ListRequest, found: Mapping[str, _Listed], *, is_all: bool) -> Reading:
        newest = sorted(
            found, key=lambda one: (found[one].published_at, found[one].mentions), reverse=True
        )
        if not wanted.is_mention:
            newest.sort(key=lambda one: (-len(found[one].in_title), found[one].mentions < MANY))
        shown = newest[: QUOTED * (1 + self.is_wide)]
        evidence = tuple(self._quotes({one: found[one] for one in shown}))
        passages = tuple(one.passage for one in evidence)
        return Reading(
            found=Found(passages=passages, matched=len(found), read=len(found)),
            passages=passages,
            evidence=evidence,
            judgement=CERTAIN if evidence else Judgement(),
            is_prepared=True,
            is_list=True,
            notes=(_describe(wanted, count=len(newest), shown=len(evidence), is_all=is_all),),
        )

    def _list(self, wanted: ListRequest) -> tuple[dict[str, _Listed], bool]:
        """Find the articles of an author, a publisher or some days, and tell whether these are all."""
        whose = Reference(question="", name=wanted.name)
        listed: dict[str, _Listed] = {}
        offset, total = 0, 1
        while offset < min(total, MOST_LISTED):
            page, total = self.article_index.list_articles(
                text=wanted.name, published_from=wanted.published_from,
                published_to=wanted.published_to, sort="published_newest",
                limit=LISTED_AT_ONCE, offset=offset,
            )  # fmt: skip
            offset += LISTED_AT_ONCE
            listed |= {
                one.id: _listed(one)
                for one in page
                if (self.scope is None or one.id in self.scope)
                and (not wanted.name or is_by(one, whose))
            }
        return listed, total <= MOST_LISTED

    def _find_mentions(
        self, subject: str, listed: Mapping[str, _Listed] | None
    ) -> tuple[dict[str, _Listed], bool]:
        """Find the articles that hold each part of a subject in their title or a sentence, and tell if these are all."""
        scope = self.scope if listed is None else listed.keys()
        analyze = self.article_index.analyze
        parts = {part: stems for part in _PART.findall(subject) if (stems := analyze(part))}
        found: dict[str, _Listed] = {}
        is_all, looked_at = True, set[str]()
        for part, stems in parts.items():
            rarity = self.article_index.inverse_frequencies(stems)
            asked = part if _is_name(part) else max(stems, key=lambda stem: rarity[stem])
            hits = self.article_index.find_mentions(
                Query(text=subject), {asked: 1.0}, limit=MOST_MENTIONS, article_ids=scope
            )
            is_all = is_all and len(hits) < MOST_MENTIONS
            new = [hit for hit, _ in hits if hit.chunk_id not in looked_at]
            looked_at.update(hit.chunk_id for hit in new)
            for hit in new:
                one = found.setdefault(hit.chunk.article_id, _listed(hit))
                self._look(one, hit, parts)
        held = {article: one for article, one in found.items() if one.parts >= parts.keys()}
        return (held if parts else {}), is_all

    def _look(self, one: _Listed, hit: Hit, parts: Mapping[str, Sequence[str]]) -> None:
        """Note which parts of the subject the title and the sentences of a chunk hold, and where most are."""
        analyze = self.article_index.analyze
        one.in_title = {part for part in parts if _holds(analyze(one.title), part, parts[part])}
        one.parts |= one.in_title
        for start, end in hit.sentence_spans:
            text = hit.chunk.text[start:end]
            stems = analyze(text)
            held = {part for part in parts if _holds(stems, part, parts[part])}
            one.parts |= held
            one.mentions += bool(held)
            worth = (len(held), is_prose(text), -hit.chunk.start - start)
            if held and not is_order(text) and (one.place is None or worth > one.worth):
                one.place, one.worth = (hit.chunk, start, end), worth

    def _quotes(self, found: Mapping[str, _Listed]) -> Iterator[Evidence]:
        """Quote a sentence of each article; one without any, or deleted since it was found, drops out."""
        number = 0
        for article_id, one in found.items():
            place = one.place if one.worth[1] else self._find_beginning(article_id) or one.place
            if place is None:
                continue
            chunk, start, end = place
            number += 1
            passage = Passage(
                number=number, chunk=chunk, title=one.title, source=one.source, score=1.0,
                publisher=one.publisher, published_at=one.published_at or None,
                tricks=find_tricks(chunk.text),
            )  # fmt: skip
            text = chunk.text[start:end]
            stems = frozenset(self.article_index.analyze(text))
            shown = Evidence(
                passage=passage, start=chunk.start + start, end=chunk.start + end, text=text,
                similarity=0.0, coverage=1.0, context_coverage=1.0, type_match=0.0, score=1.0,
                stems=stems, meant=stems,
            )  # fmt: skip
            yield go_on(shown)

    def _find_beginning(self, article_id: str) -> tuple[Chunk, int, int] | None:
        try:
            return next(key_sentences(self.article_index.chunks(article_id)), None)
        except ArticleNotFoundError:
            return None


def _ways(wanted: ListRequest) -> Iterator[ListRequest]:
    """Give the request, and what else it may mean: “the flood of 1953”, “houses built by Ann Berg”."""
    yield wanted
    if wanted.subject and wanted.time and not wanted.is_sure:
        subject = f"{wanted.subject} {wanted.time}"
        yield replace(wanted, subject=subject, time="", published_from="", published_to="")
    if wanted.subject and wanted.name:
        yield replace(wanted, subject=f"{wanted.subject} by {wanted.name}", name="")


def _listed(one: ArticleSummary | Hit) -> _Listed:
    return _Listed(one.title, one.source, one.publisher, one.published_at or "")


def _is_name(part: str) -> bool:
    return part[0].isupper() or part[0].isdecimal()


def _holds(stems: Sequence[str], part: str, wanted: Sequence[str]) -> bool:
    """Tell whether a text holds a part of the subject: a name in its order, other words in any."""
    if not _is_name(part):
        return set(wanted) <= set(stems)
    size = len(wanted)
    return any(list(stems[at : at + size]) == list(wanted) for at in range(len(stems) - size + 1))


def _describe(wanted: ListRequest, *, count: int, shown: int, is_all: bool) -> str:
    """Say how many articles there are, and which are quoted."""
    whose = f" by {wanted.name}" if wanted.name else ""
    time = f" published {re.sub('^(?:from|of) ', 'in ', wanted.time)}" if wanted.time else ""
    holds = f" mention{'s' * (count < 2)} “{wanted.subject}”" if wanted.subject else ""
    if not count:
        return f"no article{whose}{time}{holds}" if holds else f"there is no article{whose}{time}"
    told = (
        f"{'' if is_all else 'at least '}{count:,} article{'s' * (count > 1)}{whose}{time}{holds}"
    )
    told = told if holds else f"there {'are' if count > 1 else 'is'} {told}"
    which = "it is quoted" if count == 1 else "each is quoted"
    some = f"{shown or 'none'} of them {'is' if shown == 1 else 'are'} quoted"
    return f"{told}: {which if shown == count else some}"
