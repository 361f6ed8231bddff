"""Values for the contracts, each with a default for every field, and the transaction round them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.domain.booking import (
    BookingRequest,
    RequestStatus,
    UnplacedReason,
)
from scheduler.domain.plan import Schedule, ScheduleStatus, UnplacedRequest, Window
from scheduler.domain.run import RunParameters, RunStatus, ScheduleRun
from scheduler.domain.tenant import Tenant
from tests.scheduler.builders import NOW, at, make_machine, make_operation, make_slot

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.storage.unit_of_work import UnitOfWork, UnitOfWorkFactory


def make_request(key: str = "br_1", **facts: Any) -> BookingRequest:
    """Return a queued request of ada's."""
    defaults: dict[str, Any] = {
        "id": key,
        "tenant_id": "ada",
        "operations": (make_operation(),),
        "deadline": at(48),
        "status": RequestStatus.QUEUED,
        "policy_version": 1,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return BookingRequest(**defaults | facts)


def make_schedule(version: int = 1, **facts: Any) -> Schedule:
    """Return a draft with one slot and one request that found no room."""
    reasons = (UnplacedReason(code="no_room_before_deadline", message="full", machine_ids=("cut-1",)),)
    defaults: dict[str, Any] = {
        "version": version,
        "status": ScheduleStatus.DRAFT,
        "run_id": "run_1",
        "window": Window(start=NOW, end=at(48), frozen_until=at(2)),
        "slots": (make_slot(make_request(), 3), make_slot(make_request(), 5, part=1)),
        "unplaced": (UnplacedRequest(request_id="br_1", reasons=reasons),),
        "certificate": {"status": "optimal", "tiers": [{"value": 3, "gap": 0.5, "proved": True, "by": None}]},
        "problem_sha256": "a" * 64,
        "schedule_sha256": "b" * 64,
        "created_at": NOW,
    }
    return Schedule(**defaults | facts)


def make_run(key: str = "run_1", **facts: Any) -> ScheduleRun:
    """Return a queued run."""
    defaults: dict[str, Any] = {
        "id": key,
        "status": RunStatus.QUEUED,
        "parameters": RunParameters(),
        "requested_by": "key_1",
        "created_at": NOW,
        "updated_at": NOW,
    }
    return ScheduleRun(**defaults | facts)


def stored(factory: UnitOfWorkFactory, write: Callable[[UnitOfWork], None]) -> UnitOfWork:
    """Write and commit in one transaction, and return another to read in (it holds nothing up, and needs no end in a test)."""
    with factory() as uow:
        write(uow)
        uow.commit()
    return factory(read_only=True)


def with_parents(factory: UnitOfWorkFactory) -> None:
    """Store what bookings refer to: tenants, machines, a request."""

    def write(uow: UnitOfWork) -> None:
        for tenant_id in ("ada", "bob"):
            uow.tenants.add(Tenant(id=tenant_id, name=tenant_id))
        for machine_id in ("cut-1", "cut-2"):
            uow.machines.add(make_machine(machine_id))
        uow.booking_requests.add(make_request("br_1"))

    stored(factory, write)
