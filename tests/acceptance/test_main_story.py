"""The main job as its users do it: with the client, against the service as a process of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from equishare_client import Client, Retries
from equishare_client.models import NewApiKey, NewBookingRequest, NewMachine, NewTenant, Operation, RunParameters
from equishare_client.problems import NotFoundError, TooManyRequestsError
from tests.api.parks import OPERATOR_KEY
from tests.api.serving import served

if TYPE_CHECKING:
    from pathlib import Path


def new_tenant(operator: Client, base: str, name: str) -> Client:
    """Create a tenant and return a client with its key."""
    operator.tenants.create(NewTenant(id=name, name=name))
    return Client(base, operator.api_keys.create(NewApiKey(name="ERP", role="tenant", tenant_id=name)).secret)


def books(operator: Client) -> dict[str, object]:
    """Return what must outlive the process."""
    lists = (
        operator.machines,
        operator.tenants,
        operator.api_keys,
        operator.calendar_feeds,
        operator.booking_requests,
        operator.schedule_runs,
        operator.reservations,
        operator.audit_entries,
    )
    found: dict[str, object] = {type(each).__name__: tuple(each.list()) for each in lists}
    return found | {"published": operator.schedules.published(), "events": tuple(operator.events.follow(every=None))}


def hours(number: int) -> Operation:
    """Return so many hours of cutting."""
    return Operation(capability="cutting", duration=timedelta(hours=number))


def ask(client: Client, times: int) -> None:
    """Ask for something so many times, as quickly as the client may."""
    for _ in range(times):
        assert client.park.get().zone == "Asia/Shanghai"


def test_who_is_told_to_wait_waits(tmp_path: Path) -> None:
    """A script would end because it was quick, or be quicker than it may."""
    with served(tmp_path, "memory://", EQUISHARE_KEY_RATE="3/second") as (base, _):
        with Client(base, OPERATOR_KEY) as patient:
            ask(patient, 7)
        with (
            Client(base, OPERATOR_KEY, retries=Retries(attempts=1)) as hasty,
            pytest.raises(TooManyRequestsError) as told,
        ):
            ask(hasty, 1000)
    assert told.value.retry_after == 1.0


def test_from_an_empty_park_to_a_published_plan(tmp_path: Path) -> None:
    """The main job, through the front door, by those who do it; what is published is still there when the service comes back."""
    database = f"sqlite:///{tmp_path / 'park.db'}"
    wish = NewBookingRequest(
        external_reference="PO-1", operations=(hours(2),), deadline=datetime.now(UTC) + timedelta(days=5)
    )
    with served(tmp_path, database) as (base, _), Client(base, OPERATOR_KEY) as operator:
        operator.machines.create(NewMachine(id="cut-1", name="Cutter", capability="cutting"))
        with new_tenant(operator, base, "ada") as ada, new_tenant(operator, base, "bob") as bob:
            assert ada.booking_requests.validate(wish).valid
            asked = ada.booking_requests.create(wish)
            left = bob.booking_requests.create(replace(wish, operations=(hours(240),)))
            run = operator.schedule_runs.start(RunParameters(seconds=5))
            version = run.wait().schedule_version
            assert version is not None
            assert run.certificate().schedule_version == version
            assert operator.schedules.publish(version).confirmed == 1

            plan = operator.schedules.published()
            assert (plan.version, plan.certificate["verified"]) == (version, True)
            assert [each.request_id for each in plan.unplaced] == [left.id]
            (slot,) = operator.schedules.list_reservations("published")
            (mine,) = ada.reservations.list()
            assert slot.external_reference == "PO-1"
            assert (mine.request_id, mine.start, mine.status) == (asked.id, slot.start, "confirmed")
            assert slot.processing_end - slot.processing_start == timedelta(hours=2)
            assert ada.booking_requests.get(asked.id).status == "scheduled"
            assert bob.booking_requests.get(left.id).status == "waitlisted"
            assert list(bob.reservations.list()) == []
            with pytest.raises(NotFoundError):
                bob.reservations.get(mine.id)
            with pytest.raises(NotFoundError):
                bob.booking_requests.get(asked.id)

            report = operator.reports.get_fairness().items[0]
            assert (report.source, report.schedule_version) == ("plan", version)
            assert {row.tenant_id: row.granted for row in report.tenants} == {"ada": 120, "bob": 0}
            assert [row.tenant_id for row in ada.reports.get_fairness().items[0].tenants] == ["ada"]
            assert "reservation.confirmed" in {event.type for event in ada.events.follow(every=None)}
        before = books(operator)
    with served(tmp_path, database) as (base, _), Client(base, OPERATOR_KEY) as operator:
        assert books(operator) == before
