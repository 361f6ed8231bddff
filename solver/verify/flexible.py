"""Flexible: what is granted lies between least and most; parts are few, long enough and never at once."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from solver.verify.parts import by_task
from solver.verify.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.problem import Problem, Splittable
    from solver.verify.parts import Part


def find_wrong_grants(_problem: Problem, parts: Sequence[Part]) -> Iterator[Violation]:
    """Find tasks that are granted what their modes and their leave to be split do not allow."""
    for placed in by_task(parts).values():
        splittable = placed[0].task.splittable
        if splittable is None:
            for part in placed:
                yield from _find_wrong_length(part)
        else:
            yield from _find_wrong_parts(placed, splittable)
            yield from _find_wrong_sum(placed)
            yield from _find_parts_at_once(placed)


def _find_wrong_length(part: Part) -> Iterator[Violation]:
    least, most = part.mode.min_duration, part.mode.duration
    if not least <= part.at.duration <= most:
        yield _violation(part, f"{part} is granted {part.at.duration} ticks, not {least} to {most}")


def _find_wrong_parts(placed: Sequence[Part], splittable: Splittable) -> Iterator[Violation]:
    if len(placed) > splittable.max_parts:
        told = f"task {placed[0].at.task} of job {placed[0].job.name!r} has {len(placed)} parts"
        yield _violation(placed[0], f"{told}, at most {splittable.max_parts} are allowed")
    for part in placed:
        if part.at.duration < splittable.min_part:
            told = f"{part} is granted {part.at.duration} ticks, a part has at least {splittable.min_part}"
            yield _violation(part, told)


def _find_wrong_sum(placed: Sequence[Part]) -> Iterator[Violation]:
    """The modes of a splittable task share their durations, so the mode of any part tells them."""
    granted = sum(part.at.duration for part in placed)
    least, most = placed[0].mode.min_duration, placed[0].mode.duration
    if not least <= granted <= most:
        told = f"task {placed[0].at.task} of job {placed[0].job.name!r} is granted {granted} ticks in all its parts"
        yield _violation(placed[0], f"{told}, not {least} to {most}")


def _find_parts_at_once(placed: Sequence[Part]) -> Iterator[Violation]:
    for before, after in pairwise(sorted(placed, key=lambda part: part.occupation)):
        if after.occupation.start < before.occupation.end:
            yield _violation(after, f"{after} overlaps {before} of the same task in time")


def _violation(part: Part, told: str) -> Violation:
    return Violation(rule="flexible", message=told, job=part.at.job, task=part.at.task)
