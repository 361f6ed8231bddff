"""A problem together with what its indices stand for in the park."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.fairness_policy import DEFAULT

if TYPE_CHECKING:
    from datetime import timedelta

    from scheduler.domain.booking import BookingRequest
    from scheduler.domain.fairness_policy import FairnessPolicy
    from scheduler.domain.plan import UnplacedRequest, Window
    from scheduler.domain.reservation import Slot
    from scheduler.planning.grid import TickGrid
    from solver.problem import Problem
    from solver.schedule import Schedule


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """What a task of the problem stands for."""

    #: Index of the operation in its request.
    operation: int
    #: Standard minutes, weighted by cost, that are charged for all of it.
    minutes: int
    #: For each mode the processing time that was asked for, which the ticks round up.
    durations: tuple[timedelta, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Translation:
    """A problem, and the way back from it."""

    problem: Problem
    window: Window
    grid: TickGrid
    #: Machine ids, by index in the problem; tenants likewise, by account.
    machines: tuple[str, ...]
    tenants: tuple[str, ...]
    #: By job, and by job and task.
    requests: tuple[BookingRequest, ...]
    pieces: tuple[tuple[Piece, ...], ...]
    #: Published slots that the plan carries over as they are, by start.
    held: tuple[Slot, ...] = ()
    #: Requests that could not even be put into the problem.
    set_aside: tuple[UnplacedRequest, ...] = ()
    #: The published plan as far as the problem can say it; a solve may start from it. None: nothing of it.
    warm_start: Schedule | None = None
    #: By which the balances of the accounts were reckoned.
    fairness: FairnessPolicy = DEFAULT
