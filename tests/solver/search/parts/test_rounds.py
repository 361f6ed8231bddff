"""Components solved apart, in this process: one certificate of the whole."""

from __future__ import annotations

from dataclasses import replace

from solver import verify
from solver.result import Status, Tier
from solver.schedule import Schedule, utilization
from solver.search.parameters import SolveParameters
from solver.search.parts.answer import summed
from solver.search.parts.apart import solve_in_parts
from solver.search.stop import StopSignal
from tests.builders import make_job, make_mode, make_problem, make_task
from tests.solver.search.parts.crowds import Recorder, endless, two_crowds

QUICK = SolveParameters(seconds=20, engine="inline", workers=1)
#: A job that must be placed and that its deadline gives no room for, on the first machine.
IMPOSSIBLE = make_job(make_task(make_mode(0, duration=6)), deadline=5, mandatory=True, name="impossible")


def test_one_certificate_of_the_whole() -> None:
    """Values or bounds would not be the sums, or the schedule would be that of one component."""
    problem, recorder = two_crowds(), Recorder()
    result = solve_in_parts(problem, QUICK, observer=recorder)
    assert result.status is Status.OPTIMAL
    assert (result.tiers[0].value, result.tiers[0].bound) == (80, 80)
    assert [tier.name for tier in result.tiers] == ["utilization", "punctuality"]
    assert utilization(problem, result.schedule) == 80
    assert verify(problem, result.schedule) == ()
    assert {unplaced.job for unplaced in result.unplaced} == set(range(20)) - set(result.schedule.by_job)
    assert (result.run.statistics["components"], result.run.statistics["lost_tasks"]) == (2, 0)
    assert "events" not in result.run.statistics
    assert result.run.engine == "inline"


def test_the_observer_hears_of_the_whole() -> None:
    """A page would show the progress of a component as that of the night, or an incumbent that leaves out the others."""
    problem, recorder = two_crowds(), Recorder()
    result = solve_in_parts(problem, QUICK, observer=recorder)
    values = [each.value for each in recorder.progress if each.value is not None]
    bounds = [each.bound for each in recorder.progress if each.bound is not None]
    assert values == sorted(values)
    assert (values[-1], bounds) == (80, sorted(bounds, reverse=True))
    assert recorder.incumbents[-1] == (recorder.incumbents[-1][0], 80)
    assert [verify(problem, schedule) for schedule, _ in recorder.incumbents] == [()] * len(recorder.incumbents)
    assert utilization(problem, recorder.incumbents[-1][0]) == result.tiers[0].value
    assert [each.phase for each in recorder.progress][-1] == "verify"


def test_one_component_is_solved_as_ever() -> None:
    """A problem that does not fall apart, or only a crumb of it, would pay for the parts."""
    crumb = make_problem(machines=2, jobs=[make_job(make_task(make_mode(n // 4))) for n in range(5)])
    assert "components" not in solve_in_parts(crumb, QUICK).run.statistics
    assert "components" not in solve_in_parts(make_problem(jobs=[make_job(), make_job()]), QUICK).run.statistics
    assert "components" not in solve_in_parts(make_problem(), QUICK).run.statistics


def test_without_time_there_is_the_greedy_schedule() -> None:
    """A budget of 0 would start workers, or give nothing."""
    result = solve_in_parts(two_crowds(), replace(QUICK, seconds=0, engine="processes"))
    assert "components" not in result.run.statistics
    assert result.tiers[0].value > 70


def test_impossible_in_one_component_is_impossible() -> None:
    """The whole would come back without what must be placed, because the other component is fine."""
    result = solve_in_parts(two_crowds(IMPOSSIBLE), QUICK)
    assert (result.status, result.schedule, result.tiers) == (Status.INFEASIBLE, Schedule(), ())
    assert "impossible" in result.messages[0]
    assert len(result.unplaced) == 21


def test_many_small_components_share_tasks() -> None:
    """A hundred machines with a job each would pay for a hundred tasks."""
    problem = make_problem(machines=100, jobs=[make_job(make_task(make_mode(n))) for n in range(100)])
    result = solve_in_parts(problem, replace(QUICK, workers=2))
    assert (result.status, result.tiers[0].value) == (Status.OPTIMAL, 400)
    assert result.run.statistics["components"] == 100
    assert int(result.run.statistics["turns"]) <= 9


def test_a_warm_start_is_never_lost() -> None:
    """A published plan would be worse after a solve of a moment; what it places in either component is kept."""
    problem = two_crowds()
    best = solve_in_parts(problem, QUICK).schedule
    stop = StopSignal()
    stop.request()
    result = solve_in_parts(problem, QUICK, warm_start=best, stop=stop)
    assert utilization(problem, result.schedule) == 80
    assert result.status is Status.FEASIBLE


def test_a_stop_ends_a_component_in_the_middle() -> None:
    """Whoever asks to stop would wait for the rest of a turn."""

    class Stopper(Recorder):
        def on_incumbent(self, schedule: Schedule, value: int) -> None:
            super().on_incumbent(schedule, value)
            stop.request()

    problem, stop, stopper = endless(), StopSignal(), Stopper()
    result = solve_in_parts(problem, replace(QUICK, seconds=3000), observer=stopper, stop=stop)
    assert result.status is Status.FEASIBLE
    assert result.tiers[0].value >= stopper.incumbents[0][1] > 0
    assert verify(problem, result.schedule) == ()


def test_tiers_are_summed_by_name() -> None:
    """A tier that one component does not have would be added to another."""
    promises = Tier(name="promises", value=2, bound=1, maximised=False)
    first, second = Tier(name="utilization", value=5, bound=7), Tier(name="utilization", value=10, bound=30)
    assert summed([(first,), (promises, second)]) == (promises, Tier(name="utilization", value=15, bound=37))
