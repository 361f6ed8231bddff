"""Times and lengths of time as texts: RFC 3339 with an offset, ISO 8601 durations, dates, the clock on the wall."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, NoReturn

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_NO_OFFSET = re.compile(r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?)?", re.ASCII)
_DURATION = re.compile(r"P(?=.)(?:(\d{1,4})D)?(?:T(?=.)(?:(\d{1,5})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?", re.ASCII)
_LOCAL = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
#: Ten years; what is longer is a slip of the pen, and could not be written the way it is read.
_LONGEST = timedelta(days=3650)
#: Years that a park can mean; what lies outside is a slip of the pen.
_FIRST_YEAR, _LAST_YEAR = 2000, 2199


def _read_time(value: object) -> object:
    """Turn RFC 3339 text into an aware time in UTC; what comes from the domain is a time already."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        _refuse("time_type", "a time is a string such as 2026-11-24T08:00:00+08:00", "write it in quotes")
    if _NO_OFFSET.fullmatch(value):
        _refuse("time_offset", f"{value!r} has no offset", "add one, such as 2026-11-24T08:00:00+08:00, or Z for UTC")
    cure = "write RFC 3339, such as 2026-11-24T08:00:00+08:00"
    if not _TIME.fullmatch(value):
        _refuse("time_form", f"{value[:60]!r} is no time", cure)
    try:
        moment = datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        _refuse("time_form", f"{value[:60]!r} is a time that no calendar has", cure)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        _refuse("time_range", f"{value!r} is out of range", f"give a year from {_FIRST_YEAR} to {_LAST_YEAR}")
    return moment


def _read_duration(value: object) -> object:
    """Turn ISO 8601 text into a duration: days, hours, minutes, seconds, whole numbers."""
    if isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        cure = "write ISO 8601 with days, hours, minutes, seconds, such as PT45M or P1DT2H"
        _refuse("duration_form", f"{str(value)[:60]!r} is no duration", cure)
    days, hours, minutes, seconds = (int(number or 0) for number in found.groups())
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if length > _LONGEST:
        _refuse("duration_range", f"{value!r} is out of range", f"give at most P{_LONGEST.days}D")
    return length


def write_duration(length: timedelta) -> str:
    """Return a duration of whole seconds, not below nought, as ISO 8601 in hours, minutes and seconds: `PT26H30M`."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if number]
    return "PT" + ("".join(parts) or "0M")


def _read_local(value: object) -> object:
    """Turn `08:30` into a time on the wall."""
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not _LOCAL.fullmatch(value):
        _refuse("local_time_form", f"{str(value)[:60]!r} is no time on the wall", "write 00:00 to 23:59, such as 08:30")
    return time.fromisoformat(value)


def _read_date(value: object) -> object:
    """Turn `2026-11-24` into a date."""
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value) and _FIRST_YEAR <= int(value[:4]) <= _LAST_YEAR:
        with suppress(ValueError):
            return date.fromisoformat(value)
    return _refuse(
        "date_form", f"{str(value)[:60]!r} is no date", f"write one from {_FIRST_YEAR} to {_LAST_YEAR}: 2026-11-24"
    )


def _refuse(code: str, message: str, cure: str) -> NoReturn:
    """Raise the error of a value, with its cure; the message goes in as a value, so that its braces are left alone."""
    raise PydanticCustomError(code, "{told}", {"told": message, "cure": cure})


#: An instant: RFC 3339 with an offset in, UTC out.
Moment = Annotated[
    datetime,
    BeforeValidator(_read_time),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-24T08:00:00+08:00"]}),
]
#: A length of time in whole seconds, ISO 8601.
Duration = Annotated[
    timedelta,
    BeforeValidator(_read_duration),
    PlainSerializer(write_duration, return_type=str),
    WithJsonSchema(
        {"type": "string", "format": "duration", "pattern": f"^{_DURATION.pattern}$", "examples": ["PT45M"]}
    ),
]
#: A time by the clock on the park's wall.
LocalTime = Annotated[
    time,
    BeforeValidator(_read_local),
    PlainSerializer(lambda value: value.strftime("%H:%M"), return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_LOCAL.pattern}$", "examples": ["08:30"]}),
]
#: A date of the park's calendar.
Day = Annotated[
    date,
    BeforeValidator(_read_date),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-24"]}),
]
