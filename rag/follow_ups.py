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

MAX_SUBJECT_WORDS = 6
_DATE = r"(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December)|\d{4}"
# A subject is a plain noun phrase: none of its words opens a clause or stands for something else.
_NO_SUBJECT = frozenset(
    "he she it they we i you this that these those there his her its their our my who which what "
    "when where why how said says told and but or while after before as if because has had have is "
    "are was were will would can could may might did does not nobody everybody all some none most "
    "one another other others both each in on at by for from with of during since until about".split()
)
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
# Words that a sentence begins with and that are no part of a name.
_OPENERS = re.compile(
    r"^(?:The|A|An|But|And|In|On|At|For|When|While|After|Before|As|If|Since|Under|Mr|Mrs|Ms|Dr)\b"
)
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
    person = _PERSON.search(sentence)
    if person and not _OPENERS.match(person["name"]):
        return f"Who is {person['name']}?"
    return ""


def _subject(text: str) -> str:
    """Give a noun phrase as it stands inside a question; empty if it is not plainly one."""
    words = text.split()
    inner = {word.lower() for word in words}
    if (
        len(words) > MAX_SUBJECT_WORDS
        or inner & _NO_SUBJECT
        or not _PLAIN.fullmatch(text)
        or any(w.endswith("ly") for w in words)
    ):
        return ""
    if len(words) == 1 and not text[:1].isupper():
        return ""
    return text[0].lower() + text[1:] if _NOT_LOWERED.match(text) else text


def _overlaps(
    article_id: str, start: int, end: int, quoted: Sequence[tuple[str, int, int]]
) -> bool:
    return any(a == article_id and s < end and start < e for a, s, e in quoted)


def _plain(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.lower()))
