"""From the schedule of a solve back to a plan of the park."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.booking import UnplacedReason
from scheduler.domain.plan import ScheduleDraft, UnplacedRequest
from scheduler.domain.reservation import Slot
from scheduler.planning.reasons import words_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import timedelta
    from typing import Any

    from scheduler.planning.translate.translation import Translation
    from solver.result import Result, Unplaced
    from solver.schedule import Assignment


def to_plan(
    translation: Translation, result: Result, *, run_id: str | None, certificate: Mapping[str, Any]
) -> ScheduleDraft:
    """Return the plan that a result stands for: its slots and those carried over, and every request without a place."""
    slots = [*translation.held, *_slots(translation, result)]
    unplaced = [*translation.set_aside, *(_unplaced(translation, each) for each in result.unplaced)]
    return ScheduleDraft(
        run_id=run_id,
        window=translation.window,
        slots=tuple(sorted(slots, key=lambda slot: (slot.start, slot.machine_ids, slot.request_id, slot.operation))),
        unplaced=tuple(sorted(unplaced, key=lambda each: each.request_id)),
        certificate=certificate,
        problem_sha256=str(certificate.get("problem_sha256", "")),
        schedule_sha256=str(certificate.get("schedule_sha256", "")),
    )


def _slots(translation: Translation, result: Result) -> Iterator[Slot]:
    for job, assignments in result.schedule.by_job.items():
        for task in range(len(translation.problem.jobs[job].tasks)):
            parts = sorted((a for a in assignments if a.task == task), key=lambda a: a.start)
            yield from _parts(translation, parts)


def _parts(translation: Translation, parts: list[Assignment]) -> Iterator[Slot]:
    """Yield the slots of one task in time order.

    No part is told to process longer than what was asked in all, though the ticks hold it longer; minutes are charged so that the parts
    add up to what the whole grant is worth.
    """
    granted = 0
    for number, part in enumerate(parts):
        piece = translation.pieces[part.job][part.task]
        mode = translation.problem.jobs[part.job].tasks[part.task].modes[part.mode]
        before, granted = granted, granted + part.duration
        tick = translation.grid.tick
        processing = min(part.duration * tick, piece.durations[part.mode] - before * tick)
        credited = piece.minutes * granted // mode.duration - piece.minutes * before // mode.duration
        yield _slot(translation, part, number, processing, credited)


def _slot(translation: Translation, part: Assignment, number: int, processing: timedelta, credited: int) -> Slot:
    request = translation.requests[part.job]
    mode = translation.problem.jobs[part.job].tasks[part.task].modes[part.mode]
    occupation = part.occupation(translation.problem)
    processing_start = translation.grid.at(part.start + mode.setup)
    return Slot(
        request_id=request.id,
        tenant_id=request.tenant_id,
        operation=translation.pieces[part.job][part.task].operation,
        part=number,
        machine_ids=tuple(translation.machines[machine] for machine in mode.machines),
        start=translation.grid.at(occupation.start),
        end=translation.grid.at(occupation.end),
        processing_start=processing_start,
        processing_end=processing_start + processing,
        credited_minutes=credited,
        external_reference=request.external_reference,
    )


def _unplaced(translation: Translation, unplaced: Unplaced) -> UnplacedRequest:
    reasons = tuple(
        UnplacedReason(
            code=reason.code,
            message=words_for(reason.code),
            machine_ids=tuple(translation.machines[machine] for machine in reason.machines),
        )
        for reason in unplaced.reasons
    )
    return UnplacedRequest(request_id=translation.requests[unplaced.job].id, reasons=reasons)
