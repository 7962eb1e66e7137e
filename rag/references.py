"""A question that names articles by their day, author or publisher → what is asked, and of which articles.

“In Locke's piece on salt, who kept the last pan?” English rules, which need a capital in a name and a word such
as “report” beside a day: else it may be that of an event. Knows no store.
"""

import re
from dataclasses import dataclass

from index.headers import spell_date
from index.readers.bylines import find_written_date
from index.schema import ArticleSummary

MIN_WORDS = 3  # that are left to ask
_PIECE = (
    r"(?:article|column|piece|story|report|review|letter|interview|essay|feature|obituary|post|notice|release|note|"
    r"paper|study|editorial|brief|bulletin|newsletter|minutes|edition|issue|statement)"
)
_OUTLET = (
    r"paper|newspaper|magazine|newsletter|bulletin|press|news|courier|herald|times|post|gazette|echo|tribune|journal|"
    r"chronicle|observer|mail|telegraph|guardian|star|sun|mirror|record|standard|argus|dispatch|mercury|advertiser|"
    r"examiner|review|globe|inquirer|sentinel|register|ledger|independent|quarterly|weekly|daily"
)
_ENDS = r"(?=\W*$|,| - | – |: | on | about | of \d)"  # no “post office”
_NAME = r"(?P<name>(?!Article|Section|Table|Figure|Chapter|Last|This)[A-Z][\w.’'-]*(?: (?:(?:of|and) )?[A-Z][\w.’'-]*){0,3}?)"
_AUTHORED = re.compile(
    rf"\b[Ii]n (?:the |The )?(?:{_NAME}['’]s? (?:[a-z-]+ ){{0,2}}?{_PIECE}{_ENDS}|"
    rf"(?:[a-z-]+ ){{0,2}}?{_PIECE} by {_NAME.replace('?P<name>', '?P<by>')}(?=\W*$|,))"
)
_ACCORDING = re.compile(
    rf",? ?\b[Aa]ccording to (?:the |The )?{_NAME.replace('{0,3}?', '{0,3}')}(?! \d|[’'])"
)
# What tells a day of publication from the day on which something happened.
_PUBLISHED = re.compile(
    rf"\b(?:{_PIECE}s? (?:of|from|on|dated)(?: the)?|front page\b.* (?:of|on)|(?:published|printed) on|news in brief,?|"
    rf"^\W*what did (?:the )?(?:[\w’']+ ){{0,3}}?(?:{_OUTLET}) (?:report|write|say|publish|print)\b.* on) $",
    re.IGNORECASE,
)
_BEFORE_PIECE = re.compile(rf" (?:[a-z-]+ )?{_PIECE}\b", re.IGNORECASE)
_SPAN = re.compile(
    r"\b(?:before|after|since|until|till|by|between|and|to|than)(?: the)? $", re.IGNORECASE
)
_BEFORE_DAY = re.compile(r"(?:\b(?:on|of|from|dated)(?: the)? )?$", re.IGNORECASE)
# What stands before the question itself: “news in brief 10 July 2024 - what …”.
_OPENING = re.compile(
    r"^(?!\W*(?:who|whom|whose|what|which|when|where|why|how)\b)\W*[^:?]{3,100}?(?:[,:]| [-–—]) +(?=(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|"
    r"did|has|have|had|can|could|will|would)\b)",
    re.IGNORECASE,
)
_CONTENT = re.compile(
    r"^\W*what (?:did|does) (?:the )?[\w ’'-]+? (?:report|say|write|publish|print)(?: (?:about|on) (?P<subject>.+?))?\W*$|"
    r"^\W*what (?:was|is|were) (?:the |in the )?(?:(?:front page|lead|main|top|big) )?(?:story|stories|news|headlines?|article)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a question asks, and which articles it means.

    Attributes:
        question: What is asked, without the words that name the articles where these stand at its ends.
        day: ISO date on which they were published; empty if none is named.
        name: Their author or publisher; empty if none is named.
        is_source: The name is of whoever says it, not of whose piece it is.
        asks_content: It asks what they say, of `subject` or at all.
        subject: See there; empty for all.
    """

    question: str
    day: str = ""
    name: str = ""
    is_source: bool = False
    asks_content: bool = False
    subject: str = ""


def find_reference(question: str) -> Reference | None:
    """Read which articles a question means; None if it names none."""
    dated, authored = _find_day(question), _AUTHORED.search(question)
    named = authored or _ACCORDING.search(question)
    spans = [named.span()] if named else []
    if dated:
        spans.append(dated[1])
    if not spans:
        return None
    opening = _OPENING.match(question)
    if opening and min(spans)[0] < opening.end():
        spans.append(opening.span())
    asked = _cut(question, spans)
    if len(asked.split()) < MIN_WORDS:
        return None
    content = _CONTENT.match(asked)
    return Reference(
        question=asked,
        day=dated[0] if dated else "",
        name=(named["name"] or named.groupdict().get("by") or "") if named else "",
        is_source=named is not None and authored is None,
        asks_content=content is not None,
        subject=(content["subject"] or "") if content else "",
    )


def is_by(article: ArticleSummary, meant: Reference) -> bool:
    """Tell whether an article is by whom a question names: its publisher, or its author, of a source by full name."""
    name = re.escape(meant.name.casefold())
    publisher = (article.publisher or "").casefold()
    author = (article.author or "").casefold()
    if re.search(rf"\b{name}$", publisher):
        return True
    if meant.is_source:  # who is quoted may share a surname with a reporter
        return " " in name and re.search(rf"\b{name}\b", author) is not None
    return re.search(rf"\b{name}\b", author) is not None


def names_day(text: str, day: str) -> bool:
    """Tell whether a text names an ISO date, in words and with or without its year."""
    if not day:
        return False
    date, month = (spell_date(day) or "").split(" ")[:2]
    return re.search(rf"\b{date} {month}\b|\b{month} {date}\b", text) is not None


def _find_day(question: str) -> tuple[str, tuple[int, int]] | None:
    """Find the day of publication that a question names, and where; none of a span of days."""
    found = find_written_date(question)
    if found is None:
        return None
    day, start, end = found
    before, after = question[:start], question[end:]
    if _SPAN.search(before) or find_written_date(after):
        return None
    if not _PUBLISHED.search(before) and not _BEFORE_PIECE.match(after):
        return None
    led = _BEFORE_DAY.search(before)
    return day, (led.start() if led else start, end)


def _cut(text: str, spans: list[tuple[int, int]]) -> str:
    """Leave out the stretches that stand at the ends of a text, which may overlap; what is inside stays."""
    start, end = 0, len(text.rstrip(" ?.!"))
    for first, last in sorted(spans):
        if first <= start:
            start = max(start, last)
    for first, last in sorted(spans, key=lambda span: -span[1]):
        if last >= end > first:
            end = first
    return text[start:end].strip(" ,:-–—") + "?"
