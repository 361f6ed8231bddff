"""Changeover: enough ticks between neighbours on a machine for their families, and before the first from the initial one."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from solver.verify.parts import by_machine
from solver.verify.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.problem import Problem
    from solver.verify.parts import Part


def find_short_changeovers(problem: Problem, parts: Sequence[Part]) -> Iterator[Violation]:
    """Find neighbours that stand too close; elapsed ticks count, whether the machine is open or not.

    Neighbours are exact: a matrix may break the triangle inequality, and only what follows directly matters. Parts that
    overlap have broken `capacity` and are not told here again.
    """
    for index, held in by_machine(parts).items():
        machine = problem.machines[index]
        if machine.changeover is None:
            continue
        if machine.initial_family is not None:
            least = machine.changeover[machine.initial_family][held[0].task.family]
            if held[0].occupation.start < least:
                told = f"{held[0]} needs {least} ticks of changeover from tick 0 on machine {machine.name!r}"
                yield _violation(held[0], index, told)
        for before, after in pairwise(held):
            least = machine.changeover[before.task.family][after.task.family]
            elapsed = after.occupation.start - before.occupation.end
            if 0 <= elapsed < least:
                told = (
                    f"{after} follows {before} after {elapsed} ticks on machine {machine.name!r}, which needs {least}"
                )
                yield _violation(after, index, told)


def _violation(part: Part, machine: int, told: str) -> Violation:
    return Violation(rule="changeover", message=told, job=part.at.job, task=part.at.task, machine=machine)
