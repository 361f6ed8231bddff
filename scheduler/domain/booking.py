"""What a tenant wants: a booking request with its operations, links and statuses.

Over 150 lines because a request and its parts are one subject, and every door and storage maps them from this page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from scheduler.domain.status import StatusMachine

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.calendar import Period
    from scheduler.domain.override import Override
    from scheduler.domain.tariff import Tariff

_NONE = timedelta(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Alternative:
    """One way to do an operation: on all of these machines together."""

    #: Not empty, none twice.
    machine_ids: tuple[str, ...]
    #: Processing time on exactly these machines; None: the operation's standard time at the speed of the slowest of them.
    duration: timedelta | None = None
    #: Least processing time on these machines, with `duration`; None: the operation's, in proportion.
    min_duration: timedelta | None = None
    #: The processing part must lie in one of these half-open periods; None: any time.
    windows: tuple[Period, ...] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Splittable:
    """Leave to do an operation in 1 to `max_parts` parts of at least `min_part` processing each, no two at once."""

    min_part: timedelta
    max_parts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SkillDemand:
    """People of a skill, needed as long as the machine is occupied."""

    skill_id: str
    people: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One step of a request. Exactly one of `capability` and `alternatives`, exactly one of `duration` and `quantity`."""

    name: str = ""
    #: Any machine that offers it, is open to the tenant and can process the family.
    capability: str | None = None
    alternatives: tuple[Alternative, ...] = ()
    #: Material family; None: needs no changeover and leaves the machine as it was.
    family: str | None = None
    #: Processing time on the standard machine.
    duration: timedelta | None = None
    #: Pieces, each taking `time_per_piece` on the standard machine.
    quantity: int | None = None
    time_per_piece: timedelta | None = None
    #: Flexible: at least this much processing, in standard time; None: all of it.
    min_duration: timedelta | None = None
    splittable: Splittable | None = None
    #: Before and after the processing; None: the machine's.
    setup: timedelta | None = None
    teardown: timedelta | None = None
    skills: tuple[SkillDemand, ...] = ()

    @property
    def standard_duration(self) -> timedelta:
        """Processing time on the standard machine, by duration or by pieces; nought where neither is given."""
        if self.duration is not None:
            return self.duration
        if self.quantity is not None and self.time_per_piece is not None:
            return self.quantity * self.time_per_piece
        return _NONE

    @property
    def least_duration(self) -> timedelta:
        """Least processing time on the standard machine."""
        return self.standard_duration if self.min_duration is None else self.min_duration


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """Operation `before` ends `min_lag` to `max_lag` ahead of the start of operation `after` (indices from 0)."""

    before: int
    after: int
    min_lag: timedelta = _NONE
    #: None: no limit.
    max_lag: timedelta | None = None


class PriorityClass(StrEnum):
    """How much a request matters; `PRIORITIES` has the figures."""

    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class PriorityWeights(NamedTuple):
    """What a class weighs in a plan, beside the other requests of its tenant (`scheduler.planning.translate.priorities`)."""

    #: Multiplies its work where work is maximised.
    job_weight: int
    #: Cost of a tick of lateness after `due`.
    tardiness_weight: int


PRIORITIES = MappingProxyType(
    {
        PriorityClass.NORMAL: PriorityWeights(1, 1),
        PriorityClass.HIGH: PriorityWeights(2, 4),
        PriorityClass.URGENT: PriorityWeights(4, 16),
    }
)


class RequestStatus(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    #: Accepted; waits for the next plan.
    QUEUED = "queued"
    #: Has reservations in the published plan.
    SCHEDULED = "scheduled"
    #: Found no room in the last plan (`reasons`); competes again in the next.
    WAITLISTED = "waitlisted"
    #: All its reservations are completed.
    FULFILLED = "fulfilled"
    #: Breaks a rule of the park.
    REJECTED = "rejected"
    #: Taken back by the tenant.
    WITHDRAWN = "withdrawn"
    #: Its deadline passed unplanned, or nobody came.
    EXPIRED = "expired"


_R = RequestStatus
REQUEST_STATUSES = StatusMachine(
    "booking request",
    MappingProxyType(
        {
            _R.DRAFT: (_R.SUBMITTED, _R.WITHDRAWN),
            _R.SUBMITTED: (_R.QUEUED, _R.REJECTED, _R.WITHDRAWN),
            _R.QUEUED: (_R.SCHEDULED, _R.WAITLISTED, _R.REJECTED, _R.WITHDRAWN, _R.EXPIRED),
            _R.SCHEDULED: (_R.FULFILLED, _R.WAITLISTED, _R.QUEUED, _R.WITHDRAWN, _R.EXPIRED),
            _R.WAITLISTED: (_R.SCHEDULED, _R.QUEUED, _R.REJECTED, _R.WITHDRAWN, _R.EXPIRED),
            _R.FULFILLED: (),
            _R.REJECTED: (),
            _R.WITHDRAWN: (),
            _R.EXPIRED: (),
        }
    ),
)
#: Those that compete for room, or hold it.
OPEN_REQUESTS = (_R.QUEUED, _R.SCHEDULED, _R.WAITLISTED)


@dataclass(frozen=True, kw_only=True, slots=True)
class UnplacedReason:
    """Why a request is not in a plan."""

    #: One of the glossary's codes, such as `no_room_before_deadline`.
    code: str
    #: The same for people.
    message: str = ""
    machine_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestTerms:
    """What is asked for, as it comes in at any door; the policy judges it."""

    tenant_id: str
    #: The tenant's own number for it; unique among its open requests where not empty.
    external_reference: str = ""
    title: str = ""
    operations: tuple[Operation, ...]
    #: None: each operation after the one before it.
    links: tuple[Link, ...] | None = None
    #: No machine is occupied for it before; None: as soon as possible.
    earliest_start: datetime | None = None
    #: When it should be done; later costs by priority. None: any time before the deadline.
    due: datetime | None = None
    #: When every machine must be free of it again.
    deadline: datetime
    priority: PriorityClass = PriorityClass.NORMAL
    #: Tariffs in whose hours it may run where the policy wants that said.
    accepted_tariffs: tuple[Tariff, ...] = ()

    @property
    def all_links(self) -> tuple[Link, ...]:
        """The links, written out where they are the chain."""
        if self.links is not None:
            return self.links
        return tuple(Link(before=i, after=i + 1) for i in range(len(self.operations) - 1))


@dataclass(frozen=True, kw_only=True, slots=True)
class BookingRequest(RequestTerms):
    """A request that the park has taken in."""

    id: str
    status: RequestStatus
    #: Version of the booking policy that let it pass.
    policy_version: int
    created_at: datetime
    updated_at: datetime
    #: Why it is waitlisted.
    reasons: tuple[UnplacedReason, ...] = ()
    #: The rules that were set aside for it, by whom and why; None: it broke none.
    override: Override | None = None
    #: What it shares with the other occurrences of its series; None: it stands alone.
    series_id: str | None = None
    version: int = 1

    @property
    def not_before(self) -> datetime:
        """The release date: its earliest start, or the moment it was made where none was given."""
        return self.created_at if self.earliest_start is None else self.earliest_start
