"""Whoever fails again and again has to wait; others do not."""

from ui import throttle
from ui.throttle import FORGET_S, FREE_FAILURES, MAX_WAIT_S, Throttle


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_waits_double_up_to_a_minute_and_end() -> None:
    clock = Clock()
    limits = Throttle(clock)
    waits = []
    for _ in range(FREE_FAILURES + 8):
        waits.append(limits.wait_s(["anna"]))
        limits.fail(["anna"])
    assert waits[: FREE_FAILURES + 4] == [0] * FREE_FAILURES + [1, 2, 4, 8]
    assert limits.wait_s(["anna"]) == MAX_WAIT_S
    assert limits.wait_s(["ben"]) == 0
    clock.now += MAX_WAIT_S - 0.5
    assert limits.wait_s(["anna"]) == 1
    clock.now += 0.5
    assert limits.wait_s(["anna"]) == 0


def test_any_key_that_has_to_wait_makes_the_attempt_wait() -> None:
    limits = Throttle(Clock())
    for at in range(FREE_FAILURES):
        limits.fail([f"name {at}", "address 1"])
    assert limits.wait_s(["name new", "address 1"]) == 1
    assert limits.wait_s(["name 0", "address 2"]) == 0


def test_success_and_time_forget_failures() -> None:
    clock = Clock()
    limits = Throttle(clock)
    for _ in range(FREE_FAILURES):
        limits.fail(["anna", "ben"])
    limits.succeed("anna")
    assert limits.wait_s(["anna"]) == 0
    clock.now += FORGET_S + 1
    limits.fail(["ben"])
    assert limits.wait_s(["ben"]) == 0


def test_what_is_remembered_is_bounded() -> None:
    limits = Throttle(Clock())
    for at in range(throttle.MAX_KEYS + 100):
        limits.fail([str(at)])
    assert len(limits._failures) == throttle.MAX_KEYS
