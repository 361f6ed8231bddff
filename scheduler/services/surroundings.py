"""What the rules need to know, read from a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.domain.machine import ROUND_THE_CLOCK
from scheduler.domain.rules.catalogue import Known
from scheduler.domain.rules.surroundings import Surroundings
from scheduler.domain.rules.tally import Tally, span_of
from scheduler.domain.usage import uses_of
from scheduler.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from scheduler.domain.machine import Machine
    from scheduler.domain.policy import BookingPolicy
    from scheduler.domain.refusal import Refusal
    from scheduler.domain.reservation import Reservation
    from scheduler.storage.unit_of_work import UnitOfWork


def surroundings(uow: UnitOfWork, now: datetime, tenant_ids: Iterable[str] = ()) -> Surroundings:
    """Return the park as the rules for booking requests see it, with what these tenants have had of their hours."""
    policy, machines = uow.policies.current(), {machine.id: machine for machine in uow.machines.list()}
    zone, asking = ZoneInfo(uow.settings.get().zone), sorted(set(tenant_ids))
    by_share = any(allowance.per_share for allowance in (*policy.quotas, *policy.outstanding))
    return Surroundings(
        now=now,
        policy=policy,
        tenants={tenant.id: tenant for tenant in uow.tenants.list()},
        machines=machines,
        skills={skill.id: skill for skill in uow.skills.list()},
        changeover_tables={table.name: table for table in uow.changeover_tables.list()},
        zone=zone,
        entitlements=tuple(e for tenant_id in asking for e in uow.entitlements.list(tenant_id)) if by_share else (),
        tally=_tally(uow, policy, machines, zone, now, asking),
    )


def _tally(
    uow: UnitOfWork,
    policy: BookingPolicy,
    machines: Mapping[str, Machine],
    zone: ZoneInfo,
    now: datetime,
    asking: Iterable[str],
) -> Tally:
    """Count what tenants have had, as far as the policy asks: nothing is read where it does not."""
    tally = Tally(frozenset(quota.period for quota in policy.quotas), zone)
    since = min((span_of(period, now, zone).start for period in tally.periods), default=now)
    for tenant_id in asking:
        if any(each.tenant_id in {None, tenant_id} for each in (*policy.quotas, *policy.outstanding)):
            reservations: dict[str, list[Reservation]] = {}
            for reservation in uow.reservations.counting(tenant_id, since):
                reservations.setdefault(reservation.request_id, []).append(reservation)
            for request in uow.booking_requests.counting(tenant_id, since):
                tally.add(tenant_id, uses_of(request, reservations.get(request.id, ()), machines, now))
    return tally


def known(uow: UnitOfWork) -> Known:
    """Return the names that catalogue data may refer to."""
    machines = uow.machines.list()
    return Known(
        shift_patterns=frozenset(p.name for p in uow.shift_patterns.list()) | {ROUND_THE_CLOCK},
        changeover_tables={table.name: table for table in uow.changeover_tables.list()},
        tenants=frozenset(tenant.id for tenant in uow.tenants.list()),
        machines=frozenset(machine.id for machine in machines),
        capabilities=frozenset(machine.capability for machine in machines),
    )


def pass_or_refuse(refusals: tuple[Refusal, ...]) -> None:
    """Raise RefusedError with the refusals, if there are any."""
    if refusals:
        raise RefusedError(refusals)
