"""From the shape of a schedule file to what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.formats.problem_writer import problem_sha256
from solver.formats.schedule_writer import schedule_sha256
from solver.result import AccountResult, Fairness, Level, Policy, Reason, Result, RunInfo, Tier, Unplaced
from solver.schedule import Assignment, Schedule

if TYPE_CHECKING:
    from solver.formats import schedule_shape as shape
    from solver.problem import Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredSchedule:
    """A schedule as a file says it. Nobody has verified it: its indices may name nothing in the problem."""

    #: Name and SHA-256 of the problem it was made for; None where the file does not say.
    problem: str
    problem_sha256: str | None
    #: SHA-256 of the placed parts as they were written; None where the file does not say.
    schedule_sha256: str | None = None
    #: What the file leaves out is empty, its status unknown, its run all zero.
    result: Result

    @property
    def schedule(self) -> Schedule:
        """Return the placed parts."""
        return self.result.schedule

    @property
    def as_written(self) -> bool:
        """Return whether the placed parts are those that the file was written with, or it does not say."""
        return self.schedule_sha256 is None or self.schedule_sha256 == schedule_sha256(self.schedule)

    def is_for(self, problem: Problem) -> bool:
        """Return whether it says that it was made for exactly this problem, or does not say."""
        return self.problem_sha256 is None or self.problem_sha256 == problem_sha256(problem)


def stored_schedule_from(document: shape.ScheduleShape) -> StoredSchedule:
    """Return the schedule that a document says."""
    result = Result(
        status=document.status,
        schedule=Schedule(tuple(Assignment(**vars(each)) for each in document.assignments)),
        policy=Policy(**vars(document.policy)) if document.policy else Policy(name="", epsilon=0.0),
        tiers=tuple(map(_tier, document.tiers)),
        accounts=tuple(AccountResult(**vars(each)) for each in document.accounts),
        fairness=_fairness(document.fairness),
        unplaced=tuple(map(_unplaced, document.unplaced)),
        run=_run(document.run),
        verified=document.verified,
        messages=document.messages,
    )
    return StoredSchedule(
        problem=document.problem,
        problem_sha256=document.problem_sha256,
        schedule_sha256=document.schedule_sha256,
        result=result,
    )


def _tier(each: shape.TierShape) -> Tier:
    return Tier(name=each.name, value=each.value, bound=each.bound, maximised=each.maximised)


def _fairness(each: shape.FairnessShape | None) -> Fairness | None:
    if each is None:
        return None
    levels = tuple(Level(value=level.value, bound=level.bound) for level in each.levels)
    return Fairness(**{**vars(each), "levels": levels})


def _unplaced(each: shape.UnplacedShape) -> Unplaced:
    return Unplaced(job=each.job, reasons=tuple(Reason(code=r.code, machines=r.machines) for r in each.reasons))


def _run(each: shape.RunShape | None) -> RunInfo:
    if each is None:
        return RunInfo(seconds=0.0, deterministic_time=0.0, seed=0, workers=0, engine="", versions={})
    return RunInfo(**vars(each))
