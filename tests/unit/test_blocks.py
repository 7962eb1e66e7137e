"""The structure that readers record: spans of the text, nested as elements of HTML are."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading import read_article
from index.samples import FILES
from index.schema import BLOCK_KINDS, Article

# Of the samples' texts before readers recorded blocks: no offset into them may ever move.
TEXTS_SHA256 = "9fa6d8402b717c94b3996e1c25910f80e18cf13ae7e37866c919e4a96fe61301"
MARKDOWN = """# Fares

Intro 👩\u200d🚒 here.

## What changes

- one **bold**
- two
  1. inner
  2. more

| Route | Price |
|---|---:|
| Orrin | 12 |
|  | 7 <b>x</b> |
| Fethra |  |

> Said *she*.
>
> - a quoted item

```
code  here
```
"""
PAGE = """<html><head><title>T</title></head><body><article><h1>T</h1>
<p>The harbour wall of Orrin grew by two metres this winter, the port said on Monday, and ships
can lie behind it in any wind.</p><h2>Costs</h2><h3>In detail</h3>
<ol><li>First item of the list<ul><li>Nested one</li></ul></li><li>Second item</li></ol>
<table><tr><th>Name</th><th>Town</th></tr><tr><td></td><td>Orrin</td></tr><tr><td>Ann</td><td></td></tr></table>
<blockquote><p>The wall is long enough to count.</p><p>It stands.</p></blockquote>
<pre><code>wall = 2</code></pre></article></body></html>"""


def read(text: str, name: str) -> Article:
    return read_article(text.encode(), source=name)


def outline(article: Article) -> list[str]:
    """Write each block as a line: indented by depth, its kind, and the text of the innermost."""
    lines = []
    for block, after in zip(article.blocks, (*article.blocks[1:], None), strict=True):
        is_leaf = after is None or after.depth <= block.depth
        text = f" '{article.text[block.start : block.end]}'" if is_leaf else ""
        lines.append(f"{'  ' * block.depth}{block.kind}{text}")
    return lines


def assert_nested(article: Article) -> None:
    """Check what `Article.blocks` promises."""
    around: list[tuple[int, int]] = []
    rest = list(article.text)
    for block in article.blocks:
        del around[block.depth :]
        assert len(around) == block.depth
        assert 0 <= block.start <= block.end <= len(article.text)
        assert block.start < block.end or block.kind in ("td", "th")
        assert block.kind in BLOCK_KINDS
        if around:
            assert around[-1][0] <= block.start <= block.end <= around[-1][1]
        around.append((block.start, block.end))
        rest[block.start : block.end] = " " * (block.end - block.start)
    assert not "".join(rest).strip()
    assert [b.start for b in article.blocks] == sorted(b.start for b in article.blocks)


def test_the_texts_of_the_samples_are_as_they_were() -> None:
    texts = [read_article(path.read_bytes(), source=path.name).text for path in FILES]
    assert hashlib.sha256("\0".join(texts).encode()).hexdigest() == TEXTS_SHA256


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_blocks_of_every_sample_are_nested_and_hold_all_its_text(path: Path) -> None:
    article = read_article(path.read_bytes(), source=path.name)
    assert_nested(article)
    headings = {block.start for block in article.blocks if block.kind.startswith("h")}
    assert headings == {section.start for section in article.sections}


def test_markdown_keeps_lists_tables_quotes_and_code() -> None:
    article = read(MARKDOWN, "a.md")
    assert_nested(article)
    assert outline(article) == [
        "p 'Intro 👩\u200d🚒 here.'",
        "h2 'What changes'",
        "ul",
        "  li '- one bold'",
        "  li",
        "    ol",
        "      li '1. inner'",
        "      li '2. more'",
        "table",
        "  tr",
        "    th 'Route'",
        "    th 'Price'",
        "  tr",
        "    td 'Orrin'",
        "    td '12'",
        "  tr",
        "    td ''",
        "    td '7 x'",
        "  tr",
        "    td 'Fethra'",
        "    td ''",
        "blockquote",
        "  p 'Said she.'",
        "  ul",
        "    li '- a quoted item'",
        "pre 'code here'",
    ]


def test_a_web_page_keeps_lists_tables_quotes_and_code() -> None:
    article = read(PAGE, "a.html")
    assert_nested(article)
    assert outline(article)[1:] == [
        "h2 'Costs'",
        "h3 'In detail'",
        "ol",
        "  li",
        "    ul",
        "      li '- Nested one'",
        "  li '- Second item'",
        "table",
        "  tr",
        "    th 'Name'",
        "    th 'Town'",
        "  tr",
        "    td ''",
        "    td 'Orrin'",
        "  tr",
        "    td 'Ann'",
        "    td ''",
        "blockquote",
        "  p 'The wall is long enough to count.'",
        "  p 'It stands.'",
        "pre 'wall = 2'",
    ]
    assert "Name | Town\n| Orrin\nAnn |" in article.text


def test_a_pdf_and_a_text_have_paragraphs_and_a_page_begins_one() -> None:
    (pdf,) = (path for path in FILES if path.name == "seabird-survey.pdf")
    article = read_article(pdf.read_bytes(), source="a.pdf")
    assert {block.kind for block in article.blocks} == {"p"}
    assert set(article.pages) <= {block.start for block in article.blocks}
    assert outline(read("A title\n\nOne.\n\nTwo.", "a.txt")) == ["p 'One.'", "p 'Two.'"]


_WORDS = st.sampled_from(["one", "**two**", "`x`", "| a | b |", "|--|--|", "- ", "1. ", "> ", "## ",
                          "```", "\n", "\n\n", "  ", "    ", "👩\u200d🚒", "<br>", "<p>", "\u200b"])  # fmt: skip


@given(st.lists(_WORDS, max_size=40))
def test_blocks_of_any_markdown_are_nested_and_hold_all_text(words: list[str]) -> None:
    assert_nested(read("start\n\n" + "".join(words), "a.md"))
