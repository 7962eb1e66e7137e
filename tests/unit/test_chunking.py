from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.chunking import split_article
from index.schema import Article, Chunk, Section
from index.sentences import sentence_spans
from tests.fakes import FakeEmbedder

TOKEN_STARTS = FakeEmbedder().token_starts


def make_article(text: str, **fields: object) -> Article:
    article = Article(
        id="a" * 12,
        title="Title",
        text=text,
        source="a.txt",
        content_type="text/plain",
        added_at=datetime(2032, 1, 1, tzinfo=UTC),
        sha256="0" * 64,
    )
    return replace(article, **fields)  # type: ignore[arg-type]  # any field of Article


def cut(article: Article, max_tokens: int = 256) -> tuple[Chunk, ...]:
    return split_article(article, token_starts=TOKEN_STARTS, max_tokens=max_tokens)


WORDS = st.lists(
    st.sampled_from(["Ab.", "Cd", "🏮", "é\u0301", "x" * 30, "\n\n", "9.5"]), max_size=400
)


@given(WORDS, st.integers(min_value=16, max_value=64))
def test_offsets_round_trip_and_every_sentence_is_in_one_chunk(
    words: list[str], max_tokens: int
) -> None:
    article = make_article(" ".join(words))
    chunks = cut(article, max_tokens)
    assert all(article.text[c.start : c.end] == c.text for c in chunks)
    assert all(a.end <= b.start for a, b in pairwise(chunks))
    assert "".join("".join(c.text for c in chunks).split()) == "".join(article.text.split())


@given(WORDS, st.integers(min_value=16, max_value=64))
def test_what_is_embedded_fits_the_window(words: list[str], max_tokens: int) -> None:
    for chunk in cut(make_article(" ".join(words)), max_tokens):
        assert len(TOKEN_STARTS(chunk.embedding_text)) + 2 <= max_tokens


def test_chunks_end_with_sentences() -> None:
    article = make_article("One two three four. Five six seven eight. " * 40)
    ends = {end for _, end in sentence_spans(article.text)}
    assert all(chunk.end in ends for chunk in cut(article, 40))


def test_a_section_starts_a_chunk_and_its_heading_is_embedded_not_quoted() -> None:
    text = "Lead text.\n\nFirst heading\n\nBody of it."
    article = make_article(text, sections=(Section(start=12, heading="First heading"),))
    lead, body = cut(article)
    assert (lead.text, lead.section) == ("Lead text.", None)
    assert (body.text, body.section) == ("Body of it.", "First heading")
    assert body.embedding_text == "Title\nFirst heading\nBody of it."


def test_a_chunk_names_the_page_it_starts_on() -> None:
    article = make_article("Alpha beta. " * 60 + "Gamma delta.", pages=(0, 360))
    pages = [chunk.page for chunk in cut(article, 100)]
    assert (pages[0], pages[-1]) == (1, 2)


def test_a_repeated_paragraph_is_cut_at_its_own_place_each_time() -> None:
    paragraph = "The same words stand here twice, all of them. " * 6
    article = make_article(f"{paragraph}\n\nBetween.\n\n{paragraph}".strip())
    starts = [chunk.start for chunk in cut(article, 80)]
    assert len(set(starts)) == len(starts)
    assert starts[-1] > len(paragraph)


def test_an_article_of_headings_only_has_no_chunks() -> None:
    assert cut(make_article("Head", sections=(Section(start=0, heading="Head"),))) == ()
