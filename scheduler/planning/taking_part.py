"""Who takes part in a plan, and by which share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.entitlement import share_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from scheduler.domain.booking import BookingRequest
    from scheduler.domain.entitlement import Entitlement
    from scheduler.domain.tenant import Tenant


def taking_part(tenants: Iterable[Tenant], requests: Iterable[BookingRequest]) -> tuple[Tenant, ...]:
    """Return the tenants that take part, by id: those in the park, and those that have left and still want something."""
    asking = {request.tenant_id for request in requests}
    return tuple(sorted((t for t in tenants if t.active or t.id in asking), key=lambda tenant: tenant.id))


def shares_of(tenants: Iterable[Tenant], entitlements: Sequence[Entitlement], start: datetime) -> dict[str, int]:
    """Return the share of each tenant at the start of a plan; one below 1 counts as 1: who is in the park is not without a part in it."""
    return {tenant.id: max(1, share_at(tenant, entitlements, start)) for tenant in tenants}
