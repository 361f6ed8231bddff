"""From assignments back to slots, and the published plan as a start."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.booking import RequestStatus, Splittable
from scheduler.planning.translate import Translation, to_plan
from solver.problem import Pin
from solver.result import Policy, Reason, Result, RunInfo, Status, Unplaced
from solver.schedule import Assignment, Schedule
from solver.verify import verify
from tests.scheduler.builders import at, hours, make_machine, make_operation, make_reservation
from tests.scheduler.planning.snapshots import make_request, translate

if TYPE_CHECKING:
    from scheduler.domain.plan import ScheduleDraft


def plan_of(translation: Translation, *assignments: Assignment, unplaced: tuple[Unplaced, ...] = ()) -> ScheduleDraft:
    """Return the plan that these placed parts stand for; they hold under the rules."""
    schedule = Schedule(assignments)
    assert verify(translation.problem, schedule) == ()
    result = Result(
        status=Status.FEASIBLE,
        schedule=schedule,
        policy=Policy(name="utilization", epsilon=0.0),
        tiers=(),
        accounts=(),
        unplaced=unplaced,
        run=RunInfo(seconds=1.0, deterministic_time=0.0, seed=0, workers=1, engine="inline", versions={}),
    )
    return to_plan(translation, result, run_id="run_1", certificate={"problem_sha256": "p", "schedule_sha256": "s"})


def test_a_slot_has_the_times_of_its_ticks() -> None:
    """Setup from 01:00, processing from 01:30 to 02:15 though the ticks hold until 02:30, teardown until 03:00."""
    machine = make_machine(setup=timedelta(minutes=30), teardown=timedelta(minutes=20), cost_weight=2)
    request = make_request(make_operation(duration=timedelta(minutes=45)), external_reference="A-17")
    plan = plan_of(translate(request, machines=(machine,)), Assignment(job=0, task=0, mode=0, start=2, duration=2))
    (slot,) = plan.slots
    assert (slot.start, slot.processing_start, slot.processing_end, slot.end) == (at(1), at(1.5), at(2.25), at(3))
    assert (slot.request_id, slot.tenant_id, slot.external_reference) == ("br_1", "ada", "A-17")
    assert (slot.machine_ids, slot.credited_minutes) == (("cut-1",), 90)
    assert (plan.run_id, plan.problem_sha256, plan.schedule_sha256) == ("run_1", "p", "s")


def test_a_flexible_grant_is_charged_in_proportion() -> None:
    """Four of six hours would be charged as six."""
    request = make_request(make_operation(duration=hours(6), min_duration=hours(4)))
    (slot,) = plan_of(translate(request), Assignment(job=0, task=0, mode=0, start=0, duration=8)).slots
    assert (slot.processing_end - slot.processing_start, slot.credited_minutes) == (hours(4), 240)


def test_parts_add_up_to_what_was_asked() -> None:
    """95 minutes in parts of 60 and 40 (ticks) process 60 and 35, and are charged 95 in all; parts count from 0 in time order."""
    operation = make_operation(
        duration=timedelta(minutes=95), splittable=Splittable(min_part=timedelta(minutes=30), max_parts=2)
    )
    plan = plan_of(
        translate(make_request(operation)),
        Assignment(job=0, task=0, part=0, mode=0, start=10, duration=2),
        Assignment(job=0, task=0, part=1, mode=0, start=2, duration=2),
    )
    first, second = plan.slots
    assert (first.part, first.start, second.part, second.start) == (0, at(1), 1, at(5))
    assert first.processing_end - first.processing_start == hours(1)
    assert second.processing_end - second.processing_start == timedelta(minutes=35)
    assert first.credited_minutes + second.credited_minutes == 95


def test_the_mode_tells_the_machines() -> None:
    """Work would be reserved on another machine than it was planned on."""
    machines = (make_machine("cut-1"), make_machine("cut-2"))
    plan = plan_of(translate(make_request(), machines=machines), Assignment(job=0, task=0, mode=1, start=0, duration=2))
    assert plan.slots[0].machine_ids == ("cut-2",)


def test_held_slots_are_carried_over_in_order() -> None:
    """Publication would displace them."""
    held = make_reservation(hour=-1, length=3, request_id="br_9")
    plan = plan_of(
        translate(make_request(), reservations=(held,)), Assignment(job=0, task=0, mode=0, start=4, duration=2)
    )
    assert [slot.request_id for slot in plan.slots] == ["br_9", "br_1"]
    assert plan.slots[0].place == held.place


def test_who_found_no_room_is_told_why() -> None:
    """Those the solver could not place and those set aside before, by request."""
    requests = (make_request(make_operation(capability="none"), key="br_2"), make_request(key="br_1"))
    reason = Reason(code="no_room_before_deadline", machines=(0,))
    plan = plan_of(translate(*requests), unplaced=(Unplaced(job=0, reasons=(reason,)),))
    assert [(each.request_id, each.reasons[0].code) for each in plan.unplaced] == [
        ("br_1", "no_room_before_deadline"),
        ("br_2", "no_machine"),
    ]
    assert plan.unplaced[0].reasons[0].machine_ids == ("cut-1",)
    assert plan.unplaced[0].reasons[0].message


def test_what_is_published_is_where_the_search_starts() -> None:
    """Every plan would begin from nothing, and move everything."""
    request = make_request(status=RequestStatus.SCHEDULED)
    translation = translate(request, reservations=(make_reservation(hour=3),))
    assert translation.warm_start == Schedule((Assignment(job=0, task=0, mode=0, start=6, duration=2),))
    assert translation.warm_start is not None
    assert plan_of(translation, *translation.warm_start.assignments).slots[0].place == make_reservation(hour=3).place


def test_what_is_published_may_be_a_promise() -> None:
    """A request that was changed since would be held to a slot it did not ask for; without being asked nobody is promised anything."""
    published = {"br_1": RequestStatus.SCHEDULED, "br_2": RequestStatus.QUEUED}
    requests = [make_request(key=key, status=status) for key, status in published.items()]
    places = tuple(make_reservation(f"rs_{hour}", hour=hour, request_id=f"br_{hour}") for hour in (1, 2))
    assert translate(*requests, reservations=places).problem.pins == ()
    (pin,) = translate(*requests, keep_published=True, reservations=places).problem.pins
    assert pin == Pin(job=0, task=0, mode=0, start=2, duration=2, hard=False)


def test_a_slot_that_has_become_too_short_is_no_promise() -> None:
    """A machine that was slowed down since would make a problem that contradicts itself, and the night would fail."""
    slow = make_machine(speed_percent=50)
    request, places = make_request(status=RequestStatus.SCHEDULED), (make_reservation(hour=1),)
    assert translate(request, machines=(slow,), reservations=places, keep_published=True).problem.pins == ()


def test_what_the_problem_cannot_say_is_no_start() -> None:
    """Off the grid, on a machine that is gone, or only half a chain."""
    off_grid = make_reservation(hour=3.1)
    elsewhere = make_reservation(hour=3, machine_ids=("cut-9",))
    for reservation in (off_grid, elsewhere):
        assert translate(make_request(status=RequestStatus.SCHEDULED), reservations=(reservation,)).warm_start is None
    half = make_request(make_operation(), make_operation(), status=RequestStatus.SCHEDULED)
    assert translate(half, reservations=(make_reservation(hour=3),)).warm_start is None
