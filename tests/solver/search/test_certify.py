"""Nothing leaves unverified: neither a schedule nor a claim about it."""

from __future__ import annotations

import pytest

from solver.result import Status, Tier
from solver.schedule import Schedule
from solver.search.certify import Ending, certify
from solver.search.parameters import SolveParameters
from tests.builders import make_assignment, make_job, make_problem, make_schedule

PROBLEM = make_problem(jobs=[make_job(), make_job()])
GOOD = make_schedule(make_assignment(0, 0))
OVERLAP = make_schedule(make_assignment(0, 0), make_assignment(1, 2))


def _ending(schedule: Schedule, value: int, bound: int, first: Schedule = GOOD) -> Ending:
    return Ending(
        schedule=schedule, first=first, tiers=(Tier(name="utilization", value=value, bound=bound),), seconds=1.0
    )


@pytest.mark.parametrize(("bound", "status"), [(4, Status.OPTIMAL), (8, Status.FEASIBLE)])
def test_a_sound_ending_is_certified(bound: int, status: Status) -> None:
    """The status would not follow the gap."""
    result = certify(PROBLEM, SolveParameters(), _ending(GOOD, 4, bound))
    assert (result.status, result.schedule, result.messages) == (status, GOOD, ())


def test_a_schedule_that_breaks_a_rule_is_replaced_by_the_first() -> None:
    """Two jobs at once on a machine would be handed out."""
    result = certify(PROBLEM, SolveParameters(), _ending(OVERLAP, 8, 8))
    assert (result.status, result.schedule) == (Status.INVALID, GOOD)
    assert (result.tiers[0].value, len(result.messages)) == (4, 1)


def test_without_any_sound_schedule_there_is_none() -> None:
    """The stand-in would not be held to the rules itself."""
    result = certify(PROBLEM, SolveParameters(), _ending(OVERLAP, 8, 8, first=OVERLAP))
    assert (result.status, result.schedule, result.tiers[0].value) == (Status.INVALID, Schedule(), 0)


@pytest.mark.parametrize(("value", "bound", "told"), [(4, 3, "refuted"), (5, 8, "the schedule has 4")])
def test_a_false_claim_is_told(value: int, bound: int, told: str) -> None:
    """A bound below the value, or a value that the schedule does not have, would be published as proved."""
    result = certify(PROBLEM, SolveParameters(), _ending(GOOD, value, bound))
    assert result.status is Status.INVALID
    assert told in result.messages[0]
