"""Markdown → `Draft`: markup out, headings kept as sections, front matter read as metadata."""

import re
from html.parser import HTMLParser
from itertools import islice, takewhile
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.readers.bylines import MAX_HEADER_LINES, parse_date, read_header
from index.readers.draft import SENTENCE_END, Draft, TextBuilder, same_words
from index.readers.text_heads import read_under_title

_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[^\S\n]*\n(.*?)\n(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL
)
MAX_FRONT_MATTER_CHARS = 20_000
MAX_BRACKETS = 200  # in front matter; nested ones take pyyaml a time that grows with their square
MAX_NESTING = 100
MAX_MASTHEAD = 2  # paragraphs above a title, of so many characters each
MAX_MASTHEAD_CHARS = 120
MIN_BOLD_WORDS = 3  # of a title in bold
# Parts that many texts have, and days.
_NO_TITLE = re.compile(
    r"(?:introduction|overview|summary|abstract|contents|table of contents|about|background|notes?|warning|important|"
    r"installation|usage|getting started|methods|results|[\d\W]+)",
    re.IGNORECASE,
)
_LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_CONTAINERS = {
    "bullet_list": "ul", "ordered_list": "ol", "list_item": "li",
    "table": "table", "tr": "tr", "blockquote": "blockquote",
}  # fmt: skip
_NO_LINES = frozenset(
    ("table_open", "bullet_list_open", "ordered_list_open", "fence", "html_block")
)
_PARAGRAPH = ["paragraph_open", "inline", "paragraph_close"]
_PARSER = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])


def read_markdown(text: str) -> Draft:
    """Read decoded Markdown; broken front matter is kept as text."""
    metadata, body = _split_front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
    tokens = _PARSER.parse(body)
    title = _value(metadata, "title")
    if title is None:
        _raise_title(tokens)
        title = _first_heading(tokens)
    author, publisher, published_at = _take_header(tokens) if title else (None, None, None)
    builder = TextBuilder()
    _add_tokens(builder, tokens, title)
    draft = Draft(
        text=builder.text(),
        title=title,
        author=_value(metadata, "author", "authors", "byline") or author,
        publisher=_value(metadata, "publisher", "site", "outlet", "source") or publisher,
        published_at=parse_date(_value(metadata, "date", "published", "published_at"))
        or published_at,
        sections=builder.sections(),
        blocks=builder.blocks(),
    )
    return read_under_title(draft, _first_lines(tokens))


def add_markdown(builder: TextBuilder, text: str, *, title: str | None) -> None:
    """Append Markdown without front matter; a first heading that repeats the title is left out."""
    _add_tokens(builder, _PARSER.parse(text), title)


def find_title(text: str) -> str | None:
    """Give the heading of the first rank that Markdown begins with; None without one."""
    return _first_heading(_PARSER.parse(text))


def _add_tokens(builder: TextBuilder, tokens: list[Token], title: str | None) -> None:
    walk = _Walk(builder, title)
    for token in tokens:
        walk.take(token)


def _split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    try:
        if _is_hostile(match[1]):
            return {}, text
        metadata = yaml.load(match[1], Loader=_TextLoader)  # noqa: S506 - it makes texts and lists only
    except (yaml.YAMLError, RecursionError):
        return {}, text
    if not isinstance(metadata, dict):
        return {}, text
    return {str(key).lower(): value for key, value in metadata.items()}, text[match.end() :]


class _TextLoader(yaml.BaseLoader):
    """Reads every scalar as text, so that no date or number can be out of range."""


def _is_hostile(front_matter: str) -> bool:
    """Tell whether it is too long or nested, or refers to itself, which can blow up without end."""
    if len(front_matter) > MAX_FRONT_MATTER_CHARS:
        return True
    if front_matter.count("[") + front_matter.count("{") > MAX_BRACKETS:
        return True
    return any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(front_matter))


def _value(metadata: dict[str, Any], *names: str) -> str | None:
    for name in names:
        value = metadata.get(name)
        if isinstance(value, list):
            value = ", ".join(item for item in value if isinstance(item, str))
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def _first_heading(tokens: list[Token]) -> str | None:
    if len(tokens) > 1 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        return _inline_text(tokens[1]) or None
    return None


def _raise_title(tokens: list[Token]) -> None:
    """Put the first heading above the lines over it, as of an outlet; make one of a bold line."""
    if not any(map(_has_words, tokens[3:])) or _first_heading(tokens):
        return  # the text would be empty
    headings = [token.tag for token in tokens if token.type == "heading_open"]
    if tokens[0].type == "heading_open" and headings.count("h1") == 0 and headings.count("h2") == 1:
        if tokens[0].tag == "h2" and not _NO_TITLE.fullmatch(_inline_text(tokens[1])):
            tokens[0].tag = tokens[2].tag = "h1"
        return
    at = 0
    while at < 3 * MAX_MASTHEAD and _is_paragraph(tokens[at : at + 3]):
        line = _inline_text(tokens[at + 1])
        if at == 0 and not headings and _is_bold(tokens[1]) and not any(map(_is_bold, tokens[3:])):
            tokens[0].type, tokens[2].type = "heading_open", "heading_close"
            tokens[0].tag = tokens[2].tag = "h1"
            return
        if len(line) > MAX_MASTHEAD_CHARS or SENTENCE_END.search(line):
            return
        at += 3
    if at < len(tokens) and tokens[at].type == "heading_open" and tokens[at].tag == "h1":
        tokens[: at + 3] = tokens[at : at + 3] + tokens[:at]


