"""Answer → further questions, each with the sentence that has to answer it.

Made by rule from what was found beside the answer; only forms that come out grammatical are made
into questions. Whether the library answers one is for the caller to see. Knows no store.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.schema import Chunk
from index.sentences import sentence_spans
from rag.schema import Answer
from rag.untrusted import find_tricks

MAX_SUBJECT_WORDS = 9
_DATE = r"(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December)|\d{4}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
# A subject is a plain noun phrase: none of its words opens a clause or stands for something else.
_NO_SUBJECT = frozenset(
    "he she it they we i you this that these those there his her its their our my who which what "
    "when where why how said says told and but or while after before as if because has had have is "
    "are was were will would can could may might did does not nobody everybody all some none most "
    "one another other others both each by from with during since until about".split()
)
_LINKS = frozenset("of in on at for".split())  # inside a subject, neither first nor last
_PLAIN = re.compile(r"[\w '’&%/-]+")
_VERB = r"(?P<verb>[a-z]{2,}ed|built|held|lit|made|found|sold|won|lost|cut|shut|sent|begun|written)"
_SUBJECT = r"(?P<subject>[A-Z][^,;:.!?()“”\"]{2,70}?)"
_PASSIVE = re.compile(rf"{_SUBJECT} (?P<be>was|were) {_VERB}\b(?P<rest>.*)", re.DOTALL)
_COST = re.compile(
    rf"{_SUBJECT} (?P<cost>cost|costs|will cost) (?:about |around |some |nearly )?[£$€]?\d"
)
_WHEN = re.compile(rf"(?:\bin|\bon|\bsince) (?:{_DATE})\b")
_ROLES = (
    "manager|director|president|chief|head|chair|chairman|chairwoman|captain|mayor|minister|secretary|"
    "king|queen|prince|princess|emperor|pope|bishop|priest|mother|father|daughter|son|wife|husband|"
    "brother|sister|founder|owner|leader|member|engineer|scientist|biologist|historian|professor|"
    "teacher|student|doctor|nurse|surgeon|lawyer|judge|officer|porter|farmer|fisherman|skipper|"
    "architect|artist|painter|author|writer|poet|composer|singer|actor|actress|player|coach|"
    "journalist|reporter|editor|spokesman|spokeswoman|spokesperson|resident|councillor|philosopher|"
    "general|soldier|explorer|inventor|economist|keeper|warden|ranger|curator|harbourmaster"
)
_PERSON = re.compile(
    r"(?P<name>(?:[A-Z][\w’'-]+ ){1,2}[A-Z][\w’'-]+), (?:the|a|an|its|their) (?:[\w’-]+ ){0,3}"
    rf"(?:{_ROLES})\b"
)
_TITLED = re.compile(rf"\b(?i:{_ROLES}) (?P<name>[A-Z][\w’'-]+ [A-Z][\w’'-]+)\b")
_NUMBER = (
    r"(?:[\d,]*\d|(?i:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-[a-z]+)?))"
)
_ROLE = re.compile(rf"(?i:{_ROLES}|councillor)\b")
_WHO = re.compile(r"(?P<name>[A-Z][\w’'-]+ [A-Z][\w’'-]+), who [a-z]")
# What began, ended or happened on a day, by the form that follows "did".
_HAPPENED = {
    "ended": "end", "opened": "open", "reopened": "reopen", "began": "begin", "started": "start",
    "collapsed": "collapse", "closed": "close", "fell": "fall", "died": "die", "returned": "return",
    "left": "leave", "arrived": "arrive", "resumed": "resume", "sank": "sink", "broke": "break",
}  # fmt: skip
_HAPPENING = re.compile(
    rf"{_SUBJECT} (?P<verb>{'|'.join(_HAPPENED)})(?P<again> again)? (?P<rest>(?:in|on|at|from|for|after)\b.*)",
    re.DOTALL,
)
_MANY = re.compile(
    rf"(?:(?:About|Some|Nearly|Around|Over|Only|More than|At least) )?{_NUMBER} "
    r"(?P<asked>(?P<noun>(?:[a-z]+ )?[a-z]+s|people|children|men|women) "
    r"(?:were|came|died|took|attended|visited|lost|have|had|work|live|voted|signed) [^,;:.!?()“”\"]{3,80})(?=[,;:.!?](?:\s|$)|$)"
)
# Words that a sentence begins with and that are no part of a name.
_OPENERS = re.compile(
    r"^(?:The|A|An|But|And|In|On|At|For|When|While|After|Before|As|If|Since|Under|Mr|Mrs|Ms|Dr)\b"
)
_REFERS = re.compile(r"\b(?:it|he|she|they|him|her|them|his|its|their|this|that|these|those)\b")
_NOT_LOWERED = re.compile(
    r"^(?:The|A|An|Every|Each|More|About|Some|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|New|Old) "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A question, and where its answer stands: half-open offsets into the article's text."""

    question: str
    article_id: str
    start: int
    end: int


