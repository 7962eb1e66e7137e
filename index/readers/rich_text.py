"""Rich Text Format → `Draft`: its text a paragraph a line, title and author from its header."""

import re

from striprtf.striprtf import rtf_to_text

from index.readers.draft import Draft, TextBuilder, clean, same_words

_INFO = re.compile(r"\{\\(title|author)\s([^{}]*)\}")
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
    title = info.get("title") or None
    builder = TextBuilder()
    for line in _plain(text, encoding).split("\n"):
        if builder.text() or not same_words(line, title):
            builder.add_paragraph(line.strip(" |"))
    return Draft(
        text=builder.text(), title=title, author=info.get("author") or None, blocks=builder.blocks()
    )


def _plain(text: str, encoding: str) -> str:
    return str(rtf_to_text(text, encoding=encoding, errors="replace"))  # type: ignore[no-untyped-call]  # it has no types
