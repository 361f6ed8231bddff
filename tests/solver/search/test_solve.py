"""`solve` in this process: the statuses, early stop, warm start and what an observer hears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.result import Status
from solver.search.observer import Observer
from solver.search.parameters import SolveParameters
from solver.search.solve import solve_inline
from solver.search.stop import StopSignal
from solver.verify import verify
from tests.builders import (
    make_assignment,
    make_job,
    make_machine,
    make_mode,
    make_pin,
    make_pool,
    make_problem,
    make_schedule,
    make_task,
)

if TYPE_CHECKING:
    from solver.problem import Problem
    from solver.schedule import Schedule
    from solver.search.observer import Progress

SECONDS = SolveParameters(seconds=20, engine="inline")


def _crowd(jobs: int) -> Problem:
    """Return more work than one machine holds: jobs of 3, 5 and 7 ticks that compete for 40."""
    return make_problem(jobs=[make_job(make_task(make_mode(duration=3 + 2 * (j % 3)))) for j in range(jobs)])


def test_optimal_with_all_that_a_certificate_says() -> None:
    """A proved optimum would not be called one, or its certificate would lack a part."""
    result = solve_inline(_crowd(12), SECONDS)
    assert result.status is Status.OPTIMAL
    assert (result.tiers[0].value, result.tiers[0].gap) == (40, 0.0)
    assert [tier.name for tier in result.tiers] == ["utilization", "punctuality"]
    assert len(result.unplaced) == 12 - len(result.schedule.by_job)
    assert set(result.run.versions) == {"equishare", "ortools"}


def test_mandatory_job_that_no_window_holds_is_infeasible() -> None:
    """It would crash, or be left out in silence."""
    problem = make_problem(
        machines=[make_machine((0, 5))], jobs=[make_job(make_task(make_mode(duration=6)), mandatory=True)]
    )
    result = solve_inline(problem, SECONDS)
    assert result.status is Status.INFEASIBLE
    assert result.schedule.assignments == ()
    assert "job-0" in result.messages[0]
    assert result.messages[1:] == ("job 'job-0': no open window of any machine that could do it is long enough",)


def test_two_mandatory_jobs_for_one_place_are_infeasible() -> None:
    """The construction finds no room for the second; only the model can prove that there is none."""
    job = make_job(make_task(make_mode(duration=6)), deadline=10, mandatory=True)
    assert solve_inline(make_problem(jobs=[job, job]), SECONDS).status is Status.INFEASIBLE


def test_a_pin_on_closed_time_is_infeasible() -> None:
    """A frozen placement that no longer holds would be moved, though it must not."""
    problem = make_problem(machines=[make_machine((10, 30))], jobs=[make_job()], pins=[make_pin(start=4)])
    assert solve_inline(problem, SECONDS).status is Status.INFEASIBLE


def test_parts_without_number_are_as_many_as_there_can_be() -> None:
    """A model with a million million parts would be built until the memory is gone."""
    task = make_task(make_mode(duration=8), splittable=(3, 10**12))
    result = solve_inline(make_problem(machines=[make_machine((0, 4), (6, 10))], jobs=[make_job(task)]), SECONDS)
    assert (result.status, len(result.schedule.assignments)) == (Status.OPTIMAL, 2)


def test_no_jobs_at_all() -> None:
    """An empty night would fail."""
    result = solve_inline(make_problem(), SECONDS)
    assert result.status is Status.OPTIMAL
    assert result.tiers[0].value == 0


def test_no_time_at_all_gives_the_greedy_schedule() -> None:
    """A budget of 0 would give nothing."""
    result = solve_inline(_crowd(30), SolveParameters(seconds=0, engine="inline"))
    assert result.status in (Status.FEASIBLE, Status.OPTIMAL)
    assert verify(_crowd(30), result.schedule) == ()
    assert result.tiers[0].value > 30


def test_a_stop_that_comes_first_keeps_the_greedy_schedule() -> None:
    """A stop would lose what there is, or the search would go on to its end."""
    stop = StopSignal()
    stop.request()
    result = solve_inline(_crowd(200), SolveParameters(seconds=300, engine="inline"), stop=stop)
    assert result.run.seconds < 150
    assert result.tiers[0].value > 30


def test_what_is_left_of_a_warm_start_is_used() -> None:
    """A plan that is better than the greedy one would be thrown away; one with unknown jobs would crash."""
    jobs = [make_job(make_task(make_mode(duration=21))), make_job(make_task(make_mode(duration=20)))] * 2
    warm = make_schedule(make_assignment(1, 0, duration=20), make_assignment(3, 20, duration=20), make_assignment(9, 0))
    result = solve_inline(make_problem(jobs=jobs), SolveParameters(seconds=0, engine="inline"), warm_start=warm)
    assert result.tiers[0].value == 40


def test_pool_that_two_share() -> None:
    """Two machines with one inspector would both be used at once."""
    jobs = [make_job(make_task(make_mode(m, duration=30, demands={0: 1})), deadline=40) for m in (0, 1)]
    result = solve_inline(make_problem(machines=2, jobs=jobs, pools=[make_pool((0, 40, 1))]), SECONDS)
    assert (result.status, result.tiers[0].value) == (Status.OPTIMAL, 30)


class _Listener(Observer):
    def __init__(self) -> None:
        self.progress: list[Progress] = []
        self.incumbents: list[tuple[Schedule, int]] = []

    def on_progress(self, progress: Progress) -> None:
        self.progress.append(progress)

    def on_incumbent(self, schedule: Schedule, value: int) -> None:
        self.incumbents.append((schedule, value))


def test_an_observer_hears_every_phase_and_the_last_incumbent() -> None:
    """A progress bar would stand still, or a killed search would have left nothing behind."""
    listener = _Listener()
    result = solve_inline(_crowd(40), SECONDS, observer=listener)
    assert {"construct", "verify"} <= {progress.phase for progress in listener.progress}
    assert listener.incumbents[-1][1] == result.tiers[0].value
    assert all(verify(_crowd(40), schedule) == () for schedule, _ in listener.incumbents)
