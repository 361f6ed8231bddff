"""What no schedule can keep: a lower bound on broken promises, counted without a search."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.places import Places
    from solver.problem import Pin, Problem


def broken_at_least(problem: Problem, places: Places) -> int:
    """Return a weight that the broken promises of every schedule reach.

    Counts the soft pins that hold nowhere even in an empty plan, and all but one of those that hold a task at several places
    where it may not be split.
    """
    by_task: dict[tuple[int, int], list[Pin]] = {}
    for pin in problem.promises:
        by_task.setdefault((pin.job, pin.task), []).append(pin)
    return sum(
        problem.jobs[job].weight * (len(pins) - _most_kept(problem, places, pins)) for (job, _), pins in by_task.items()
    )


def keepable(problem: Problem, places: Places, pin: Pin) -> bool:
    """Return whether a pin lies in a place of its task, every task of its job has one, and no hard pin says otherwise."""
    task = problem.jobs[pin.job].tasks[pin.task]
    if not all(places[pin.job]) or (task.splittable is None and _held_elsewhere(problem, pin)):
        return False
    end = end_of(problem, pin)
    return any(at.mode == pin.mode and at.lo <= pin.start and end <= at.hi for at in places[pin.job][pin.task])


def end_of(problem: Problem, pin: Pin) -> int:
    """Return the end of the occupation that a pin asks for."""
    mode = problem.jobs[pin.job].tasks[pin.task].modes[pin.mode]
    return pin.start + mode.setup + pin.duration + mode.teardown


def _most_kept(problem: Problem, places: Places, pins: Sequence[Pin]) -> int:
    possible = sum(keepable(problem, places, pin) for pin in pins)
    return possible if problem.jobs[pins[0].job].tasks[pins[0].task].splittable else min(1, possible)


def _held_elsewhere(problem: Problem, pin: Pin) -> bool:
    held = ((other.mode, other.start, other.duration) for other in _hard_pins(problem, pin))
    return any(at != (pin.mode, pin.start, pin.duration) for at in held)


def _hard_pins(problem: Problem, pin: Pin) -> Sequence[Pin]:
    return [other for other in problem.pins if other.hard and (other.job, other.task) == (pin.job, pin.task)]
