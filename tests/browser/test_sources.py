"""The source pane: structure, find, chunks, what is known of an article, and the pictures."""

import json
import re
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import MakePage, serve
from tests.browser.driver import ChatPage

Q_LIST = "Who pays less for trams in Ostrava Bay?"
Q_TABLE = "What is the fine for riding without a ticket in the hill zone of Ostrava Bay?"
Q_LONG = "Who painted the Quellmoor observatory dome?"
Q_COMPARED = "Which articles say when the Sallow Bridge was built and the ferry fares rise?"
FARES = """---
title: Tram fares of Ostrava Bay 2034
author: Ida Kron
publisher: The Bay Ledger
date: 2034-03-02
---
The tram company of Ostrava Bay 👩\u200d🚒 has published new fares.

## Fares by zone

| Zone | Single ticket | Note |
|---|---:|---|
| Harbour zone | 2.40 crowns | `<img src=x onerror=alert(1)>` |
| Hill zone | The single ticket for the hill zone of Ostrava Bay costs 3.90 crowns. | ${alert(2)} {{value}} |
| Island zone |  | `![p](http://evil.test/x.png)` |

## Who pays less

- Children under seven ride free on all trams.
- Pupils of the Ostrava Bay schools pay half with the green card.
  1. The card is issued at the Lantern Street office.
  2. It is valid for one school year.

> The fares had not moved for six years.

### For machines

```
GET /fares
```
"""
PAGE = """<html><head><title>Tram passengers doubled</title></head><body><article>
<h1>Tram passengers doubled</h1><p>The trams carried twice as many passengers this year as in the
year before, the tram company said on Monday in its report.</p><h2>By line</h2>
<table><caption>Passengers, in millions</caption><tr><th>Line</th><th>Passengers</th></tr><tr><td>Harbour</td><td>4.2 million</td></tr></table>
<ol><li>The new depot opened.</li><li>Trams run more often<ul><li>on market days</li></ul></li></ol>
<blockquote><p>Nobody had expected so many.</p></blockquote></article></body></html>"""
LONG = "\n\n".join(
    [f"## Chapter {n}\n\n" + "The market of the old town stood by the river. " * 8 for n in range(80)]
    + ["The Quellmoor observatory dome was painted green by Halvard Ness 👩\u200d🚒 in 1987."]
)  # fmt: skip
# The pane's elements as an outline: tags, and the text of those without another of these inside.
OUTLINE = """() => { const tags = 'h4,h5,h6,ul,ol,li,table,tr,th,td,blockquote,pre,p';
  return [...document.querySelectorAll('.sv-body :is(' + tags + ')')].map((node) =>
    node.localName + (node.querySelector(tags) ? '' : ' ' + node.textContent)); }"""
READ = "detail => document.dispatchEvent(new CustomEvent('citewell:read', {detail}))"
LIT = """name => [...(CSS.highlights.get(name) || [])].map(String)"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the samples and three articles of these tests."""
    command = ["-m", "ui.cli", "serve", "--samples", "--library", "{library}", "--port", "{port}"]
    for served in serve(tmp_path_factory.mktemp("sources"), *command):
        for name, text in (("fares.md", FARES), ("trams.html", PAGE), ("chronicle.md", LONG)):
            address = f"{served}/api/articles?name={name}"
            urllib.request.urlopen(urllib.request.Request(address, data=text.encode())).close()
        yield served


@pytest.fixture
def chat(make_page: MakePage, url: str) -> ChatPage:
    return make_page(url)


def find_article(chat: ChatPage, text: str) -> dict[str, Any]:
    """Get the article whose title holds a text."""
    found = chat.page.request.get(f"{chat.url}/api/articles", params={"text": text}).json()
    return chat.article(found["articles"][0]["id"])


def read(chat: ChatPage, article: dict[str, Any], view: str = "article") -> None:
    """Open an article as the library does."""
    chat.page.evaluate(READ, {"id": article["id"], "title": article["title"], "view": view})
    chat.page.wait_for_selector(".sv-part")


def flat(text: str) -> str:
    """Leave out what a table or list has between its parts."""
    return re.sub(r"[\s|]+", "", text)


