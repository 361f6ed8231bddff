"""The ways to do an operation: which machines together, for how long, and what it is worth whichever is taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.domain.booking import Alternative, Operation
    from scheduler.domain.calendar import Period
    from scheduler.domain.machine import Machine
    from scheduler.planning.catalogue import Catalogue

_MINUTE = timedelta(minutes=1)
_WHOLE = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One way to do an operation, in real time."""

    #: Occupied together; not empty.
    machines: tuple[Machine, ...]
    #: Processing time, and the least of it that a flexible operation takes.
    duration: timedelta
    least: timedelta
    setup: timedelta
    teardown: timedelta
    #: Where the processing must lie, half-open; None: anywhere.
    windows: tuple[Period, ...] | None = None


def ways_of(operation: Operation, tenant_id: str, catalogue: Catalogue) -> tuple[Way, ...]:
    """Return every way that is open to a tenant: machines in service, open to it, that can process the family."""
    found = []
    for machines, alternative in _candidates(operation, catalogue):
        if all(_admits(machine, operation, tenant_id) for machine in machines):
            found.append(_way(operation, machines, alternative))
    return tuple(found)


def standard_minutes(operation: Operation, catalogue: Catalogue) -> int:
    """Return what an operation is worth: standard minutes, weighted by the cost of the standard machine of each capability it needs.

    Taken from the least of its ways, so that no one gains by naming a slow machine, a costly array or a long time beside the usual.
    """
    worth = (
        _standard_time(operation, machines, alternative)
        * sum(catalogue.standard_weight(m.capability) for m in machines)
        for machines, alternative in _candidates(operation, catalogue)
    )
    return -(-min(worth, default=operation.standard_duration) // _MINUTE)


def _candidates(operation: Operation, catalogue: Catalogue) -> list[tuple[tuple[Machine, ...], Alternative | None]]:
    """List the machines that could do an operation together, whoever asks; alternatives with an unknown machine are left out."""
    if operation.capability is not None:
        return [((machine,), None) for machine in catalogue.offering(operation.capability)]
    found: list[tuple[tuple[Machine, ...], Alternative | None]] = []
    for alternative in operation.alternatives:
        machines = tuple(m for m in map(catalogue.find, alternative.machine_ids) if m is not None)
        if machines and len(machines) == len(alternative.machine_ids):
            found.append((machines, alternative))
    return found


def _admits(machine: Machine, operation: Operation, tenant_id: str) -> bool:
    fits = machine.families is None or operation.family is None or operation.family in machine.families
    return machine.active and fits and machine.is_open_to(tenant_id)


def _way(operation: Operation, machines: tuple[Machine, ...], alternative: Alternative | None) -> Way:
    duration, least = _times(operation, machines, alternative)
    return Way(
        machines=machines,
        duration=duration,
        least=min(least, duration),
        setup=max(m.setup for m in machines) if operation.setup is None else operation.setup,
        teardown=max(m.teardown for m in machines) if operation.teardown is None else operation.teardown,
        windows=None if alternative is None else alternative.windows,
    )


def _times(
    operation: Operation, machines: tuple[Machine, ...], alternative: Alternative | None
) -> tuple[timedelta, timedelta]:
    """Return the processing time and the least of it, at the speed of the slowest machine where none is given."""
    if alternative is None or alternative.duration is None:
        return (
            max(m.processing_time(operation.standard_duration) for m in machines),
            max(m.processing_time(operation.least_duration) for m in machines),
        )
    duration = alternative.duration
    if alternative.min_duration is not None:
        return duration, alternative.min_duration
    if operation.min_duration is None:
        return duration, duration
    in_proportion = duration * (operation.min_duration / operation.standard_duration)
    return duration, -(-in_proportion // _MINUTE) * _MINUTE


def _standard_time(operation: Operation, machines: tuple[Machine, ...], alternative: Alternative | None) -> timedelta:
    """Return the standard time of an operation done on these machines."""
    if alternative is None or alternative.duration is None:
        return operation.standard_duration
    slowest = min(machine.speed_percent for machine in machines)
    return alternative.duration * slowest / _WHOLE
