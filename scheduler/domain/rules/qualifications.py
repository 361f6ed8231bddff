"""Who may: work of some capabilities is for tenants that hold a qualification, to the end of the time in which it may be done."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from scheduler.domain.calendar import wall_to_utc

if TYPE_CHECKING:
    from scheduler.domain.booking import Operation, RequestTerms
    from scheduler.domain.policy import QualificationNeed
    from scheduler.domain.rules.surroundings import Findings, Surroundings
    from scheduler.domain.tenant import Qualification, Tenant

_DAY = timedelta(days=1)


def qualification_held(
    operation: Operation, at: str, terms: RequestTerms, around: Surroundings, found: Findings
) -> None:
    """The tenant holds every qualification that an operation needs, wherever it may be done, until the deadline."""
    tenant = around.tenants.get(terms.tenant_id)
    if tenant is None:
        return
    needed = around.capabilities_of(operation)
    pointer = f"{at}/alternatives" if operation.capability is None else f"{at}/capability"
    for need in around.policy.qualifications:
        if need.capability in needed:
            _held(tenant, need, pointer, terms, around, found)


def _held(
    tenant: Tenant, need: QualificationNeed, pointer: str, terms: RequestTerms, around: Surroundings, found: Findings
) -> None:
    issuer = need.issued_by or "the operator"
    held = [each for each in tenant.qualifications if each.name == need.qualification]
    ends = [end for each in held if (end := _end(each, around)) is not None]
    if not held:
        told = f"{need.capability} needs the qualification {need.qualification!r}, which {tenant.id!r} does not hold"
        found.refuse("qualification", pointer, told, f"get it from {issuer}")
    elif len(ends) == len(held) and max(ends) < terms.deadline:
        last = max(ends).astimezone(around.zone).isoformat(timespec="minutes")
        told = (
            f"the qualification {need.qualification!r} of {tenant.id!r}, needed for {need.capability}, ends at {last}"
        )
        earlier = f"give a deadline until {last}, or " if max(ends) > around.now else ""
        found.refuse("qualification", pointer, told, f"{earlier}have it renewed by {issuer}")


def _end(qualification: Qualification, around: Surroundings) -> datetime | None:
    """Return when a qualification ends: with its last day, by the calendar of the park."""
    if qualification.until is None:
        return None
    return wall_to_utc(datetime.combine(qualification.until + _DAY, time(0)), around.zone).astimezone(UTC)
