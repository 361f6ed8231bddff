"""What must hold of a booking policy before it is put in force."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.rules.form import LONGEST
from scheduler.domain.rules.surroundings import Findings, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.domain.policy import Allowance, BookingPolicy, Limits
    from scheduler.domain.refusal import Refusal
    from scheduler.domain.rules.catalogue import Known
    from scheduler.domain.tariff import TariffHours

_NONE = timedelta(0)
#: A bound that no quota reaches and that keeps the arithmetic of times inside its range.
_MOST_ALLOWED = timedelta(days=3660)
_MOST_PERCENT = 10_000
_MINUTES_OF_A_DAY, _DAYS = 24 * 60, 7


def check_policy(policy: BookingPolicy, known: Known) -> tuple[Refusal, ...]:
    """Figures are in range and fit together; capabilities and tenants that are named exist; no two rows say different things."""
    found = Findings()
    _general(policy, found)
    _limits(policy, known, found)
    for table in ("quotas", "outstanding"):
        _allowances(getattr(policy, table), f"/{table}", known, found)
    for index, need in enumerate(policy.qualifications):
        _capability(need.capability, f"/qualifications/{index}/capability", known, found)
        if not need.qualification.strip():
            found.refuse("name", f"/qualifications/{index}/qualification", "is empty", "give it a name")
    _tariffs(policy, known, found)
    return tuple(found.refusals)


def _general(policy: BookingPolicy, found: Findings) -> None:
    for name in ("cancel_notice", "clock_tolerance"):
        if getattr(policy, name) < _NONE:
            found.refuse("length", f"/{name}", f"is {words(getattr(policy, name))}", "give 0 or more")
    if policy.most_operations < 1:
        told = f"is {policy.most_operations}"
        found.refuse("at_least", "/most_operations", told, "give a whole number of at least 1")
    _figures(policy.limits_for(()), "", found)


def _figures(figures: Limits, at: str, found: Findings) -> None:
    """Hold the four figures against each other, as they are in force."""
    if figures.notice < _NONE:
        found.refuse("length", f"{at}/notice", f"is {words(figures.notice)}", "give 0 or more")
    if not _NONE < figures.shortest <= figures.longest:
        cure = f"give 0 < shortest <= {words(figures.longest)}"
        found.refuse("length", f"{at}/shortest", f"is {words(figures.shortest)}", cure)
    if figures.longest > LONGEST:
        cure = f"give at most {words(LONGEST)}"
        found.refuse("length", f"{at}/longest", f"is {words(figures.longest)}", cure)
    if figures.horizon <= figures.notice:
        told = f"{words(figures.horizon)} is not beyond the notice, {words(figures.notice)}"
        found.refuse("horizon", f"{at}/horizon", told, "give a longer horizon or a shorter notice")


def _limits(policy: BookingPolicy, known: Known, found: Findings) -> None:
    for index, limits in enumerate(policy.limits):
        at = f"/limits/{index}"
        _capability(limits.capability, f"{at}/capability", known, found)
        _figures(policy.limits_for([limits.capability]), at, found)
    _once([limits.capability for limits in policy.limits], "/limits", found)


def _allowances(allowances: Sequence[Allowance], at: str, known: Known, found: Findings) -> None:
    for index, each in enumerate(allowances):
        if each.capability is not None:
            _capability(each.capability, f"{at}/{index}/capability", known, found)
        if each.tenant_id is not None and each.tenant_id not in known.tenants:
            told, cure = f"there is no tenant {each.tenant_id!r}", "create it, or use another id"
            found.refuse("known", f"{at}/{index}/tenant_id", told, cure)
        if not _NONE <= each.allowed <= _MOST_ALLOWED:
            cure = f"give 0 to {words(_MOST_ALLOWED)}"
            found.refuse("length", f"{at}/{index}/allowed", f"is {words(each.allowed)}", cure)
    _once([(each.tenant_id, *each.subject) for each in allowances], at, found)


def _tariffs(policy: BookingPolicy, known: Known, found: Findings) -> None:
    for index, row in enumerate(policy.tariffs):
        at = f"/tariffs/{index}"
        if not row.weekdays or not set(row.weekdays) <= set(range(1, _DAYS + 1)):
            told = f"is {list(row.weekdays)}"
            found.refuse("weekdays", f"{at}/weekdays", told, "give some of 1 to 7; 1 is Monday")
        if not 0 <= row.percent <= _MOST_PERCENT:
            found.refuse("percent", f"{at}/percent", f"is {row.percent}", f"give 0 to {_MOST_PERCENT}")
    if not found.refusals:
        _tariffs_apart(policy.tariffs, found)
    for index, rule in enumerate(policy.tariff_rules):
        if rule.capability is not None:
            _capability(rule.capability, f"/tariff_rules/{index}/capability", known, found)
        if rule.priorities == ():
            told, cure = "names no priority", "name some, or leave it out for all"
            found.refuse("priorities", f"/tariff_rules/{index}/priorities", told, cure)


def _tariffs_apart(rows: Sequence[TariffHours], found: Findings) -> None:
    """Refuse two rows that name the same minute of the week."""
    taken: dict[int, int] = {}
    for index, row in enumerate(rows):
        other = next((taken[minute] for minute in _minutes(row) if minute in taken), None)
        if other is not None:
            told = f"meets /tariffs/{other}: an hour has one tariff"
            found.refuse("tariffs", f"/tariffs/{index}", told, "let the one end where the other begins")
        taken.update(dict.fromkeys(_minutes(row), index))


def _minutes(row: TariffHours) -> Iterable[int]:
    """Yield the minutes of the week that a row names, from Monday 00:00."""
    start, end = (60 * clock.hour + clock.minute for clock in (row.start, row.end))
    length = (end - start - 1) % _MINUTES_OF_A_DAY + 1
    for weekday in sorted(set(row.weekdays)):
        first = (weekday - 1) * _MINUTES_OF_A_DAY + start
        yield from (minute % (_DAYS * _MINUTES_OF_A_DAY) for minute in range(first, first + length))


def _capability(capability: str, at: str, known: Known, found: Findings) -> None:
    if capability not in known.capabilities:
        there = ", ".join(sorted(known.capabilities)) or "none"
        found.refuse("known", at, f"no machine offers {capability!r}", f"the park offers: {there}")


def _once(keys: Sequence[object], at: str, found: Findings) -> None:
    first: dict[object, int] = {}
    for index, key in enumerate(keys):
        if first.setdefault(key, index) != index:
            told = f"says what {at}/{first[key]} says already"
            found.refuse("unique", f"{at}/{index}", told, "leave one of them out")
