"""Nothing leaves unverified: neither a schedule nor a claim about it."""

from __future__ import annotations

import pytest

from solver.result import Status, Tier
from solver.schedule import Schedule
from solver.search.certify import Ending, certify
from solver.search.parameters import SolveParameters
from tests.builders import make_assignment, make_job, make_pin, make_problem, make_schedule

PROBLEM = make_problem(jobs=[make_job(), make_job()])
GOOD = make_schedule(make_assignment(0, 0))
OVERLAP = make_schedule(make_assignment(0, 0), make_assignment(1, 2))


BETTER = make_schedule(make_assignment(0, 0), make_assignment(1, 4))


def _ending(schedule: Schedule, value: int, bound: int, *earlier: Schedule) -> Ending:
    tiers = (Tier(name="utilization", value=value, bound=bound),)
    return Ending(schedule=schedule, tiers=tiers, seconds=1.0, earlier=earlier or (GOOD,))


@pytest.mark.parametrize(("bound", "status"), [(4, Status.OPTIMAL), (8, Status.FEASIBLE)])
def test_a_sound_ending_is_certified(bound: int, status: Status) -> None:
    """The status would not follow the gap."""
    result = certify(PROBLEM, SolveParameters(), _ending(GOOD, 4, bound))
    assert (result.status, result.schedule, result.messages) == (status, GOOD, ())


@pytest.mark.parametrize(
    ("earlier", "given"), [((GOOD, BETTER), BETTER), ((GOOD, BETTER, OVERLAP), BETTER), ((GOOD, OVERLAP), GOOD)]
)
def test_a_search_that_lies_in_the_end_gives_its_last_good_schedule(
    earlier: tuple[Schedule, ...], given: Schedule
) -> None:
    """All that was won would be lost with the step that went wrong, or a schedule that was wrong before would be handed out."""
    result = certify(PROBLEM, SolveParameters(), _ending(OVERLAP, 8, 8, *earlier))
    assert (result.status, result.schedule) == (Status.INVALID, given)
    assert result.tiers[0].value == 4 * len(given.assignments)


def test_a_false_claim_of_a_sound_schedule_costs_the_claim_alone() -> None:
    """A good plan would be thrown away because a bound was wrong."""
    result = certify(PROBLEM, SolveParameters(), _ending(BETTER, 8, 7, GOOD))
    assert (result.status, result.schedule, result.tiers[0].value) == (Status.INVALID, BETTER, 8)


def test_promises_must_be_proved_too() -> None:
    """A plan that breaks more promises than it need would be called optimal."""
    problem = make_problem(jobs=[make_job()], pins=[make_pin(0, 8, hard=False)])
    tiers = (
        Tier(name="promises", value=1, bound=0, maximised=False),
        Tier(name="utilization", value=4, bound=4),
    )
    result = certify(problem, SolveParameters(), Ending(schedule=GOOD, tiers=tiers, seconds=1.0))
    assert (result.status, result.messages) == (Status.FEASIBLE, ())


def test_a_schedule_that_breaks_a_rule_is_replaced_by_the_one_before() -> None:
    """Two jobs at once on a machine would be handed out."""
    result = certify(PROBLEM, SolveParameters(), _ending(OVERLAP, 8, 8))
    assert (result.status, result.schedule) == (Status.INVALID, GOOD)
    assert (result.tiers[0].value, len(result.messages)) == (4, 1)


def test_without_any_sound_schedule_there_is_none() -> None:
    """The stand-in would not be held to the rules itself."""
    result = certify(PROBLEM, SolveParameters(), _ending(OVERLAP, 8, 8, OVERLAP))
    assert (result.status, result.schedule, result.tiers[0].value) == (Status.INVALID, Schedule(), 0)


@pytest.mark.parametrize(("value", "bound", "told"), [(4, 3, "refuted"), (5, 8, "the schedule has 4")])
def test_a_false_claim_is_told(value: int, bound: int, told: str) -> None:
    """A bound below the value, or a value that the schedule does not have, would be published as proved."""
    result = certify(PROBLEM, SolveParameters(), _ending(GOOD, value, bound))
    assert result.status is Status.INVALID
    assert told in result.messages[0]
