"""Which chat each open page shows, so that what grows in another does not appear in it.

Knows no chat's content and no Gradio; of the pages opened last it remembers so many.
"""

from collections import OrderedDict

MAX_PAGES = 2_000


class OpenPages:
    """Remembers pages by the name that the browser's page has until it is loaded again."""

    def __init__(self) -> None:
        self._shown: OrderedDict[str, str] = OrderedDict()

    def show(self, page: str, chat_id: str) -> None:
        """Remember that a page shows a chat."""
        self._shown[page] = chat_id
        self._shown.move_to_end(page)
        while len(self._shown) > MAX_PAGES:
            self._shown.popitem(last=False)

    def shows(self, page: str, chat_id: str) -> bool:
        """Say whether a page shows a chat; one that is not known is taken to."""
        return self._shown.get(page, chat_id) == chat_id
