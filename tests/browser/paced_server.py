"""Serve the real product at a generator's pace: the same events, word by word.

The embedded generator is done before a person could press Stop; one that writes is not.
"""

import re
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import uvicorn

from rag import Assistant, Event, TextDelta, Turn
from ui.app import create_app

WORD_S = 0.12


class PacedAssistant(Assistant):
    """Takes its time over every word."""

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        article_ids: Collection[str] | None = None,
    ) -> Iterator[Event]:
        for event in super().stream(question, history=history, article_ids=article_ids):
            if isinstance(event, TextDelta):
                for word in re.findall(r"\s*\S+\s*?", event.text):
                    yield replace(event, text=word)
                    time.sleep(WORD_S)
            else:
                yield event


def main(library: str, port: int) -> None:
    with PacedAssistant.open(library) as assistant:
        assistant.add_samples()
        uvicorn.run(create_app(assistant), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
