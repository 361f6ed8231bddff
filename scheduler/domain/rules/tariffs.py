"""At what hours: work that has to keep out of peak hours, or of others, finds time enough outside of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.calendar import intersect_periods, subtract_periods
from scheduler.domain.rules.surroundings import words
from scheduler.domain.tariff import hours_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence
    from datetime import datetime

    from scheduler.domain.booking import Alternative, Operation, RequestTerms
    from scheduler.domain.calendar import Period
    from scheduler.domain.policy import BookingPolicy
    from scheduler.domain.rules.surroundings import Findings, Surroundings
    from scheduler.domain.tariff import Tariff

#: Tariffs are the same every week: most work that finds no time within two finds none later. The rest is looked at in a second step.
_SOON = timedelta(days=14)
_NONE = timedelta(0)


def tariff_kept(operation: Operation, at: str, terms: RequestTerms, around: Surroundings, found: Findings) -> None:
    """Work that has to keep out of the hours of a tariff can be done outside of them; the plan then keeps it out of them.

    Work that finds no time whatever the hour breaks no rule of the hours: it is taken in, and comes back unplaced with its reason.
    """
    capabilities = around.capabilities_of(operation)
    barred = barred_tariffs(terms, capabilities, around.policy)
    start, end = around.not_before(terms), terms.deadline
    if not barred or end <= start or not _fits(operation, ((start, end),), around):
        return
    if _fits(operation, _outside(barred, min(end, start + _SOON), terms, around), around):
        return
    free = _outside(barred, end, terms, around)
    if _fits(operation, free, around):
        return
    names = ", ".join(sorted(tariff.value for tariff in barred))
    longest = words(max((until - since for since, until in free), default=_NONE))
    told = f"it may not run in hours of tariff {names}, and outside of them there is not time enough: {longest} at a stretch"
    cure = f"ask for at most {longest} of processing time, or let it be split, or give a later deadline"
    if barred_tariffs(terms, capabilities, around.policy, accepted=barred) < barred:
        cure += f", or say that you accept them: accepted_tariffs {names}"
    found.refuse("tariff", at, told, cure)


def barred_tariffs(
    terms: RequestTerms, capabilities: Container[str], policy: BookingPolicy, accepted: Container[Tariff] | None = None
) -> frozenset[Tariff]:
    """Return the tariffs in whose hours work that needs these capabilities may not run; `accepted`: those of the request."""
    accepts = terms.accepted_tariffs if accepted is None else accepted
    return frozenset(
        rule.tariff
        for rule in policy.tariff_rules
        if rule.is_about(capabilities, terms.priority) and not (rule.opt_in and rule.tariff in accepts)
    )


def _outside(barred: Container[Tariff], end: datetime, terms: RequestTerms, around: Surroundings) -> tuple[Period, ...]:
    """Return what of the request's time, up to `end`, counts as none of some tariffs."""
    start = around.not_before(terms)
    return subtract_periods(((start, end),), hours_of(barred, around.policy.tariffs, start, end, around.zone))


def _fits(operation: Operation, free: Sequence[Period], around: Surroundings) -> bool:
    """Return whether the processing of an operation, in one of its ways, has time enough in some periods."""
    for least, windows in _ways(operation, around):
        stretches = (b - a for a, b in (free if windows is None else intersect_periods(free, windows)))
        part = least if operation.splittable is None else min(least, operation.splittable.min_part)
        long_enough = [length for length in stretches if length >= part]
        if sum(long_enough, _NONE) >= least > _NONE:
            return True
    return False


def _ways(operation: Operation, around: Surroundings) -> Iterator[tuple[timedelta, tuple[Period, ...] | None]]:
    """Yield the least processing time of each way to do an operation, and the times that it allows (None: any)."""
    if operation.capability is not None:
        offering = (m for m in around.machines.values() if m.active and m.capability == operation.capability)
        yield from ((machine.processing_time(operation.least_duration), None) for machine in offering)
    for alternative in operation.alternatives:
        yield _least(operation, alternative, around), alternative.windows


def _least(operation: Operation, alternative: Alternative, around: Surroundings) -> timedelta:
    if alternative.duration is not None:
        return alternative.min_duration or alternative.duration
    there = [machine for key in alternative.machine_ids if (machine := around.machines.get(key)) is not None]
    return max((machine.processing_time(operation.least_duration) for machine in there), default=_NONE)
