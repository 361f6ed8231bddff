"""Who may move what when several workers go on from one plan, and what becomes of what they made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.search.compiled import records as at
from solver.search.compiled.layout import Layout
from solver.search.compiled.parting import Parting
from solver.search.compiled.tuning import Tuning
from tests.builders import make_job, make_machine, make_mode, make_problem, make_task
from tests.solver.search.compiled.climbing import empty, greedy

if TYPE_CHECKING:
    from collections.abc import Sequence


def row(jobs: int, changeover: Sequence[Sequence[int]] | None = None) -> tuple[Layout, Parting]:
    """Return jobs side by side on one machine, and what parts them."""
    many = [make_job(make_task(make_mode(duration=5))) for _ in range(jobs)]
    problem = make_problem(machines=[make_machine((0, 40), changeover=changeover)], jobs=many)
    layout = Layout(greedy(problem), 1, Tuning())
    return layout, Parting(problem, layout, 1)


def test_each_job_is_somebodys_or_stays() -> None:
    """Two workers would move one job, or one would move into the time of the other; a changeover of 2 stays free behind the cut."""
    layout, parting = row(8, changeover=[[0, 2], [2, 0]])
    for _ in range(20):
        one, two = parting.shares(layout.best(), 2)
        assert (one.lo, two.hi, two.lo - one.hi) == (0, 40, 2)
        assert not (one.jobs & two.jobs).any()
        starts = layout.best().reshape(-1, at.PART)[:, at.P_START]
        assert (one.jobs == (starts + 5 <= one.hi)).all()
        assert (two.jobs == (starts >= two.lo)).all()


def test_what_waits_is_given_to_one_of_them() -> None:
    """A job that is nobody's would never be tried; one of the first 20 ticks would be tried where it cannot be."""
    jobs = [make_job(make_task(make_mode(duration=5)), deadline=20 if n % 2 else 40) for n in range(10)]
    problem = make_problem(machines=[make_machine((0, 40))], jobs=jobs)
    layout = Layout(empty(problem), 1, Tuning())
    one, two = Parting(problem, layout, 1).shares(layout.best(), 2)
    assert (one.jobs ^ two.jobs).all()


def test_everybodys_work_counts() -> None:
    """What one made would be lost, or what lies across a cut would move with it."""
    layout, parting = row(8)
    plan = layout.best()
    shares = parting.shares(plan, 2)
    made = [plan.copy() for _ in shares]
    for number, other in enumerate(made):
        other.reshape(-1, at.PART)[:, at.P_COST] = number + 1
    costs = parting.together(plan, made, shares).reshape(-1, at.PART)[:, at.P_COST]
    assert (costs == np.where(shares[0].jobs, 1, np.where(shares[1].jobs, 2, 0))).all()
