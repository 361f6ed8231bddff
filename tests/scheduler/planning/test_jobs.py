"""Booking requests as jobs, derived by hand: ticks of half an hour from `NOW`, 96 of them.

Over 150 lines because every rule of the translation of a request has its test here, beside the others.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from scheduler.domain.booking import Alternative, Link, RequestStatus, SkillDemand, Splittable
from scheduler.domain.park import ParkSettings, Travel
from scheduler.domain.reservation import ReservationStatus
from solver.interval import Interval
from solver.problem import Precedence
from solver.problem import Splittable as SolverSplittable
from tests.scheduler.builders import NOW, at, hours, make_machine, make_operation, make_reservation
from tests.scheduler.planning.snapshots import WINDOW, make_request, translate

FAST = make_machine("cut-fast", speed_percent=200, cost_weight=3)
SLOW = make_machine("cut-slow", speed_percent=50, cost_weight=1)
STANDARD = make_machine("cut-1", cost_weight=2)
CUTTERS = (FAST, SLOW, STANDARD)


def named(*machine_ids: str, **facts: Any) -> Alternative:
    """Return machines that are used together."""
    return Alternative(machine_ids=machine_ids, **facts)


def test_a_capability_is_a_mode_on_every_machine_that_offers_it() -> None:
    """Two hours of standard work take one on the fast machine and four on the slow one."""
    task = translate(make_request(make_operation(duration=hours(2))), machines=CUTTERS).problem.jobs[0].tasks[0]
    assert [(mode.machines, mode.duration) for mode in task.modes] == [((0,), 4), ((1,), 2), ((2,), 8)]


def test_work_is_standard_time_at_the_standard_machines_weight() -> None:
    """Two hours, weight 2: eight ticks, whichever machine does it and whichever is named."""
    for operation in (
        make_operation(duration=hours(2)),
        make_operation(duration=hours(2), alternatives=(named("cut-slow"),)),
    ):
        assert translate(make_request(operation), machines=CUTTERS).problem.jobs[0].tasks[0].work == 8


def test_a_long_time_typed_for_a_slow_machine_earns_no_more() -> None:
    """Four hours on the slow machine are two standard ones, whatever the standard time is said to be."""
    operation = make_operation(duration=hours(9), alternatives=(named("cut-slow", duration=hours(4)),))
    task = translate(make_request(operation), machines=CUTTERS).problem.jobs[0].tasks[0]
    assert (task.work, task.modes[0].duration) == (8, 8)


def test_several_machines_together_are_one_mode_at_the_slowest() -> None:
    """An hour on the fast and the slow machine together takes the slow one's two; it is worth an hour of two standard ones."""
    task = (
        translate(make_request(make_operation(alternatives=(named("cut-fast", "cut-slow"),))), machines=CUTTERS)
        .problem.jobs[0]
        .tasks[0]
    )
    assert [(mode.machines, mode.duration) for mode in task.modes] == [((1, 2), 4)]
    assert task.work == 2 * (2 + 2)


def test_alternatives_keep_their_own_times_and_windows() -> None:
    """Windows are rounded inwards: 01:15 to 03:45 is tick 3 to 7."""
    way = named("cut-1", duration=hours(1.75), min_duration=hours(1), windows=((at(1.25), at(3.75)),))
    mode = translate(make_request(make_operation(alternatives=(way,)))).problem.jobs[0].tasks[0].modes[0]
    assert (mode.duration, mode.min_duration, mode.windows) == (4, 2, ((3, 7),))


def test_a_flexible_operation_keeps_its_least_time() -> None:
    """Six hours, at least four: twelve ticks, at least eight; twice as long on the slow machine."""
    operation = make_operation(duration=hours(6), min_duration=hours(4))
    modes = translate(make_request(operation), machines=(SLOW, STANDARD)).problem.jobs[0].tasks[0].modes
    assert [(mode.duration, mode.min_duration) for mode in modes] == [(12, 8), (24, 16)]


def test_pieces_take_their_time_each() -> None:
    """Ten pieces of 7 minutes are 70 minutes: three ticks."""
    operation = make_operation(quantity=10, time_per_piece=timedelta(minutes=7))
    assert translate(make_request(operation)).problem.jobs[0].tasks[0].modes[0].duration == 3


