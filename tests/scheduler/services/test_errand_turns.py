"""Whose turn an errand is."""

from __future__ import annotations

from datetime import timedelta

from scheduler.services import errand_turns, workers
from tests.scheduler.builders import NOW, HandClock, make_context
from tests.scheduler.services.signs import sign

_EVERY = timedelta(minutes=10)


def test_an_errand_is_done_once_in_its_time_by_whichever_worker() -> None:
    """Ten workers would send every webhook ten times.

    By hand, every 10 minutes: begun at 0. At 8:59 it is too early, at 9:00 near enough: a look that comes a second early must not
    leave it to the next one.
    """
    clock = HandClock()
    ctx = make_context(clock=clock)
    assert errand_turns.begin(ctx, "wk_a", "sweep", _EVERY)
    errand_turns.end(ctx, "wk_a", "sweep")
    clock.moment = NOW + timedelta(minutes=8, seconds=59)
    assert not errand_turns.begin(ctx, "wk_b", "sweep", _EVERY)
    assert errand_turns.begin(ctx, "wk_b", "dust", _EVERY)
    clock.moment = NOW + timedelta(minutes=9)
    assert errand_turns.begin(ctx, "wk_b", "sweep", _EVERY)


def test_nobody_begins_while_another_is_at_it() -> None:
    """A slow deed would be done by two at once; and it would never be done again when the one who was at it is dead."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    workers.beat(ctx, sign("wk_a"))
    assert errand_turns.begin(ctx, "wk_a", "sweep", _EVERY)
    clock.advance(3 * _EVERY)
    assert not errand_turns.begin(ctx, "wk_b", "sweep", _EVERY)
    assert not errand_turns.begin(ctx, "wk_b", "sweep", _EVERY, wanted=True)
    workers.give_up(ctx, {"wk_a": 1})
    assert errand_turns.begin(ctx, "wk_b", "sweep", _EVERY)


def test_who_could_not_say_that_it_was_over_begins_again() -> None:
    """A database that is away at that moment would end the errand for as long as the worker lives."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    workers.beat(ctx, sign("wk_a"))
    assert errand_turns.begin(ctx, "wk_a", "sweep", _EVERY)
    clock.advance(_EVERY)
    assert errand_turns.begin(ctx, "wk_a", "sweep", _EVERY)


def test_what_is_wanted_does_not_wait_for_its_time() -> None:
    """Whoever wakes an errand has something new for it."""
    ctx = make_context()
    assert errand_turns.begin(ctx, "wk_a", "sweep", _EVERY)
    errand_turns.end(ctx, "wk_a", "sweep")
    assert not errand_turns.begin(ctx, "wk_a", "sweep", _EVERY)
    assert errand_turns.begin(ctx, "wk_b", "sweep", _EVERY, wanted=True)


def test_a_clock_that_was_set_back_holds_nothing_up() -> None:
    """An hour that comes twice would be an hour without."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    assert errand_turns.begin(ctx, "wk_a", "sweep", _EVERY)
    errand_turns.end(ctx, "wk_a", "sweep")
    clock.moment = NOW - timedelta(hours=1)
    assert errand_turns.begin(ctx, "wk_a", "sweep", _EVERY)


def test_only_the_turn_that_is_ones_own_is_given_back() -> None:
    """A worker that was paused in the middle would give away the turn of the one that took its place."""
    ctx = make_context()
    for each in ("wk_a", "wk_b"):
        workers.beat(ctx, sign(each))
    assert errand_turns.begin(ctx, "wk_a", "sweep", _EVERY)
    workers.give_up(ctx, {"wk_a": 1})
    assert errand_turns.begin(ctx, "wk_b", "sweep", _EVERY, wanted=True)
    errand_turns.end(ctx, "wk_a", "sweep")
    with ctx.unit_of_work(read_only=True) as uow:
        turn = uow.errands.find("sweep")
    assert turn is not None
    assert turn.worker_id == "wk_b"
