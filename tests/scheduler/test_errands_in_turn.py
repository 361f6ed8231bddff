"""Errands that workers do in turn: only with the turn, which is given back, and what is wanted is done when it can be."""

from __future__ import annotations

import threading
from datetime import timedelta

import structlog

from scheduler.errands import Errand, Errands
from tests.scheduler.waiting import until

_PATIENCE = 60.0
_HOUR = timedelta(hours=1)


class HandTurns:
    """Turns that are there, or not, as the test says."""

    def __init__(self, *, free: bool = True) -> None:
        self.free, self.ended = free, 0
        #: Of each time that it was asked: whether the errand was wanted.
        self.wanted: list[bool] = []
        self.asked = threading.Semaphore(0)

    def begin(self, errand: Errand, *, wanted: bool) -> bool:
        """Return whether the test lets it begin."""
        del errand
        self.wanted.append(wanted)
        self.asked.release()
        return self.free

    def end(self, errand: Errand) -> None:
        """Count."""
        del errand
        self.ended += 1


class Deed:
    """A deed that counts itself."""

    def __init__(self) -> None:
        self.done = threading.Semaphore(0)

    def __call__(self) -> None:
        """Do it."""
        self.done.release()

    def was_done(self) -> bool:
        """Wait until it was done once more."""
        return self.done.acquire(timeout=_PATIENCE)

    def is_done(self) -> bool:
        """Return whether it was done once more, without waiting."""
        return self.done.acquire(blocking=False)


def test_errands_are_done_at_the_start_again_and_when_woken() -> None:
    """What fell due while nobody was there would wait; what somebody wants now would wait for its time."""
    often, seldom, turns = Deed(), Deed(), HandTurns()
    runner = Errands([Errand("often", timedelta(milliseconds=1), often), Errand("seldom", _HOUR, seldom)], turns)
    runner.start()
    assert seldom.was_done()
    assert all(often.was_done() for _ in range(3))
    assert not seldom.is_done()
    runner.wake("seldom")
    assert seldom.was_done()
    alive = [runner.is_alive]
    runner.stop(_PATIENCE)
    assert [*alive, runner.is_alive] == [True, False]
    assert turns.ended >= 5
    runner.wake("never heard of")


def test_who_has_no_turn_does_nothing_and_asks_again() -> None:
    """Two workers would do the same; or what was wanted while another was at it would be left for an hour."""
    deed, turns = Deed(), HandTurns(free=False)
    runner = Errands([Errand("seldom", _HOUR, deed)], turns)
    runner.start()
    assert turns.asked.acquire(timeout=_PATIENCE)
    runner.wake("seldom")
    assert turns.asked.acquire(timeout=_PATIENCE)
    assert not deed.is_done()
    turns.free = True
    assert deed.was_done()
    runner.stop(_PATIENCE)


def test_a_deed_that_fails_is_done_again_and_holds_up_no_other() -> None:
    """A receiver that is away for a minute would end all webhooks, and the expiry of requests with them."""
    tried = Deed()

    def fail() -> None:
        tried()
        raise OSError("away")

    turns = HandTurns()
    with structlog.testing.capture_logs() as logs:
        runner = Errands([Errand("often", timedelta(milliseconds=1), fail)], turns)
        runner.start()
        assert all(tried.was_done() for _ in range(3))
        runner.stop(_PATIENCE)
    assert {(entry["event"], entry["errand"]) for entry in logs} == {("errand", "often")}
    assert turns.ended == len(logs)


def test_what_was_wanted_and_done_is_wanted_no_more() -> None:
    """It would be done without end, before its time, in place of whoever's turn it is."""
    turns = HandTurns()
    runner = Errands([Errand("often", timedelta(milliseconds=1), Deed())], turns)
    runner.start()
    runner.wake("often")
    until(lambda: True in turns.wanted and not turns.wanted[-1])
    runner.stop(_PATIENCE)
