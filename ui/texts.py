"""Every text of the page in one place, `assets/texts.json`, so that it can be translated.

A text may hold `{names}` to fill in; one that depends on a number is an object of `one` and `other`
and is chosen by `count`. Scripts read the same texts through `say` of `dom.js`.
"""

import json
from importlib import resources

TEXTS: dict[str, str | dict[str, str]] = json.loads(
    resources.files("ui").joinpath("assets", "texts.json").read_text(encoding="utf-8")
)


def say(key: str, **values: str | int) -> str:
    """Give a text with its names filled in; numbers get their thousands separated."""
    text = TEXTS[key]
    if isinstance(text, dict):
        text = text["one" if values["count"] == 1 else "other"]
    shown = {name: f"{v:,}" if isinstance(v, int) else v for name, v in values.items()}
    return text.format(**shown)
