"""Every fault of park files is told with its place, its value and its cure, and all of them at once.

Over 150 lines because each kind of fault has its own example.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scheduler.parkfiles.errors import ParkFileError
from scheduler.parkfiles.read import read_park
from tests.scheduler.parkfiles.small import CONTEXT, SMALL, faults, write

if TYPE_CHECKING:
    from pathlib import Path


def _only(folder: Path, **changed: str | None) -> str:
    (fault,) = faults(folder, **changed)
    return str(fault)


def test_a_row_short_of_a_column(tmp_path: Path) -> None:
    """Values would slip under the wrong header."""
    told = _only(tmp_path, tenants="id,name,share,max_concurrent\na,甲,2,\nb,乙\n")
    assert (
        told
        == "tenants.csv, row 3: has 2 values for 4 columns; add share, max_concurrent (a value left out keeps its comma)"
    )


def test_a_row_with_a_value_too_many(tmp_path: Path) -> None:
    """A name with a comma in it would shift everything after it."""
    told = _only(tmp_path, tenants="id,name,share\na,甲,乙,2\nb,丙,1\n")
    assert "tenants.csv, row 2: has 4 values for 3 columns; quote values" in told


CELL_FAULTS = [
    (
        "tenants",
        "b,乙公司,1",
        "b,乙公司,many",
        "tenants.csv, row 3, column share: 'many' is no whole number; use a whole number of at least 1",
    ),
    ("tenants", "b,乙公司,1", "b,,1", "tenants.csv, row 3, column name: is empty; name in Chinese"),
    (
        "tenants",
        "b,乙公司,1,1\n",
        "b,乙公司,1,1\nA,丙公司,1,\n",
        "tenants.csv, row 4, column id: 'a' is given twice, first in row 2; give each once",
    ),
    (
        "machines",
        "cut-2,切割机,laser-cutting,W1,白班",
        "cut-2,切割机,laser-cutting,W1,早班",
        "machines.csv, row 3, column 班次: '早班' is not in shifts (班次); add it there, or use 白班, 夜班, 24/7",
    ),
    (
        "machines",
        "gas,N2",
        "gas,Ar",
        "machines.csv, row 2, column 初始材料: 'Ar' is not in the changeover table of the machine; use N2, O2",
    ),
    (
        "machines",
        ",,a;b",
        ",,a;c",
        "machines.csv, row 4, column 开放企业: 'c' is not in tenants (企业); add it there, or use a, b",
    ),
    (
        "shifts",
        "夜班,周一至周五",
        "白班,周八",
        "shifts.csv, row 4, column 星期: '周八' is no list of weekdays; write 1-5, 周一至周五, Mon-Fri or 每天; Monday is 1",
    ),
    (
        "shifts",
        "13:00,17:30,否",
        "13:00,17:30,是",
        "shifts.csv, row 3, column 节假日上班: 'yes' differs from row 2 of the same shift; say the same in all its rows",
    ),
    (
        "changeovers",
        "gas,O2,N2,35\n",
        "",
        "changeovers.csv, row 2, column changeover: 'gas' lacks 1 pairs; add O2 > N2",
    ),
    (
        "skills",
        "夜班,1",
        "白班,1",
        "skills.csv, row 3, column skill: 'welder, 白班' is given twice, first in row 2; give each once",
    ),
    ("travel", "W1,W2", "W1,W9", "travel.csv, row 2, column to_site: 'W9' is a site without machines; use W1, W2"),
    (
        "closures",
        "2026-12-01,2026-12-01,,",
        "2026-12-01 08:00,2026-12-01 08:00,,",
        "closures.csv, row 2, column end: '2026-12-01 08:00+08:00' is not after the start; let it end later",
    ),
    (
        "closures",
        "11-28,2026-11-28,,是",
        "11-28,2026-11-28,cut-1,是",
        "closures.csv, row 3, column machine: 'cut-1' stands beside a day that is worked; leave it empty; working days are the whole park's",
    ),
    (
        "closures",
        "2026-11-28,2026-11-28,",
        "2026-11-28 08:00,2026-11-28,",
        "closures.csv, row 3, column start: '2026-11-28 08:00+08:00' is not a whole day; give dates without times for working days",
    ),
    (
        "outages",
        "cut-1,",
        "cut-9,",
        "outages.csv, row 2, column machine: 'cut-9' is not in machines (设备); add it there, or use cut-1, cut-2, weld-1",
    ),
    (
        "park",
        "小园区,CN\n",
        "小园区,CN\n大园区,CN\n",
        "park.csv, row 3, column name: '大园区' is a second park; keep one row",
    ),
    ("requests", "R2,b,", "R2,,", "requests.csv, row 4, column tenant: is empty; the first row of a request says it"),
    ("requests", "D+4 12:00", "", "requests.csv, row 4, column deadline: is empty; the first row of a request says it"),
    (
        "requests",
        "R1,,,,,,,2",
        "R1,b,,,,,,2",
        "requests.csv, row 3, column tenant: 'b' differs from row 2 of the same request; say it in the first row only",
    ),
    (
        "requests",
        "laser-cutting",
        "laser-cuting",
        "requests.csv, row 2, column capability: 'laser-cuting' is offered by no machine; use laser-cutting, welding",
    ),
    (
        "requests",
        "cut-1;cut-2",
        "cut-1;cut-3",
        "requests.csv, row 4, column machines: 'cut-3' is not in machines (设备); add it there, or use cut-1, cut-2, weld-1",
    ),
    (
        "requests",
        "welder*2",
        "painter",
        "requests.csv, row 3, column skills: 'painter' is not in skills (技能); add it there, or use welder",
    ),
    (
        "requests",
        "1.5,,30,2",
        "1.5,,30,",
        "requests.csv, row 4, column max_parts: is empty; a splittable operation has a least part and a greatest number of parts",
    ),
    (
        "requests",
        "R2,b,单件,,,,D+4 12:00,,,cut-1;cut-2,O2,,40,1.5,,30,2,,,",
        "R2,b,单件,,,,D+4 12:00,,,cut-1;cut-2,O2,,40,1.5,,30,2,,15,",
        "requests.csv, row 4, column min_lag: '0:15:00' stands at the first step; leave it empty; it counts from the step before",
    ),
]


@pytest.mark.parametrize(("table", "old", "new", "told"), CELL_FAULTS)
def test_one_fault_is_told_with_its_place_value_and_cure(
    tmp_path: Path, table: str, old: str, new: str, told: str
) -> None:
    """Somebody with 300 rows could not find the wrong cell, or what to write in it."""
    assert SMALL[table].count(old) == 1
    assert _only(tmp_path, **{table: SMALL[table].replace(old, new)}) == told


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """A file with five mistakes would take five attempts."""
    told = faults(
        tmp_path,
        tenants="id,name,share\na,甲,0\n中,乙,x\n",
        machines=SMALL["machines"].replace("150", "fast"),
        requests=SMALL["requests"].replace("D+5", "someday"),
    )
    places = [(fault.source, fault.row, fault.column) for fault in told]
    assert places == [
        ("machines.csv", 2, "速度"),
        ("requests.csv", 2, "deadline"),
        ("tenants.csv", 2, "share"),
        ("tenants.csv", 3, "id"),
        ("tenants.csv", 3, "share"),
    ]


def test_headers_unknown_missing_or_twice(tmp_path: Path) -> None:
    """A misspelt column would be left out in silence."""
    told = [str(fault) for fault in faults(tmp_path, tenants="id,企业编号,shares,name\na,a,2,甲\n")]
    assert told[0].startswith("tenants.csv, row 1: '企业编号' is given twice (id and 企业编号 are one); keep one")
    assert told[1].startswith("tenants.csv, row 1: 'shares' is no column of this table; use one of id (企业编号), name")
    assert told[2] == "tenants.csv, row 1: has no column share (份额); add it"
    assert len(told) == 3


def test_files_unknown_missing_empty_or_twice(tmp_path: Path) -> None:
    """A misspelt file would be left out in silence."""
    (tmp_path / "machine.csv").write_text(SMALL["machines"], "utf-8")
    (tmp_path / "企业.csv").write_text(SMALL["tenants"], "utf-8")
    (tmp_path / "README.md").write_text("not read", "utf-8")
    told = [str(fault) for fault in faults(tmp_path, machines=None, closures="\n\n")]
    assert told[0].startswith("closures.csv: is empty; give it a header row")
    assert told[1].startswith("machine.csv: is no table of a park; name it as one of park (园区), tenants (企业)")
    assert told[2] == "企业.csv: is the same table as tenants.csv; keep one of the two"
    assert len(told) == 4
    assert told[3].endswith("has no table machines (设备); add it; `equishare load --template` writes one")


def test_what_is_no_park_at_all(tmp_path: Path) -> None:
    """A wrong path would give a traceback."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "park.xls").write_bytes(b"old")
    cases = {"empty": "has no .csv file", "missing": "does not exist", "park.xls": "is no folder and no .xlsx workbook"}
    for name, told in cases.items():
        with pytest.raises(ParkFileError, match=told):
            read_park(tmp_path / name, CONTEXT)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """A picture named machines.csv would give a traceback."""
    write(tmp_path)
    (tmp_path / "machines.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe\xff")
    with pytest.raises(ParkFileError, match="is neither UTF-8 nor GB18030; save it as 'CSV UTF-8'"):
        read_park(tmp_path, CONTEXT)


def test_a_quote_that_never_ends(tmp_path: Path) -> None:
    """Half of a file would be one cell."""
    assert "tenants.csv: is no CSV" in _only(tmp_path, tenants='id,name,share\na,"甲,1\nb,乙,1\n')