def _is_bold(inline: Token) -> bool:
    """Tell whether a paragraph is one short line in bold, no sentence and nothing that goes on."""
    parts = [child.type for child in inline.children or () if child.content or child.nesting]
    line = _inline_text(inline)
    is_line = len(line) <= MAX_MASTHEAD_CHARS and not re.search(r"[.:;,?!]$", line)
    is_line = is_line and len(line.split()) >= MIN_BOLD_WORDS
    return parts == ["strong_open", "text", "strong_close"] and is_line


def _take_header(tokens: list[Token]) -> tuple[str | None, str | None, str | None]:
    """Take paragraphs of bylines and dates out from under the title; give what they say."""
    at = end = 3 if _first_heading(tokens) else 0
    paragraphs: list[list[str]] = []
    while len(paragraphs) < MAX_HEADER_LINES and _is_paragraph(tokens[end : end + 3]):
        paragraphs.append(_inline_text(tokens[end + 1], line_break="\n").split("\n"))
        end += 3
    used = read_header([line for paragraph in paragraphs for line in paragraph])[3]
    while sum(map(len, paragraphs)) > used:
        paragraphs.pop()  # only whole ones are taken
    author, publisher, day, taken = read_header([line for one in paragraphs for line in one])
    end = at + 3 * len(paragraphs)
    is_whole = taken == sum(map(len, paragraphs))
    if not is_whole or not any(_has_words(token) for token in tokens[end:]):
        return None, None, None
    del tokens[at:end]
    return author, publisher, day


def _first_lines(tokens: list[Token]) -> list[str]:
    """Give the first lines under the title as they are written, without a list's or a table's."""
    at = 3 if _first_heading(tokens) else 0
    above = takewhile(lambda token: token.type not in _NO_LINES, tokens[at:])
    inline = islice((token for token in above if token.type == "inline"), MAX_HEADER_LINES)
    lines = (_inline_text(token, line_break="\n").split("\n") for token in inline)
    return [line.strip() for one in lines for line in one]


def _is_paragraph(tokens: list[Token]) -> bool:
    return [token.type for token in tokens] == _PARAGRAPH


def _has_words(token: Token) -> bool:
    if token.type == "html_block":
        return bool(_visible_text(token.content).strip())
    return bool((_inline_text(token) if token.type == "inline" else token.content).strip())


class _Walk:
    """Walks the block tokens; lists and tables become one paragraph, a line per item or row."""

    def __init__(self, builder: TextBuilder, title: str | None) -> None:
        self._builder = builder
        self._title = title
        self._depth = 0  # of lists and tables
        self._cell = ""  # td or th, in a row
        self._is_row_begun = False
        self._level = 0  # of the heading, in one

    def take(self, token: Token) -> None:
        """Take the next token."""
        kind, _, end = token.type.rpartition("_")
        opens = end == "open"
        if kind in _CONTAINERS and end in ("open", "close"):
            self._take_container(token, kind, opens=opens)
        elif kind in ("th", "td"):
            self._cell = kind if opens else ""
        elif kind == "heading":
            self._level = int(token.tag[1:]) if opens else 0
        elif token.type == "inline":
            self._add(_inline_text(token))
        elif token.type in ("fence", "code_block"):
            self._add(token.content, kind="pre")
        elif token.type == "html_block":
            self._add(_visible_text(token.content))

    def _take_container(self, token: Token, kind: str, *, opens: bool) -> None:
        if kind in ("bullet_list", "ordered_list", "table"):
            self._depth += 1 if opens else -1
        if not opens:
            self._builder.end()
            return
        self._builder.begin(_CONTAINERS[kind])
        self._is_row_begun = False
        if kind == "list_item":
            self._builder.add_line(f"{token.info}{token.markup}" if token.info else "-")

    def _add(self, text: str, kind: str = "p") -> None:
        if self._cell:
            text = text.replace("\n", " ")
            joint = " | " if self._is_row_begun else ""
            self._builder.add_cell(text, kind=self._cell, joint=joint)
            self._is_row_begun |= bool(text.strip())
        elif self._depth and kind == "pre":
            with self._builder.block(kind):
                self._builder.add_words(text.replace("\n", " "))
        elif self._depth:
            self._builder.add_words(text.replace("\n", " "))
        elif not self._level:
            self._builder.add_paragraph(text, kind)
        elif self._builder.text() or not same_words(text, self._title):
            self._builder.add_heading(text, level=self._level)


def _inline_text(token: Token, *, line_break: str = " ") -> str:
    """Give the text a reader sees: link texts without targets, images as their description."""
    parts = []
    for child in token.children or []:
        if child.type in ("text", "code_inline", "text_special") or child.type == "image":
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(line_break)
        elif child.type == "hardbreak" or _LINE_BREAK_TAG.match(child.content):
            parts.append("\n")
    return "".join(parts)


class _Visible(HTMLParser):
    """Collects what a browser shows of a stretch of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's interface
        self._hidden += tag in ("script", "style")
        self.parts.append("\n" if tag == "br" else " ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def _visible_text(html: str) -> str:
    parser = _Visible()
    parser.feed(html)
    parser.close()
    return "".join(parser.parts)