def test_setup_and_teardown_come_from_the_operation_or_else_the_machine() -> None:
    """Each is rounded up by itself."""
    machine = make_machine(setup=timedelta(minutes=40), teardown=timedelta(minutes=5))
    operations = (make_operation(), make_operation(setup=timedelta(0)))
    tasks = translate(make_request(*operations), machines=(machine,)).problem.jobs[0].tasks
    assert [(t.modes[0].setup, t.modes[0].teardown) for t in tasks] == [(2, 1), (0, 1)]


def test_closed_machines_are_no_modes() -> None:
    """Not in service, not open to the tenant, not for the family: three machines that may not be used."""
    machines = (
        STANDARD,
        make_machine("cut-off", active=False),
        make_machine("cut-bobs", open_to=("bob",)),
        make_machine("cut-steel", families=("steel",)),
    )
    translation = translate(make_request(make_operation(family="brass")), machines=machines)
    modes = translation.problem.jobs[0].tasks[0].modes
    assert [translation.machines[m] for mode in modes for m in mode.machines] == ["cut-1"]


def test_people_of_one_skill_are_added_up() -> None:
    """A demand that comes twice would be refused by the problem."""
    from scheduler.domain.machine import Skill, SkillShift

    skill = Skill(id="weld", name="welders", shifts=(SkillShift(shift_pattern="24/7", people=9),))
    demands = (SkillDemand(skill_id="weld", people=2), SkillDemand(skill_id="weld"))
    problem = translate(make_request(make_operation(skills=demands)), skills=(skill,)).problem
    assert problem.jobs[0].tasks[0].modes[0].demands == ((0, 3),)


def test_a_split_operation_has_one_duration_on_all_machines() -> None:
    """Standard is four ticks: the fast machine wastes two of them, the slow one cannot keep up and is left out."""
    operation = make_operation(duration=hours(2), splittable=Splittable(min_part=timedelta(minutes=40), max_parts=3))
    translation = translate(make_request(operation), machines=CUTTERS)
    task = translation.problem.jobs[0].tasks[0]
    assert [(translation.machines[m.machines[0]], m.duration, m.min_duration) for m in task.modes] == [
        ("cut-1", 4, 4),
        ("cut-fast", 4, 4),
    ]
    assert task.splittable == SolverSplittable(min_part=2, max_parts=3)


def test_a_split_operation_on_slow_machines_takes_the_time_of_the_fastest() -> None:
    """Where nothing is as fast as the standard, there must still be a mode."""
    operation = make_operation(duration=hours(2), splittable=Splittable(min_part=hours(9), max_parts=3))
    task = translate(make_request(operation), machines=(SLOW,)).problem.jobs[0].tasks[0]
    assert [mode.duration for mode in task.modes] == [8]
    assert task.splittable == SolverSplittable(min_part=8, max_parts=3)


def test_dates_are_rounded_to_the_safe_side() -> None:
    """Release up, deadline and due date down."""
    job = translate(make_request(earliest_start=at(1.1), due=at(5.9), deadline=at(7.9))).problem.jobs[0]
    assert (job.release, job.due, job.deadline, job.mandatory) == (3, 11, 15, False)


def test_dates_beyond_the_window_are_cut() -> None:
    """A deadline next month is the end of the window; a due date before it may lie anywhere."""
    job = translate(make_request(earliest_start=at(-9), due=at(-5), deadline=at(999))).problem.jobs[0]
    assert (job.release, job.due, job.deadline) == (0, -10, 96)


def test_without_due_date_nothing_is_late() -> None:
    """A tardiness weight without due date would mean nothing."""
    job = translate(make_request()).problem.jobs[0]
    assert (job.due, job.tardiness_weight) == (None, 0)


def test_nothing_new_begins_in_the_frozen_part() -> None:
    """Publication refuses slots there."""
    assert translate(make_request(), window=replace(WINDOW, frozen_until=at(3.1))).problem.jobs[0].release == 7


def test_links_default_to_the_chain() -> None:
    """Cut, then bend, then weld."""
    job = translate(make_request(make_operation(), make_operation(), make_operation())).problem.jobs[0]
    assert job.precedences == (Precedence(before=0, after=1), Precedence(before=1, after=2))


