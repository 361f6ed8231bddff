"""Machines, pools and travel of the problem, derived by hand: 96 ticks of half an hour from Monday 16:00 in Shanghai."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

from scheduler.domain.booking import RequestStatus, SkillDemand
from scheduler.domain.calendar import LocalSpan, ShiftPattern
from scheduler.domain.machine import ChangeoverTable, Skill, SkillShift
from scheduler.domain.park import ParkSettings, Travel
from scheduler.domain.tenant import Tenant
from scheduler.domain.time_off import Closure, Outage
from solver.problem import CapacityStep
from tests.scheduler.builders import at, make_machine, make_operation, make_reservation
from tests.scheduler.planning.snapshots import WINDOW, make_request, translate

DAY = ShiftPattern(name="day", weekly=((LocalSpan(time(8), time(16, 45)),),) * 7)
GASES = ChangeoverTable(name="gases", families=("n2", "o2"), minutes=((0, 45), (20, 0)))


def test_a_shift_is_a_window_of_whole_ticks() -> None:
    """Tuesday 08:00 to 16:45 in Shanghai is tick 32 to 49.5, of which 49 is the last whole one."""
    problem = translate(machines=(make_machine(shift_pattern="day"),), patterns=(DAY,)).problem
    assert problem.machines[0].windows == ((0, 1), (32, 49), (80, 96))


def test_closures_and_outages_are_taken_out() -> None:
    """The machine would be planned while the park is shut or it is under repair."""
    problem = translate(
        closures=(
            Closure(id="cl_1", start=at(2), end=at(4)),
            Closure(id="cl_2", start=at(5), end=at(6), machine_ids=("x",)),
        ),
        outages=(
            Outage(id="ou_1", machine_id="cut-1", start=at(10), end=at(11.25)),
            Outage(id="ou_2", machine_id="other", start=at(20), end=at(21)),
        ),
    ).problem
    assert problem.machines[0].windows == ((0, 4), (8, 20), (23, 96))


def test_a_machine_out_of_service_is_not_there() -> None:
    """Work would be planned on a machine that is no longer offered."""
    assert translate(machines=(make_machine(active=False),)).problem.machines == ()


def test_a_held_reservation_is_a_hole() -> None:
    """What has begun would be planned over."""
    held = make_reservation(hour=-0.5, length=2, request_id="br_9")
    translation = translate(reservations=(held,))
    assert translation.problem.machines[0].windows == ((3, 96),)
    assert [slot.request_id for slot in translation.held] == ["br_9"]


def test_a_hole_leaves_room_for_the_longest_changeover() -> None:
    """Work for n2 held from 10:00 to 12:00: up to 20 minutes before it (from o2), up to 45 after (to o2)."""
    request = make_request(make_operation(family="n2"), key="br_9", status=RequestStatus.SCHEDULED)
    held = make_reservation(hour=-1, length=3, request_id="br_9")
    later = make_reservation(key="rs_2", hour=10, length=2, request_id="br_8")
    other = make_request(make_operation(family="n2"), key="br_8", status=RequestStatus.SCHEDULED)
    problem = translate(
        request,
        other,
        machines=(make_machine(changeover_table="gases"),),
        changeover_tables=(GASES,),
        reservations=(held, later),
        window=replace(WINDOW, frozen_until=at(11)),
    ).problem
    assert problem.machines[0].windows == ((6, 19), (26, 96))


def test_changeovers_are_a_matrix_over_all_families() -> None:
    """Rows and columns are none, n2, o2, steel; 45 minutes are two ticks, 20 are one; steel is not in the table: the longest."""
    request = make_request(make_operation(family="steel"), make_operation(family="n2"), make_operation(family="o2"))
    machine = make_machine(changeover_table="gases", initial_family="n2")
    problem = translate(request, machines=(machine,), changeover_tables=(GASES,)).problem
    assert problem.machines[0].changeover == ((0, 1, 2, 2), (0, 0, 2, 2), (0, 1, 0, 2), (0, 2, 2, 0))
    assert problem.machines[0].initial_family == 1
    assert [task.family for task in problem.jobs[0].tasks] == [3, 1, 2]


def test_the_last_use_tells_what_a_machine_is_set_up_for() -> None:
    """The machine would be taken for what it was when it was bought."""
    machine = make_machine(changeover_table="gases", initial_family="n2")
    problem = translate(machines=(machine,), changeover_tables=(GASES,), last_families={"cut-1": "o2"}).problem
    assert problem.machines[0].initial_family == 2


def test_travel_is_a_matrix_of_sites() -> None:
    """Sites are sorted: east 0, west 1; 40 minutes are two ticks."""
    travel = (Travel(from_site="west", to_site="east", duration=timedelta(minutes=40)),)
    problem = translate(machines=(make_machine(site="west"),), settings=ParkSettings(travel=travel)).problem
    assert (problem.travel, problem.machines[0].site) == (((0, 0), (2, 0)), 1)


def test_people_of_several_shifts_add_up() -> None:
    """One welder round the clock and two more by day."""
    skill = Skill(
        id="weld",
        name="welders",
        shifts=(SkillShift(shift_pattern="24/7", people=1), SkillShift(shift_pattern="day", people=2)),
    )
    pool = translate(skills=(skill,), patterns=(DAY,)).problem.pools[0]
    steps = [(0, 1, 3), (1, 32, 1), (32, 49, 3), (49, 80, 1), (80, 96, 3)]
    assert pool.capacity == tuple(CapacityStep(*step) for step in steps)


def test_held_work_takes_its_people() -> None:
    """A welder who is at work would be planned a second time."""
    skill = Skill(id="weld", name="welders", shifts=(SkillShift(shift_pattern="24/7", people=2),))
    request = make_request(
        make_operation(skills=(SkillDemand(skill_id="weld"),)), key="br_9", status=RequestStatus.SCHEDULED
    )
    held = make_reservation(hour=-1, length=2.25, request_id="br_9")
    pool = translate(request, skills=(skill,), reservations=(held,)).problem.pools[0]
    assert pool.capacity == (CapacityStep(0, 3, 1), CapacityStep(3, 96, 2))


def test_a_tenants_limit_is_a_pool_that_its_work_draws_on() -> None:
    """Ada may run two operations at once, one of which is held until tick 4."""
    tenants = (Tenant(id="ada", name="Ada", max_concurrent=2), Tenant(id="bob", name="Bob"))
    held = make_reservation(hour=-1, length=3, request_id="br_9")
    problem = translate(
        make_request(), make_request(key="br_2", tenant_id="bob"), tenants=tenants, reservations=(held,)
    ).problem
    assert [pool.name for pool in problem.pools] == ["tenant:ada"]
    assert problem.pools[0].capacity == (CapacityStep(0, 4, 1), CapacityStep(4, 96, 2))
    assert [job.tasks[0].modes[0].demands for job in problem.jobs] == [((0, 1),), ()]
