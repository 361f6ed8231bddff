"""Moments and ticks, rounded so that a plan on the grid is a plan in real time.

What may be used is rounded inwards, what may not be used and what takes time outwards: the grid may waste a tick, it never invents one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.refusal import Refusal
from scheduler.errors import RefusedError
from solver.interval import Interval, merge

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from scheduler.domain.calendar import Period
    from scheduler.domain.plan import Window


@dataclass(frozen=True, kw_only=True, slots=True)
class TickGrid:
    """Tick `t` is `[start + t * tick, start + (t + 1) * tick)`, for `0 <= t < horizon`."""

    start: datetime
    tick: timedelta
    horizon: int

    def at(self, tick: int) -> datetime:
        """Return the moment at which a tick begins."""
        return self.start + tick * self.tick

    def floor(self, moment: datetime) -> int:
        """Return the last tick that begins at a moment or before; negative before the grid, past `horizon` after it."""
        return (moment - self.start) // self.tick

    def ceil(self, moment: datetime) -> int:
        """Return the first tick that begins at a moment or after."""
        return -((self.start - moment) // self.tick)

    def up(self, duration: timedelta) -> int:
        """Return how many ticks hold a duration."""
        return -(-duration // self.tick)

    def inwards(self, periods: Iterable[Period]) -> tuple[Interval, ...]:
        """Return the ticks that lie wholly in one of some disjoint periods; each period keeps its own interval."""
        found = (self._clip(self.ceil(start), self.floor(end)) for start, end in periods)
        return tuple(sorted(interval for interval in found if interval.length))

    def outwards(self, periods: Iterable[Period]) -> tuple[Interval, ...]:
        """Return the ticks that meet one of some periods, joined."""
        return merge(self._clip(self.floor(start), self.ceil(end)) for start, end in periods)

    def is_on(self, moment: datetime) -> bool:
        """Return whether a tick begins at a moment, on the grid or beyond it."""
        return not (moment - self.start) % self.tick

    def _clip(self, start: int, end: int) -> Interval:
        return Interval(max(0, start), min(self.horizon, end))


def grid_of(window: Window, tick_minutes: int) -> TickGrid:
    """Return the grid of a planning window; what is left of the window after the last whole tick is not planned.

    Raises
    ------
    RefusedError
        When the window is shorter than a tick.
    """
    tick = timedelta(minutes=tick_minutes)
    if window.end - window.start < tick:
        told = f"the planning window is {window.end - window.start} long, and a tick is {tick_minutes} minutes"
        cure = "give a longer window or a shorter tick"
        raise RefusedError((Refusal(rule="tick_minutes", pointer="/tick_minutes", message=told, cure=cure),))
    return TickGrid(start=window.start, tick=tick, horizon=(window.end - window.start) // tick)
