"""The example park is whole, asks for what is said of it, and the generator writes it."""

from __future__ import annotations

import importlib
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.calendar import ParkCalendar, machine_windows
from scheduler.domain.machine import round_the_clock
from scheduler.domain.policy import BookingPolicy
from scheduler.domain.rules.judge import judge
from scheduler.domain.rules.surroundings import Surroundings
from scheduler.parkfiles import example_park, load_park_folder
from scheduler.parkfiles.write import csv_text
from tests.scheduler.parkfiles.small import SHANGHAI

if TYPE_CHECKING:
    from scheduler.domain.booking import Operation, RequestTerms
    from scheduler.domain.calendar import Period
    from scheduler.parkfiles import ParkContent

FIRST_DAY = date(2026, 11, 23)


@pytest.fixture(name="park", scope="module")
def _park() -> ParkContent:
    return load_park_folder(example_park(), SHANGHAI, first_day=FIRST_DAY)


def _standard_minutes(requests: list[RequestTerms], capability: str) -> float:
    operations = [op for request in requests for op in request.operations if op.capability == capability]
    return sum(op.standard_duration / timedelta(minutes=1) for op in operations)


def test_the_generator_writes_what_is_there() -> None:
    """The park in the repository would be another one than its generator makes."""
    generator = importlib.import_module("examples.make_qilu_park")
    written = (example_park() / "requests.csv").read_text("utf-8-sig")
    assert csv_text("requests", generator.requests()) == written


def test_the_park_is_as_large_as_it_says(park: ParkContent) -> None:
    """A demonstration would show less than the README promises."""
    assert len(park.tenants) == 11
    assert len(park.machines) == 29
    assert len({machine.capability for machine in park.machines}) == 8
    assert len({machine.site for machine in park.machines}) == 8
    assert 220 <= len(park.requests) <= 300
    assert {len(request.operations) for request in park.requests} == {1, 2, 3, 4, 5}
    operations = [op for request in park.requests for op in request.operations]
    for shown in ("min_duration", "splittable", "quantity", "skills", "alternatives"):
        assert any(getattr(op, shown) for op in operations), shown


def test_some_changeovers_differ_by_direction(park: ParkContent) -> None:
    """The park would not show what a symmetric model gets wrong."""
    for table in park.changeover_tables:
        transposed = tuple(zip(*table.minutes, strict=True))
        assert table.minutes != transposed, table.name


@pytest.mark.parametrize("capability", ["laser-cutting", "laser-welding", "coordinate-measuring", "x-ray"])
def test_the_first_week_asks_for_about_what_there_is(park: ParkContent, capability: str) -> None:
    """Everything would fit, or hardly anything, and there would be nothing to decide."""
    start = datetime.combine(FIRST_DAY, time(0), SHANGHAI).astimezone(UTC)
    week = (start, start + timedelta(days=7))
    calendar = ParkCalendar(zone=SHANGHAI, patterns=(*park.shift_patterns, round_the_clock()))
    open_minutes = 0.0
    for machine in park.machines:
        if machine.capability == capability:
            off = [(o.start, o.end) for o in park.outages if o.machine_id == machine.id]
            windows = machine_windows(calendar, machine.shift_pattern, *week, off)
            minutes = sum((end - begin) / timedelta(minutes=1) for begin, end in windows)
            open_minutes += minutes * machine.speed_percent / 100
    asked = [r for r in park.requests if r.earliest_start is not None and r.earliest_start < week[1]]
    assert 0.85 <= _standard_minutes(asked, capability) / open_minutes <= 1.15


@pytest.mark.parametrize("first_day", [FIRST_DAY, date(2026, 11, 28), date(2026, 9, 30), date(2027, 2, 5)])
def test_every_request_may_come_in_on_any_day(first_day: date) -> None:
    """The demonstration would fail on a weekend, in the Golden Week, or next year."""
    park = load_park_folder(example_park(), SHANGHAI, first_day=first_day)
    evening = datetime.combine(first_day, time(0), SHANGHAI).astimezone(UTC) - timedelta(hours=4)
    around = Surroundings(
        now=evening,
        policy=BookingPolicy(),
        tenants={tenant.id: tenant for tenant in park.tenants},
        machines={machine.id: machine for machine in park.machines},
        skills={skill.id: skill for skill in park.skills},
        changeover_tables={table.name: table for table in park.changeover_tables},
    )
    told = {r.external_reference: refusals for r in park.requests if (refusals := judge(r, around))}
    assert told == {}


def _has_room(park: ParkContent, calendar: ParkCalendar, operation: Operation, period: Period) -> bool:
    """Return whether an operation fits into some window of some machine, were it alone in the park."""
    for machine in park.machines:
        if machine.capability == operation.capability:
            off = [(o.start, o.end) for o in park.outages if o.machine_id == machine.id]
            needed = machine.processing_time(operation.least_duration)
            windows = machine_windows(calendar, machine.shift_pattern, *period, off)
            if any(end - begin >= needed for begin, end in windows):
                return True
    return False


@pytest.mark.parametrize("weekday", range(7))
def test_two_requests_can_never_be_placed(weekday: int) -> None:
    """The demonstration would not show how the program tells what is impossible, or on some weekdays show more of it."""
    first_day = FIRST_DAY + timedelta(days=weekday)
    park = load_park_folder(example_park(), SHANGHAI, first_day=first_day)
    start = datetime.combine(first_day, time(0), SHANGHAI).astimezone(UTC)
    calendar = ParkCalendar(zone=SHANGHAI, patterns=(*park.shift_patterns, round_the_clock()))
    impossible = []
    for request in park.requests:
        whole = [op for op in request.operations if op.capability is not None and op.splittable is None]
        period = (request.earliest_start or start, request.deadline)
        if not all(_has_room(park, calendar, operation, period) for operation in whole):
            impossible.append(request.title)
    assert sorted(impossible) == ["探伤室停机期间的探伤", "连续测量 14 小时（任何班次都装不下）"]
