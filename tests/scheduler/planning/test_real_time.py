"""A plan of the example park held against the rules of the park in real time, with no tick and no solver between.

The ticks are of seven minutes, which divide nothing: what is rounded the wrong way shows. Over 150 lines because every rule of the park
is read once more here, on its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.run import RunParameters, RunStatus
from scheduler.parkfiles.example import example_park
from scheduler.parkfiles.load import load_park_folder
from scheduler.planning.defaults import PlanningDefaults
from scheduler.planning.nightly import plan_night
from scheduler.services import load, runs, schedules
from scheduler.services.calendar import open_windows, park_calendar
from tests.scheduler.builders import NOW, OPERATOR, make_context

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from scheduler.domain.booking import BookingRequest, Operation
    from scheduler.domain.calendar import ParkCalendar, Period
    from scheduler.domain.machine import Machine
    from scheduler.domain.plan import Schedule
    from scheduler.domain.reservation import Slot
    from scheduler.storage.unit_of_work import UnitOfWork

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Planned:
    """The plan, and the park it was made for."""

    schedule: Schedule
    uow: UnitOfWork
    requests: dict[str, BookingRequest]
    machines: dict[str, Machine]
    calendar: ParkCalendar

    def operation(self, slot: Slot) -> Operation:
        """Return what a slot is for."""
        return self.requests[slot.request_id].operations[slot.operation]

    def used(self, slot: Slot) -> list[Machine]:
        """Return the machines of a slot."""
        return [self.machines[machine_id] for machine_id in slot.machine_ids]


@pytest.fixture(scope="module")
def planned() -> Iterator[Planned]:
    """Plan the example park."""
    ctx, zone = make_context(), ZoneInfo("Asia/Shanghai")
    content = load_park_folder(example_park(), zone, first_day=NOW.astimezone(zone).date() + _DAY)
    load.load_park(ctx, OPERATOR, content)
    run = runs.request_run(ctx, OPERATOR, RunParameters(tick_minutes=7, seconds=3.0, publish=True))
    run = plan_night(ctx, run.id, PlanningDefaults(engine="inline", workers=1))
    assert run.status is RunStatus.COMPLETED, run.message
    with ctx.unit_of_work(read_only=True) as uow:
        schedule = schedules.get_published(ctx, OPERATOR)
        requests = {key: uow.booking_requests.get(key) for key in {slot.request_id for slot in schedule.slots}}
        machines = {machine.id: machine for machine in uow.machines.list()}
        yield Planned(schedule, uow, requests, machines, park_calendar(uow))


def test_there_is_something_to_hold_against_the_rules(planned: Planned) -> None:
    """Every check below would pass on an empty plan."""
    assert len(planned.schedule.slots) > 100
    assert any(len(request.operations) > 2 for request in planned.requests.values())


def test_machines_are_open_for_all_of_it(planned: Planned) -> None:
    """Work would lie on a holiday, in a repair, or run over the end of a shift."""
    window = planned.schedule.window
    for machine in planned.machines.values():
        opened = open_windows(planned.uow, planned.calendar, machine, window.start, window.end)
        for slot in on(planned, machine):
            assert any(start <= slot.start and slot.end <= end for start, end in opened), slot


def test_machines_do_one_thing_at_a_time_and_are_changed_over(planned: Planned) -> None:
    """Two tenants would meet at one machine, or one would find it set up for another gas."""
    tables = {table.name: table for table in planned.uow.changeover_tables.list()}
    for machine in planned.machines.values():
        for before, after in pairwise(on(planned, machine)):
            least = timedelta(0)
            f, g = planned.operation(before).family, planned.operation(after).family
            if machine.changeover_table and f and g:
                table = tables[machine.changeover_table]
                least = timedelta(minutes=table.minutes[table.families.index(f)][table.families.index(g)])
            assert after.start - before.end >= least, (before, after)


def test_machines_can_do_it_for_this_tenant(planned: Planned) -> None:
    """A machine would be used that lacks the capability, the family or the leave."""
    for slot in planned.schedule.slots:
        operation = planned.operation(slot)
        for machine in planned.used(slot):
            assert machine.active
            assert machine.is_open_to(slot.tenant_id)
            assert operation.family is None or machine.families is None or operation.family in machine.families
            assert operation.capability in (None, machine.capability)
        if operation.alternatives:
            assert slot.machine_ids in [way.machine_ids for way in operation.alternatives]


def test_dates_of_the_request_are_kept(planned: Planned) -> None:
    """Work would begin before the material is there, or end after the deadline."""
    for slot in planned.schedule.slots:
        request = planned.requests[slot.request_id]
        assert request.not_before <= slot.start
        assert slot.end <= request.deadline


def test_work_gets_the_time_it_takes(planned: Planned) -> None:
    """Setup, processing at the speed of the machine, and teardown; parts of a split operation add up."""
    for slots in by_operation(planned).values():
        operation, total = planned.operation(slots[0]), timedelta(0)
        for slot in slots:
            used = planned.used(slot)
            setup = max(m.setup for m in used) if operation.setup is None else operation.setup
            teardown = max(m.teardown for m in used) if operation.teardown is None else operation.teardown
            assert slot.processing_start - slot.start >= setup
            assert slot.end - slot.processing_end >= teardown
            total += slot.processing_end - slot.processing_start
        least = max(m.processing_time(operation.least_duration) for m in planned.used(slots[0]))
        assert total >= (operation.least_duration if operation.splittable else least), slots
        assert operation.splittable or len(slots) == 1


def test_chains_run_in_order_with_their_lags_and_ways(planned: Planned) -> None:
    """A part would be bent before it is cut, or while it is on the way."""
    travel = {(way.from_site, way.to_site): way.duration for way in planned.uow.settings.get().travel}
    found = by_operation(planned)
    for request in planned.requests.values():
        for link in request.all_links:
            before, after = found[request.id, link.before], found[request.id, link.after]
            sites = (planned.used(before[-1])[0].site, planned.used(after[0])[0].site)
            lag = after[0].start - before[-1].end
            assert lag >= link.min_lag + travel.get(sites, timedelta(0))
            assert link.max_lag is None or lag <= link.max_lag


def test_tenants_and_skilled_people_are_not_overdrawn(planned: Planned) -> None:
    """More would run at once than the tenant may, or than there are welders at that hour."""
    for tenant in planned.uow.tenants.list():
        own = [(slot, 1) for slot in planned.schedule.slots if slot.tenant_id == tenant.id]
        for moment, running in loads(own):
            assert tenant.max_concurrent is None or running <= tenant.max_concurrent, (tenant.id, moment)
    for skill in planned.uow.skills.list():
        need = [
            (slot, demand.people)
            for slot in planned.schedule.slots
            for demand in planned.operation(slot).skills
            if demand.skill_id == skill.id
        ]
        patterns = [shift.shift_pattern for shift in skill.shifts]
        for moment, busy in loads(need, edges(planned, patterns)):
            there = sum(
                shift.people for shift in skill.shifts if is_open(planned.calendar, shift.shift_pattern, moment)
            )
            assert busy <= there, (skill.id, moment)


def on(planned: Planned, machine: Machine) -> list[Slot]:
    """Return the slots of a machine, by start."""
    return sorted((s for s in planned.schedule.slots if machine.id in s.machine_ids), key=lambda s: s.start)


def by_operation(planned: Planned) -> dict[tuple[str, int], list[Slot]]:
    """Return the slots of each operation, by start."""
    found: dict[tuple[str, int], list[Slot]] = {}
    for slot in sorted(planned.schedule.slots, key=lambda slot: slot.start):
        found.setdefault((slot.request_id, slot.operation), []).append(slot)
    return found


def loads(held: Iterable[tuple[Slot, int]], moments: Iterable[datetime] = ()) -> Iterator[tuple[datetime, int]]:
    """Yield what is held at once at each moment at which it may be too much: where something begins, and at these."""
    listed = list(held)
    for moment in {*(slot.start for slot, _ in listed), *moments}:
        yield moment, sum(units for slot, units in listed if slot.start <= moment < slot.end)


def edges(planned: Planned, patterns: Iterable[str]) -> list[datetime]:
    """Return when shifts begin and end."""
    window = planned.schedule.window
    periods = (p for name in patterns for p in planned.calendar.open_intervals(name, window.start, window.end))
    return [edge for period in periods for edge in period]


def is_open(calendar: ParkCalendar, pattern: str, moment: datetime) -> bool:
    """Return whether a shift pattern is open at a moment."""
    periods: tuple[Period, ...] = calendar.open_intervals(pattern, moment - _DAY, moment + _DAY)
    return any(start <= moment < end for start, end in periods)
