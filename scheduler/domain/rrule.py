"""Recurrence rules as texts, as calendars write them (RFC 5545, 3.3.10): `FREQ=WEEKLY;BYDAY=MO,WE;COUNT=20`.

Read are FREQ of DAILY, WEEKLY and MONTHLY, INTERVAL, COUNT or UNTIL, BYDAY with days and weeks, BYMONTHDAY with months, and WKST=MO. What else there is in the RFC
is refused by name rather than left out in silence.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scheduler.domain.recurrence import MOST_INTERVAL, MOST_OCCURRENCES, Frequency, Recurrence
from scheduler.domain.refusal import Refusal
from scheduler.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = timedelta(days=1)
_MONTH_DAY = re.compile(r"[+-]?0*([1-9]|[12]\d|3[01])", re.ASCII)
_NUMBER = re.compile(r"\d{1,4}", re.ASCII)
_RULE, _EVERY, _COUNT = "/repeat/rrule", "/repeat/every", "/repeat/count"


def read_rrule(text: str) -> Recurrence:
    """Return what a rule says; RefusedError with the part that is wrong and what would pass."""
    parts = [part.partition("=") for part in text.strip().removeprefix("RRULE:").rstrip(";").split(";")]
    told = {name.strip().upper(): value.strip().upper() for name, _, value in parts}
    if len(told) < len(parts):
        raise _refused("says a part twice", "say each part once")
    unknown = sorted(set(told) - {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "WKST"})
    if unknown:
        raise _refused(
            f"has {unknown[0]!r}, which is not known here", "use FREQ, INTERVAL, COUNT or UNTIL, BYDAY, BYMONTHDAY"
        )
    if told.get("WKST", "MO") != "MO":
        raise _refused(f"begins weeks on {told['WKST']!r}", "weeks begin on Monday here: leave WKST out")
    if ("COUNT" in told) == ("UNTIL" in told):
        raise _refused("must end: it has both or neither of COUNT and UNTIL", "say one of them, such as COUNT=10")
    frequency = _one_of(told.get("FREQ", ""))
    if "BYDAY" in told and frequency is Frequency.MONTHLY:
        raise _refused("has BYDAY with FREQ=MONTHLY", "use BYMONTHDAY with months")
    if "BYMONTHDAY" in told and frequency is not Frequency.MONTHLY:
        raise _refused(f"has BYMONTHDAY with FREQ={frequency.value}", "use it with FREQ=MONTHLY")
    facts: dict[str, Any] = {"frequency": frequency, "pointer": _RULE}
    for name, (field, read) in _READERS.items():
        if name in told:
            facts |= read(field, told[name])
    return Recurrence(**facts)


def every(length: timedelta, count: int) -> Recurrence:
    """Return what repeats after whole days, `count` times in all; RefusedError."""
    days = length // _DAY
    if length != days * _DAY or not 1 <= days <= MOST_INTERVAL:
        cure = f"give 1 to {MOST_INTERVAL} whole days, such as P7D"
        raise RefusedError(
            (Refusal(rule="every", pointer=_EVERY, message=f"{length} is not a number of days", cure=cure),)
        )
    if not 1 <= count <= MOST_OCCURRENCES:
        cure = f"give 1 to {MOST_OCCURRENCES}"
        raise RefusedError((Refusal(rule="occurrences", pointer=_COUNT, message=f"is {count}", cure=cure),))
    return Recurrence(frequency=Frequency.DAILY, interval=days, count=count, pointer=_EVERY)


def _one_of(told: str) -> Frequency:
    try:
        return Frequency(told)
    except ValueError:
        raise _refused(f"has the frequency {told[:20]!r}", "say FREQ=DAILY, WEEKLY or MONTHLY") from None


def _number(most: int) -> Callable[[str, str], dict[str, Any]]:
    def read(field: str, told: str) -> dict[str, Any]:
        if not _NUMBER.fullmatch(told) or not 1 <= int(told) <= most:
            raise _refused(f"has {told[:20]!r} as {field}", f"give 1 to {most}")
        return {field: int(told)}

    return read


def _until(field: str, told: str) -> dict[str, Any]:
    try:
        if re.fullmatch(r"\d{8}T\d{6}Z", told, re.ASCII):
            return {"until_moment": datetime.strptime(told, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)}
        if re.fullmatch(r"\d{8}", told, re.ASCII):
            return {field: date(int(told[:4]), int(told[4:6]), int(told[6:]))}
    except ValueError:
        pass
    raise _refused(
        f"has {told[:20]!r} as UNTIL",
        "write a day of the park, such as 20261231, or a time in UTC, such as 20261231T160000Z",
    )


def _weekdays(field: str, told: str) -> dict[str, Any]:
    names = told.split(",")
    wrong = [name for name in names if name not in _WEEKDAYS]
    if wrong:
        raise _refused(f"has {wrong[0][:20]!r} as a day of the week", f"write some of {', '.join(_WEEKDAYS)}")
    return {field: tuple(sorted({_WEEKDAYS.index(name) for name in names}))}


def _month_days(field: str, told: str) -> dict[str, Any]:
    names = told.split(",")
    wrong = [name for name in names if not _MONTH_DAY.fullmatch(name)]
    if wrong:
        raise _refused(f"has {wrong[0][:20]!r} as a day of the month", "write 1 to 31, or -1 to -31 from the end")
    return {field: tuple(sorted({int(name) for name in names}))}


def _refused(message: str, cure: str) -> RefusedError:
    return RefusedError((Refusal(rule="rrule", pointer=_RULE, message=message, cure=cure),))


#: By the name of the part: the field, and what reads it.
_READERS: dict[str, tuple[str, Callable[[str, str], dict[str, Any]]]] = {
    "INTERVAL": ("interval", _number(MOST_INTERVAL)),
    "COUNT": ("count", _number(MOST_OCCURRENCES)),
    "UNTIL": ("until", _until),
    "BYDAY": ("by_day", _weekdays),
    "BYMONTHDAY": ("by_month_day", _month_days),
}
