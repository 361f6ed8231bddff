"""An event as it is told, in the feed and to webhooks alike: what happened, and where the thing itself is read."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scheduler.domain.change import ChangeKind

if TYPE_CHECKING:
    from scheduler.domain.change import Change

#: Where a thing of a kind is found; what is not listed has no path of its own, and is told to nobody.
PATHS = MappingProxyType(
    {
        ChangeKind.PARK: "/v1/park",
        ChangeKind.SHIFT_PATTERN: "/v1/shift-patterns",
        ChangeKind.CHANGEOVER_TABLE: "/v1/changeover-tables",
        ChangeKind.MACHINE: "/v1/machines/{id}",
        ChangeKind.SKILL: "/v1/skills",
        ChangeKind.TENANT: "/v1/tenants/{id}",
        ChangeKind.ENTITLEMENT: "/v1/tenants/{tenant}/entitlements",
        ChangeKind.CLOSURE: "/v1/closures",
        ChangeKind.OUTAGE: "/v1/outages",
        ChangeKind.POLICY: "/v1/policies/current",
        ChangeKind.BOOKING_REQUEST: "/v1/booking-requests/{id}",
        ChangeKind.RESERVATION: "/v1/reservations/{id}",
        ChangeKind.RUN: "/v1/schedule-runs/{id}",
        ChangeKind.SCHEDULE: "/v1/schedules/{id}",
        ChangeKind.LEDGER_ENTRY: "/v1/tenants/{tenant}/ledger",
        ChangeKind.API_KEY: "/v1/api-keys",
        ChangeKind.WEBHOOK: "/v1/webhooks/{id}",
    }
)


def facts_of(change: Change) -> dict[str, Any]:
    """Return a change as an event: what `GET /v1/events` shows, as values of the domain."""
    return {
        "id": str(change.number),
        "type": change.type,
        "at": change.at,
        "tenant_id": change.tenant_id,
        "kind": change.kind,
        "subject_id": change.subject_id,
        "path": PATHS[change.kind].format(id=change.subject_id, tenant=change.tenant_id),
        "request_id": change.request_id,
        "reason": change.reason,
        "old_status": change.old_status,
        "new_status": change.new_status,
        "new_version": change.new_version,
        "replaces": change.replaces,
    }
