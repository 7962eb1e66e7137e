"""What stands around an answer: export, verdict, asking anew, and how it was found.

The buttons are part of the conversation's HTML; `tools.js` acts on them. Knows no retrieval.
"""

from typing import Any

import gradio as gr

from ui.exchange import Exchange
from ui.page_parts import build_html


def build_answer_tools() -> gr.HTML:
    """Build the component that acts on the buttons; it shows nothing itself."""
    return build_html(
        ("pop.js", "follow.js", "tools.js", "trace.js", "tabs.js"),
        '<div class="tools"></div>',
        "tools",
    )


def tools_value(chat_id: str, exchanges: tuple[Exchange, ...]) -> dict[str, Any]:
    """Collect what the buttons need: the chat, and of each exchange question and verdict."""
    return {
        "chat": chat_id,
        "turns": {
            str(exchange.number): {
                "question": exchange.question,
                "verdict": exchange.verdict,
                "reason": exchange.reason,
            }
            for exchange in exchanges
        },
    }
