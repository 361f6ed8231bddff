"""Precedence: lags between the tasks of a job, with travel between sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.verify.parts import by_task
from solver.verify.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.problem import Mode, Precedence, Problem
    from solver.verify.parts import Part


def find_wrong_lags(problem: Problem, parts: Sequence[Part]) -> Iterator[Violation]:
    """Find precedences that are held too short or too long, among the tasks that are placed."""
    tasks = by_task(parts)
    for index, job in enumerate(problem.jobs):
        for link in job.precedences:
            before, after = tasks.get((index, link.before)), tasks.get((index, link.after))
            if before and after:
                yield from _find_too_soon(problem, link, before, after)
                yield from _find_too_late(link, before, after)


def _find_too_soon(
    problem: Problem, link: Precedence, before: Sequence[Part], after: Sequence[Part]
) -> Iterator[Violation]:
    """Every part of the one waits for every part of the other, and for the way from it."""
    for first in before:
        for second in after:
            least = link.min_lag + _travel(problem, first.mode, second.mode)
            elapsed = second.occupation.start - first.occupation.end
            if elapsed < least:
                yield _violation(
                    second, f"{second} starts {elapsed} ticks after the end of {first}, at least {least} are due"
                )


def _find_too_late(link: Precedence, before: Sequence[Part], after: Sequence[Part]) -> Iterator[Violation]:
    """The first start of the one comes at most the longest lag after the last end of the other."""
    last = max(before, key=lambda part: part.occupation.end)
    first = min(after, key=lambda part: part.occupation.start)
    elapsed = first.occupation.start - last.occupation.end
    if link.max_lag is not None and elapsed > link.max_lag:
        yield _violation(
            first, f"{first} starts {elapsed} ticks after the end of {last}, at most {link.max_lag} are allowed"
        )


def _travel(problem: Problem, before: Mode, after: Mode) -> int:
    if problem.travel is None:
        return 0
    there, here = (problem.machines[mode.machines[0]].site for mode in (before, after))
    return problem.travel[there][here]


def _violation(part: Part, told: str) -> Violation:
    return Violation(rule="precedence", message=told, job=part.at.job, task=part.at.task)
