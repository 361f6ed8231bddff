"""The booking policy as people see it: its versions, without what is said of other tenants, and what is left of an allowance."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.domain.access import Action
from scheduler.domain.policy import BookingPolicy
from scheduler.domain.rules.hours_left import hours_left
from scheduler.errors import NotFoundError
from scheduler.services.access import keep_apart, require
from scheduler.services.surroundings import surroundings

if TYPE_CHECKING:
    from scheduler.domain.access import Actor
    from scheduler.domain.rules.hours_left import HoursLeft
    from scheduler.services.context import Context


def list_policies(ctx: Context, actor: Actor) -> tuple[BookingPolicy, ...]:
    """Return every version of the booking policy, oldest first; to a tenant without what is said of the others."""
    require(actor, Action.SEE_PARK)
    with ctx.unit_of_work(read_only=True) as uow:
        stored = uow.policies.list()
    # A park begins with the usual figures, which nobody has stored.
    usual = () if stored and stored[0].version == 1 else (BookingPolicy(),)
    return tuple(as_told_to(actor, policy) for policy in (*usual, *stored))


def get_policy(ctx: Context, actor: Actor, version: int) -> BookingPolicy:
    """Return a version of the booking policy, as in `list_policies`; NotFoundError."""
    for policy in list_policies(ctx, actor):
        if policy.version == version:
            return policy
    raise NotFoundError("policy", str(version))


def allowances(ctx: Context, actor: Actor, tenant_id: str) -> tuple[HoursLeft, ...]:
    """Return what a tenant has left of its hours now; NotFoundError also for another tenant."""
    require(actor, Action.SEE_PARK)
    keep_apart(actor, tenant_id, "tenant", tenant_id)
    now = ctx.clock()
    with ctx.unit_of_work(read_only=True) as uow:
        return tuple(hours_left(uow.tenants.get(tenant_id), surroundings(uow, now, [tenant_id]), now))


def as_told_to(actor: Actor, policy: BookingPolicy) -> BookingPolicy:
    """Return a policy without the allowances of other tenants."""
    if actor.tenant_id is None:
        return policy
    seen = {None, actor.tenant_id}
    return replace(
        policy,
        quotas=tuple(quota for quota in policy.quotas if quota.tenant_id in seen),
        outstanding=tuple(allowance for allowance in policy.outstanding if allowance.tenant_id in seen),
    )
