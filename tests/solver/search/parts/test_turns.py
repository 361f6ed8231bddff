"""Whose turn it is, with whom, for how long and with how many threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.search.parameters import SolveParameters
from solver.search.parts.components import component_of
from solver.search.parts.executors import TaskExecutor
from solver.search.parts.standing import Standing
from solver.search.parts.turns import Turn, Turns
from solver.search.stop import Deadline, StopSignal
from tests.builders import make_job, make_mode, make_problem, make_task

if TYPE_CHECKING:
    from collections.abc import Sequence


def components(*sizes: int) -> list[Standing]:
    """Return components of so many jobs each."""
    machines = [machine for machine, size in enumerate(sizes) for _ in range(size)]
    problem = make_problem(machines=len(sizes), jobs=[make_job(make_task(make_mode(machine))) for machine in machines])
    groups = [[job for job, on in enumerate(machines) if on == machine] for machine in range(len(sizes))]
    return [Standing(component_of(problem, jobs), None) for jobs in groups]


def turns(standings: Sequence[Standing], seconds: float = 400, stop: StopSignal | None = None) -> Turns:
    """Return who gives out turns of these components."""
    return Turns(standings, SolveParameters(seconds=400, seed=5), Deadline(seconds, stop))


def test_the_largest_component_comes_first() -> None:
    """The longest task would begin last, and the others would wait for it."""
    standings = components(3, 9, 5)
    turn = turns(standings).next(TaskExecutor(3, 3), {standings[1]})
    assert turn is not None
    assert [each.size for each in turn.standings] == [5]


def test_small_components_go_together() -> None:
    """Each of a hundred small components would pay for a task; or a large one would be held up by small ones."""
    standings = components(*[1] * 40, 60)
    first, busy = turns(standings).next(TaskExecutor(2, 2), ()), {standings[-1]}
    second = turns(standings).next(TaskExecutor(2, 2), busy)
    assert first is not None
    assert second is not None
    assert first.standings == (standings[-1],)
    assert len(second.standings) == 12


def test_what_failed_goes_alone() -> None:
    """A component that kills its worker would take its neighbours along a second time."""
    standings = components(1, 1, 1, 1, 1, 1, 1, 1)
    for each in standings:
        each.failed()
    turn = turns(standings).next(TaskExecutor(1, 1), ())
    assert turn is not None
    assert len(turn.standings) == 1


def test_first_turns_share_what_is_left() -> None:
    """The first components would use up the time, and the last would get no turn."""
    standings = components(*[10] * 8)
    turn = turns(standings, seconds=20).next(TaskExecutor(2, 2), ())
    assert turn is not None
    assert turn.seconds == pytest.approx(4, abs=0.4)


def test_the_way_there_and_back_is_planned_for() -> None:
    """The last turns would end after the budget, or the last components would get none, because each turn takes a little more."""
    standings = components(5)
    given = turns(standings, seconds=8)
    given.ended(Turn(tuple(standings), seconds=1, threads=1, seed=0, begun=-4))
    turn = given.next(TaskExecutor(1, 1), ())
    assert turn is not None
    assert turn.seconds == pytest.approx(4, abs=0.4)


def test_turns_grow() -> None:
    """A search that begins anew every few seconds would never get deep; one that never ends would tell nothing for hours."""
    [only] = standings = components(5)
    seconds, seeds = [], []
    for _ in range(6):
        turn = turns(standings, seconds=390).next(TaskExecutor(1, 1), ())
        assert turn is not None
        seconds.append(round(turn.seconds))
        seeds.append(turn.seed)
        only.turns += 1
    assert seconds == [10, 20, 40, 80, 100, 100]
    assert seeds == [5, 6, 7, 8, 9, 10]


def test_few_components_get_more_threads() -> None:
    """When one component is left, all workers but one would be idle."""
    executor = TaskExecutor(8, 8)
    threads = []
    for count in (16, 3, 1):
        turn = turns(components(*[10] * count)).next(executor, ())
        assert turn is not None
        threads.append(turn.threads)
    assert threads == [1, 2, 8]


def test_no_turn_without_time_unless_there_is_no_schedule_at_all() -> None:
    """Turns would begin after the end; or what must be placed, and only a search can place, would get no try."""
    [only] = standings = components(5)
    assert turns(standings, seconds=0).next(TaskExecutor(1, 1), ()) is not None
    only.turns = 1
    assert turns(standings, seconds=0).next(TaskExecutor(1, 1), ()) is None
    only.turns, stop = 0, StopSignal()
    stop.request()
    assert turns(standings, stop=stop).next(TaskExecutor(1, 1), ()) is None
