"""Plans as they are shown: figures in place of their long lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.schemas import plans as schemas

if TYPE_CHECKING:
    from scheduler.domain.plan import Schedule
    from scheduler.services.publication import Publication


def schedule_of(plan: Schedule) -> schemas.Schedule:
    """Return a plan with its figures."""
    summary = schemas.Summary(
        reservations=len(plan.slots),
        requests_placed=len({slot.request_id for slot in plan.slots}),
        requests_unplaced=len(plan.unplaced),
        machines_used=len({machine for slot in plan.slots for machine in slot.machine_ids}),
        credited_minutes=sum(slot.credited_minutes for slot in plan.slots),
    )
    told = {name: getattr(plan, name) for name in schemas.Schedule.model_fields if name != "summary"}
    return schemas.Schedule.model_validate(told | {"summary": summary, "certificate": dict(plan.certificate)})


def publication_of(done: Publication) -> schemas.Publication:
    """Return what publishing did, in figures."""
    return schemas.Publication(
        schedule=schedule_of(done.schedule),
        carried=len(done.carried),
        confirmed=len(done.confirmed),
        displaced=len(done.displaced),
        left_out=done.left_out,
    )
