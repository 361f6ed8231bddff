"""What the tiers claim in the end is what the last schedule has, unless it lost what an earlier tier had reached."""

from __future__ import annotations

import pytest

from solver.result import Tier
from solver.search.fair.yardstick import plain
from solver.search.tiers import Stage, claims
from tests.builders import make_assignment, make_job, make_mode, make_problem, make_schedule, make_task


@pytest.mark.parametrize(("granted", "claimed"), [(2, 3), (3, 3), (4, 4)])
def test_a_gain_on_the_way_is_claimed_and_a_loss_is_not_hidden(granted: int, claimed: int) -> None:
    """Moving a flexible job may lengthen it; the plan of a whole night must not be refused for having become better."""
    problem = make_problem(jobs=[make_job(make_task(make_mode(duration=4, min_duration=2)))])
    before = Stage(make_schedule(make_assignment(duration=3)), Tier(name="utilization", value=3, bound=4), {})
    after = make_schedule(make_assignment(duration=granted))
    last = Stage(after, Tier(name="punctuality", value=0, bound=0, maximised=False), {})
    assert [tier.value for tier in claims(problem, [before, last], plain(problem, after))] == [claimed, 0]
