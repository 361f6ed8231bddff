"""What people type into cells, and what is said where they typed something else.

Over 150 lines because of the two tables of good and bad cells.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.booking import PriorityClass
from scheduler.parkfiles import values
from scheduler.parkfiles.cells import guarded, header_key, is_empty, to_text, unguarded
from scheduler.parkfiles.errors import CellError
from scheduler.parkfiles.moments import end_moment, moment
from scheduler.parkfiles.sheets import sheets
from tests.scheduler.parkfiles.small import CONTEXT, FIRST_DAY

if TYPE_CHECKING:
    from scheduler.parkfiles.cells import Cell
    from scheduler.parkfiles.values import Reader

_MINUTES = values.length(least=1)
_SMALL_NUMBER = values.whole(1, 10)
_WEEK = (1, 2, 3, 4, 5)


def _minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


GOOD: list[tuple[Reader, Cell, Any]] = [
    (values.text, "  激光切割（304） ", "激光切割（304）"),
    (values.text, "'=SUM(A1)", "=SUM(A1)"),
    (values.text, 3.0, "3"),
    (values.slug, "LC-01", "lc-01"),
    (values.slug, "ｌｃ－１", "lc-1"),
    (values.slugs, "A；b、c", ("a", "b", "c")),
    (values.names, "N2;Ｏ2，空气", ("N2", "O2", "空气")),
    (values.machine_sets, "cut-1 + robot-1; CUT-2", (("cut-1", "robot-1"), ("cut-2",))),
    (values.needs, "welder；inspector×2", (values.Need("welder", 1), values.Need("inspector", 2))),
    (values.yes_no, "是", True),
    (values.yes_no, "No", False),
    (values.yes_no, True, True),
    (_SMALL_NUMBER, "１０", 10),
    (_SMALL_NUMBER, 3.0, 3),
    (values.whole(1), "150%", 150),
    (values.whole(1), "1,500", 1500),
    (_MINUTES, "90", _minutes(90)),
    (_MINUTES, 90, _minutes(90)),
    (_MINUTES, "1:30", _minutes(90)),
    (_MINUTES, "１：３０", _minutes(90)),
    (_MINUTES, "1h30", _minutes(90)),
    (_MINUTES, "1小时30分", _minutes(90)),
    (_MINUTES, "45分钟", _minutes(45)),
    (_MINUTES, "36h", _minutes(36 * 60)),
    (_MINUTES, "PT1H30M", _minutes(90)),
    (_MINUTES, "1.5", _minutes(1.5)),
    (_MINUTES, 1.5, _minutes(1.5)),
    (_MINUTES, time(1, 30), _minutes(90)),
    (_MINUTES, timedelta(hours=30), _minutes(1800)),
    (values.clock, "8:00", time(8)),
    (values.clock, "２２：３０", time(22, 30)),
    (values.clock, "24:00", time(0)),
    (values.clock, time(6), time(6)),
    (values.weekdays, "1-5", _WEEK),
    (values.weekdays, "周一至周五", _WEEK),
    (values.weekdays, "Mon-Fri", _WEEK),
    (values.weekdays, "六、日", (6, 7)),
    (values.weekdays, "星期五到星期一", (1, 5, 6, 7)),
    (values.weekdays, "每天", (1, 2, 3, 4, 5, 6, 7)),
    (values.priority, "加急", PriorityClass.URGENT),
    (values.priority, "Normal", PriorityClass.NORMAL),
    (values.region, "cn", "CN"),
    (values.region, "无", None),
]
BAD: list[tuple[Reader, Cell, str]] = [
    (values.slug, "切割机1", "letters, digits"),
    (values.slug, "-a", "letters, digits"),
    (values.slug, "a" * 65, "at most 64"),
    (values.machine_sets, "cut-1 +", "used together"),
    (values.needs, "welder*zwei", "welder*2"),
    (values.needs, "welder*0", "welder*2"),
    (values.needs, "welder*²", "welder*2"),
    (values.yes_no, "maybe", "是 or 否"),
    (_SMALL_NUMBER, "eleven", "from 1 to 10"),
    (_SMALL_NUMBER, "11", "from 1 to 10"),
    (_SMALL_NUMBER, "2.5", "from 1 to 10"),
    (values.whole(1), "0", "at least 1"),
    (_MINUTES, "soon", "write minutes"),
    (_MINUTES, "1:75", "write minutes"),
    (_MINUTES, "-5", "write minutes"),
    (_MINUTES, "0", "at least 1 minutes"),
    (_MINUTES, "PT", "write minutes"),
    (_MINUTES, "99999999999h", "write minutes"),
    (values.clock, "25:00", "08:00"),
    (values.clock, "8", "08:00"),
    (values.weekdays, "1-8", "Monday is 1"),
    (values.weekdays, "Feiertag", "Monday is 1"),
    (values.priority, "VIP", "normal"),
    (values.region, "China", "CN"),
    (values.region, "ZZ", "CN"),
]


@pytest.mark.parametrize(("reader", "cell", "value"), GOOD)
def test_what_people_type_is_understood(reader: Reader, cell: Cell, value: Any) -> None:
    """A usual spelling would be refused, or read as something else."""
    assert reader(cell, CONTEXT) == value


@pytest.mark.parametrize(("reader", "cell", "cure"), BAD)
def test_what_makes_no_sense_is_refused_with_its_cure(reader: Reader, cell: Cell, cure: str) -> None:
    """A typing error would be loaded as data, or the message would not say what to write."""
    with pytest.raises(CellError) as caught:
        reader(cell, CONTEXT)
    assert cure in caught.value.cure


#: 08:00 in Shanghai is 00:00 in UTC.
@pytest.mark.parametrize(
    "told",
    [
        "2026-11-26 08:00",
        "2026/11/26 8:00",
        "2026-11-26T08:00:00",
        "2026年11月26日 8:00",
        "２０２６－１１－２６　０８：００",
        "2026-11-26 08:00+08:00",
        "2026-11-26T00:00Z",
        "D+2 08:00",
        "d+2 8:00",
        "+2d 08:00",
        "+2天 08:00",
        datetime(2026, 11, 26, 8, 0),  # noqa: DTZ001 - Excel's times have no zone
    ],
)
def test_one_moment_in_many_spellings(told: Cell) -> None:
    """A local time would be read as UTC, or a relative date counted from another day."""
    assert moment(told, CONTEXT) == datetime(2026, 11, 26, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("told", ["2026-11-26", "D+2", "+2d", date(2026, 11, 26)])
def test_a_date_begins_at_midnight_and_ends_at_the_next(told: Cell) -> None:
    """A closure from one date to the same date would be empty, or a due date over before its day."""
    assert moment(told, CONTEXT) == datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
    assert end_moment(told, CONTEXT) == datetime(2026, 11, 26, 16, 0, tzinfo=UTC)


def test_midnight_can_be_written_as_24_00() -> None:
    """The end of a day could only be written as the day after."""
    assert end_moment("D+2 24:00", CONTEXT) == end_moment("D+2", CONTEXT)
    assert end_moment("D+2 00:00", CONTEXT) == moment("D+2", CONTEXT)


@pytest.mark.parametrize(
    "told",
    [
        "tomorrow",
        "2026-02-30",
        "26.11.2026",
        "D+2 noon",
        "D+2 25:00",
        "D+2 08:61",
        "08:00",
        45000,
        "",
        "9999-12-31 24:00",
        "0001-01-01",
    ],
)
def test_what_is_no_moment_is_refused(told: Cell) -> None:
    """A number that Excel means as a date, or a date that is none, would be guessed at."""
    with pytest.raises(CellError):
        moment(told, CONTEXT)


@pytest.mark.parametrize(("told", "message"), [("2026-03-29 02:30", "skipped"), ("2026-10-25 02:30", "twice")])
def test_a_time_that_summer_time_makes_doubtful_is_refused(told: str, message: str) -> None:
    """A booking would be an hour off on the nights when clocks change."""
    berlin = values.Context(zone=ZoneInfo("Europe/Berlin"), first_day=FIRST_DAY)
    with pytest.raises(CellError, match=message):
        moment(told, berlin)
    assert moment("2026-10-25 02:30+02:00", berlin) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@SUM(A1)", "plain", "'quoted", "'=x", ""])
def test_a_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    """A name such as =HYPERLINK(...) would run in the spreadsheet of whoever opens an export."""
    assert not guarded(text).startswith(("=", "+", "-", "@"))
    assert unguarded(guarded(text)) == text or text == "'=x"


def test_headers_are_alike_whatever_their_width_case_and_unit() -> None:
    """A header copied from the template with its star or unit would be unknown."""
    assert header_key("Earliest Start (local)*") == header_key("earliest_start")
    assert header_key("准备时间（分钟）") == header_key("准备时间")


def test_cells_of_space_are_empty() -> None:
    """A cell with an ideographic space would be taken for a name."""
    assert all(is_empty(cell) for cell in (None, "", " ", "\u3000", "\xa0"))
    assert not is_empty(0)
    assert to_text(None) == ""


#: What a hostile or hasty person types: digits and signs of several scripts, dates that are none, and anything at all.
_TYPED = st.one_of(st.text(max_size=12), st.text("0123456789²٣:：-/.+DdhmPT *年月日天;、 ", max_size=16))


@given(_TYPED)
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    """An odd character would end the load with a traceback instead of a fault."""
    for sheet in sheets().values():
        for column in sheet.columns:
            with suppress(CellError):
                column.read(text, CONTEXT)
