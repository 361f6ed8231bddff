"""By a meter a climb depends on its start, its seed, its workers and its budget, and on nothing else."""

from __future__ import annotations

import pytest

from solver.search.compiled.climb import ROUNDS, TURNS, Climb, Goal
from solver.search.prices import PriceBoard
from solver.search.stop import Deadline, Meter, StopSignal
from tests.builders import make_job, make_machine, make_mode, make_problem, make_task
from tests.solver.search.compiled.climbing import Climbed, climb, greedy

#: Work enough for each worker to go on from what the other has found.
SECONDS = 0.02


def crowd() -> Climbed:
    """Return the start of a climb that has no end: three machines asked for twice their time."""
    tasks = [make_task(*(make_mode(m, duration=3 + (n * m) % 7) for m in range(3)), work=5 + n % 4) for n in range(60)]
    jobs = [make_job(task, release=n % 30, deadline=40 + n % 31, weight=1 + n % 3) for n, task in enumerate(tasks)]
    machines = [make_machine((0, 33), (40, 70)) for _ in range(3)]
    return Climbed(greedy(make_problem(machines=machines, jobs=jobs)))


def course(seed: int, workers: int = 2) -> tuple[object, ...]:
    """Return all that a climb told, and its end."""
    climbed = climb(crowd().best, seed=seed, workers=workers, seconds=SECONDS)
    told = tuple(climbed.told)
    return told, climbed.best.schedule(), climbed.rounds


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_same_climb_twice(workers: int) -> None:
    """Which worker was first would show, or what the one before had left behind."""
    assert course(5, workers) == course(5, workers)


def test_another_seed_takes_another_course() -> None:
    """Seeds would be thrown away, and every part of a problem searched twice would find the same."""
    assert len({course(seed) for seed in range(3)}) > 1
    assert len({course(seed, 1)[0] for seed in range(4)}) > 1


def test_all_that_was_given_is_spent_and_counted() -> None:
    """A meter that is not moved on would let the solve begin again and again."""
    start, meter = crowd().best, Meter()
    deadline = Deadline(SECONDS, meter=meter)
    Climb(start, 2, 0, Goal(lambda *_: None, lambda _: False)).run(deadline, PriceBoard())
    assert meter.seconds == pytest.approx(SECONDS)


def test_a_climb_ends_at_its_goal_and_when_asked() -> None:
    """With a bound that is reached, or a stop, no further round may run."""
    start = crowd().best
    assert climb(start, seconds=1e9, reached=lambda value: value >= start.value).rounds == 0
    aimed = climb(start, seconds=1e9, reached=lambda value: value > start.value)
    assert aimed.best.value > start.value
    stop = StopSignal()
    stop.request()
    search = Climb(start, 2, 0, Goal(lambda *_: None, lambda _: False))
    assert search.run(Deadline(1e9, stop, Meter()), PriceBoard()) is start
    assert search.rounds == 0


def test_a_budget_of_nearly_nothing_is_a_batch_for_each_turn() -> None:
    """What the other tests here rely on to be quick."""
    assert climb(crowd().best).rounds == TURNS * ROUNDS


def test_a_worker_that_fails_is_heard() -> None:
    """The thread would end in silence, and the climb with what it had."""

    def broken(*_: object) -> None:
        raise ArithmeticError("cannot be told")

    search = Climb(crowd().best, 2, 0, Goal(broken, lambda _: False))
    with pytest.raises(ArithmeticError, match="cannot be told"):
        search.run(Deadline(60), PriceBoard())
