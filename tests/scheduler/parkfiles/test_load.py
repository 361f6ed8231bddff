"""Park files through the load service: the example park comes in whole, twice the same, and broken rules name their row."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.access import system_actor
from scheduler.domain.ids import random_ids
from scheduler.errors import RefusedError
from scheduler.parkfiles import example_park, load_park_folder, write_template
from scheduler.parkfiles.origins import to_faults
from scheduler.parkfiles.rows import ParkRows
from scheduler.parkfiles.sheets import sheets
from scheduler.services.context import Context
from scheduler.services.load import load_park
from scheduler.storage.memory import MemoryStorage
from tests.scheduler.parkfiles.small import FIRST_DAY, SHANGHAI, SMALL, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(name="context")
def _context() -> Context:
    evening = datetime(2026, 11, 23, 12, tzinfo=UTC)
    return Context(storage=MemoryStorage().unit_of_work, clock=lambda: evening, ids=random_ids(lambda: evening))


def test_the_example_park_comes_in_whole_and_twice_the_same(context: Context) -> None:
    """The demonstration would fail at its first step, or a second load double the park."""
    park = load_park_folder(example_park(), SHANGHAI, first_day=FIRST_DAY)
    first = load_park(context, system_actor(), park)
    assert first.created["requests"] == len(park.requests)
    assert first.created["machines"] == 29
    second = load_park(context, system_actor(), park)
    assert (second.created, second.updated) == ({}, {})


def test_times_are_told_by_the_clocks_of_the_park(tmp_path: Path, context: Context) -> None:
    """A planner who wrote the 1st of November would be told of the 31st of October, 16:00."""
    write(tmp_path, requests=SMALL["requests"].replace("D+0 08:00,D+3,D+5", "2026-11-01,D+3,D+5"))
    park = load_park_folder(tmp_path, SHANGHAI, first_day=FIRST_DAY)
    with pytest.raises(RefusedError) as caught:
        load_park(context, system_actor(), park)
    (fault,) = to_faults(caught.value.refusals, park.rows, SHANGHAI)
    assert fault.message == "2026-11-01 00:00 is in the past"
    assert fault.cure.startswith("give a time from 2026-11-23 20:00 on")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("D+0 08:00,D+3,D+5", "D+6,,D+5", "requests.csv, row 2, column deadline (最迟完成): "),
        ("D+0 08:00,D+3,D+5", "2026-11-01,D+3,D+5", "requests.csv, row 2, column earliest start (最早开始): "),
        ("N2,90,", "N2,,", "requests.csv, row 2: "),
        (",weld-1,,1:30,", ",weld-1,,400h,", "requests.csv, row 3, column duration (时长): "),
        ("0:30,8h", "9h,8h", "requests.csv, row 3: lags"),
        (",,60,,,welder", ",,600,,,welder", "requests.csv, row 3, column min duration (最短时长): "),
        ("30,2,,,", "300,2,,,", "requests.csv, row 4, column min part (最短分段): "),
    ],
)
def test_a_broken_rule_is_told_by_its_row(tmp_path: Path, context: Context, old: str, new: str, told: str) -> None:
    """Somebody with a spreadsheet would be given a JSON pointer, or the park would be half loaded."""
    assert SMALL["requests"].count(old) == 1
    write(tmp_path, requests=SMALL["requests"].replace(old, new))
    park = load_park_folder(tmp_path, SHANGHAI, first_day=FIRST_DAY)
    with pytest.raises(RefusedError) as caught:
        load_park(context, system_actor(), park)
    assert str(to_faults(caught.value.refusals, park.rows, SHANGHAI)[0]).startswith(told)
    with context.unit_of_work(read_only=True) as uow:
        assert uow.machines.list() == ()


def test_the_example_park_as_a_workbook_is_the_same_park(tmp_path: Path) -> None:
    """A park that is kept in Excel would be another one than the same park in CSV files."""
    contents = {}
    for key, sheet in sheets().items():
        keys = {column.zh: column.key for column in sheet.columns}
        with (example_park() / f"{key}.csv").open(encoding="utf-8-sig", newline="") as file:
            contents[key] = [{keys[name]: cell for name, cell in row.items()} for row in csv.DictReader(file)]
    write_template(tmp_path / "park.xlsx", contents)
    folder, book = (
        replace(load_park_folder(path, SHANGHAI, first_day=date(2026, 11, 24)), rows=ParkRows())
        for path in (example_park(), tmp_path / "park.xlsx")
    )
    assert folder == book
