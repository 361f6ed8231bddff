"""What is called urgent: within a tenant's budget, derived by hand, and what nobody can do to others by it."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.booking import PriorityClass
from scheduler.domain.fairness_policy import fairness_policy
from scheduler.planning.translate import to_problem
from scheduler.planning.translate.priorities import LATE_UNIT, UNIT, weigh
from solver.problem import Job, Mode, Task
from tests.scheduler.builders import at, hours, make_operation
from tests.scheduler.planning.snapshots import TICK_MINUTES, WINDOW, make_request, make_snapshot, translate

NORMAL, HIGH, URGENT = PriorityClass.NORMAL, PriorityClass.HIGH, PriorityClass.URGENT
CLASSES = st.sampled_from(PriorityClass)
#: Account, work and class of each job.
ASKED = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 40), CLASSES), min_size=1, max_size=12)


def job(account: int = 0, work: int = 4, *, due: int | None = None) -> Job:
    """Return a job of one task."""
    task = Task(work=work, modes=(Mode(machines=(0,), duration=work, min_duration=work),))
    return Job(name="", account=account, release=0, deadline=99, tasks=(task,), due=due)


def weights(*asked: tuple[int, int, PriorityClass], budget: bool = True) -> list[int]:
    """Return what jobs of an account, a work and a class weigh."""
    jobs = [job(account, work) for account, work, _ in asked]
    return [found.weight for found in weigh(jobs, [each for _, _, each in asked], budget=budget)]


def test_without_classes_all_weigh_one() -> None:
    """Utilization is work, and a bound is rounded down to whole ticks of it."""
    assert weights((0, 4, NORMAL), (1, 7, NORMAL)) == [1, 1]


def test_all_urgent_is_none_urgent() -> None:
    """The lie that paid."""
    assert weights((0, 4, URGENT), (0, 3, URGENT), (1, 7, NORMAL)) == [1, 1, 1]


def test_urgent_goes_before_the_tenants_own() -> None:
    """4 + 4 + 12 of work, the first urgent: 4 * 20 / 32 and 20 / 32 of another tenant's ticks; 12, rounded, in least terms."""
    assert weights((0, 4, URGENT), (0, 4, NORMAL), (0, 12, NORMAL), (1, 4, NORMAL)) == [15, 4, 4, 6]


def test_what_one_calls_urgent_is_nothing_to_another() -> None:
    """Both tenants put one of two equal requests first: 8 / 5 and 2 / 5."""
    assert weights((0, 4, URGENT), (0, 4, NORMAL), (1, 9, URGENT), (1, 9, NORMAL)) == [19, 5, 19, 5]


def test_without_a_budget_a_class_weighs_what_it_weighs() -> None:
    """Versions of before are kept."""
    assert weights((0, 4, URGENT), (0, 4, NORMAL), (1, 4, HIGH), budget=False) == [4, 1, 2]


def test_lateness_is_divided_by_requests() -> None:
    """16 and 1, on average 4: 16 * 2 * 4 / 17 and 2 * 4 / 17, which is less than 1; without a due date nothing is late."""
    jobs = [job(due=9), job(due=9), job(), job(account=1, due=9)]
    found = weigh(jobs, [URGENT, NORMAL, URGENT, HIGH], budget=True)
    assert [each.tardiness_weight for each in found] == [8, 1, 0, LATE_UNIT]


@given(asked=ASKED)
def test_a_budget_is_kept(asked: list[tuple[int, int, PriorityClass]]) -> None:
    """A tick of a tenant weighs on average what one of any other does, but for the rounding to whole weights."""
    found = weights(*asked)
    for account in {each for each, _, _ in asked}:
        own = [(weight, work) for weight, (owner, work, _) in zip(found, asked, strict=True) if owner == account]
        work = sum(size for _, size in own)
        mean = Fraction(sum(weight * size for weight, size in own), work)
        others = [(w, s) for w, (owner, s, _) in zip(found, asked, strict=True) if owner != account]
        if others:
            theirs = Fraction(sum(w * s for w, s in others), sum(s for _, s in others))
            assert abs(mean / theirs - 1) <= Fraction(2, UNIT)


@given(asked=ASKED, account=st.integers(0, 2), each=CLASSES)
def test_a_class_for_everything_says_nothing(
    asked: list[tuple[int, int, PriorityClass]], account: int, each: PriorityClass
) -> None:
    """Whatever class a tenant gives to all it asks for, the night is the same."""
    said = [(owner, work, each if owner == account else own) for owner, work, own in asked]
    silent = [(owner, work, NORMAL if owner == account else own) for owner, work, own in asked]
    assert weights(*said) == weights(*silent)


def test_a_night_is_weighed_by_its_policy() -> None:
    """The translation hands over classes and tenants, and version 2 is as it was."""
    asked = [
        make_request(key="br_1", priority=URGENT, due=at(6)),
        make_request(make_operation(duration=hours(3)), key="br_2"),
        make_request(key="br_3", tenant_id="bob"),
    ]
    assert [each.weight for each in translate(*asked).problem.jobs] == [27, 7, 12]
    before = to_problem(make_snapshot(*asked, fairness=fairness_policy(2)), WINDOW, TICK_MINUTES).problem
    assert [(each.weight, each.tardiness_weight) for each in before.jobs] == [(4, 16), (1, 0), (1, 0)]
