"""Pins: hard pins hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.verify.parts import by_task
from solver.verify.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.problem import Pin, Problem
    from solver.verify.parts import Part


def find_broken_pins(problem: Problem, parts: Sequence[Part]) -> Iterator[Violation]:
    """Find hard pins that no part of their task equals in mode, start and granted ticks; soft pins may be broken."""
    tasks = by_task(parts)
    for index, pin in enumerate(problem.pins):
        placed = tasks.get((pin.job, pin.task), ())
        if pin.hard and not any(_equals(part, pin) for part in placed):
            name = f"task {pin.task} of job {problem.jobs[pin.job].name!r}"
            told = f"pin {index} holds {name} in mode {pin.mode} at tick {pin.start} for {pin.duration} ticks; it is not there"
            yield Violation(rule="pins", message=told, job=pin.job, task=pin.task)


def _equals(part: Part, pin: Pin) -> bool:
    return (part.at.mode, part.at.start, part.at.duration) == (pin.mode, pin.start, pin.duration)
