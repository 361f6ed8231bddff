"""The ruses: each turns what a tenant truly wants in a night into what it files, and names the rule of the park that answers it.

References tell which truth a filing stands for: `r~1` is a part of `r`, `r+s` is both, and what ends in `PHANTOM` is for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from scheduler.domain.booking import Alternative, Operation, PriorityClass, RequestTerms
from scheduler.planning.simulation.fates import PHANTOM

#: What a tenant files instead of what it truly wants; the requests of one night.
Change: TypeAlias = Callable[[Sequence[RequestTerms]], list[RequestTerms]]
PUPPET = "-puppet"
_PART, _AND = "~", "+"
_LONGER, _QUARTER = 1.25, timedelta(minutes=15)
_WORTH_SPLITTING = timedelta(hours=2)
_SOON = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Ruse:
    """A way to lie."""

    name: str
    #: What answers it, in a sentence.
    rule: str
    change: Change


def truths(reference: str) -> tuple[str, ...]:
    """Return the references of the true requests that a filing stands for; none for a phantom."""
    if reference.endswith(PHANTOM):
        return ()
    return tuple(each.partition(_PART)[0] for each in reference.split(_AND))


def inflate(requests: Sequence[RequestTerms]) -> list[RequestTerms]:
    """Ask for a quarter more time than the work needs."""
    return [
        replace(r, operations=tuple(_lasting(o, o.standard_duration * _LONGER) for o in r.operations)) for r in requests
    ]


def split(requests: Sequence[RequestTerms]) -> list[RequestTerms]:
    """File each longer request of one operation as two of half the time; only both are of use."""
    filed = []
    for r in requests:
        if len(r.operations) > 1 or r.operations[0].standard_duration < _WORTH_SPLITTING:
            filed.append(r)
            continue
        half = replace(r, operations=(_lasting(r.operations[0], r.operations[0].standard_duration / 2),))
        filed += [replace(half, external_reference=f"{r.external_reference}{_PART}{part}") for part in (1, 2)]
    return filed


def merge(requests: Sequence[RequestTerms]) -> list[RequestTerms]:
    """File pairs of requests for one kind of machine as one that must be done in one go."""
    filed: list[RequestTerms] = []
    for r in requests:
        last = filed[-1] if filed else None
        if last is not None and _AND not in last.external_reference and _may_merge(last, r):
            filed[-1] = _merged(last, r)
        else:
            filed.append(r)
    return filed


def urge(requests: Sequence[RequestTerms]) -> list[RequestTerms]:
    """Call everything urgent, and due at once."""
    return [
        replace(r, priority=PriorityClass.URGENT, due=None if r.earliest_start is None else r.earliest_start + _SOON)
        for r in requests
    ]


def hide(requests: Sequence[RequestTerms]) -> list[RequestTerms]:
    """Name the fastest machine where any would do."""
    return [replace(r, operations=tuple(_named(operation) for operation in r.operations)) for r in requests]


def haunt(requests: Sequence[RequestTerms]) -> list[RequestTerms]:
    """File every second request twice, and do not come for the copy."""
    copies = [replace(r, external_reference=r.external_reference + PHANTOM) for r in requests[::2]]
    return [*requests, *copies]


def puppet(requests: Sequence[RequestTerms]) -> list[RequestTerms]:
    """File every second request under the name of another company."""
    return [replace(r, tenant_id=r.tenant_id + PUPPET) if n % 2 else r for n, r in enumerate(requests)]


RUSES = (
    Ruse("inflate", "what is booked is charged, and a target is by share, whatever is asked", inflate),
    Ruse("split", "targets count standard time, not requests", split),
    Ruse("merge", "targets are sums of whole requests, and the ledger carries the rest", merge),
    Ruse(
        "urgency", "what is called urgent goes before the tenant's own other requests, not before anybody else's", urge
    ),
    Ruse("hide", "what can be done on more machines is never put behind, and finds more places", hide),
    Ruse("phantom", "a no-show is charged in full", haunt),
    Ruse("puppet", "shares come from contracts: a second name divides the share of the first", puppet),
)


def _lasting(operation: Operation, duration: timedelta) -> Operation:
    """Return an operation with another duration, in whole quarters of an hour, rounded up."""
    return replace(operation, duration=-(-duration // _QUARTER) * _QUARTER, quantity=None, time_per_piece=None)


def _may_merge(first: RequestTerms, second: RequestTerms) -> bool:
    alone = len(first.operations) == len(second.operations) == 1
    together = first.operations[0].capability == second.operations[0].capability
    return alone and together and _start(first, second) < min(first.deadline, second.deadline)


def _merged(first: RequestTerms, second: RequestTerms) -> RequestTerms:
    both = first.operations[0].standard_duration + second.operations[0].standard_duration
    return replace(
        first,
        external_reference=f"{first.external_reference}{_AND}{second.external_reference}",
        operations=(_lasting(first.operations[0], both),),
        earliest_start=_start(first, second),
        deadline=min(first.deadline, second.deadline),
    )


def _start(first: RequestTerms, second: RequestTerms) -> datetime:
    """Return when both may begin; every request of the village says when."""
    return max(r.earliest_start for r in (first, second) if r.earliest_start is not None)


def _named(operation: Operation) -> Operation:
    """Return an operation on the first machine of its kind alone; machines of a kind are named by it and numbered by speed."""
    if operation.capability is None:
        return operation
    only = Alternative(machine_ids=(f"{operation.capability}-1",))
    return replace(operation, capability=None, alternatives=(only,))
