"""What a tenant was given: a slot on one machine or several, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from scheduler.domain.status import StatusMachine

if TYPE_CHECKING:
    from datetime import datetime


class ReservationStatus(StrEnum):
    """Where a reservation stands."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CHECKED_IN = "checked_in"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    #: Given up by the tenant, or by the operator for it.
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    RELEASED_EARLY = "released_early"
    #: Taken away or moved by the park: a later plan, a breakdown.
    DISPLACED = "displaced"


_S = ReservationStatus
RESERVATION_STATUSES = StatusMachine(
    "reservation",
    MappingProxyType(
        {
            _S.TENTATIVE: (_S.CONFIRMED, _S.CANCELLED, _S.DISPLACED),
            _S.CONFIRMED: (_S.CHECKED_IN, _S.CANCELLED, _S.NO_SHOW, _S.DISPLACED),
            _S.CHECKED_IN: (_S.IN_PROGRESS, _S.RELEASED_EARLY, _S.DISPLACED),
            _S.IN_PROGRESS: (_S.COMPLETED, _S.RELEASED_EARLY, _S.DISPLACED),
            _S.COMPLETED: (),
            _S.CANCELLED: (),
            _S.NO_SHOW: (),
            _S.RELEASED_EARLY: (),
            _S.DISPLACED: (),
        }
    ),
)
#: Those that hold their machines: no two of them overlap on one.
LIVE = (_S.TENTATIVE, _S.CONFIRMED, _S.CHECKED_IN, _S.IN_PROGRESS)
#: Of those, the ones that a plan or a tenant may still take away.
NOT_BEGUN = (_S.TENTATIVE, _S.CONFIRMED)
#: Those that hold their machines or held them to the end, whether anybody came or not: what counts against a tenant's hours.
HELD = (*LIVE, _S.COMPLETED, _S.NO_SHOW, _S.RELEASED_EARLY)


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """One part of one operation on its machines; the occupation is `[start, end)`, setup and teardown included."""

    request_id: str
    tenant_id: str
    #: Index of the operation in its request, and of the part of a split one, from 0.
    operation: int
    part: int = 0
    machine_ids: tuple[str, ...]
    start: datetime
    end: datetime
    #: `[processing_start, processing_end)` lies inside the occupation.
    processing_start: datetime
    processing_end: datetime
    #: Standard minutes, weighted by the machine's cost, that the ledger charges for it.
    credited_minutes: int = 0
    #: The request's, copied for feeds and lists.
    external_reference: str = ""

    @property
    def place(self) -> tuple[object, ...]:
        """What must be equal for two slots to be the same promise: request, operation, part, machines and times."""
        return (
            self.request_id,
            self.operation,
            self.part,
            self.machine_ids,
            self.start,
            self.end,
            self.processing_start,
            self.processing_end,
        )

    @property
    def key(self) -> tuple[str, int, int]:
        """Which piece of work it is for: request, operation, part."""
        return (self.request_id, self.operation, self.part)

    def overlaps(self, start: datetime, end: datetime) -> bool:
        """Return whether its occupation meets `[start, end)`; touching is not meeting."""
        return self.start < end and start < self.end


@dataclass(frozen=True, kw_only=True, slots=True)
class Reservation(Slot):
    """A slot that was published; its times never change: a moved one is displaced and replaced."""

    id: str
    status: ReservationStatus
    #: The plan whose publication made it; later plans that leave it as it is do not change it.
    schedule_version: int
    created_at: datetime
    updated_at: datetime
    #: Counts the moves of this piece of work, from 0 (iCalendar's SEQUENCE).
    sequence: int = 0
    #: Id of the reservation that this one moved; None: the first for this piece of work.
    replaces: str | None = None
    version: int = 1

    @property
    def is_live(self) -> bool:
        """Return whether it holds its machines."""
        return self.status in LIVE
