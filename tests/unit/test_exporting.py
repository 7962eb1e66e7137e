"""Exports: every citation survives, nothing in them is markup, the same library is named."""

import html
import json
import re
from dataclasses import replace
from datetime import UTC, datetime

from rag.exporting import Export
from rag.schema import Answer
from tests.unit.exchanges import ANSWER, SENTENCE

HARM = "<script>alert(1)</script> ![p](http://evil/p.png) [^9] `x` *b*"


def export(*answers: Answer, title: str = "Bridges") -> Export:
    return Export(
        title=title,
        answers=answers,
        articles=1_234,
        fingerprint="f" * 64,
        exported_at=datetime(2032, 3, 5, 9, 30, tzinfo=UTC),
    )


def test_footnotes_are_numbered_through_and_each_has_its_quote() -> None:
    text = export(ANSWER, replace(ANSWER, question="And then?")).to_markdown()
    used = re.findall(r"\[\^(\d+)\](?!:)", text)
    noted = dict(re.findall(r"^\[\^(\d+)\]: (.*)$", text, re.MULTILINE))
    assert set(used) == set(noted)
    assert len(noted) == 2 * len(ANSWER.citations)
    for citation, note in zip(ANSWER.citations * 2, noted.values(), strict=True):
        assert f"“{' '.join(citation.quote.split())}”" in note
        assert citation.passage.title in note
        assert citation.passage.source in note
    assert "from a library of 1,234 articles." in text
    assert text.endswith(f"\n\n[library]: # ({'f' * 64})\n")
    assert "5 March 2032" in text


def test_offsets_and_the_fingerprint_are_kept_beside_the_text_of_a_web_page() -> None:
    page = export(ANSWER).to_html()
    assert 'title="Characters 0–27 of the article"' in page
    assert f'content="{"f" * 64}"' in page
    assert "ffff" not in re.sub("<[^>]*>", "", page)
    assert "haracters" not in re.sub("<[^>]*>", "", page)


def test_the_question_of_a_single_answer_stands_once_and_names_the_file() -> None:
    asked = (
        "When was the lighthouse at Cape Orrin’s “Nose” first lit, if at all, and by which keeper?"
    )
    single = export(replace(ANSWER, question=asked), title=asked)
    assert single.to_html().count(html.escape(asked)) == 2  # title and heading
    assert single.to_markdown().count("When was") == 1
    assert single.name == "citewell-when-was-the-lighthouse-at-cape-orrins-nose-first"
    assert export(ANSWER, title="Où est l'île ?").name == "citewell-ou-est-lile"
    assert export(ANSWER, title="أين؟").name == "citewell"
    assert export(ANSWER, title="w" * 99).name == "citewell"
    two = export(ANSWER, replace(ANSWER, question="And then?"), title=ANSWER.question).to_html()
    assert "<h2>When did it fall?</h2>" in two


def test_a_web_page_stands_alone_and_links_both_ways() -> None:
    page = export(ANSWER).to_html()
    assert not re.search(r"<script|<link|<img|@import|url\(|https?://", page)
    targets, links = (
        set(re.findall(r'id="([^"]+)"', page)),
        set(re.findall(r'href="#([^"]+)"', page)),
    )
    assert links == targets
    assert len(targets) == 2 * len(ANSWER.citations)


def test_json_holds_the_answers_and_the_library() -> None:
    document = json.loads(export(ANSWER).to_json())
    assert document["library"] == {"articles": 1_234, "fingerprint": "f" * 64}
    assert document["answers"][0]["sentences"][0]["citations"][0]["quote"]
    assert document["answers"][0]["passages"][0]["source"]


def test_text_that_means_harm_is_inert_in_markdown_and_html() -> None:
    citation = SENTENCE.citations[0]
    passage = replace(citation.passage, title=HARM)
    sentence = replace(
        SENTENCE, text=HARM, citations=(replace(citation, passage=passage, quote=HARM),)
    )
    harmful = export(replace(ANSWER, question=HARM, sentences=(sentence,)), title=HARM)
    assert "<script" not in harmful.to_html()
    assert "<img" not in harmful.to_html()
    markdown = harmful.to_markdown()
    assert "](http" not in markdown
    assert not re.search(r"(?<!\\)(?:<|\[\^9\])", markdown)


def test_a_sentence_that_is_not_supported_says_so_in_every_text() -> None:
    sentence = replace(SENTENCE, support="partly", issues=("the number 14 is not there",))
    document = export(replace(ANSWER, sentences=(sentence,)))
    assert "partly supported: the number 14 is not there" in document.to_markdown()
    assert "partly supported: the number 14 is not there" in document.to_html()


def test_a_refusal_is_exported_with_what_near_passages_lack() -> None:
    refused = replace(ANSWER, sentences=(), status="abstained")
    assert "don’t say" in export(refused).to_markdown()
    assert "don’t say" in export(refused).to_html()
