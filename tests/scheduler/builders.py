"""A small park in few lines: every argument has a sensible default. Monday 23 November 2026, 08:00 UTC, is `NOW`.

ctx = make_context()                      # in memory, with machines cut-1, cut-2, bend-1 and tenants ada, bob
request = booking_requests.create(ctx, tenant("ada"), make_terms())
publish_slots(ctx, make_slot(request, hour=2))

Over 150 lines because whoever writes a test looks for builders in one place.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from scheduler.domain.access import Actor, Role, system_actor
from scheduler.domain.booking import BookingRequest, Operation, RequestTerms
from scheduler.domain.machine import Machine
from scheduler.domain.plan import ScheduleDraft, UnplacedRequest, Window
from scheduler.domain.reservation import Reservation, ReservationStatus, Slot
from scheduler.domain.tenant import Tenant
from scheduler.services import load, schedules
from scheduler.services.context import Context
from scheduler.storage.memory import MemoryStorage

if TYPE_CHECKING:
    from scheduler.domain.ids import IdSource
    from scheduler.services.publication import Publication
    from scheduler.storage.unit_of_work import UnitOfWorkFactory

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
OPERATOR = system_actor()
AUDITOR = Actor(role=Role.AUDITOR, key_id="key_auditor")


class HandClock:
    """A clock that stands still until it is told."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """Return the moment it stands at."""
        return self.moment

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self.moment += by


def counting_ids() -> IdSource:
    """Return a source whose ids are `br_000001`, `rs_000002` and so on."""
    numbers = count(1)
    return lambda prefix: f"{prefix}_{next(numbers):06}"


def hours(number: float) -> timedelta:
    """Return so many hours."""
    return timedelta(hours=number)


def at(hour: float) -> datetime:
    """Return so many hours after `NOW`."""
    return NOW + hours(hour)


def tenant(tenant_id: str = "ada", role: Role = Role.TENANT) -> Actor:
    """Return somebody of a tenant."""
    return Actor(role=role, tenant_id=tenant_id, key_id=f"key_{tenant_id}")


def make_machine(machine_id: str = "cut-1", **facts: Any) -> Machine:
    """Return a machine for cutting that is open round the clock."""
    return Machine(**{"id": machine_id, "name": machine_id, "capability": "cutting"} | facts)


def make_park() -> load.ParkLoad:
    """Return two machines for cutting, one for bending, and the tenants ada and bob."""
    return load.ParkLoad(
        machines=(make_machine("cut-1"), make_machine("cut-2"), make_machine("bend-1", capability="bending")),
        tenants=(Tenant(id="ada", name="Ada"), Tenant(id="bob", name="Bob")),
    )


def make_context(
    unit_of_work: UnitOfWorkFactory | None = None,
    clock: HandClock | None = None,
    ids: IdSource | None = None,
    park: load.ParkLoad | None = None,
) -> Context:
    """Return the park of `make_park` (or another) in a storage: in memory if not told otherwise."""
    ctx = Context(
        storage=unit_of_work or MemoryStorage().unit_of_work,
        clock=clock or HandClock(),
        ids=ids or counting_ids(),
    )
    load.load_park(ctx, OPERATOR, park or make_park())
    return ctx


def make_operation(**facts: Any) -> Operation:
    """Return an hour of cutting; another duration, quantity or machines take the place of these."""
    defaults: dict[str, Any] = {} if "alternatives" in facts else {"capability": "cutting"}
    if "quantity" not in facts:
        defaults["duration"] = hours(1)
    return Operation(**defaults | facts)


def make_terms(*operations: Operation, **facts: Any) -> RequestTerms:
    """Return a wish of ada's for one operation, to be done within two days."""
    defaults: dict[str, Any] = {"tenant_id": "ada", "operations": operations or (make_operation(),), "deadline": at(48)}
    return RequestTerms(**defaults | facts)


def make_slot(request: BookingRequest, hour: float = 1, length: float = 1, **facts: Any) -> Slot:
    """Return a slot on cut-1, `hour` hours after `NOW`, without setup and teardown."""
    defaults: dict[str, Any] = {
        "request_id": request.id,
        "tenant_id": request.tenant_id,
        "operation": 0,
        "machine_ids": ("cut-1",),
        "start": at(hour),
        "end": at(hour + length),
        "processing_start": at(hour),
        "processing_end": at(hour + length),
        "credited_minutes": int(length * 60),
    }
    return Slot(**defaults | facts)


def make_reservation(key: str = "rs_1", hour: float = 1, length: float = 1, **facts: Any) -> Reservation:
    """Return a confirmed reservation of ada's on cut-1."""
    defaults: dict[str, Any] = {
        "id": key,
        "request_id": "br_1",
        "tenant_id": "ada",
        "operation": 0,
        "machine_ids": ("cut-1",),
        "start": at(hour),
        "end": at(hour + length),
        "processing_start": at(hour),
        "processing_end": at(hour + length),
        "credited_minutes": int(length * 60),
        "status": ReservationStatus.CONFIRMED,
        "schedule_version": 1,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Reservation(**defaults | facts)


def make_draft(*slots: Slot, unplaced: tuple[UnplacedRequest, ...] = (), **window: datetime) -> ScheduleDraft:
    """Return a plan over the two days after `NOW`, nothing of it frozen."""
    limits = {"start": NOW, "end": at(48), "frozen_until": NOW} | window
    return ScheduleDraft(
        run_id=None,
        window=Window(**limits),
        slots=slots,
        unplaced=unplaced,
        certificate={"status": "optimal", "tiers": [{"name": "utilization", "value": 8}]},
        problem_sha256="0" * 64,
        schedule_sha256="1" * 64,
    )


def publish_slots(ctx: Context, *slots: Slot, unplaced: tuple[UnplacedRequest, ...] = ()) -> Publication:
    """Store a plan and publish it."""
    return schedules.publish(ctx, OPERATOR, schedules.store_draft(ctx, make_draft(*slots, unplaced=unplaced)).version)
