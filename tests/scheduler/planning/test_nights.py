"""Which night is due, and that there is one run of it."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.run import RunParameters, RunStatus
from scheduler.planning.nights import Nights, ask_for_night, last_due
from scheduler.services import runs
from tests.scheduler.builders import NOW, OPERATOR, HandClock, at, hours, make_context

if TYPE_CHECKING:
    from scheduler.domain.run import ScheduleRun
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWorkFactory

#: 20:00 in Shanghai is 12:00 UTC, four hours after `NOW`.
EIGHT = Nights(at=time(20), catch_up=hours(6))
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("now", "wall", "zone", "night", "moment"),
    [
        # 12:00 UTC is 20:00 in Shanghai: due at that very moment, and not a second before.
        ("2026-11-23T12:00:00", time(20), "Asia/Shanghai", "2026-11-23", "2026-11-23T12:00:00"),
        ("2026-11-23T11:59:59", time(20), "Asia/Shanghai", "2026-11-22", "2026-11-22T12:00:00"),
        # It is Tuesday in Shanghai already, and Monday's night that is due.
        ("2026-11-23T16:30:00", time(20), "Asia/Shanghai", "2026-11-23", "2026-11-23T12:00:00"),
        # Clocks go forward at 2:00 on 29 March 2026 in Berlin: 2:30 is not shown, and comes when they jump (1:00 UTC).
        ("2026-03-29T01:00:00", time(2, 30), "Europe/Berlin", "2026-03-29", "2026-03-29T01:00:00"),
        ("2026-03-29T00:59:59", time(2, 30), "Europe/Berlin", "2026-03-28", "2026-03-28T01:30:00"),
        # Back at 3:00 on 25 October: 2:30 is shown twice, at 0:30 and at 1:30 UTC, and counts the first time.
        ("2026-10-25T00:30:00", time(2, 30), "Europe/Berlin", "2026-10-25", "2026-10-25T00:30:00"),
        ("2026-10-25T01:30:00", time(2, 30), "Europe/Berlin", "2026-10-25", "2026-10-25T00:30:00"),
        # Far ahead of UTC a day of the park begins before that of UTC.
        ("2026-01-01T10:30:00", time(0, 15), "Pacific/Kiritimati", "2026-01-02", "2026-01-01T10:15:00"),
    ],
)
def test_the_night_that_is_due(now: str, wall: time, zone: str, night: str, moment: str) -> None:
    """A night would be planned by the clock of the server, twice when clocks go back, or not at all when they go forward."""
    due = last_due(datetime.fromisoformat(now).replace(tzinfo=UTC), wall, ZoneInfo(zone))
    expected = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert (due.night, due.moment) == (date.fromisoformat(night), expected)


def look(ctx: Context, since: datetime = NOW) -> ScheduleRun | None:
    """Let a worker that began at `since` look at the clock."""
    return ask_for_night(ctx, EIGHT, since)


def with_a_night_before(clock: HandClock) -> Context:
    """Return a park that has planned Sunday's night, and whose workers then were gone."""
    ctx = make_context(clock=clock)
    runs.request_run(ctx, OPERATOR, RunParameters(), night=date(2026, 11, 22))
    return ctx


def test_a_night_is_asked_for_at_its_time_and_once() -> None:
    """It would be planned twice, for the next days after the wrong evening, or before its time."""
    clock = HandClock(at(3.99))
    ctx = make_context(clock=clock)
    assert look(ctx) is None
    clock.moment = at(4)
    run = look(ctx)
    assert run is not None
    assert (run.night, run.requested_by, run.message) == (MONDAY, "system", "")
    assert run.parameters == RunParameters(publish=True, day=MONDAY + timedelta(days=1))
    for later in (4.0, 4.5, 27.9):
        clock.moment = at(later)
        assert look(ctx) is None
    clock.moment = at(28)
    assert look(ctx) is not None


def test_a_clock_that_is_set_back_makes_no_second_night() -> None:
    """Eight o'clock comes twice, and the plan would be made anew over what was just published."""
    clock = HandClock(at(4.5))
    ctx = make_context(clock=clock)
    assert look(ctx) is not None
    for moment in (3.5, 4.0, -20):
        clock.moment = at(moment)
        assert look(ctx, since=at(-48)) is None


def test_many_workers_ask_for_one_night(uow_factory: UnitOfWorkFactory) -> None:
    """As many plans would be made as there are workers."""
    ctx = make_context(uow_factory, HandClock(at(4)))
    ready, asked = threading.Barrier(6), []

    def worker() -> None:
        ready.wait()
        asked.append(look(ctx))

    threads = [threading.Thread(target=worker) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(run is not None for run in asked) == 1
    assert [run.night for run in runs.latest(ctx, OPERATOR)] == [MONDAY]


def test_a_night_that_was_missed_is_made_up_for() -> None:
    """By hand: due at 12:00 UTC; the machine was off until 17:00, midnight has passed in Shanghai, and it is still Tuesday that is planned."""
    clock = HandClock(at(9))
    ctx = with_a_night_before(clock)
    run = look(ctx, since=at(9))
    assert run is not None
    assert (run.status, run.night, run.parameters.day) == (RunStatus.QUEUED, MONDAY, date(2026, 11, 24))
    assert run.message == "the night of 2026-11-23 was missed at 2026-11-23T12:00:00+00:00 and is made up for"


def test_a_night_that_was_missed_for_too_long_is_told_of_and_left() -> None:
    """By hand: due at 12:00, six hours at most, it is 18:00:01. A plan in the small hours would surprise everybody; silence would too."""
    clock = HandClock(at(10) + timedelta(seconds=1))
    ctx = with_a_night_before(clock)
    run = look(ctx, since=clock())
    assert run is not None
    assert (run.status, run.night, run.finished_at) == (RunStatus.FAILED, MONDAY, clock())
    assert run.message == (
        "the night of 2026-11-23 was missed at 2026-11-23T12:00:00+00:00: no worker was there, and now it is more than 6:00:00 late; "
        "ask for a run if it is still wanted; no plan is published"
    )
    assert look(ctx, since=clock()) is None
    clock.moment = at(28)
    later = look(ctx, since=at(10))
    assert later is not None
    assert later.status is RunStatus.QUEUED


def test_a_new_park_has_missed_nothing() -> None:
    """Whoever installs it at nine in the evening would see a plan published before the first request is in."""
    clock = HandClock(at(5))
    ctx = make_context(clock=clock)
    assert look(ctx, since=at(5)) is None
    clock.moment = at(28)
    assert look(ctx, since=at(5)) is not None
