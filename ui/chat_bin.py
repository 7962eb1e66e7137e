"""Deleted chats, held in memory for an hour so that deleting one can be undone. Writes nothing.

They are gone from the database at once: nothing that a person deleted comes back by itself, and
when the server ends they are gone for good.
"""

import time
from collections import OrderedDict
from collections.abc import Callable

from index.chats import RemovedChat
from index.errors import ChatNotFoundError
from ui.texts import say

KEPT_S = 3600.0
MAX_KEPT = 200


class ChatBin:
    """Holds deleted chats of everybody, each for the person whose it was.

    Args:
        clock: Gives seconds.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[str, float, RemovedChat]] = OrderedDict()

    def put(self, user: str, chat_id: str, removed: RemovedChat) -> None:
        """Keep a chat; the oldest leaves if there are too many, and all that are too old."""
        self._kept[chat_id] = (user, self._clock(), removed)
        while len(self._kept) > MAX_KEPT:
            self._kept.popitem(last=False)
        self._empty_old()

    def take(self, user: str, chat_id: str) -> RemovedChat:
        """Take a chat out.

        Raises:
            ChatNotFoundError: This person deleted none of that id in the last hour.
        """
        self._empty_old()
        owner, _, removed = self._kept.get(chat_id, ("", 0.0, None))
        if removed is None or owner != user:
            raise ChatNotFoundError(say("chats.not_kept"), hint=say("chats.not_kept_hint"))
        del self._kept[chat_id]
        return removed

    def _empty_old(self) -> None:
        limit = self._clock() - KEPT_S
        while self._kept and next(iter(self._kept.values()))[1] < limit:
            self._kept.popitem(last=False)