def propose_follow_ups(answer: Answer) -> Iterator[FollowUp]:
    """Give questions about what was found in the articles cited, and was not quoted."""
    quoted = [(c.article_id, c.start, c.end) for c in answer.citations]
    seen = {_plain(answer.question)}
    cited = {article_id for article_id, _, _ in quoted}
    for passage in answer.passages:
        chunk = passage.chunk
        if chunk.article_id not in cited:
            continue
        for start, end in sentence_spans(chunk.text):
            first, last = chunk.start + start, chunk.start + end
            if passage.tricks or _overlaps(chunk.article_id, first, last, quoted):
                continue
            question = ask_about(" ".join(chunk.text[start:end].split()))
            if question and _plain(question) not in seen:
                seen.add(_plain(question))
                yield FollowUp(
                    question=question, article_id=chunk.article_id, start=first, end=last
                )


def propose_questions(chunks: Iterable[Chunk]) -> Iterator[FollowUp]:
    """Give questions about what stands in chunks, in their order; none of one that tries to steer."""
    for chunk in chunks:
        if find_tricks(chunk.text):
            continue
        for start, end in sentence_spans(chunk.text):
            if question := ask_about(" ".join(chunk.text[start:end].split())):
                yield FollowUp(
                    question=question,
                    article_id=chunk.article_id,
                    start=chunk.start + start,
                    end=chunk.start + end,
                )


def ask_about(sentence: str) -> str:
    """Turn a sentence into a question that it answers; empty if none comes out right."""
    passive = _PASSIVE.match(sentence)
    if passive and (subject := _subject(passive["subject"])):
        asked = f"{passive['be']} {subject} {passive['verb']}"
        if re.search(r"\bbecause\b", passive["rest"]):
            return f"Why {asked}?"
        if _WHEN.search(passive["rest"]):
            return f"When {asked}?"
    cost = _COST.match(sentence)
    if cost and (subject := _subject(cost["subject"])):
        does = {"costs": "does", "cost": "did"}.get(cost["cost"], "will")
        return f"How much {does} {subject} cost?"
    happening = _HAPPENING.match(sentence)
    if (
        happening
        and _WHEN.search(happening["rest"])
        and (subject := _subject(happening["subject"]))
    ):
        return f"When did {subject} {_HAPPENED[happening['verb']]}{happening['again'] or ''}?"
    many = _MANY.match(sentence)
    if many and _names(many["asked"]) and not _REFERS.search(many["asked"]):
        return f"How many {many['asked']}?"
    for pattern in (_PERSON, _TITLED, _WHO):
        person = pattern.search(sentence)
        if person and not _OPENERS.match(person["name"]) and not _ROLE.match(person["name"]):
            return f"Who is {person['name']}?"
    return ""


def _subject(text: str) -> str:
    """Give a noun phrase as it stands inside a question; empty if it is not plainly one.

    It has to name something: "the cooperative" says nothing to whoever has not read the article.
    """
    words = text.split()
    inner = {word.lower() for word in words}
    if (
        len(words) > MAX_SUBJECT_WORDS
        or inner & _NO_SUBJECT
        or not _PLAIN.fullmatch(text)
        or any(w.endswith("ly") for w in words)
        or words[-1].lower() in _LINKS
        or (inner & _LINKS and any(map(str.isdigit, text)))
        or not _names(text)
    ):
        return ""
    return text[0].lower() + text[1:] if _NOT_LOWERED.match(text) else text


def _names(text: str) -> bool:
    """Tell whether a text holds a word with a capital that it does not owe to its place."""
    return any(word[:1].isupper() for word in text.split()[1:])


def _overlaps(
    article_id: str, start: int, end: int, quoted: Sequence[tuple[str, int, int]]
) -> bool:
    return any(a == article_id and s < end and start < e for a, s, e in quoted)


def _plain(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.lower()))
