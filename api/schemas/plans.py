"""Runs, schedules and reservations over HTTP.

Over 150 lines because a run makes a schedule and a schedule makes reservations: one story, told once.
"""

from typing import Annotated, Any

from pydantic import Field

from api.schemas.booking_requests import UnplacedReason
from api.schemas.lists import PageQuery, Query
from api.schemas.values import Day, Given, Key, Many, Moment, Name, Part, Schema, Whole, Word, example
from scheduler.domain import run as domain
from scheduler.domain.pages import ReservationFilter
from scheduler.domain.plan import ScheduleStatus
from scheduler.domain.reservation import ReservationStatus
from scheduler.domain.run import RunStatus

#: How a plan is named in paths and queries.
VERSION_PATTERN = r"^([1-9][0-9]{0,8}|draft|published)$"


class RunParameters(Part):
    """What is asked of a run; null: the setting of the installation."""

    model_config = example({"seconds": 30, "publish": False})

    day: Day | None = None
    """The first day planned, in the park's zone; null with no `start`: tomorrow."""
    start: Moment | None = None
    """The window by hand, half-open, with `end`; it goes before `day`."""
    end: Moment | None = None
    seconds: Annotated[float, Field(allow_inf_nan=False)] | None = None
    """Time limit of the solve."""
    policy: Name | None = None
    epsilon: Annotated[float, Field(allow_inf_nan=False)] | None = None
    """Price of fairness: the part of the utilization that may be given up for it, 0 to 1."""
    fairness_policy: Whole | None = None
    """Version of the fairness policy; `policy` and `epsilon` go before what it says."""
    tick_minutes: Whole | None = None
    seed: Whole = 0
    publish: bool = False
    """True: publish what comes out; false: leave it a draft."""
    keep_published: bool | None = None
    """True: what is published stays where it is as far as that can be; false: it competes anew with the rest."""

    def value(self) -> domain.RunParameters:
        """Return the parameters."""
        return domain.RunParameters(**self.fields())


class Window(Schema):
    """What a plan plans: `[start, end)`; what starts before `frozen_until` stays as it is published."""

    start: Moment
    end: Moment
    frozen_until: Moment


class RunProgress(Schema):
    """How far a solve is."""

    seconds: float
    """Since the solve began."""
    tier: str
    """The objective that is being worked on."""
    incumbent: int | None
    """Its best value so far; null: none yet."""
    bound: int | None
    """Its proven bound so far; null: none yet."""
    gap: float | None
    message: str


class ScheduleRun(Schema):
    """An optimization run."""

    id: str
    status: Word[RunStatus]
    parameters: RunParameters
    requested_by: str
    """Id of the key that asked for it; `system` for the night."""
    created_at: Moment
    updated_at: Moment
    window: Window | None
    """Null: not known yet."""
    solver_status: str | None
    """`optimal`, `feasible`, `infeasible`, `unknown`, `invalid`; null: not solved yet."""
    progress: RunProgress | None
    stop_requested: bool
    """True: asked to stop early and keep its best."""
    schedule_version: int | None
    """The plan it stored."""
    message: str
    """Why it failed or was cancelled, or a remark, for people."""
    started_at: Moment | None
    finished_at: Moment | None
    version: int


class UnplacedRequest(Schema):
    """A request of the window that is not in the plan, and why."""

    request_id: str
    reasons: Many[UnplacedReason]


class Summary(Schema):
    """A plan in figures."""

    reservations: int
    requests_placed: int
    requests_unplaced: int
    machines_used: int
    credited_minutes: int
    """Standard minutes, weighted by the machine's cost."""


class Schedule(Schema):
    """A plan; its reservations are at `/schedules/{version}/reservations`."""

    version: int
    status: Word[ScheduleStatus]
    run_id: str | None
    window: Window
    summary: Summary
    unplaced: Many[UnplacedRequest]
    certificate: dict[str, Any]
    """What the run proved, as at `/schedule-runs/{id}/certificate`; empty for a plan that no run made."""
    problem_sha256: str
    schedule_sha256: str
    created_at: Moment
    published_at: Moment | None
    superseded_at: Moment | None


class Slot(Schema):
    """One part of one operation on its machines; the occupation is `[start, end)`, setup and teardown included."""

    request_id: str
    tenant_id: str
    external_reference: str
    """The tenant's own number for the request."""
    operation: int
    """Index of the operation in its request, from 0."""
    part: int
    """Index of the part of a split operation, from 0."""
    machine_ids: Many[str]
    start: Moment
    end: Moment
    processing_start: Moment
    processing_end: Moment
    credited_minutes: int
    """Standard minutes, weighted by the machine's cost, that the ledger charges for it."""


class Move(Schema):
    """The same piece of work in two plans: at another time, or on other machines."""

    before: Slot
    after: Slot


class PlanDifference(Schema):
    """What a plan does otherwise than another; pieces of work are told apart by request, operation and part."""

    version: int
    against: int
    unchanged: int
    """How many pieces of work are where they were."""
    moved: Many[Move]
    added: Many[Slot]
    """In this plan and not in the other."""
    removed: Many[Slot]
    """In the other and not in this plan."""


class Reservation(Slot, Given):
    """A slot that was published; its times never change: a moved one is displaced and replaced."""

    status: Word[ReservationStatus]
    schedule_version: int
    """The plan whose publication made it."""
    created_at: Moment
    updated_at: Moment
    sequence: int
    """Counts the moves of this piece of work, from 0."""
    replaces: str | None
    """Id of the reservation that this one moved."""
    version: int


class Publication(Schema):
    """What publishing a plan did."""

    schedule: Schedule
    carried: int
    """Reservations that the plan left as they were."""
    confirmed: int
    """Reservations that it made."""
    displaced: int
    """Reservations that it ended."""
    left_out: Many[str]
    """Ids of the requests in the plan that were closed in the meantime."""


class Cancellation(Schema):
    """How a reservation is given up."""

    model_config = example({"reopen": True})

    reopen: bool = False
    """True: its request goes back into the queue; false: it is withdrawn."""


class DifferenceQuery(Query):
    """With which plan one is compared."""

    against: Annotated[str, Field(pattern=VERSION_PATTERN)] = "published"
    """Its number, `draft` (the youngest) or `published`."""


class ReservationQuery(PageQuery):
    """Which reservations; they come by start."""

    tenant_id: Key | None = None
    request_id: Key | None = None
    machine_id: Key | None = None
    status: list[ReservationStatus] | None = None
    """One or several: `status=confirmed&status=in_progress`."""
    schedule_version: Whole | None = None
    start: Moment | None = None
    """Whose occupation meets `[start, end)`."""
    end: Moment | None = None
    updated_since: Moment | None = None

    def filter(self) -> ReservationFilter:
        """Return the filter of the domain."""
        given = self.model_dump(exclude={"status", "cursor"})
        statuses = None if self.status is None else tuple(self.status)
        return ReservationFilter(**given, statuses=statuses, after=self.cursor)
