"""Serve the real product at a generator's pace: the same events, word by word; one question fails.

The embedded generator is done before a person could press Stop; one that writes is not.
"""

import re
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import uvicorn

from rag import Assistant, Event, TextDelta
from ui.app import create_app

COMMAND = ("-m", "tests.browser.paced_server", "{library}", "{port}")
WORD_S = 0.2
Q_BROKEN = "What happens when something breaks inside?"
SECRET = "the inside of the server"


class PacedAssistant(Assistant):
    """Takes its time over every word."""

    def stream(self, question: str, **options: Any) -> Iterator[Event]:
        if question == Q_BROKEN:
            raise RuntimeError(SECRET)
        for event in super().stream(question, **options):
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
