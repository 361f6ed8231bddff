"""From a cell to a value: one reader for each kind of column, each with the cure for what it refuses.

Over 150 lines because the readers share their small grammar of numbers, lists and clocks and are read side by side.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from scheduler.domain.booking import PriorityClass
from scheduler.domain.public_holidays import PublicHolidays, UnknownRegionError
from scheduler.parkfiles.cells import Cell, narrow, to_list, to_text
from scheduler.parkfiles.errors import CellError

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader must know beside the cell."""

    #: Zone in which times without offset are meant.
    zone: ZoneInfo
    #: The local date that relative dates count from (`D+0`): the first day of the planning window.
    first_day: date


Reader: TypeAlias = Callable[[Cell, Context], Any]

_YES = {"是", "yes", "y", "true", "1", "√", "✓", "有", "启用"}
_NO = {"否", "no", "n", "false", "0", "×", "无", "停用"}
_DAY_NAMES = {
    name: n
    for n, names in enumerate(("mon 一", "tue 二", "wed 三", "thu 四", "fri 五", "sat 六", "sun 日 天"), 1)
    for name in names.split()
}
_RANGE = re.compile(r"^(.+?)(?:-|~|至|到)(.+)$")
_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(?::00)?$")
_ISO_LENGTH = re.compile(r"^PT(?:(\d{1,6})H)?(?:(\d{1,6})M)?$")
_DECIMAL = re.compile(r"^(\d{1,6}\.\d{1,3})(?:m|min|分|分钟)?$")
_LENGTH = re.compile(r"^(?:(\d{1,6})(?:h|小时|时))?(?:(\d{1,6})(?:m|min|分|分钟)?)?$")
#: What the park's rules take for an id; told here already, with its row.
_SLUG = re.compile(r"^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$")
_PRIORITIES = {
    "普通": PriorityClass.NORMAL,
    "normal": PriorityClass.NORMAL,
    "优先": PriorityClass.HIGH,
    "high": PriorityClass.HIGH,
    "加急": PriorityClass.URGENT,
    "urgent": PriorityClass.URGENT,
}
#: What the template offers.
PRIORITIES_ZH = ("普通", "优先", "加急")
ZERO = timedelta(0)
_ALL_DAYS = {"每天", "每日", "daily", "everyday"}


class Need(NamedTuple):
    """People of one skill that an operation needs at once."""

    skill: str
    people: int


def text(cell: Cell, _: Context) -> str:
    """Read words, as they are."""
    return to_text(cell)


def name(cell: Cell, _: Context) -> str:
    """Read a name that other cells refer to; full-width and ASCII spellings are one."""
    return narrow(to_text(cell))


def slug(cell: Cell, _: Context) -> str:
    """Read an id, which stands in addresses; `LC-01` and `lc-01` are one."""
    found = _slug(narrow(to_text(cell)))
    if not _SLUG.match(found):
        raise CellError("is no id", "use letters, digits, '-', '_' and '.' between them, at most 64, such as lc-01")
    return found


def _slug(told: str) -> str:
    return told.lower()


def region(cell: Cell, _: Context) -> str | None:
    """Read the country whose public holidays count; 无 or none: no country."""
    found = narrow(to_text(cell))
    if found.lower() in {"无", "none"}:
        return None
    try:
        return PublicHolidays(found.upper()).region
    except UnknownRegionError:
        raise CellError("is no country with a known calendar", "use two letters such as CN, or none") from None


def names(cell: Cell, _: Context) -> tuple[str, ...]:
    """Read a list of names."""
    return to_list(cell)


def slugs(cell: Cell, _: Context) -> tuple[str, ...]:
    """Read a list of ids."""
    return tuple(_slug(entry) for entry in to_list(cell))


def priority(cell: Cell, _: Context) -> PriorityClass:
    """Read a priority class, by its Chinese or English name."""
    found = _PRIORITIES.get(narrow(to_text(cell)).lower())
    if found is None:
        raise CellError("is no priority", f"use one of {', '.join(_PRIORITIES)}")
    return found


def machine_sets(cell: Cell, _: Context) -> tuple[tuple[str, ...], ...]:
    """Read alternatives of machines: `cut-1; cut-2` is either, `cut-1 + robot-1` is both at once."""
    sets = tuple(tuple(_slug(part.strip()) for part in entry.split("+")) for entry in to_list(cell))
    if any(not part for machines in sets for part in machines):
        raise CellError(
            "has an empty machine", "write alternatives as 'cut-1; cut-2', machines used together as 'cut-1 + robot-1'"
        )
    return sets


