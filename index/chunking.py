"""Article → chunks on sentence, paragraph and section borders within a token budget.

Offsets are tracked while cutting, never searched for. Knows no model but where its tokens start.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.schema import MAX_SECTION_CHARS, Article, Chunk, Section
from index.sentences import sentence_spans

Span = tuple[int, int]
TokenStarts = Callable[[str], Sequence[int]]

TARGET_TOKENS = 200  # a chunk's own text; small chunks retrieve better than full windows
MIN_FILL = 0.4  # a chunk at least this full ends where a paragraph ends
SPECIAL_TOKENS = 2  # [CLS] and [SEP]
MIN_TOKENS = 8  # even under a header that fills the window
SCHEME = f"sentences-{TARGET_TOKENS}-v1"


@dataclass(frozen=True, slots=True)
class _Counter:
    """Count tokens of spans of one text."""

    starts: Sequence[int]

    def count(self, start: int, end: int) -> int:
        return bisect_left(self.starts, end) - bisect_left(self.starts, start)


def split_article(
    article: Article, *, token_starts: TokenStarts, max_tokens: int
) -> tuple[Chunk, ...]:
    """Cut an article into chunks whose `embedding_text` fits the model's window.

    Args:
        article: The article.
        token_starts: Gives where each token of a text starts, in order, without special tokens.
        max_tokens: The model's window, special tokens included.

    Returns:
        Chunks in order. Every sentence lies in exactly one; headings lie in none, they are the
        `section` of the chunks below them. Empty for an article that is only headings.
    """
    counter = _Counter(token_starts(article.text))
    chunks: list[Chunk] = []
    for section, start, end in _section_spans(article):
        header = f"{article.header}\n{(section or '')[:MAX_SECTION_CHARS]}"
        left = max_tokens - SPECIAL_TOKENS - len(token_starts(header))
        budget = max(MIN_TOKENS, min(TARGET_TOKENS, left))
        for span in _pack(article.text, start, end, counter=counter, budget=budget):
            chunks.append(_chunk(article, span, number=len(chunks), section=section))
    return tuple(chunks)


def chunk_id(article_id: str, start: int, end: int) -> str:
    """Name a chunk by its article and span."""
    return f"{article_id}:{start}-{end}"


def _chunk(article: Article, span: Span, *, number: int, section: str | None) -> Chunk:
    start, end = span
    return Chunk(
        id=chunk_id(article.id, start, end),
        article_id=article.id,
        number=number,
        start=start,
        end=end,
        text=article.text[start:end],
        header=article.header,
        section=section,
        page=bisect_right(article.pages, start) or None,
        page_breaks=tuple(page for page in article.pages if start < page < end),
    )


def _section_spans(article: Article) -> Iterator[tuple[str | None, int, int]]:
    """Give heading and body span of each section, the part before the first heading included."""
    lead = Section(start=0, heading="")
    sections = (lead, *article.sections)
    ends = [section.start for section in article.sections] + [len(article.text)]
    for section, end in zip(sections, ends, strict=True):
        yield section.heading or None, section.start + len(section.heading), end


def _pack(text: str, start: int, end: int, *, counter: _Counter, budget: int) -> Iterator[Span]:
    """Pack the sentences of `text[start:end]` into spans of at most `budget` tokens."""
    current: Span | None = None
    for sentence in _fitting_sentences(text, start, end, counter=counter, budget=budget):
        if current is None:
            current = sentence
            continue
        is_full = counter.count(current[0], sentence[1]) > budget
        if is_full or _ends_well(text, current, sentence, counter=counter, budget=budget):
            yield current
            current = sentence
        else:
            current = (current[0], sentence[1])
    if current is not None:
        yield current


def _ends_well(text: str, current: Span, sentence: Span, *, counter: _Counter, budget: int) -> bool:
    """Tell whether to stop before a paragraph that would not fit as a whole."""
    if "\n\n" not in text[current[1] : sentence[0]]:
        return False
    paragraph_end = text.find("\n\n", sentence[0])
    paragraph_end = len(text) if paragraph_end < 0 else paragraph_end
    fits = counter.count(current[0], paragraph_end) <= budget
    return not fits and counter.count(*current) >= MIN_FILL * budget


def _fitting_sentences(
    text: str, start: int, end: int, *, counter: _Counter, budget: int
) -> Iterator[Span]:
    """Give sentence spans of `text[start:end]`, one longer than the budget cut at token starts."""
    for first, last in sentence_spans(text[start:end]):
        begin, stop = start + first, start + last
        while counter.count(begin, stop) > budget:
            cut = _cut_before(text, begin, counter=counter, budget=budget)
            yield begin, begin + len(text[begin:cut].rstrip())
            begin = cut
        yield begin, stop


def _cut_before(text: str, begin: int, *, counter: _Counter, budget: int) -> int:
    """Find where to cut an overlong sentence: at a space if there is one, else at a token."""
    limit = counter.starts[bisect_left(counter.starts, begin) + budget]
    space = max(text.rfind(" ", begin + 1, limit), text.rfind("\n", begin + 1, limit))
    return space + 1 if space > begin else limit