def test_markdown_is_shown_as_lists_tables_quotes_and_code_with_the_words_marked(
    chat: ChatPage,
) -> None:
    chat.ask(Q_LIST)
    answer = chat.answer_of(Q_LIST)
    citations = [c for sentence in answer["sentences"] for c in sentence["citations"]]
    in_lists = 0
    for place, citation in enumerate(citations):
        chat.page.locator("#chat .cite").nth(place).click()
        assert chat.marked_text() == " ".join(citation["quote"].split())
        in_lists += chat.page.locator(".sv-body li > mark.on").count()
    assert in_lists >= 1
    assert [" ".join(line.split()) for line in chat.page.evaluate(OUTLINE)] == [
        "p The tram company of Ostrava Bay 👩\u200d🚒 has published new fares.",
        "h4 Fares by zone",
        "table", "tr", "th Zone", "th Single ticket", "th Note",
        "tr", "td Harbour zone", "td 2.40 crowns", "td <img src=x onerror=alert(1)>",
        "tr", "td Hill zone",
        "td The single ticket for the hill zone of Ostrava Bay costs 3.90 crowns.",
        "td ${alert(2)} {{value}}",
        "tr", "td Island zone", "td", "td ![p](http://evil.test/x.png)",
        "h4 Who pays less",
        "ul", "li - Children under seven ride free on all trams.", "li",
        "ol", "li 1. The card is issued at the Lantern Street office.",
        "li 2. It is valid for one school year.",
        "blockquote", "p The fares had not moved for six years.",
        "h5 For machines", "pre GET /fares",
    ]  # fmt: skip


def test_a_passage_is_marked_across_the_cells_of_a_table(chat: ChatPage) -> None:
    chat.ask(Q_TABLE)
    chat.page.locator(".sv-card", has_text="Zone |").click()
    chat.page.wait_for_selector(".sv td > mark.on")
    marked = chat.page.locator(".sv mark.on").all_text_contents()
    assert "The single ticket for the hill zone of Ostrava Bay costs 3.90 crowns." in marked
    article = find_article(chat, "Tram fares")
    chunks = chat.page.request.get(f"{chat.url}/api/articles/{article['id']}/chunks").json()
    (span,) = (c for c in chunks["chunks"] if c["section"] == "Fares by zone")
    assert flat("".join(marked)) == flat(article["text"][span["start"] : span["end"]])
    assert chat.page.locator("#sources img, #sources a").count() == 0


def test_a_web_page_is_shown_with_its_structure(chat: ChatPage) -> None:
    read(chat, find_article(chat, "passengers doubled"))
    assert [" ".join(line.split()) for line in chat.page.evaluate(OUTLINE)][1:] == [
        "h4 By line", "table", "tr", "th Passengers, in millions", "tr", "th Line", "th Passengers",
        "tr", "td Harbour", "td 4.2 million",
        "ol", "li - The new depot opened.", "li", "ul", "li - on market days",
        "blockquote", "p Nobody had expected so many.",
    ]  # fmt: skip
    assert chat.page.locator(".sv-table th").first.get_attribute("colspan") == "2"


def test_words_are_found_in_an_article_and_its_marks_stay(chat: ChatPage) -> None:
    page = chat.page
    chat.ask(Q_LIST)
    page.locator("#chat .cite").first.click()
    marked = chat.marked_text()
    page.locator(".sv-body").focus()
    page.keyboard.press("f")
    page.keyboard.type("TRAM")
    assert page.inner_text(".sv-find-count") == "1 of 2"
    assert page.evaluate(LIT, "sv-find") == ["tram", "tram"]
    for key, place in (("Enter", 2), ("Enter", 1), ("Shift+Enter", 2)):
        page.keyboard.press(key)
        assert page.inner_text(".sv-find-count") == f"{place} of 2"
        assert page.evaluate(LIT, "sv-find-on") == ["tram"]
    page.fill(".sv-find input", "hill  zone of ostrava")
    assert page.evaluate(LIT, "sv-find-on") == ["hill zone of Ostrava"]
    page.fill(".sv-find input", "(nothing*")
    assert page.inner_text(".sv-find-count") == "Not found"
    assert chat.marked_text() == marked
    page.keyboard.press("Escape")
    assert page.locator(".sv-find").count() == 0
    assert page.evaluate(LIT, "sv-find") == []
    assert page.evaluate("document.activeElement.className") == "sv-find-open"
    page.keyboard.press("Escape")
    page.wait_for_selector(".sv-art", state="detached")


def test_the_end_of_a_long_article_comes_into_view(chat: ChatPage) -> None:
    chat.ask(Q_LONG)
    chat.page.locator("#chat .cite").first.click()
    quote = chat.answer_of(Q_LONG)["sentences"][0]["citations"][0]["quote"]
    assert chat.marked_text() == quote
    chat.page.click(".sv-find-open")
    chat.page.keyboard.type("Chapter 41")
    chat.page.wait_for_function("""() => { const [range] = CSS.highlights.get('sv-find-on');
      const at = range.getBoundingClientRect();
      const body = document.querySelector('.sv-body').getBoundingClientRect();
      return at.height > 0 && at.top >= body.top && at.bottom <= body.bottom; }""")


