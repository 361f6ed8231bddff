"""Which time a run plans."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.run import RunParameters
from scheduler.errors import RefusedError
from scheduler.planning.window import plan_window
from tests.scheduler.builders import NOW, at

if TYPE_CHECKING:
    from scheduler.domain.plan import Window

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def window(zone: ZoneInfo = SHANGHAI, *, now: datetime = NOW, freeze: float = 0, days: int = 7, **asked: Any) -> Window:
    """Return the window of a run that asks for this, `NOW` being 16:00 in Shanghai."""
    return plan_window(RunParameters(**asked), now=now, zone=zone, horizon_days=days, freeze=timedelta(hours=freeze))


def test_the_night_plans_a_week_from_tomorrow_by_the_parks_clock() -> None:
    """The plan would begin at midnight of another zone."""
    found = window()
    assert (found.start, found.end) == (datetime(2026, 11, 23, 16, tzinfo=UTC), datetime(2026, 11, 30, 16, tzinfo=UTC))


def test_a_late_evening_in_utc_is_tomorrow_in_the_park() -> None:
    """At 17:00 UTC it is the next day in Shanghai, and tomorrow is the day after."""
    assert window(now=at(9)).start == datetime(2026, 11, 24, 16, tzinfo=UTC)


def test_a_day_may_be_chosen() -> None:
    """`--date` would have no effect."""
    assert window(day=date(2026, 12, 1), days=1).start == datetime(2026, 11, 30, 16, tzinfo=UTC)


def test_a_week_in_which_clocks_change_is_a_week_on_the_wall() -> None:
    """Seven days of 24 hours would end at 23:00 on the last Saturday in October."""
    found = window(BERLIN, day=date(2026, 12, 1), now=datetime(2026, 10, 1, tzinfo=UTC))
    assert found.end - found.start == timedelta(days=7)
    october = window(BERLIN, day=date(2026, 10, 24), now=datetime(2026, 10, 1, tzinfo=UTC))
    assert october.end - october.start == timedelta(days=7, hours=1)


def test_a_window_by_hand_goes_before_days() -> None:
    """`from` and `to` would be overruled by the horizon of the installation."""
    found = window(start=at(1), end=at(5))
    assert (found.start, found.end, found.frozen_until) == (at(1), at(5), at(1))


def test_what_begins_soon_is_frozen() -> None:
    """A plan would move work that is about to begin."""
    assert window(start=at(-1), end=at(5), freeze=2).frozen_until == at(2)


def test_all_of_a_short_window_may_be_frozen() -> None:
    """The frozen part would end after the window."""
    assert window(start=at(0), end=at(5), freeze=99).frozen_until == at(5)


@pytest.mark.parametrize(("start", "end", "told"), [(-5, -1, "is over"), (5, 5, "not after its start")])
def test_a_window_without_future_is_refused(start: float, end: float, told: str) -> None:
    """A run would plan the past, or nothing."""
    with pytest.raises(RefusedError, match=told):
        window(start=at(start), end=at(end))