def test_lags_are_rounded_to_the_safe_side() -> None:
    """At least 40 minutes is two ticks, at most 100 is three."""
    link = Link(before=1, after=0, min_lag=timedelta(minutes=40), max_lag=timedelta(minutes=100))
    job = translate(make_request(make_operation(), make_operation(), links=(link,))).problem.jobs[0]
    assert job.precedences == (Precedence(before=1, after=0, min_lag=2, max_lag=3),)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"operations": (make_operation(capability="welding"),)}, "no_machine"),
        ({"operations": (make_operation(alternatives=(named("nowhere"),)),)}, "no_machine"),
        ({"operations": (make_operation(skills=(SkillDemand(skill_id="magic"),)),)}, "no_people"),
        ({"deadline": at(0.2)}, "deadline_passed"),
        ({"operations": (make_operation(alternatives=(named("cut-1", windows=((at(50), at(60)),)),)),)}, "mode_window"),
        (
            {
                "operations": (make_operation(), make_operation()),
                "links": (Link(before=0, after=1, min_lag=timedelta(minutes=10), max_lag=timedelta(minutes=20)),),
            },
            "off_grid",
        ),
    ],
)
def test_what_no_plan_could_place_is_set_aside_with_its_reason(facts: dict[str, Any], code: str) -> None:
    """A request would vanish, or break the problem for all others."""
    operations = facts.pop("operations", ())
    translation = translate(make_request(*operations, **facts), make_request(key="br_2"))
    assert [(each.request_id, each.reasons[0].code) for each in translation.set_aside] == [("br_1", code)]
    assert translation.set_aside[0].reasons[0].message
    assert [job.name for job in translation.problem.jobs] == ["br_2"]


def test_what_starts_after_the_window_is_not_part_of_it() -> None:
    """It would be waitlisted though nobody tried to place it."""
    translation = translate(make_request(earliest_start=at(48), deadline=at(72)))
    assert (translation.problem.jobs, translation.set_aside) == ((), ())


def test_a_chain_that_has_begun_is_continued_after_its_held_part() -> None:
    """Cutting is held until tick 4, lag one tick, travel two: bending, set up for a tick, processes from tick 8 on."""
    request = make_request(
        make_operation(),
        make_operation(capability="bending"),
        links=(Link(before=0, after=1, min_lag=timedelta(minutes=30), max_lag=hours(4)),),
        status=RequestStatus.WAITLISTED,
    )
    held = make_reservation(hour=-1, length=3, status=ReservationStatus.IN_PROGRESS)
    machines = (
        make_machine(site="a"),
        make_machine("bend-1", capability="bending", site="b", setup=timedelta(minutes=30)),
    )
    settings = ParkSettings(travel=(Travel(from_site="a", to_site="b", duration=hours(1)),))
    translation = translate(request, machines=machines, settings=settings, reservations=(held,))
    job = translation.problem.jobs[0]
    assert [piece.operation for piece in translation.pieces[0]] == [1]
    # It may start its occupation by tick 4 + 8 at the latest: its processing of two ticks ends by tick 12 + 1 + 2.
    assert job.tasks[0].modes[0].windows == (Interval(8, 15),)
    assert job.precedences == ()


def test_a_link_to_a_held_later_part_is_kept_too() -> None:
    """Bending is held from tick 20: cutting, torn down for a tick, processes until tick 18 with a lag of one."""
    link = Link(before=0, after=1, min_lag=timedelta(minutes=30), max_lag=hours(3))
    request = make_request(make_operation(), make_operation(), links=(link,), status=RequestStatus.WAITLISTED)
    held = make_reservation(hour=10, operation=1, status=ReservationStatus.CHECKED_IN)
    machine = make_machine(teardown=timedelta(minutes=30))
    job = translate(request, machines=(machine,), reservations=(held,)).problem.jobs[0]
    # At most six ticks before 20: it must not end before tick 14, so a processing of two ticks starts at 14 - 1 - 2 or later.
    assert job.tasks[0].modes[0].windows == (Interval(11, 18),)


def test_a_request_whose_every_operation_is_settled_is_not_planned() -> None:
    """It would be placed a second time."""
    request = make_request(status=RequestStatus.SCHEDULED)
    translation = translate(request, reservations=(make_reservation(hour=-1),))
    assert translation.problem.jobs == ()


def test_a_tenant_that_left_still_has_an_account_while_it_asks() -> None:
    """A job without account would break the problem."""
    from scheduler.domain.tenant import Tenant

    translation = translate(make_request(), tenants=(Tenant(id="ada", name="Ada", active=False),))
    assert translation.tenants == ("ada",)


def test_times_are_those_of_the_window() -> None:
    """The grid would begin elsewhere than the plan says."""
    assert translate().grid.at(2) == NOW + hours(1)
