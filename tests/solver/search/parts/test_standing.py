"""What is known of a component: it never gets worse, and a bound is taken over only where it holds."""

from __future__ import annotations

from dataclasses import replace

from solver.result import Policy, Result, RunInfo, Status, Tier
from solver.schedule import Schedule
from solver.search.parts.components import component_of
from solver.search.parts.standing import Standing
from tests.builders import make_assignment, make_job, make_problem, make_schedule

#: One job of 4 ticks on one machine; another; both.
ONE, OTHER = make_schedule(make_assignment(0, 0)), make_schedule(make_assignment(1, 4))
BOTH = make_schedule(make_assignment(0, 0), make_assignment(1, 4))


def standing(schedule: Schedule | None = None) -> Standing:
    """Return how a component of three jobs stands that begins with this schedule."""
    problem = make_problem(jobs=[make_job(), make_job(), make_job()])
    return Standing(component_of(problem, (0, 1, 2)), schedule)


def result(
    schedule: Schedule, *tiers: Tier, status: Status = Status.FEASIBLE, messages: tuple[str, ...] = ()
) -> Result:
    """Return what a task may come back with."""
    return Result(
        status=status,
        schedule=schedule,
        policy=Policy(name="utilization", epsilon=0.0),
        tiers=tiers,
        accounts=(),
        unplaced=(),
        run=RunInfo(seconds=1, deterministic_time=0, seed=0, workers=1, engine="inline", versions={}),
        messages=messages,
    )


def worth(value: int, bound: int) -> Tier:
    """Return the tier of utilization."""
    return Tier(name="utilization", value=value, bound=bound)


def broken(value: int, bound: int = 0) -> Tier:
    """Return a tier before it that is minimised."""
    return Tier(name="promises", value=value, bound=bound, maximised=False)


def late(value: int, bound: int = 0) -> Tier:
    """Return a tier after it that is minimised."""
    return Tier(name="punctuality", value=value, bound=bound, maximised=False)


def test_the_better_schedule_stays() -> None:
    """A later turn with another seed would replace a better schedule."""
    each = standing()
    assert [each.take(result(BOTH, worth(8, 12))), each.take(result(ONE, worth(4, 10)))] == [None, None]
    assert (each.best, each.value, each.bound) == (BOTH, 8, 10)
    assert each.tiers == (worth(8, 10),)
    assert each.first == BOTH


def test_the_later_tiers_decide_between_equals() -> None:
    """A schedule of the same utilization would not become more punctual, or would become less."""
    each = standing()
    each.take(result(ONE, worth(4, 12), late(5)))
    each.take(result(OTHER, worth(4, 12), late(9)))
    assert each.best == ONE
    each.take(result(OTHER, worth(4, 12), late(3)))
    assert (each.best, each.tiers) == (OTHER, (worth(4, 12), late(3)))


def test_a_bound_of_a_later_tier_holds_for_what_is_as_good_before() -> None:
    """A proof that nothing is more punctual among plans of much utilization would be believed of plans of less."""
    each = standing()
    each.take(result(ONE, worth(4, 12), late(5, 2)))
    each.take(result(BOTH, worth(8, 12), late(9, 1)))
    assert each.tiers == (worth(8, 12), late(9, 2))
    other = standing()
    other.take(result(BOTH, broken(1), worth(8, 9), late(9, 7)))
    other.take(result(ONE, broken(0), worth(4, 12), late(5, 1)))
    assert other.tiers == (broken(0), worth(4, 9), late(5, 1))


def test_proved_up_to_the_tier_that_decides() -> None:
    """A component would be searched on after its proof, or be left although a tier before utilization is open."""
    each = standing()
    each.take(result(ONE, broken(1), worth(4, 4), late(5)))
    assert each.is_open
    each.take(result(ONE, broken(1, 1), worth(4, 4), late(5)))
    assert (each.proved, each.is_open) == (True, False)


def test_what_is_false_is_not_believed() -> None:
    """A value, a schedule or a bound that is not so would get into the certificate."""
    each = standing(BOTH)
    lies = [
        result(ONE, worth(12, 12)),
        result(make_schedule(make_assignment(0, 39)), worth(4, 12)),
        result(BOTH, worth(8, 7)),
        result(ONE, worth(4, 4)),
        result(Schedule(), status=Status.INFEASIBLE),
        result(BOTH, worth(8, 12), status=Status.INVALID, messages=("not so",)),
    ]
    assert [lie for lie in lies if each.take(lie) is None] == []
    assert (each.best, each.tiers, each.bound, each.turns) == (BOTH, (), 12, 6)


def test_what_fails_twice_is_left() -> None:
    """A component that crashes every worker would take turns from the others for ever; one that crashed once would get none."""
    each = standing()
    each.failed()
    each.take(result(ONE, worth(4, 12)))
    each.failed()
    assert each.is_open
    each.failed()
    assert not each.is_open


def test_nothing_found_is_a_proof_or_none() -> None:
    """Without time a component would be called impossible; or, proved impossible, would be searched on."""
    each = standing()
    each.take(result(Schedule(), status=Status.UNKNOWN, messages=("no time",)))
    assert (each.is_open, each.infeasible) == (True, False)
    each.take(result(Schedule(), status=Status.INFEASIBLE, messages=("no room",)))
    assert (each.is_open, each.infeasible) == (False, True)


def test_the_gap_is_shared_out_over_the_turns() -> None:
    """One component whose bound does not come down would get all the time there is."""
    fresh, seen = standing(), standing()
    seen.take(result(ONE, worth(4, 12)))
    assert fresh.urgency > seen.urgency == (0, 8.0)
    seen.take(replace(result(ONE, worth(4, 12))))
    assert seen.urgency == (0, 4.0)
