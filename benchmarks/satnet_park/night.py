"""One night of a service, over HTTP: the park is entered, tenants ask, the operator plans, everybody reads."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from benchmarks.errors import BenchmarkError
from benchmarks.satnet_park import bodies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.satnet.data import Week
    from benchmarks.satnet_park.bodies import Shift
    from benchmarks.satnet_park.client import Client
    from benchmarks.satnet_park.service import Service

#: Seconds that a run may take beyond its budget, for building, verifying and storing.
GRACE = 120.0
#: Statuses of a run that is over.
OVER = ("completed", "failed", "cancelled")


def enter_park(operator: Client, week: Week, shift: Shift) -> dict[str, Client]:
    """Create antennas, missions and maintenance as the operator; returns a client for each tenant, with its own key."""
    for body in bodies.machines(week):
        operator.post("/v1/machines", body)
    for body in bodies.outages(week, shift):
        operator.post("/v1/outages", body)
    tenants: dict[str, Client] = {}
    for body in bodies.tenants(week):
        operator.post("/v1/tenants", body)
        key = {"name": body["name"], "role": "tenant", "tenant_id": body["id"]}
        tenants[body["id"]] = operator.with_key(operator.post("/v1/api-keys", key).body["secret"])
    return tenants


def ask(tenants: Mapping[str, Client], week: Week, shift: Shift) -> int:
    """Post the booking requests of each tenant as that tenant; returns how many there were."""
    posted = 0
    for tenant, wishes in bodies.requests(week, shift).items():
        tenants[tenant].post("/v1/booking-requests:batch", {"requests": wishes})
        posted += len(wishes)
    return posted


def plan(service: Service, week: Week, shift: Shift, seconds: float) -> Mapping[str, Any]:
    """Run the night and wait for its end; returns the completed run.

    Raises
    ------
    BenchmarkError
        if the run does not complete, or not in time, or the service ends.
    """
    start, end = bodies.window(week, shift)
    wish = {
        "start": start,
        "end": end,
        "seconds": seconds,
        "policy": "utilization",
        "tick_minutes": 1,
        "publish": False,
    }
    run: Mapping[str, Any] = service.operator.post("/v1/schedule-runs", wish).body
    deadline = time.monotonic() + seconds + GRACE
    while run["status"] not in OVER:
        if time.monotonic() > deadline:
            raise BenchmarkError(f"run {run['id']} is still {run['status']} {GRACE:g} s after its budget")
        time.sleep(0.5)
        service.check()
        run = service.operator.get(f"/v1/schedule-runs/{run['id']}")
    if run["status"] != "completed":
        raise BenchmarkError(f"run {run['id']} {run['status']}: {run.get('message')}")
    return run


def publish(operator: Client, version: int) -> list[Mapping[str, Any]]:
    """Publish a schedule and return its reservations as the operator reads them back."""
    operator.post(f"/v1/schedules/{version}:publish")
    return list(operator.pages("/v1/schedules/published/reservations"))


def compare(tenants: Mapping[str, Client], published: list[Mapping[str, Any]]) -> None:
    """Hold what each tenant sees as its own reservations against the published schedule.

    Raises
    ------
    BenchmarkError
        if a tenant misses a reservation of its own, or sees one that is not.
    """
    for tenant, client in tenants.items():
        own = sorted(_place(row) for row in client.pages("/v1/reservations"))
        theirs = sorted(_place(row) for row in published if row["tenant_id"] == tenant)
        if own != theirs:
            raise BenchmarkError(f"{tenant} sees {len(own)} reservations, {len(theirs)} were published for it: {own}")


def _place(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return row["external_reference"], row["start"], row["end"]
