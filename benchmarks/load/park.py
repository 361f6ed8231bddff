"""The park that is asked: entered over HTTP as an operator would, with a key for every tenant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.satnet_park.client import Client

TENANTS, MACHINES = 32, 40
_CAPABILITIES = ("laser-cutting", "bending", "welding", "inspection")
#: Ids come in order, so that a list by id reads as it was written.
_TENANT, _MACHINE = "tenant-{:02}", "machine-{:02}"


@dataclass(frozen=True, slots=True)
class Tenant:
    """Who asks."""

    id: str
    key: str


def enter(operator: Client) -> tuple[Tenant, ...]:
    """Create the machines and the tenants, and return the tenants with their keys."""
    for number in range(MACHINES):
        operator.post("/v1/machines", _machine(number))
    return tuple(_tenant(operator, _TENANT.format(number)) for number in range(TENANTS))


def machine_ids() -> tuple[str, ...]:
    """Return the ids of all machines."""
    return tuple(_MACHINE.format(number) for number in range(MACHINES))


def wish(number: int) -> dict[str, Any]:
    """Return the body of a request: one operation or a chain of two, half an hour to four hours, within the week."""
    operations = [
        {"capability": _CAPABILITIES[(number + step) % len(_CAPABILITIES)], "duration": f"PT{30 + 15 * (number % 14)}M"}
        for step in range(1 + number % 2)
    ]
    deadline = datetime.now(UTC) + timedelta(days=6, minutes=number % 720)
    return {"title": f"order {number}", "operations": operations, "deadline": deadline.isoformat()}


def _machine(number: int) -> dict[str, Any]:
    capability = _CAPABILITIES[number % len(_CAPABILITIES)]
    key = _MACHINE.format(number)
    return {"id": key, "name": key, "capability": capability, "setup": "PT10M"}


def _tenant(operator: Client, key: str) -> Tenant:
    operator.post("/v1/tenants", {"id": key, "name": key})
    made = operator.post("/v1/api-keys", {"name": "ERP", "role": "tenant", "tenant_id": key})
    return Tenant(key, made.body["secret"])
