"""An optimization run: what was asked, how far it is, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from scheduler.domain.status import StatusMachine

if TYPE_CHECKING:
    from datetime import date, datetime

    from scheduler.domain.plan import Window


class RunStatus(StrEnum):
    """Where a run stands; the solver's own status is kept apart from it."""

    QUEUED = "queued"
    BUILDING = "building"
    SOLVING = "solving"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


_S = RunStatus
RUN_STATUSES = StatusMachine(
    "schedule run",
    MappingProxyType(
        {
            _S.QUEUED: (_S.BUILDING, _S.FAILED, _S.CANCELLED),
            # Back to the queue: when the worker that was at it is gone.
            _S.BUILDING: (_S.SOLVING, _S.FAILED, _S.CANCELLED, _S.QUEUED),
            _S.SOLVING: (_S.COMPLETED, _S.FAILED, _S.CANCELLED, _S.QUEUED),
            _S.COMPLETED: (),
            _S.FAILED: (),
            _S.CANCELLED: (),
        }
    ),
)
#: What a run may be asked to be fair by; a test holds them against those that the solver knows.
RUN_POLICIES = ("maxmin", "proportional", "least-squares", "utilization")
#: Those that somebody is at.
WORKING_RUNS = (_S.BUILDING, _S.SOLVING)
#: Those that are not over.
ACTIVE_RUNS = (_S.QUEUED, *WORKING_RUNS)
#: So many workers may die of a run; then it fails, for it may be the run that kills them.
MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """What a worker holds in its hand while it is at a run, and shows whenever it writes: the run, and which attempt at it is its own.

    The attempt is a fencing token: when the run was taken up by another in the meantime, it is at a higher one, and what the late
    worker brings is refused.
    """

    run_id: str
    attempt: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RunParameters:
    """What the operator (or the night) asks of a run; None: the setting of the installation."""

    #: The first day planned, in the park's zone; None with no `start`: tomorrow.
    day: date | None = None
    #: The window by hand, half-open; they go before `day`.
    start: datetime | None = None
    end: datetime | None = None
    #: Time limit of the solve.
    seconds: float | None = None
    policy: str | None = None
    #: Price of fairness: the part of the utilization that may be given up for it, 0 to 1.
    epsilon: float | None = None
    #: Version of the fairness policy; `policy` and `epsilon` go before what it says.
    fairness_policy: int | None = None
    tick_minutes: int | None = None
    seed: int = 0
    #: True: publish what comes out; False: leave it a draft.
    publish: bool = False
    #: True: what is published is promised: it stays where it is as far as that can be; False: it competes anew with the rest.
    keep_published: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RunProgress:
    """How far a solve is; the last one counts."""

    #: Seconds since the solve began.
    seconds: float
    #: Name of the objective that is being worked on, such as `utilization`.
    tier: str = ""
    #: Its value and proven bound so far; None: none yet.
    incumbent: int | None = None
    bound: int | None = None
    gap: float | None = None
    message: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleRun:
    """One run, from the moment it was asked for."""

    id: str
    status: RunStatus
    parameters: RunParameters
    #: Id of the key that asked for it; `system` for the night.
    requested_by: str
    created_at: datetime
    updated_at: datetime
    #: What it plans; known from `building` on.
    window: Window | None = None
    #: `optimal`, `feasible`, `infeasible`, `unknown`, `invalid`; None: not solved yet.
    solver_status: str | None = None
    progress: RunProgress | None = None
    #: True: asked to stop early and keep its best.
    stop_requested: bool = False
    #: The plan it stored.
    schedule_version: int | None = None
    #: Why it failed or was cancelled, or a remark, for people.
    message: str = ""
    #: When it was taken up last.
    started_at: datetime | None = None
    finished_at: datetime | None = None
    #: How many times it was taken up.
    attempt: int = 0
    #: The worker that is at it, or was last; None: nobody yet, or nobody that shows signs of life.
    worker_id: str | None = None
    #: The evening, by the park's calendar, whose plan it is; None: it was asked for by somebody. No two runs have the same.
    night: date | None = None
    version: int = 1

    @property
    def claim(self) -> Claim:
        """What the worker that took it up shows from now on."""
        return Claim(self.id, self.attempt)
