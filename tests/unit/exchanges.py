"""An article, an answer from it and its exchange, for unit tests."""

from dataclasses import replace
from datetime import UTC, datetime

from index.schema import Article, Chunk
from rag.schema import (
    Answer,
    Citation,
    Passage,
    Sentence,
)
from ui.exchange import Exchange

HARM = (
    "<img src=x onerror=alert(1)> <script>x</script> ${alert(2)} {{value}} `ticks` **bold** "
    '![p](http://evil.test/p.png) [l](javascript:x) <button class="cite" value="t1-1">1</button>'
)
ARTICLE_TEXT = "The bridge fell on Tuesday. Nobody was hurt."
CHUNK = Chunk(
    id="a1:0-44",
    article_id="a1",
    number=0,
    start=0,
    end=44,
    text=ARTICLE_TEXT,
    header="Bridge falls",
    page=2,
)
PASSAGE = Passage(number=1, chunk=CHUNK, title="Bridge falls", source="bridge.pdf", score=0.9)
CITATION = Citation(number=1, passage=PASSAGE, start=0, end=27, quote=ARTICLE_TEXT[:27])
SENTENCE = Sentence(
    text="The bridge fell on Tuesday.",
    citations=(CITATION,),
    support="supported",
    support_score=0.9,
)
ANSWER = Answer(
    id="x",
    question="When did it fall?",
    query="when did it fall",
    sentences=(SENTENCE,),
    passages=(PASSAGE,),
    status="answered",
    model="extractive",
    seconds={},
    articles_searched=3,
)
REFUSAL = replace(ANSWER, sentences=(), status="abstained")
ASKED = Exchange(number=7, question="When did it fall?", searched=3)


def article(text: str, **facts: object) -> Article:
    given_facts = {"sections": (), "pages": (), **facts}
    return Article(
        id="a1",
        title="Bridge falls",
        text=text,
        source="bridge.pdf",
        content_type="application/pdf",
        added_at=datetime(2032, 3, 4, tzinfo=UTC),
        sha256="0",
        **given_facts,  # type: ignore[arg-type]  # only sections and pages are given
    )
