"""How web servers are asked: a pause between requests, robots.txt, and later if they are busy.

One address that a person names is that person's own request, and asked whatever robots.txt says, as
by a browser. What is asked because a list, a feed or a sitemap names it keeps to robots.txt
(RFC 9309). Reads no page.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from index.addresses import Address, AddressError
from index.errors import FetchError
from index.fetch import BUSY, OK, Fetcher
from index.pages import Known, Page, Unchanged

ROBOT = "Citewell"  # what robots.txt calls this program
DELAY_S = 1.0  # between requests to one host
MAX_DELAY_S = 10.0  # of what a `Crawl-delay` asks for
MAX_WAIT_S = 30.0  # of what a `Retry-After` asks for; who asks for more is left
MAX_TRIES = 3
ROBOTS_BYTES = 512_000  # the rest is not read, as RFC 9309 allows
ROBOTS_S = 10.0
RULES_S = 3_600.0  # rules are asked for again after this
FAILED_RULES_S = 600.0  # a host that hangs costs a list of its pages one silence, not each
SERVER_FAILS = 500  # this status and above
MAX_HOSTS = 1_000
_ALONE = "add this address by itself if you may read it"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """The rules of one host; `refusal` says why it must not be asked at all."""

    until: float
    robots: Protego
    refusal: str = ""

    @property
    def delay_s(self) -> float:
        return min(MAX_DELAY_S, max(0.0, self.robots.crawl_delay(ROBOT) or 0.0))

    def check(self, target: Address) -> None:
        """Raise if an address must not be asked."""
        if self.refusal:
            raise AddressError(self.refusal, hint=_ALONE)
        if not self.robots.can_fetch(str(target), ROBOT):
            reason = "its robots.txt asks programs that follow lists to leave it out"
            raise AddressError(reason, hint=_ALONE)


class PoliteFetcher:
    """Fetches pages with manners; may be used by several threads.

    Args:
        fetcher: Fetches.
        delay_s: Pause between two requests to one host.
        sleep: Waits so many seconds.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        delay_s: float = DELAY_S,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._fetcher = fetcher
        self._delay_s = delay_s
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next_turns: dict[str, float] = {}  # of each host, by the monotonic clock
        self._rules: dict[str, _Rules] = {}

    def fetch(self, address: str, *, known: Known, is_listed: bool = False) -> Page | Unchanged:
        """Get the page at an address, or learn that it is as it was.

        Args:
            address: The address.
            known: Gives what its server is to be asked with.
            is_listed: A list names it, and no person: robots.txt is kept to, also of the hosts
                that it redirects to.

        Raises:
            FetchError: As `Fetcher.fetch_if_changed`; or robots.txt asks to leave it out.
        """
        for tries_left in reversed(range(MAX_TRIES)):
            asked: set[str] = set()

            def before(target: Address, asked: set[str] = asked) -> None:
                delay_s = self._delay_s
                if is_listed:
                    rules = self._rules_of(target)
                    rules.check(target)
                    delay_s = max(delay_s, rules.delay_s)
                if target.authority not in asked:
                    asked.add(target.authority)
                    self._wait_turn(target.authority, delay_s)

            try:
                return self._fetcher.fetch_if_changed(address, known=known, before=before)
            except FetchError as exc:
                wait_s = exc.retry_after_s
                if wait_s is None or wait_s > MAX_WAIT_S or not tries_left:
                    raise
                self._sleep(wait_s)
        raise AssertionError("the last try returns or raises")

    def _wait_turn(self, host: str, delay_s: float) -> None:
        """Wait until a host may be asked, and book that moment before another thread does."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next_turns.get(host, now))
            if len(self._next_turns) > MAX_HOSTS:
                self._next_turns = {h: at for h, at in self._next_turns.items() if at > now}
            self._next_turns[host] = turn + delay_s
        if turn > now:
            self._sleep(turn - now)

    def _rules_of(self, target: Address) -> _Rules:
        origin = f"{target.scheme}://{target.authority}"
        found = self._rules.get(origin)
        if found is None or found.until < time.monotonic():
            found = self._ask_rules(origin)
            with self._lock:
                if len(self._rules) > MAX_HOSTS:
                    self._rules.clear()
                self._rules[origin] = found
        return found

    def _ask_rules(self, origin: str) -> _Rules:
        """Ask a host for its rules; one that has none allows all, one that fails allows nothing."""
        text, refusal = "", ""
        try:
            status, data = self._fetcher.fetch_start(
                f"{origin}/robots.txt", max_bytes=ROBOTS_BYTES, total_s=ROBOTS_S
            )
        except FetchError as exc:
            cause = exc.__cause__
            reason = cause.reason if isinstance(cause, AddressError) else exc.message
            refusal = f"its robots.txt could not be read: {reason}"
        else:
            if status == OK:
                text = data.decode("utf-8", "replace")
            elif status in BUSY or status >= SERVER_FAILS:
                refusal = f"its robots.txt could not be read: status {status}"
        kept_s = FAILED_RULES_S if refusal else RULES_S
        until = time.monotonic() + kept_s
        return _Rules(until=until, robots=Protego.parse(text), refusal=refusal)
