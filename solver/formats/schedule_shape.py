"""The shape of `equishare/schedule-1`. Only `format` and `assignments` must be there, so that others can write one by hand."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from solver.formats.shape import Shape, Whole
from solver.result import Status


class AssignmentShape(Shape):
    """One placed part of a task."""

    job: Whole
    task: Whole
    part: Whole = 0
    mode: Whole
    start: Whole
    """Start of the occupation, setup first."""
    duration: Whole
    """Granted processing ticks."""


class PolicyShape(Shape):
    """The fairness policy and its price."""

    name: str
    version: str = ""
    """Of the rules behind the name."""
    epsilon: float
    committed: Whole | None = None
    """Figures of accounts and fairness speak of the work that begins before this tick; null: of all of it."""
    whole_targets: bool = False
    """Targets are rounded to what whole jobs can give."""


class TierShape(Shape):
    """One objective with its proven bound."""

    name: str
    value: Whole
    bound: Whole
    gap: float | None = None
    """`(bound - value) / max(1, |bound|)`; `(value - bound) / max(1, |value|)` where less is better."""
    maximised: bool = True


class AccountResultShape(Shape):
    """What one account asked and got, in cost ticks."""

    account: Whole
    demand: Whole
    granted: Whole
    target: Whole
    service_level: Whole
    """Parts per 10 000 of the target."""
    poured: Whole | None = None
    """The target before it was rounded to what whole jobs can give; null: it was not."""
    solo: Whole = 0
    """The most it could be given if nobody else asked."""
    guaranteed: Whole = 0
    """What it would have of a park divided by shares: the least of demand, solo and its part of the open time."""


class LevelShape(Shape):
    """A service level, in order, and what it is proved not to exceed."""

    value: Whole
    bound: Whole


class FairnessShape(Shape):
    """How fair the schedule is."""

    levels: tuple[LevelShape, ...]
    """Service levels in parts per 10 000, the lowest first."""
    leximin_factor: float
    """It is leximin within this factor."""
    price: float
    """The part of the best utilization found that was given up."""
    price_bound: float
    """The same against what no schedule exceeds."""
    jain: float
    envy: Whole
    """Pairs of accounts of which one envies the other, by share and up to one job."""


class ReasonShape(Shape):
    """Why a job is not placed."""

    code: str
    machines: tuple[Whole, ...] = ()


class UnplacedShape(Shape):
    """A job that is not in the schedule."""

    job: Whole
    reasons: tuple[ReasonShape, ...]


class RunShape(Shape):
    """How the run went."""

    seconds: float
    deterministic_time: float
    seed: Whole
    workers: Whole
    engine: str
    versions: dict[str, str]
    statistics: dict[str, int | float | str] = Field(default_factory=dict)


class ScheduleShape(Shape):
    """A schedule with its certificate."""

    format: Literal["equishare/schedule-1"]
    problem: str = ""
    """Name of the problem."""
    problem_sha256: str | None = None
    """SHA-256 of its canonical text: keys sorted, no white space, UTF-8."""
    schedule_sha256: str | None = None
    """SHA-256 of the canonical text of `assignments`, sorted by job, task and part; nothing else goes into it."""
    status: Annotated[Status, Field(strict=False)] = Status.UNKNOWN
    verified: bool = False
    """The verdict of the referee: `assignments` keep every rule of the problem."""
    policy: PolicyShape | None = None
    assignments: list[AssignmentShape]
    tiers: tuple[TierShape, ...] = ()
    accounts: tuple[AccountResultShape, ...] = ()
    fairness: FairnessShape | None = None
    unplaced: tuple[UnplacedShape, ...] = ()
    run: RunShape | None = None
    messages: tuple[str, ...] = ()
