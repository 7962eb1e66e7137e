"""The values of the library: articles, chunks, progress, reports. Knows no file, database or model."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from index.aliases import Alias
from index.headers import make_header

MAX_SECTION_CHARS = 100
LIST_LIMIT = 100  # pages of one feed or sitemap, unless more are asked for
BLOCK_KINDS = (
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre",
    "ul", "ol", "li", "table", "tr", "th", "td",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading in an article; the heading itself is `text[start : start + len(heading)]`."""

    start: int
    heading: str


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of an article's text that was a paragraph, a list, a table… where it was read.

    Blocks nest as elements of HTML do: one of depth 2 lies in the nearest one of depth 1 before it.

    Attributes:
        kind: What it was, by the name that HTML has for it; see `BLOCK_KINDS`.
        start: First character, an offset into `Article.text`.
        end: One past the last character; `start` for an empty cell of a table.
        depth: How many blocks it lies in.
    """

    kind: str
    start: int
    end: int
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article of the library.

    Attributes:
        id: Stable identifier, 12 hexadecimal digits.
        title: The title as published, or the file's name.
        text: Canonical plain text: NFC, paragraphs split by a blank line. Every offset of the
            project is a half-open code-point offset into this text.
        source: Path or name as given when the article was added.
        publisher: The outlet, as the article names it.
        author: The byline, as the article names it.
        published_at: ISO 8601 date (`2032-03-04`) as the article gives it.
        language: BCP 47 tag (`en`, `pt-BR`), told from the text; None if that says too little.
        content_type: MIME type found by content.
        added_at: When it was first added, UTC.
        sha256: SHA-256 of the bytes it was read from.
        sections: Headings in order of `start`.
        pages: Where each page starts in `text`; empty when the format has no pages.
        blocks: Its paragraphs, headings, lists, tables, quotes and code in order, a block before
            those inside it; what lies between them is white space, a row's `|` or a mark such as
            `-`, which stands in its list item. Empty for an article that no reader made.
        owner: Names the person who alone sees it; None if everybody does.
    """

    id: str
    title: str
    text: str
    source: str
    content_type: str
    added_at: datetime
    sha256: str
    publisher: str | None = None
    author: str | None = None
    published_at: str | None = None
    language: str | None = None
    sections: tuple[Section, ...] = ()
    pages: tuple[int, ...] = ()
    blocks: tuple[Block, ...] = ()
    owner: str | None = None

    @property
    def header(self) -> str:
        """Join title, publisher, author and date: what is searched beside a chunk's text."""
        return make_header(
            self.title,
            publisher=self.publisher,
            author=self.author,
            published_at=self.published_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A stretch of one article, the unit of retrieval.

    Attributes:
        id: `"{article_id}:{start}-{end}"`.
        article_id: The article it is cut from.
        number: Its place in the article, from 0.
        start: First character, an offset into `Article.text`.
        end: One past the last character.
        text: `Article.text[start:end]`: what is shown and quoted.
        header: Title, publisher, author and date of the article.
        section: The heading it stands under.
        page: The page it starts on, from 1.
        page_breaks: Where further pages start inside it, offsets into `Article.text`.
    """

    id: str
    article_id: str
    number: int
    start: int
    end: int
    text: str
    header: str
    section: str | None = None
    page: int | None = None
    page_breaks: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Give the page, from 1, of a character of this chunk; None if there are no pages."""
        return None if self.page is None else self.page + bisect_right(self.page_breaks, offset)

    @property
    def embedding_text(self) -> str:
        """Give the text that is embedded and searched: header, section, then the text."""
        section = (self.section or "")[:MAX_SECTION_CHARS]
        return "\n".join(part for part in (self.header, section, self.text) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a piece of work is: `done` of `total` in a `stage`, now at `label`.

    `total` may be an estimate that changes while stages overlap; it is exact at the end.
    """

    stage: str
    done: int
    total: int
    label: str = ""


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One source that could not be added, why, and what to do."""

    source: str
    reason: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What was left out of an article, or mended in it, when it was read."""

    source: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReport:
    """What became of everything that was to be added; the first three hold article ids.

    `unchanged` names the article already in the library for a file whose content is there.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    notes: tuple[Note, ...] = ()

    def __add__(self, other: "AddReport") -> "AddReport":
        """Give what became of both."""
        return AddReport(
            **{name: getattr(self, name) + getattr(other, name) for name in self.__slots__}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierText:
    """Something said before a question, which the question may be about.

    Attributes:
        text: What was said.
        term_weight: How much its terms count where those of the question count 1.
        vector_weight: The same for its vector.
    """

    text: str
    term_weight: float
    vector_weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is searched.

    Attributes:
        text: The text whose words and meaning are looked for.
        earlier: What it may be about; counts less.
        aliases: What else its text may say; counts less, too.
    """

    text: str
    earlier: tuple[EarlierText, ...] = ()
    aliases: tuple[Alias, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A chunk found by one query, not yet read.

    Attributes:
        chunk_id: Which one.
        similarity: Cosine of query and chunk in [-1, 1], higher is closer; None only if the
            vector is missing.
        text_similarity: The same for the query's text alone, without what was said earlier.
        dense_rank: Rank by cosine, 1 is best; None if not among the nearest.
        lexical_score: Score by words, 0 or more, higher is better; None if not found that way.
        lexical_rank: Rank by BM25, 1 is best.
        sentence_similarities: Cosine of query and each sentence of the chunk; empty while its
            article is being indexed.
    """

    chunk_id: str
    similarity: float | None = None
    text_similarity: float | None = None
    dense_rank: int | None = None
    lexical_score: float | None = None
    lexical_rank: int | None = None
    sentence_similarities: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit(Candidate):
    """A candidate that was read.

    Attributes:
        chunk: The chunk.
        title: Title of its article; source, publisher and published_at likewise.
        sentence_spans: Half-open offsets into the chunk's text, in the order of their similarities.
    """

    chunk: Chunk
    title: str
    source: str
    publisher: str | None = None
    published_at: str | None = None
    sentence_spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryStats:
    """The size of a library."""

    articles: int
    chunks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSummary:
    """An article without its text, for lists."""

    id: str
    title: str
    source: str
    content_type: str
    added_at: datetime
    chars: int
    chunks: int
    publisher: str | None = None
    author: str | None = None
    published_at: str | None = None
    owner: str | None = None
