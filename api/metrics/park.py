"""How the park is, as figures: looked at anew whenever they are collected, so that they are right whichever process planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from scheduler.domain.run import ACTIVE_RUNS, RunStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from prometheus_client import Metric

    from scheduler.domain.plan import Schedule
    from scheduler.domain.run import ScheduleRun
    from scheduler.services.operation import Condition

_OVER = tuple(status for status in RunStatus if status not in ACTIVE_RUNS)
#: Parts of a service level that are the whole.
_WHOLE = 10_000


class ParkFigures(Collector):
    """The figures of one look at the park; what is not known is left out, and is not 0."""

    def __init__(self, condition: Condition, storage: Mapping[str, int]) -> None:
        self._condition, self._storage = condition, storage

    def collect(self) -> Iterator[Metric]:
        """Yield them."""
        seen = self._condition
        yield _labelled(
            "equishare_runs",
            "Runs by status: those that are over since the park was set up, the others as they wait or work.",
            "status",
            {status.value: number for status, number in seen.runs.items()},
        )
        yield _one("equishare_workers", "Workers that carry out runs, nights and errands.", seen.workers)
        told = "Times that a run was taken up again, for its worker was gone, since the park was set up."
        yield CounterMetricFamily("equishare_runs_taken_over", told, value=seen.taken_over)
        if seen.last_run is not None:
            yield from _of_run(seen.last_run)
        if seen.last_plan is not None:
            yield from _of_plan(seen.last_plan)
        if seen.published is not None and seen.published.published_at is not None:
            age = (seen.now - seen.published.published_at).total_seconds()
            yield _one("equishare_published_plan_age_seconds", "Since the plan in force was published.", age)
            yield _one("equishare_published_plan_version", "Its number.", seen.published.version)
        told = "Webhooks by status."
        yield _labelled("equishare_webhooks", told, "status", {s.value: n for s, n in seen.webhooks.items()})
        told = "Deliveries to webhooks that are to be tried, for the first time or again."
        yield _one("equishare_webhook_deliveries_waiting", told, seen.deliveries_waiting)
        if self._storage:
            told = "Size of the database: of the file itself, and of the log beside it."
            yield _labelled("equishare_storage_bytes", told, "file", self._storage)


def _of_run(run: ScheduleRun) -> Iterator[Metric]:
    told = "1 for the status of the youngest run that is over, 0 for the others."
    yield _labelled("equishare_last_run_status", told, "status", {s.value: int(s is run.status) for s in _OVER})
    if run.finished_at is not None:
        when = run.finished_at.timestamp()
        yield _one("equishare_last_run_finished_timestamp_seconds", "When it was over, in seconds since 1970.", when)
        if run.started_at is not None:
            lasted = (run.finished_at - run.started_at).total_seconds()
            yield _one("equishare_last_run_duration_seconds", "How long it took.", lasted)


def _of_plan(plan: Schedule) -> Iterator[Metric]:
    """Yield what the certificate of a plan says, as far as it says anything."""
    proved: Mapping[str, Any] = plan.certificate
    gaps = {tier["name"]: tier["gap"] for tier in proved.get("tiers", ()) if tier.get("gap") is not None}
    if gaps:
        told = (
            "Of the youngest plan: how far each objective may be from the best there is, as a part; 0 is proved best."
        )
        yield _labelled("equishare_plan_gap", told, "objective", gaps)
    yield _one("equishare_plan_requests_placed", "Of the youngest plan: requests in it.", len(_placed(plan)))
    yield _one("equishare_plan_requests_unplaced", "Of the youngest plan: requests it leaves out.", len(plan.unplaced))
    levels = [row["service_level"] for row in proved.get("tenants", ())]
    if levels:
        told = "Of the youngest plan: the service level of the tenant that fares worst, as a part of its target."
        yield _one("equishare_plan_lowest_service_level", told, min(levels) / _WHOLE)
    price = (proved.get("fairness") or {}).get("price")
    if price is not None:
        told = "Of the youngest plan: the part of the utilization that fairness cost."
        yield _one("equishare_plan_price_of_fairness", told, price)


def _placed(plan: Schedule) -> set[str]:
    return {slot.request_id for slot in plan.slots}


def _one(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, told, value=value)


def _labelled(name: str, told: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, told, labels=(label,))
    for key, value in values.items():
        family.add_metric((key,), value)
    return family
