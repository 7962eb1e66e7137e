"""Words in a row, and text that stays text in Markdown. Knows no answer."""


def enumerate_words(words: tuple[str, ...], joiner: str) -> str:
    """Write words in quotation marks, the last after a joiner: “a”, “b” and “c”."""
    *first, last = (f"“{word}”" for word in words)
    return f"{', '.join(first)} {joiner} {last}" if first else last


def inert(text: str) -> str:
    """Keep article text inert and on one line in Markdown: no links, images, notes, HTML or emphasis."""
    escaped = " ".join(text.split())
    for character in "\\`*_<>#|":
        escaped = escaped.replace(character, "\\" + character)
    return escaped.replace("](", "]\\(").replace("![", "!\\[").replace("[^", "\\[^")
