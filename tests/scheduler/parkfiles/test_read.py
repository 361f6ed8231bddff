"""Reading a folder of CSV files: every spelling that Excel writes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.parkfiles.read import read_park
from tests.scheduler.parkfiles.small import CONTEXT, SMALL, read

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.parkfiles.rows import ParkRows


@pytest.fixture(name="rows")
def _rows(tmp_path: Path) -> ParkRows:
    return read(tmp_path)


def test_every_table_is_read(rows: ParkRows) -> None:
    """A table would be left out in silence."""
    counts = {key: len(getattr(rows, key)) for key in SMALL}
    assert counts == {key: text.count("\n") - 1 for key, text in SMALL.items()}


def test_cells_become_values_and_rows_keep_their_numbers(rows: ParkRows) -> None:
    """A machine would lose its speed, its tenants or the place to tell a fault at."""
    first, _, weld = rows.machines
    assert (first.row, first.id, first.speed, first.shift, first.changeover) == (2, "cut-1", 150, "24/7", "gas")
    assert first.setup == timedelta(minutes=10)
    assert (weld.speed, weld.open_to, weld.setup) == (100, ("a", "b"), timedelta(0))
    assert rows.shifts[2].start == time(22)
    assert rows.shifts[2].end == time(6)
    assert rows.outages[0].start == datetime(2026, 11, 26, tzinfo=UTC)
    assert rows.requests[1].max_lag == timedelta(hours=8)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_of_excel_in_china(tmp_path: Path, rows: ParkRows, encoding: str) -> None:
    """A file saved as plain CSV in China would come out as garbage."""
    for name, text in SMALL.items():
        (tmp_path / f"{name}.csv").write_bytes(text.encode(encoding))
    assert read_park(tmp_path, CONTEXT) == rows


@pytest.mark.parametrize("delimiter", [";", "\t", "，"])
def test_delimiters_of_other_lands(tmp_path: Path, rows: ParkRows, delimiter: str) -> None:
    """A file with semicolons, as Excel writes it where the comma is decimal, would be one column."""
    listed = {
        "machines": SMALL["machines"].replace("a;b", "a、b"),
        "requests": SMALL["requests"].replace("1;c", "1、c"),
    }
    changed = {name: text.replace(",", delimiter) for name, text in (SMALL | listed).items()}
    assert read(tmp_path, **changed) == rows


def test_headers_in_either_language_and_mixed(tmp_path: Path, rows: ParkRows) -> None:
    """A file with some headers translated would be refused."""
    tenants = SMALL["tenants"].replace("id,name,share,max_concurrent", "企业编号,Name*,份额（整数）,MAX CONCURRENT")
    assert read(tmp_path, tenants=tenants).tenants == rows.tenants


def test_a_second_header_row_and_empty_rows_are_skipped(tmp_path: Path) -> None:
    """The template's header row in the other language would be read as a tenant."""
    text = "\n企业编号,企业名称,份额\nid,name,share\n,,\na,甲,1\n\n　,,\nb,乙,1\n"
    assert [(t.row, t.id) for t in read(tmp_path, tenants=text).tenants] == [(5, "a"), (8, "b")]


def test_a_quoted_line_break_keeps_the_numbers_right(tmp_path: Path) -> None:
    """Rows after a title of two lines would be told with the wrong number."""
    text = 'id,name,share\na,"甲\n公司",1\nb,乙,1\n'
    assert [t.row for t in read(tmp_path, tenants=text).tenants] == [2, 4]


def test_optional_tables_may_be_left_out(tmp_path: Path) -> None:
    """A park without closures or requests could not be loaded."""
    left_out = dict.fromkeys(("park", "travel", "closures", "outages", "requests"))
    assert read(tmp_path, **left_out).requests == ()