def needs(cell: Cell, _: Context) -> tuple[Need, ...]:
    """Read skills with how many people of each: `welder; inspector*2`."""
    found = []
    for entry in to_list(cell):
        skill, _star, count = entry.replace("×", "*").partition("*")
        if _star and not (count.strip().isdecimal() and int(count) >= 1):
            raise CellError("has no whole number after '*'", "write 'welder' or 'welder*2'")
        found.append(Need(_slug(skill.strip()), int(count) if _star else 1))
    return tuple(found)


def yes_no(cell: Cell, _: Context) -> bool:
    """Read 是 or 否, yes or no."""
    found = narrow(to_text(cell)).lower()
    if found in _YES:
        return True
    if found in _NO:
        return False
    raise CellError("is neither yes nor no", "write 是 or 否 (yes or no)")


def whole(least: int, most: int | None = None) -> Reader:
    """Make a reader of whole numbers from `least` to `most`, both included."""

    def read(cell: Cell, _: Context) -> int:
        found = narrow(to_text(cell)).rstrip("%").replace(",", "")
        allowed = (
            f"use a whole number of at least {least}" if most is None else f"use a whole number from {least} to {most}"
        )
        if not re.fullmatch(r"-?\d{1,9}", found):
            raise CellError("is no whole number", allowed)
        if int(found) < least or (most is not None and int(found) > most):
            raise CellError("is out of range", allowed)
        return int(found)

    return read


def length(*, least: int) -> Reader:
    """Make a reader of durations of at least `least` minutes, given as `90`, `1:30`, `1h30`, `1小时30分` or `PT1H30M`."""

    def read(cell: Cell, _: Context) -> timedelta:
        found = _length(cell)
        if found is None:
            raise CellError("is no duration", "write minutes (90), h:mm (1:30) or 1h30m")
        if found < timedelta(minutes=least):
            raise CellError("is too short", f"use at least {least} minutes")
        return found

    return read


def _length(cell: Cell) -> timedelta | None:
    if isinstance(cell, timedelta):
        return cell
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute)
    told = narrow(to_text(cell)).replace(" ", "")
    if clock := re.fullmatch(r"(\d{1,3}):([0-5]\d)", told):
        return timedelta(hours=int(clock[1]), minutes=int(clock[2]))
    if decimal := _DECIMAL.match(told):
        return timedelta(seconds=round(float(decimal[1]) * 60))
    match = _ISO_LENGTH.match(told.upper()) or _LENGTH.match(told.lower())
    if match is None or (match[1] is None and match[2] is None):
        return None
    return timedelta(hours=int(match[1] or 0), minutes=int(match[2] or 0))


def clock(cell: Cell, _: Context) -> time:
    """Read a time of day; `24:00` is midnight."""
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, time):
        return cell
    told = narrow(to_text(cell))
    if told == "24:00":
        return time(0)
    match = _CLOCK.match(told)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise CellError("is no time of day", "write hours and minutes such as 08:00")
    return time(int(match[1]), int(match[2]))


def weekdays(cell: Cell, _: Context) -> tuple[int, ...]:
    """Read days of the week, Monday being 1: `1-5`, `周一至周五`, `Mon-Fri`, `六、日`, `每天`."""
    if narrow(to_text(cell)).lower().replace(" ", "") in _ALL_DAYS:
        return tuple(range(1, 8))
    found: set[int] = set()
    for entry in to_list(cell):
        match = _RANGE.match(entry)
        first, last = (match[1], match[2]) if match else (entry, entry)
        start, end = _weekday(first), _weekday(last)
        # A range may run over the end of the week, as 五至一 (Friday to Monday) does.
        found |= {(start - 1 + n) % 7 + 1 for n in range((end - start) % 7 + 1)}
    return tuple(sorted(found))


def _weekday(told: str) -> int:
    bare = told.strip().lower().removeprefix("星期").removeprefix("周")
    day = int(bare) if bare in set("1234567") else _DAY_NAMES.get(bare[:3])
    if day is None:
        raise CellError("is no list of weekdays", "write 1-5, 周一至周五, Mon-Fri or 每天; Monday is 1")
    return day
