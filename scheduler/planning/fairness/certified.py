"""The figures of a plan, as the certificate of its run has them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scheduler.planning.fairness.capacity import capacity_minutes
from scheduler.planning.fairness.figures import FairnessReport, Source, TenantFairness
from scheduler.planning.fairness.reckoning import park_of
from solver.fairness import by_share

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scheduler.domain.plan import Schedule
    from scheduler.planning.fairness.figures import ParkFairness
    from scheduler.storage.unit_of_work import UnitOfWork


def has_figures(schedule: Schedule) -> bool:
    """Return whether a run left figures of the tenants with a plan; one that was made by hand has none."""
    return "tenants" in schedule.certificate and "tick_minutes" in schedule.certificate


def plan_report(uow: UnitOfWork, schedule: Schedule) -> FairnessReport:
    """Return the report of a plan that has figures."""
    certificate, window = schedule.certificate, schedule.window
    capacity = capacity_minutes(uow, window.start, window.end)
    rows = tuple(_rows(uow, schedule, capacity))
    return FairnessReport(
        start=window.start,
        end=window.end,
        source=Source.PLAN,
        schedule_version=schedule.version,
        policy_version=certificate.get("fairness_policy"),
        park=_with_proofs(park_of(rows, capacity), certificate.get("fairness") or {}),
        tenants=rows,
    )


def _rows(uow: UnitOfWork, schedule: Schedule, capacity: int) -> Iterable[TenantFairness]:
    told: list[Mapping[str, Any]] = sorted(schedule.certificate["tenants"], key=lambda row: str(row["tenant_id"]))
    tick, weight = schedule.certificate["tick_minutes"], sum(row["share"] for row in told)
    names = {tenant.id: tenant.name for tenant in uow.tenants.list()}
    reasons = _reasons(uow, schedule)
    for row in told:
        minutes = {name: row[name] * tick for name in ("demand", "target", "granted", "balance")}
        poured, solo = (None if row.get(name) is None else row[name] * tick for name in ("poured", "solo"))
        own: int | None = row.get("guaranteed")
        most = minutes["demand"] if solo is None else min(minutes["demand"], solo)
        yield TenantFairness(
            tenant_id=row["tenant_id"],
            name=names.get(row["tenant_id"], row["tenant_id"]),
            share=row["share"],
            **minutes,
            service_level=row["service_level"],
            poured=poured,
            solo=solo,
            guaranteed=by_share(most, capacity, row["share"], weight) if own is None else own * tick,
            reasons=reasons.get(row["tenant_id"], ()),
        )


def _reasons(uow: UnitOfWork, schedule: Schedule) -> dict[str, tuple[tuple[str, int], ...]]:
    """Return for each tenant the first reasons of its requests that found no room, counted."""
    found: dict[str, Counter[str]] = {}
    for unplaced in schedule.unplaced:
        request = uow.booking_requests.find(unplaced.request_id)
        if request is not None and unplaced.reasons:
            found.setdefault(request.tenant_id, Counter())[unplaced.reasons[0].code] += 1
    return {tenant: tuple(codes.most_common()) for tenant, codes in found.items()}


def _with_proofs(park: ParkFairness, proved: Mapping[str, Any]) -> ParkFairness:
    """Add what the run proved of the fairness of its plan, as far as it says anything."""
    levels = proved.get("levels") or ()
    return replace(
        park,
        jain=proved.get("jain", park.jain),
        lowest_bound=levels[0]["bound"] if levels else None,
        price=proved.get("price"),
        price_bound=proved.get("price_bound"),
        leximin_factor=proved.get("leximin_factor"),
        envy=proved.get("envy"),
    )
