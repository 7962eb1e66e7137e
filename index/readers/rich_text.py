"""Rich Text Format → `Draft`: its text a paragraph a line, title, author and date from its header.

Footnotes stand at the end.
"""

import re

from striprtf.striprtf import rtf_to_text

from index.readers.bylines import parse_date
from index.readers.draft import Draft, TextBuilder, clean, same_words

_INFO = re.compile(r"\{\\(title|author)\s([^{}]*)\}")
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})\b")
_FOOTNOTE = re.compile(r"\{(?:\\\*)?\\footnote\b")
_BRACE = re.compile(r"\\[{}\\]|[{}]")
_CODEPAGE = re.compile(r"\\ansicpg(\d+)")
_PICTURE = re.compile(r"[0-9A-Fa-f\s]{4000,}")  # a picture's bytes as digits, lines of them


def read_rich_text(data: bytes) -> Draft:
    """Read the bytes of an RTF file; pictures are left out."""
    text = _PICTURE.sub("", data.decode("latin-1"))
    codepage = _CODEPAGE.search(text[:2000])
    encoding = f"cp{codepage[1]}" if codepage and codepage[1] != "65001" else "cp1252"
    try:
        "".encode(encoding)
    except LookupError:
        encoding = "cp1252"
    info = {
        key: clean(_plain(f"{{\\rtf1 {value}}}", encoding))
        for key, value in _INFO.findall(text[:20_000])
    }
    created = _CREATED.search(text[:20_000])
    text, footnotes = _take_footnotes(text)
    title = info.get("title") or None
    builder = TextBuilder()
    for line in _plain(text, encoding).split("\n"):
        if builder.text() or not same_words(line, title):
            builder.add_paragraph(line.strip(" |"))
        else:
            builder.set_aside(line)
    for footnote in footnotes:
        builder.add_paragraph(clean(_plain(f"{{\\rtf1 {footnote}}}", encoding)))
    builder.finish()
    return Draft(
        text=builder.text(),
        title=title,
        author=info.get("author") or None,
        published_at=parse_date("{}-{:0>2}-{:0>2}".format(*created.groups())) if created else None,
        blocks=builder.blocks(),
    )


def _take_footnotes(text: str) -> tuple[str, list[str]]:
    """Give a text without its footnotes, and these."""
    kept, footnotes, at = [], [], 0
    while start := _FOOTNOTE.search(text, at):
        depth = 1
        for brace in _BRACE.finditer(text, start.end()):
            depth += {"{": 1, "}": -1}.get(brace[0], 0)
            if not depth:
                break
        else:
            break  # it has no end
        kept.append(text[at : start.start()])
        footnotes.append(text[start.end() : brace.start()])
        at = brace.end()
    return "".join([*kept, text[at:]]), footnotes


def _plain(text: str, encoding: str) -> str:
    plain = str(rtf_to_text(text, encoding=encoding, errors="replace"))  # type: ignore[no-untyped-call]  # it has no types
    # Characters beyond the first 65,536 come in two halves.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
