"""The page's parts that are files: styles, scripts, texts, and components made of them.

Knows nothing about articles or answers.
"""

import html
import json
import re
from importlib import resources

import gradio as gr

from ui.texts import TEXTS, say

STYLES = (
    "frame.css",
    "icons.css",
    "chat.css",
    "tools.css",
    "sources.css",
    "library.css",
    "chats.css",
    "settings.css",
    "toasts.css",
    "narrow.css",
)

# Runs before the first paint, so that a page whose reader chose dark never flashes light.
_THEME_SCRIPT = """
try { const t = localStorage.getItem('citewell-theme');
  const dark = t ? t === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.style.background = dark ? '#12141a' : '#f7f7f5'; } catch {}
"""
THEME_JS = """() => { try { const t = localStorage.getItem('citewell-theme');
  if (t) document.body.classList.toggle('dark', t === 'dark');
  document.documentElement.style.background = ''; } catch {} }"""


def read_asset(name: str) -> str:
    """Read a file of `ui/assets`."""
    return resources.files("ui").joinpath("assets", name).read_text(encoding="utf-8")


def fill_template(name: str, /, **values: str) -> str:
    """Read a template and put, escaped, a value or a text of `texts.json` where it says `[[key]]`."""

    def fill(match: re.Match[str]) -> str:
        key = match[1]
        return html.escape(values[key] if key in values else say(key))

    return re.sub(r"\[\[([\w.]+)\]\]", fill, read_asset(name))


def build_html(scripts: tuple[str, ...], template: str, elem_id: str) -> gr.HTML:
    """Build an HTML component from a fixed template and scripts, run as one after `dom.js`.

    Gradio evaluates templates, so no data may ever be part of one: it travels in the value.
    """
    return gr.HTML(
        html_template=template,
        js_on_load="\n".join(read_asset(script) for script in ("dom.js", *scripts)),
        apply_default_css=False,
        elem_id=elem_id,
    )


def head_html() -> str:
    """Give what belongs into the page's head: theme, texts and styles.

    In `css=` Gradio scopes every rule and drops the plain copy of those in @media.
    """
    texts = json.dumps(TEXTS, ensure_ascii=True).replace("<", "\\u003c")
    style = "\n".join(read_asset(name) for name in STYLES)
    return f"<script>{_THEME_SCRIPT}window.citewellTexts = {texts};</script><style>{style}</style>"