def test_an_article_is_shown_as_it_was_cut_and_with_what_is_known_of_it(chat: ChatPage) -> None:
    page = chat.page
    article = find_article(chat, "Tram fares")
    read(chat, article, "chunks")
    chunks = page.request.get(f"{chat.url}/api/articles/{article['id']}/chunks").json()["chunks"]
    frames = page.locator(".sv-chunk")
    assert frames.count() == len(chunks) > 2
    for place, chunk in enumerate(chunks):
        top, text = frames.nth(place).locator(".sv-chunk-top"), article["text"]
        label = top.text_content() or ""
        assert label.startswith(f"Passage {place + 1} of {len(chunks)}")
        assert f"{len(text[chunk['start'] : chunk['end']].split())} word" in label
        shown = (frames.nth(place).text_content() or "").removeprefix(label)
        assert flat(shown) == flat(text[chunk["start"] : chunk["end"]])
    facts = page.locator(".sv-about dd").all_text_contents()
    assert facts[:6] == ["Ida Kron", "The Bay Ledger", "2\xa0March\xa02034", "Markdown", "English",
                         str(article["words"])]  # fmt: skip
    assert facts[-1] == "fares.md"
    page.click("text=Show the article")
    page.wait_for_selector(".sv-part > .sv-table")
    assert page.locator(".sv-chunk").count() == 0
    page.click("text=About this article")
    page.click("text=Show how it is divided into passages")
    page.wait_for_selector(".sv-chunk")


def test_the_web_address_is_linked_and_a_failure_says_what_to_do(chat: ChatPage) -> None:
    page = chat.page
    article = find_article(chat, "Tram fares")
    answers: list[str | None] = [None, "https://example.org/a?b=1", "javascript:alert(1)"]

    def answer(route: Route) -> None:
        source = answers.pop(0)
        if source is None:
            route.abort()
        else:
            route.fulfill(body=json.dumps({**article, "source": source}))

    page.route(f"**/api/articles/{article['id']}", answer)
    page.evaluate(READ, {"id": article["id"], "title": article["title"]})
    page.wait_for_selector("text=The server cannot be reached")
    chat.problems.clear()  # Chromium reports the request that was cut off
    page.get_by_role("button", name="Try again").click()
    link = page.locator(".sv-link")
    assert link.get_attribute("href") == "https://example.org/a?b=1"
    assert link.get_attribute("rel") == "noopener noreferrer"
    page.evaluate("id => document.dispatchEvent(new CustomEvent('citewell:removed', {detail: id}))",
                  article["id"])  # fmt: skip
    read(chat, article)
    assert page.locator("#sources a").count() == 0


def test_pictures_show_when_and_who_and_how_near(chat: ChatPage) -> None:
    page = chat.page
    chat.ask(Q_COMPARED)
    answer = chat.answer_of(Q_COMPARED)
    citations = [c for sentence in answer["sentences"] for c in sentence["citations"]]
    cited = {c["article_id"]: chat.article(c["article_id"]) for c in citations}
    names = page.locator(".sv-spread .sv-bar-name").all_text_contents()
    assert sorted(names) == sorted({article["publisher"] for article in cited.values()})
    counts = page.locator(".sv-spread .sv-bar-n").all_text_contents()
    assert sum(map(int, counts)) == len(citations)
    dots = page.locator(".sv-when")
    assert dots.count() == len(cited)
    assert page.locator(".sv-date").first.text_content() == "5\xa0Mar\xa02032"
    assert page.get_by_label("Relevance 100 %").count() >= 1
    assert page.locator(".sv-card .sv-rel-name").first.is_visible()
    assert re.fullmatch(r"over \d+ months", page.inner_text(".sv-apart"))
    name = dots.last.get_attribute("aria-label") or ""
    dots.last.press("Enter")  # focuses it first: what is drawn anew meanwhile has no focus
    chat.marked_text()
    assert page.inner_text(".sv-art h3") in name
    page.click(".top .new")
    page.wait_for_selector("#chat .example")
    chat.ask(Q_LIST)  # of one article
    page.wait_for_selector(".sv-pictures", state="detached")  # those of the chat before
    assert page.locator(".sv-card .sv-rel").count() >= 1
