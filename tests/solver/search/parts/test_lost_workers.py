"""Workers killed in the middle of their tasks, on this machine and on two nodes of a real Ray: the result is complete all the same."""

from __future__ import annotations

import os
import select
import signal
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from solver import solve, verify
from solver.result import Status
from solver.schedule import Schedule, utilization
from solver.search.parameters import SolveParameters
from solver.search.parts.apart import solve_in_parts
from tests.solver.search.parts.crowds import Recorder, endless, two_crowds
from tests.solver.search.parts.tasks import Dying, DyingBeforeWork, Starving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from solver.search.observer import Progress

LONG = SolveParameters(seconds=300, workers=2)


@pytest.fixture(params=["processes", "ray"])
def parameters(request: pytest.FixtureRequest) -> SolveParameters:
    """Return the parameters of an engine whose workers are processes."""
    if request.param == "ray":
        request.getfixturevalue("cluster")
    return replace(LONG, engine=request.param)


def test_a_killed_worker_costs_a_turn(parameters: SolveParameters, tmp_path: Path) -> None:
    """A worker killed in the middle of its task would cost its component, or go unnoticed."""
    problem = two_crowds()
    result = solve_in_parts(problem, parameters, task=Dying(tmp_path, "job-0"))
    assert len(list(tmp_path.iterdir())) == 1
    assert (result.status, result.tiers[0].value) == (Status.OPTIMAL, 80)
    assert verify(problem, result.schedule) == ()
    assert result.run.statistics["lost_tasks"] == 1
    assert str(result.run.statistics["events"]).startswith("lost: component of job-0 (")


def test_a_worker_killed_before_its_first_turn_is_replaced_and_told_of(tmp_path: Path) -> None:
    """A worker lost while it loads what it needs would leave no trace in the statistics, or its place empty."""
    problem = two_crowds()
    result = solve_in_parts(problem, LONG, task=DyingBeforeWork(tmp_path))
    assert len(list(tmp_path.iterdir())) == 1
    assert (result.status, result.tiers[0].value) == (Status.OPTIMAL, 80)
    assert result.run.statistics["lost_tasks"] == 1
    assert str(result.run.statistics["events"]).startswith("lost: a worker that was getting ready (")


def test_what_kills_every_worker_costs_its_component_alone(tmp_path: Path) -> None:
    """A component that crashes the search each time would be tried for ever, or take the other with it."""
    problem = two_crowds()
    result = solve_in_parts(problem, LONG, task=Dying(tmp_path, "job-0", times=9))
    assert len(list(tmp_path.iterdir())) == 2
    assert (result.status, verify(problem, result.schedule)) == (Status.FEASIBLE, ())
    other = Schedule(tuple(each for each in result.schedule.assignments if each.job % 2))
    assert utilization(problem, other) == 40
    assert utilization(problem, result.schedule) > 70
    assert result.run.statistics["lost_tasks"] == 2


def test_memory_that_runs_out_costs_its_component_alone() -> None:
    """A component too large for the memory of a worker would cost the whole."""
    problem = two_crowds()
    result = solve_in_parts(problem, LONG, task=Starving("job-1"))
    assert (result.status, verify(problem, result.schedule)) == (Status.FEASIBLE, ())
    assert utilization(problem, result.schedule) > 70
    assert "MemoryError" in str(result.run.statistics["events"])


def children(pid: int | str = "self") -> list[int]:
    """Return the processes that a process has started and that run."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for thread in threads for child in (thread / "children").read_text().split()]


def loky_workers() -> list[int]:
    """Return the workers that the solving child of this process has started."""
    below = [worker for child in children() for worker in children(child)]
    return [pid for pid in below if b"popen_loky" in Path(f"/proc/{pid}/cmdline").read_bytes()]


class Killer(Recorder):
    """Kills some processes once, as soon as workers are there; `watched` can be waited for until the workers are gone."""

    def __init__(self, victims: Callable[[], Iterable[int]]) -> None:
        super().__init__()
        self.watched: list[int] = []
        self._victims = victims

    def on_progress(self, progress: Progress) -> None:
        """Look for workers, and kill."""
        super().on_progress(progress)
        if not self.watched:
            self.watched = [os.pidfd_open(pid) for pid in loky_workers()]
            for pid in self._victims() if self.watched else ():
                os.kill(pid, signal.SIGKILL)

    def all_gone(self) -> bool:
        """Wait for the end of every worker; false if one is still there after a minute."""
        gone = [bool(select.select([each], [], [], 60)[0]) for each in self.watched]
        for each in self.watched:
            os.close(each)
        return gone != [] and all(gone)


def test_workers_killed_from_outside() -> None:
    """Workers that the system kills while they search would take the solve with them, or what the others had found."""
    problem, killer = endless(), Killer(loky_workers)
    result = solve(problem, SolveParameters(seconds=8, workers=2), observer=killer)
    assert killer.all_gone()
    assert (result.status, verify(problem, result.schedule)) == (Status.FEASIBLE, ())
    assert "child" not in result.run.statistics
    assert int(result.run.statistics["lost_tasks"]) >= 1
    assert result.tiers[0].value >= killer.incumbents[0][1] > 0


def test_workers_do_not_outlive_the_child_that_started_them() -> None:
    """After a crash of the coordinator its workers would go on and eat the machine, and its plan would be lost."""
    problem, killer = endless(), Killer(lambda: set(children()) - before)
    before = set(children())
    result = solve(problem, SolveParameters(seconds=12, workers=2), observer=killer)
    assert killer.all_gone()
    assert result.run.statistics["child"] == "was killed by signal 9 (SIGKILL)"
    assert (result.status, verify(problem, result.schedule)) == (Status.FEASIBLE, ())
    assert result.tiers[0].value >= killer.incumbents[0][1] > 0
