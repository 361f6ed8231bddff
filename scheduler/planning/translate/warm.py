"""The published plan as a start for the search, and as promises, as far as the problem can still say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.booking import RequestStatus
from solver.chains import least_grant
from solver.problem import Pin
from solver.schedule import Assignment, Schedule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scheduler.domain.booking import BookingRequest
    from scheduler.domain.reservation import Reservation
    from scheduler.planning.grid import TickGrid
    from solver.problem import Job, Problem


def to_warm_start(
    problem: Problem,
    requests: Sequence[BookingRequest],
    movable: Mapping[str, Sequence[Reservation]],
    grid: TickGrid,
) -> Schedule | None:
    """Return the places of all requests whose every reservation can be said in the ticks and modes of the problem."""
    found: list[Assignment] = []
    for index, (request, job) in enumerate(zip(requests, problem.jobs, strict=True)):
        placed = [_assignment(problem, index, job, r, grid) for r in movable.get(request.id, ())]
        whole = [assignment for assignment in placed if assignment is not None]
        if len(whole) == len(placed) and {a.task for a in whole} == set(range(len(job.tasks))):
            found += whole
    return Schedule(tuple(found)) if found else None


def to_promises(problem: Problem, requests: Sequence[BookingRequest], published: Schedule | None) -> tuple[Pin, ...]:
    """Return soft pins for the published places of requests that are as they were when they were planned.

    One that was changed since is queued again, and what it was given is no promise any more. Neither is a place that the
    problem would grant less time than it needs, as where a machine has become slower.
    """
    placed = () if published is None else published.assignments
    return tuple(
        Pin(job=a.job, task=a.task, mode=a.mode, start=a.start, duration=a.duration, hard=False)
        for a in placed
        if requests[a.job].status is RequestStatus.SCHEDULED and _is_enough(problem, a)
    )


def _is_enough(problem: Problem, assignment: Assignment) -> bool:
    task = problem.jobs[assignment.job].tasks[assignment.task]
    return least_grant(task, task.modes[assignment.mode]) <= assignment.duration


def _assignment(problem: Problem, index: int, job: Job, reservation: Reservation, grid: TickGrid) -> Assignment | None:
    """Return where a reservation lies in the problem; a movable one belongs to a request none of whose operations is settled."""
    if not grid.is_on(reservation.start) or not grid.is_on(reservation.end):
        return None
    occupation = grid.floor(reservation.end) - grid.floor(reservation.start)
    for place, mode in enumerate(job.tasks[reservation.operation].modes):
        names = tuple(problem.machines[machine].name for machine in mode.machines)
        granted = occupation - mode.setup - mode.teardown
        if set(names) == set(reservation.machine_ids) and 1 <= granted <= mode.duration:
            return Assignment(
                job=index,
                task=reservation.operation,
                part=reservation.part,
                mode=place,
                start=grid.floor(reservation.start),
                duration=granted,
            )
    return None
