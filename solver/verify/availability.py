"""Availability: the whole occupation lies inside one open window of each machine, the processing part inside one of the mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.verify.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.interval import Interval
    from solver.problem import Problem
    from solver.verify.parts import Part


def find_outside_windows(problem: Problem, parts: Sequence[Part]) -> Iterator[Violation]:
    """Find parts that no single window holds; two windows that touch are still two."""
    for part in parts:
        for index in part.mode.machines:
            machine = problem.machines[index]
            if not _inside_one(part.occupation, machine.windows):
                told = f"{part} is not inside one open window of machine {machine.name!r}"
                yield Violation(rule="availability", message=told, job=part.at.job, task=part.at.task, machine=index)
        if part.mode.windows is not None and not _inside_one(part.processing, part.mode.windows):
            start, end = part.processing
            told = f"{part} is processed in [{start}, {end}), not inside one window of mode {part.at.mode}"
            yield Violation(rule="availability", message=told, job=part.at.job, task=part.at.task)


def _inside_one(interval: Interval, windows: Sequence[Interval]) -> bool:
    return any(start <= interval.start and interval.end <= end for start, end in windows)
