"""The journal of a simulation: what each night decided, one file a night; the same command reads it and goes on behind it.

Everything else follows from the seed, so a night that is in the journal is carried out again without being planned again. A file is whole
or not there: a simulation that is killed loses the night it was at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.errors import SchedulerError
from scheduler.planning.simulation.files import read_json, to_json, write_whole
from scheduler.planning.simulation.policies.base import Planned, verified
from solver.files import problem_sha256
from solver.schedule import Assignment, Schedule

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scheduler.planning.simulation.policies.base import Policy, Standing
    from solver.problem import Problem

_FIELDS = ("job", "task", "part", "mode", "start", "duration")


class AnotherSimulationError(SchedulerError):
    """A folder that holds the nights of another simulation."""

    def __init__(self, folder: Path, told: str) -> None:
        super().__init__(f"{folder} holds another simulation: {told}; name another folder, or remove this one")


class Journal:
    """The decisions of one policy, in a folder of its own."""

    def __init__(self, folder: Path, policy: Policy) -> None:
        self._folder, self._policy = folder, policy

    def plan(self, night: int, standing: Standing) -> Planned:
        """Return what was decided for a night; decide and write it down where it is not known yet.

        Raises
        ------
        AnotherSimulationError
            When the night was decided on another problem, as by another version of the program.
        SimulationFileError
        """
        path = self._folder / f"{night:04}.json"
        if path.is_file():
            return self._read(path, standing.problem)
        planned = self._policy.plan(standing)
        write_whole(path, to_json(_facts(standing.problem, planned)))
        return planned

    def _read(self, path: Path, problem: Problem) -> Planned:
        facts = read_json(path)
        if facts.get("problem_sha256") != problem_sha256(problem):
            raise AnotherSimulationError(self._folder, f"{path.name} plans another problem")
        rows = (dict(zip(_FIELDS, row, strict=True)) for row in facts["assignments"])
        schedule = Schedule(tuple(Assignment(**row) for row in rows))
        return Planned(result=verified(problem, schedule), memory=facts["memory"])


def _facts(problem: Problem, planned: Planned) -> dict[str, Any]:
    schedule = planned.result.schedule
    return {
        "problem_sha256": problem_sha256(problem),
        "memory": dict(planned.memory),
        "assignments": [[getattr(a, name) for name in _FIELDS] for a in schedule.assignments],
    }


def claim(folder: Path, settings: Mapping[str, Any]) -> None:
    """Make a folder that of a simulation, or see that it is; AnotherSimulationError where it is that of another."""
    path = folder / "simulation.json"
    if not path.is_file():
        write_whole(path, to_json(settings, indent=2))
        return
    there = read_json(path)
    differing = sorted(name for name in settings.keys() | there.keys() if settings.get(name) != there.get(name))
    if differing:
        name = differing[0]
        raise AnotherSimulationError(folder, f"{name} is {there.get(name)!r} there and {settings.get(name)!r} here")
