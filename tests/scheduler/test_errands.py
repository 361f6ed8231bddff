"""Errands: done at once, again and again, when they are woken, and not after the end; one that fails is done again."""

from __future__ import annotations

import threading
from datetime import timedelta

from scheduler.errands import Errand, Errands

#: Seconds after which a test gives up waiting, and what nobody waits for.
PATIENCE, NEVER = 30.0, timedelta(hours=1)


class Counted:
    """A deed that counts how often it was done."""

    def __init__(self, fail: int = 0) -> None:
        self.done, self._fail = 0, fail
        self._news = threading.Condition()

    def __call__(self) -> None:
        """Count, and fail the first times."""
        with self._news:
            self.done += 1
            self._news.notify_all()
            if self.done <= self._fail:
                raise ZeroDivisionError

    def wait_for(self, number: int) -> None:
        """Return when it was done so often."""
        with self._news:
            assert self._news.wait_for(lambda: self.done >= number, PATIENCE), self.done


def test_an_errand_is_done_at_once_and_then_when_it_is_woken() -> None:
    """What waited while the service was off would wait on; what is asked for would wait for the clock."""
    deed, other = Counted(), Counted()
    errands = Errands((Errand("deed", NEVER, deed), Errand("other", NEVER, other)))
    errands.start()
    deed.wait_for(1)
    other.wait_for(1)
    for number in (2, 3):
        errands.wake("deed")
        deed.wait_for(number)
    errands.wake("nobody's")
    errands.stop(PATIENCE)
    assert (deed.done, other.done) == (3, 1)


def test_an_errand_is_done_again_and_again() -> None:
    """What other processes write would never be seen."""
    deed = Counted()
    errands = Errands((Errand("deed", timedelta(milliseconds=1), deed),))
    errands.start()
    deed.wait_for(5)
    errands.stop(PATIENCE)


def test_one_that_fails_is_done_again() -> None:
    """A database that is gone for a moment would end it for good."""
    deed = Counted(fail=2)
    errands = Errands((Errand("deed", timedelta(milliseconds=1), deed),))
    errands.start()
    deed.wait_for(3)
    errands.stop(PATIENCE)


def test_one_that_is_woken_while_it_is_done_is_done_once_more() -> None:
    """What came after it had looked would wait for the clock."""
    begun, go_on, times = threading.Event(), threading.Event(), Counted()

    def deed() -> None:
        times()
        begun.set()
        assert go_on.wait(PATIENCE)

    errands = Errands((Errand("deed", NEVER, deed),))
    errands.start()
    assert begun.wait(PATIENCE)
    errands.wake("deed")
    go_on.set()
    times.wait_for(2)
    errands.stop(PATIENCE)


def test_the_end_does_not_wait_for_ever() -> None:
    """One that hangs would keep the service from ending."""
    go_on, begun = threading.Event(), threading.Event()

    def deed() -> None:
        begun.set()
        go_on.wait(PATIENCE)

    errands = Errands((Errand("deed", NEVER, deed),))
    errands.start()
    assert begun.wait(PATIENCE)
    errands.stop(0.01)
    go_on.set()
    errands.stop(PATIENCE)


def test_what_was_never_started_can_be_stopped() -> None:
    """A service that fails while it starts would fail again while it ends."""
    Errands((Errand("deed", NEVER, Counted()),)).stop(PATIENCE)
