"""Capacity: two tasks never overlap on a machine, setup and teardown included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.verify.parts import by_machine
from solver.verify.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.problem import Problem
    from solver.verify.parts import Part


def find_overlaps(problem: Problem, parts: Sequence[Part]) -> Iterator[Violation]:
    """Find every part that begins before an earlier one on the same machine has ended."""
    for machine, held in by_machine(parts).items():
        longest = held[0]
        for part in held[1:]:
            if part.occupation.start < longest.occupation.end:
                yield Violation(
                    rule="capacity",
                    message=f"{part} overlaps {longest} on machine {problem.machines[machine].name!r}",
                    job=part.at.job,
                    task=part.at.task,
                    machine=machine,
                )
            longest = max(longest, part, key=lambda each: each.occupation.end)
