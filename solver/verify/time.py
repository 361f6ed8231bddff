"""Time: release <= start, end <= deadline, for every occupation of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.verify.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.problem import Problem
    from solver.verify.parts import Part


def find_outside_span(problem: Problem, parts: Sequence[Part]) -> Iterator[Violation]:
    """Find parts that start before the release, or end after the deadline or the horizon."""
    for part in parts:
        end = min(part.job.deadline, problem.horizon)
        if part.occupation.start < part.job.release:
            yield _violation(part, f"{part} starts before its release {part.job.release}")
        if part.occupation.end > end:
            yield _violation(part, f"{part} ends after its deadline {end}")


def _violation(part: Part, told: str) -> Violation:
    return Violation(rule="time", message=told, job=part.at.job, task=part.at.task)
