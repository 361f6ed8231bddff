"""From rows to the domain: what park files say is what the park is."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.booking import Alternative, Link, PriorityClass, SkillDemand, Splittable
from scheduler.domain.calendar import DayOverride, LocalSpan
from scheduler.domain.machine import SkillShift
from scheduler.domain.park import Travel
from scheduler.domain.refusal import Refusal
from scheduler.domain.time_off import OutageKind
from scheduler.parkfiles.load import load_park_folder
from scheduler.parkfiles.origins import to_faults
from scheduler.parkfiles.sheets import sheets
from tests.scheduler.parkfiles.small import FIRST_DAY, SHANGHAI, SMALL, write

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.parkfiles.park import ParkContent


@pytest.fixture(name="park")
def _park(tmp_path: Path) -> ParkContent:
    return load_park_folder(write(tmp_path), SHANGHAI, first_day=FIRST_DAY)


def test_each_column_is_a_field_of_its_row() -> None:
    """A column would be read and then lost, or a row could not be made."""
    for sheet in sheets().values():
        # The fields of the record, known only by its class.
        named = {field.name for field in fields(sheet.record)} - {"row"}
        assert {column.key for column in sheet.columns} == named


def test_no_two_columns_of_a_table_share_a_header() -> None:
    """A header would mean two things."""
    for sheet in sheets().values():
        names = [name for column in sheet.columns for name in (column.key, column.zh)]
        assert len(set(names)) == len(names), sheet.key


def test_settings(park: ParkContent) -> None:
    """The make-up day, the zone or the way between workshops would be lost."""
    assert (park.settings.name, park.settings.zone, park.settings.holiday_region) == ("小园区", "Asia/Shanghai", "CN")
    assert park.settings.day_overrides == (DayOverride(day=date(2026, 11, 28), is_open=True),)
    way = timedelta(minutes=15)
    assert park.settings.travel == (
        Travel(from_site="W1", to_site="W2", duration=way),
        Travel(from_site="W2", to_site="W1", duration=way),
    )


def test_shift_patterns_of_several_rows(park: ParkContent) -> None:
    """The afternoon would replace the morning, or Saturday be worked."""
    day, night = park.shift_patterns
    assert day.weekly[0] == (LocalSpan(time(8), time(12)), LocalSpan(time(13), time(17, 30)))
    assert day.weekly[5] == ()
    assert night.weekly[4] == (LocalSpan(time(22), time(6)),)


def test_changeovers_keep_their_direction(park: ParkContent) -> None:
    """The matrix would be transposed: from oxygen to nitrogen takes 35 minutes, the other way 20."""
    (table,) = park.changeover_tables
    assert (table.families, table.minutes) == (("N2", "O2"), ((0, 20), (35, 0)))


def test_skills_add_up_by_shift(park: ParkContent) -> None:
    """The night's welder would replace the day's two."""
    (skill,) = park.skills
    assert (skill.id, skill.name) == ("welder", "持证焊工")
    assert skill.shifts == (SkillShift(shift_pattern="白班", people=2), SkillShift(shift_pattern="夜班", people=1))


def test_machines_and_tenants(park: ParkContent) -> None:
    """An empty list of tenants would close a machine to all instead of opening it."""
    first, _, weld = park.machines
    assert (first.speed_percent, first.open_to, first.families, first.initial_family) == (150, None, None, "N2")
    assert weld.open_to == ("a", "b")
    assert [(t.id, t.share, t.max_concurrent) for t in park.tenants] == [("a", 2, None), ("b", 1, 1)]


def test_time_off(park: ParkContent) -> None:
    """A closure would be shifted by the zone, or a make-up day close the park."""
    (closure,) = park.closures
    assert (closure.start, closure.end) == (
        datetime(2026, 11, 30, 16, tzinfo=UTC),
        datetime(2026, 12, 1, 16, tzinfo=UTC),
    )
    assert closure.machine_ids is None
    assert [(o.machine_id, o.kind) for o in park.outages] == [("cut-1", OutageKind.MAINTENANCE)]


def test_rows_of_one_number_are_one_request_in_the_order_of_its_steps(park: ParkContent) -> None:
    """A chain would come out as single jobs, or in the order of the lines."""
    chain, single = park.requests
    assert (chain.external_reference, chain.tenant_id, chain.priority) == ("R1", "a", PriorityClass.URGENT)
    assert [op.capability for op in chain.operations] == ["laser-cutting", None]
    assert chain.links == (Link(before=0, after=1, min_lag=timedelta(minutes=30), max_lag=timedelta(hours=8)),)
    assert chain.earliest_start == datetime(2026, 11, 24, tzinfo=UTC)
    assert chain.due == datetime(2026, 11, 27, 16, tzinfo=UTC)
    assert chain.deadline == datetime(2026, 11, 29, 16, tzinfo=UTC)
    assert chain.operations[1].skills == (SkillDemand(skill_id="welder", people=2),)
    assert chain.operations[1].min_duration == timedelta(hours=1)
    assert single.links is None
    (operation,) = single.operations
    assert operation.alternatives == (Alternative(machine_ids=("cut-1",)), Alternative(machine_ids=("cut-2",)))
    assert operation.standard_duration == timedelta(hours=1)
    assert operation.splittable == Splittable(min_part=timedelta(minutes=30), max_parts=2)


def test_steps_are_sorted_wherever_they_stand(tmp_path: Path) -> None:
    """A file sorted by machine would weld before it cuts."""
    head, first, second, third = SMALL["requests"].splitlines()
    moved = second.replace("R1,,,,,,,", "R1,a,支架,加急,D+0 08:00,D+3,D+5,")
    swapped = [head, moved, third, first]
    write(tmp_path, requests="\n".join(swapped))
    chain = load_park_folder(tmp_path, SHANGHAI, first_day=FIRST_DAY).requests[0]
    assert [op.capability for op in chain.operations] == ["laser-cutting", None]


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("/machines/2/speed_percent", "machines.csv, row 4, column speed (速度)"),
        ("/tenants/1/share", "tenants.csv, row 3, column share (份额)"),
        ("/requests/0/deadline", "requests.csv, row 2, column deadline (最迟完成)"),
        ("/requests/0/operations/1/min_duration", "requests.csv, row 3, column min duration (最短时长)"),
        ("/requests/0/operations/1/alternatives/0/machine_ids/0", "requests.csv, row 3, column machines (设备)"),
        ("/requests/0/links/0/max_lag", "requests.csv, row 3, column max lag (最长间隔)"),
        ("/requests/1/operations/0", "requests.csv, row 4"),
        ("/requests/1", "requests.csv, row 4"),
        ("/requests/1/operations/0/splittable/max_parts", "requests.csv, row 4, column max parts (最多分段)"),
        ("/outages/0/machine_id", "outages.csv, row 2, column machine (设备)"),
        ("/closures/0/end", "closures.csv, row 2, column end (结束)"),
        ("/settings/zone", "/settings/zone"),
        ("", "/"),
    ],
)
def test_what_the_rules_refuse_is_told_where_it_was_written(park: ParkContent, pointer: str, place: str) -> None:
    """A rule broken in row 217 would be told with a pointer that nobody with a spreadsheet can follow."""
    (fault,) = to_faults([Refusal(rule="r", pointer=pointer, message="is bad", cure="mend it")], park.rows, SHANGHAI)
    assert str(fault) == f"{place}: is bad; mend it"
