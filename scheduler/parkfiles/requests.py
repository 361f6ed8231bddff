"""From the rows of booking requests to what is asked for; several rows with one number are one request."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.booking import (
    Alternative,
    Link,
    Operation,
    PriorityClass,
    RequestTerms,
    SkillDemand,
    Splittable,
)
from scheduler.parkfiles.request_checks import by_request

if TYPE_CHECKING:
    from scheduler.parkfiles.rows import ParkRows, RequestRow


def to_terms(rows: ParkRows) -> tuple[RequestTerms, ...]:
    """Return the requests in the order of their first rows."""
    return tuple(_terms(group) for group in by_request(rows).values())


def _terms(group: list[RequestRow]) -> RequestTerms:
    head = min(group, key=lambda row: row.row)
    if head.tenant is None or head.deadline is None:
        raise ValueError(f"row {head.row} has no tenant or deadline; give rows that read_park has checked")
    return RequestTerms(
        tenant_id=head.tenant,
        external_reference=head.request,
        title=head.title,
        operations=tuple(_operation(row) for row in group),
        links=_links(group),
        earliest_start=head.earliest_start,
        due=head.due,
        deadline=head.deadline,
        priority=head.priority or PriorityClass.NORMAL,
    )


def _links(group: list[RequestRow]) -> tuple[Link, ...] | None:
    """Return the chain with its lags; None, which means the plain chain, where no row gives one."""
    if all(row.min_lag is None and row.max_lag is None for row in group):
        return None
    return tuple(
        Link(before=i, after=i + 1, min_lag=row.min_lag or timedelta(0), max_lag=row.max_lag)
        for i, row in enumerate(group[1:])
    )


def _operation(row: RequestRow) -> Operation:
    split = None
    if row.min_part is not None and row.max_parts is not None:
        split = Splittable(min_part=row.min_part, max_parts=row.max_parts)
    return Operation(
        capability=row.capability,
        alternatives=tuple(Alternative(machine_ids=machines) for machines in row.machines),
        family=row.family,
        duration=row.duration,
        quantity=row.quantity,
        time_per_piece=row.per_piece,
        min_duration=row.min_duration,
        splittable=split,
        setup=row.setup,
        teardown=row.teardown,
        skills=tuple(SkillDemand(skill_id=need.skill, people=need.people) for need in row.skills),
    )
