"""What counts against a tenant's hours: how much standard work, of which capabilities, and when.

Work that has its place counts when it begins to hold its machines. Work that is still without one counts at the earliest moment at which it can
still be carried out. What was cancelled, displaced or never came about counts nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.booking import OPEN_REQUESTS
from scheduler.domain.reservation import HELD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from scheduler.domain.booking import BookingRequest, Operation
    from scheduler.domain.machine import Machine
    from scheduler.domain.reservation import Reservation

_NONE, _SECOND = timedelta(0), timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """A piece of work."""

    #: Those it needs, or may need where it can be done in several ways.
    capabilities: frozenset[str]
    #: Standard time; of a flexible operation all that it may be given until its place says how much that is.
    work: timedelta
    #: When it counts.
    at: datetime
    #: False: it was carried out, or nobody came.
    is_open: bool = True


def capabilities_of(operation: Operation, machines: Mapping[str, Machine]) -> frozenset[str]:
    """Return what an operation asks for: its capability, or those of every machine that it names."""
    if operation.capability is not None:
        return frozenset({operation.capability})
    named = (machines.get(key) for alternative in operation.alternatives for key in alternative.machine_ids)
    return frozenset(machine.capability for machine in named if machine is not None)


def work_of(operation: Operation, machines: Mapping[str, Machine]) -> timedelta:
    """Return the standard work that an operation asks for; where its ways last differently long, the most of them.

    Nobody gets round a quota by a short standard time beside a long one that is told for a machine.
    """
    told = (_standard(a.duration, a.machine_ids, machines) for a in operation.alternatives if a.duration is not None)
    return max((*told, operation.standard_duration))


def uses_of(
    request: BookingRequest, reservations: Iterable[Reservation], machines: Mapping[str, Machine], now: datetime
) -> Iterator[Use]:
    """Yield what a request counts for, given all of its reservations that hold or held a machine."""
    held = [r for r in reservations if r.status in HELD]
    for index, operation in enumerate(request.operations):
        parts = [r for r in held if r.operation == index]
        if parts:
            yield from _placed(operation, parts, machines)
        elif request.status in OPEN_REQUESTS:
            at = max(request.not_before, now)
            yield Use(capabilities=capabilities_of(operation, machines), work=work_of(operation, machines), at=at)


def _placed(operation: Operation, parts: Sequence[Reservation], machines: Mapping[str, Machine]) -> Iterator[Use]:
    """Yield the parts of an operation, each with its part of the standard work."""
    lengths = [part.processing_end - part.processing_start for part in parts]
    whole = sum(lengths, _NONE)
    granted = _granted(operation, parts[0].machine_ids, whole, machines)
    for part, length in zip(parts, lengths, strict=True):
        on = (machines.get(key) for key in part.machine_ids)
        yield Use(
            capabilities=frozenset(machine.capability for machine in on if machine is not None),
            work=granted * (length // _SECOND) // (whole // _SECOND),
            at=part.start,
            is_open=part.is_live,
        )


def _granted(
    operation: Operation, machine_ids: Sequence[str], whole: timedelta, machines: Mapping[str, Machine]
) -> timedelta:
    """Return the standard work that an operation was given: by its length where that is told for these machines or flexible, else all of it."""
    ways = (a for a in operation.alternatives if set(a.machine_ids) == set(machine_ids))
    if any(way.duration is not None for way in ways):
        return _standard(whole, machine_ids, machines)
    if operation.min_duration is None:
        return operation.standard_duration
    return min(operation.standard_duration, _standard(whole, machine_ids, machines))


def _standard(length: timedelta, machine_ids: Iterable[str], machines: Mapping[str, Machine]) -> timedelta:
    """Return the standard time of some time on machines, at the speed of the slowest of them."""
    there = (machines.get(key) for key in machine_ids)
    return length * min((machine.speed_percent for machine in there if machine is not None), default=100) // 100
