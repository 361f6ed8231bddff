"""Workbooks in and out: the template is filled in and read again, and Excel's own types are understood."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import openpyxl
import pytest

from scheduler.parkfiles.errors import ParkFileError
from scheduler.parkfiles.read import read_park
from scheduler.parkfiles.sheets import sheets
from scheduler.parkfiles.write import csv_text, write_csv_folder, write_template
from tests.scheduler.parkfiles.small import CONTEXT

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.parkfiles.rows import ParkRows

#: What somebody types into the template, by sheet and column.
TYPED = {
    "park": [{"name": "小园区", "holidays": "CN"}],
    "tenants": [{"id": "a", "name": "=甲公司", "share": "2"}, {"id": "b", "name": "-乙", "share": "1"}],
    "shifts": [{"shift": "白班", "weekdays": "1-5", "start": "08:00", "end": "17:30"}],
    "skills": [{"skill": "welder", "shift": "白班", "capacity": "2"}],
    "machines": [
        {"id": "cut-1", "name": "+切割", "capability": "laser-cutting", "site": "W1", "shift": "白班", "open_to": "a;b"}
    ],
    "closures": [{"start": "D+2", "end": "D+2", "reason": "@停电"}],
    "outages": [{"machine": "cut-1", "start": "+3d 08:00", "end": "D+3 12:00", "planned": "否"}],
    "requests": [
        {"request": "R1", "tenant": "a", "deadline": "D+5", "capability": "laser-cutting", "duration": "1:30"}
    ],
}


def _without_rows(rows: ParkRows) -> dict[str, list[str]]:
    """Return the rows as text without their numbers and sources, which differ from file to file."""
    return {
        key: [str({f: getattr(r, f) for f in r.__slots__ if f != "row"}) for r in getattr(rows, key)]
        for key in sheets()
    }


def test_a_template_that_was_filled_in_is_read(tmp_path: Path) -> None:
    """The program could not read what it told people to fill in."""
    write_template(tmp_path / "park.xlsx", TYPED)
    rows = read_park(tmp_path / "park.xlsx", CONTEXT)
    assert {key: len(getattr(rows, key)) for key in TYPED} == {key: len(listed) for key, listed in TYPED.items()}
    assert rows.tenants[0].name == "=甲公司"
    assert rows.tenants[0].row == 3
    assert rows.outages[0].start == datetime(2026, 11, 27, tzinfo=UTC)


@pytest.mark.parametrize("chinese", [True, False])
def test_a_workbook_and_a_folder_say_the_same(tmp_path: Path, *, chinese: bool) -> None:
    """A park would be another one when it is kept in CSV files."""
    write_template(tmp_path / "park.xlsx", TYPED)
    write_csv_folder(tmp_path / "park", TYPED, chinese=chinese)
    book = read_park(tmp_path / "park.xlsx", CONTEXT)
    assert _without_rows(read_park(tmp_path / "park", CONTEXT)) == _without_rows(book)


def test_the_empty_template_says_what_is_missing(tmp_path: Path) -> None:
    """An empty template would be taken for a park without machines, or give a traceback."""
    write_template(tmp_path / "park.xlsx")
    with pytest.raises(ParkFileError) as caught:
        read_park(tmp_path / "park.xlsx", CONTEXT)
    told = [str(fault) for fault in caught.value.faults]
    assert [line.split(":")[0] for line in told] == ["park.xlsx[企业]", "park.xlsx[班次]", "park.xlsx[设备]"]
    assert "has no rows" in told[0]


def test_the_template_explains_and_offers(tmp_path: Path) -> None:
    """People would have to guess what a column means or which machines there are."""
    write_template(tmp_path / "park.xlsx")
    book = openpyxl.load_workbook(tmp_path / "park.xlsx")
    assert book.sheetnames == ["说明", *(sheet.zh for sheet in sheets().values())]
    page = book["设备"]
    assert [page.cell(1, 6).value, page.cell(2, 6).value] == ["班次*", "shift"]
    assert "开机班次" in page.cell(1, 6).comment.text
    offered = {str(v.sqref): v.formula1 for v in page.data_validations.dataValidation}
    assert offered["F3:F5001"] == "'班次'!$A$3:$A$5001"
    assert offered["O3:O5001"] == '"是,否"'


def test_nothing_written_is_a_formula(tmp_path: Path) -> None:
    """A tenant named =HYPERLINK(...) would run in the spreadsheet of the operator."""
    write_template(tmp_path / "park.xlsx", TYPED)
    book = openpyxl.load_workbook(tmp_path / "park.xlsx")
    assert {cell.data_type for page in book for line in page.iter_rows() for cell in line if cell.value} == {"s"}
    text = csv_text("tenants", TYPED["tenants"])
    assert text.splitlines() == ["企业编号,企业名称,份额", "a,'=甲公司,2", "b,'-乙,1"]


def test_dates_times_and_numbers_of_excel(tmp_path: Path) -> None:
    """A date that Excel made of what was typed would be refused, or taken for midnight UTC."""
    write_template(tmp_path / "park.xlsx", TYPED)
    book = openpyxl.load_workbook(tmp_path / "park.xlsx")
    book["企业"]["D3"] = 2
    book["班次"]["C3"] = time(8, 0)
    closure, outage = book["停工"], book["停机"]
    for page, cells in ((closure, ("A3", "B3")), (outage, ("B3", "C3"))):
        for cell in cells:
            page[cell].number_format = "yyyy-mm-dd" if page is closure else "yyyy-mm-dd hh:mm"
    closure["A3"] = closure["B3"] = date(2026, 12, 1)
    outage["B3"] = datetime(2026, 12, 2, 0, 0)  # noqa: DTZ001 - Excel's times have no zone
    outage["C3"] = datetime(2026, 12, 3, 0, 0)  # noqa: DTZ001 - Excel's times have no zone
    book["申请"]["L3"] = 90
    book.save(tmp_path / "park.xlsx")
    rows = read_park(tmp_path / "park.xlsx", CONTEXT)
    assert rows.tenants[0].share == 2
    assert rows.shifts[0].start == time(8)
    assert rows.closures[0].end - rows.closures[0].start == timedelta(days=1)
    assert rows.outages[0].end == datetime(2026, 12, 2, 16, 0, tzinfo=UTC)
    assert rows.requests[0].duration == timedelta(minutes=90)


def test_faults_of_a_workbook_name_sheet_and_row(tmp_path: Path) -> None:
    """Somebody could not find the wrong cell among nine sheets."""
    write_template(tmp_path / "park.xlsx", TYPED)
    book = openpyxl.load_workbook(tmp_path / "park.xlsx")
    book["企业"]["D4"] = "#N/A"
    book["企业"]["H4"] = "a note in the margin"
    book.create_sheet("Sheet1")["A1"] = "x"
    book.save(tmp_path / "park.xlsx")
    with pytest.raises(ParkFileError) as caught:
        read_park(tmp_path / "park.xlsx", CONTEXT)
    told = [str(fault) for fault in caught.value.faults]
    assert told[0].startswith("park.xlsx[企业], row 4: has 8 values for 6 columns")
    assert told[0].endswith("add a header for 'a note in the margin'")
    assert told[1].startswith("park.xlsx[Sheet1]: is no table of a park")


def test_what_is_no_workbook(tmp_path: Path) -> None:
    """A text renamed to .xlsx, or one with a password, would give a traceback."""
    (tmp_path / "park.xlsx").write_bytes(b"id,name\n")
    with pytest.raises(ParkFileError, match=r"is no workbook.*save it from Excel"):
        read_park(tmp_path / "park.xlsx", CONTEXT)


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    """A template that cannot be written would leave half a file, or its temporary twin."""
    target = tmp_path / "park.xlsx"
    target.mkdir()
    with pytest.raises(IsADirectoryError):
        write_template(target)
    assert [path.name for path in tmp_path.iterdir()] == ["park.xlsx"]
