"""A whole park at once, from park files: all of it or nothing, and twice the same changes nothing.

Over 150 lines because the kinds of things in a park are loaded one after the other, each by a few lines that look like the next.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from scheduler.domain.access import Action
from scheduler.domain.booking import OPEN_REQUESTS, RequestStatus
from scheduler.domain.refusal import Refusal
from scheduler.domain.rules import catalogue
from scheduler.domain.rules.catalogue import Known
from scheduler.errors import RefusedError
from scheduler.services.access import require
from scheduler.services.booking_requests import replace_terms, take_in, terms_of, uncount
from scheduler.services.surroundings import known, pass_or_refuse, surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from scheduler.domain.access import Actor
    from scheduler.domain.booking import BookingRequest, RequestTerms
    from scheduler.domain.calendar import ShiftPattern
    from scheduler.domain.machine import ChangeoverTable, Machine, Skill
    from scheduler.domain.park import ParkSettings
    from scheduler.domain.rules.surroundings import Surroundings
    from scheduler.domain.tenant import Tenant
    from scheduler.domain.time_off import Closure, Outage
    from scheduler.services.context import Context
    from scheduler.storage.repositories import NamedTable, VersionedTable
    from scheduler.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True, slots=True)
class ParkLoad:
    """What is to be loaded; it may refer to what is in it and to what the park has already."""

    #: None: as they are.
    settings: ParkSettings | None = None
    shift_patterns: tuple[ShiftPattern, ...] = ()
    changeover_tables: tuple[ChangeoverTable, ...] = ()
    tenants: tuple[Tenant, ...] = ()
    skills: tuple[Skill, ...] = ()
    machines: tuple[Machine, ...] = ()
    #: Known again by what they say; their ids do not count (leave them empty).
    closures: tuple[Closure, ...] = ()
    outages: tuple[Outage, ...] = ()
    #: Known again by tenant and external reference; without a reference each is a new one.
    requests: tuple[RequestTerms, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadReport:
    """How many of each kind (`machines`, `requests` and so on) were new, changed, or there already."""

    created: Mapping[str, int]
    updated: Mapping[str, int]
    unchanged: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Tally:
    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)

    def count(self, kind: str, *, was_there: bool, same: bool) -> None:
        """Count one thing of a kind."""
        (self.unchanged if same else self.updated if was_there else self.created)[kind] += 1


V = TypeVar("V", "Machine", "Tenant", "Skill")
N = TypeVar("N", "ShiftPattern", "ChangeoverTable")
T = TypeVar("T")


def load_park(ctx: Context, actor: Actor, load: ParkLoad) -> LoadReport:
    """Store a park in one transaction.

    Raises
    ------
    RefusedError
        With every broken rule, its pointer such as `/machines/3/speed_percent`; nothing was stored. Requests are judged when
        the rest is in order.
    ForbiddenError
    """
    require(actor, Action.MANAGE_PARK)
    tally = _Tally()
    with ctx.unit_of_work() as uow:
        pass_or_refuse((*_all_doubles(load), *_catalogue_refusals(load, _known_with(uow, load))))
        _store_catalogue(ctx, uow, load, tally)
        _store_requests(ctx, uow, load.requests, tally)
        uow.commit()
    return LoadReport(created=dict(tally.created), updated=dict(tally.updated), unchanged=dict(tally.unchanged))


def _store_catalogue(ctx: Context, uow: UnitOfWork, load: ParkLoad, tally: _Tally) -> None:
    """Write everything but the requests."""
    if load.settings is not None:
        stored = uow.settings.get()
        uow.settings.put(load.settings)
        tally.count("settings", was_there=True, same=stored == load.settings)
    _put_all("shift_patterns", uow.shift_patterns, load.shift_patterns, tally)
    _put_all("changeover_tables", uow.changeover_tables, load.changeover_tables, tally)
    _store_all("tenants", uow.tenants, [_qualified(uow, tenant) for tenant in load.tenants], tally)
    _store_all("skills", uow.skills, load.skills, tally)
    _store_all("machines", uow.machines, load.machines, tally)
    _store_time_off(ctx, uow, load, tally)


def _known_with(uow: UnitOfWork, load: ParkLoad) -> Known:
    """Return the names that there are, and those that come with the load."""
    there = known(uow)
    return Known(
        shift_patterns=there.shift_patterns | {p.name for p in load.shift_patterns},
        changeover_tables=there.changeover_tables | {t.name: t for t in load.changeover_tables},
        tenants=there.tenants | {t.id for t in load.tenants},
        machines=there.machines | {m.id for m in load.machines},
        capabilities=there.capabilities | {m.capability for m in load.machines},
    )


def _catalogue_refusals(load: ParkLoad, names: Known) -> Iterable[Refusal]:
    if load.settings is not None:
        yield from _under("/settings", catalogue.check_settings(load.settings))
    yield from _each("changeover_tables", load.changeover_tables, catalogue.check_changeover_table)
    yield from _each("tenants", load.tenants, catalogue.check_tenant)
    yield from _each("skills", load.skills, lambda skill: catalogue.check_skill(skill, names))
    yield from _each("machines", load.machines, lambda machine: catalogue.check_machine(machine, names))
    yield from _each("closures", load.closures, lambda c: catalogue.check_closure(c, names))
    yield from _each("outages", load.outages, lambda o: catalogue.check_outage(o, names))


def _store_requests(ctx: Context, uow: UnitOfWork, requests: Sequence[RequestTerms], tally: _Tally) -> None:
    """Take in the new requests and those that changed; one that is there with the same terms is not judged again."""
    around = surroundings(uow, ctx.clock(), [terms.tenant_id for terms in requests])
    references = {terms.external_reference for terms in requests if terms.external_reference}
    there = {(r.tenant_id, r.external_reference): r for r in uow.booking_requests.with_references(references)}
    paired = [
        (there.get((terms.tenant_id, terms.external_reference)) if terms.external_reference else None, terms)
        for terms in requests
    ]
    # What changes counts no more before the first of them is judged: so it does not matter which row comes first.
    for stored, terms in paired:
        if stored is not None and not _same_terms(stored, terms):
            uncount(uow, stored, around)
    refusals: list[Refusal] = []
    for index, (stored, terms) in enumerate(paired):
        same = stored is not None and _same_terms(stored, terms)
        if not same:
            refusals += _under(f"/requests/{index}", _store_request(ctx, uow, stored, terms, around))
        tally.count("requests", was_there=stored is not None, same=same)
    pass_or_refuse(tuple(refusals))


def _store_request(
    ctx: Context, uow: UnitOfWork, stored: BookingRequest | None, terms: RequestTerms, around: Surroundings
) -> tuple[Refusal, ...]:
    """Store a request through the same judgement as at every door, or return why not."""
    try:
        if stored is None or stored.status not in OPEN_REQUESTS:
            take_in(ctx, uow, terms, around)
        elif unchangeable := _unchangeable(stored):
            return unchangeable
        else:
            replace_terms(uow, stored, terms, around)
    except RefusedError as error:
        return error.refusals
    return ()


def _unchangeable(stored: BookingRequest | None) -> tuple[Refusal, ...]:
    if stored is None or stored.status is not RequestStatus.SCHEDULED:
        return ()
    told = f"request {stored.external_reference!r} differs from the one that is scheduled already"
    cure = "withdraw that one first, or give this one another reference"
    return (Refusal(rule="scheduled_already", pointer="/external_reference", message=told, cure=cure),)


def _same_terms(stored: BookingRequest, terms: RequestTerms) -> bool:
    asked = terms_of(stored)
    # "As soon as possible" may have been given a date by the policy's notice when it was taken in.
    return terms == (asked if terms.earliest_start is not None else replace(asked, earliest_start=None))


def _put_all(kind: str, table: NamedTable[N], things: Iterable[N], tally: _Tally) -> None:
    for thing in things:
        stored = table.find(thing.name)
        tally.count(kind, was_there=stored is not None, same=stored == thing)
        table.put(thing)


def _store_all(kind: str, table: VersionedTable[V], things: Iterable[V], tally: _Tally) -> None:
    for thing in things:
        stored = table.find(thing.id)
        same = stored is not None and stored == replace(thing, version=stored.version)
        tally.count(kind, was_there=stored is not None, same=same)
        if stored is None:
            table.add(replace(thing, version=1))
        elif not same:
            table.update(replace(thing, version=stored.version + 1))


def _qualified(uow: UnitOfWork, tenant: Tenant) -> Tenant:
    """Return a tenant with the qualifications that it has, where the load says nothing of them, as park files do."""
    stored = None if tenant.qualifications else uow.tenants.find(tenant.id)
    return tenant if stored is None else replace(tenant, qualifications=stored.qualifications)


def _store_time_off(ctx: Context, uow: UnitOfWork, load: ParkLoad, tally: _Tally) -> None:
    closures = {replace(closure, id="") for closure in uow.closures.list()}
    for closure in load.closures:
        same = replace(closure, id="") in closures
        tally.count("closures", was_there=same, same=same)
        if not same:
            uow.closures.put(replace(closure, id=ctx.ids("cl")))
    outages = {replace(outage, id="") for outage in uow.outages.list()}
    for outage in load.outages:
        same = replace(outage, id="") in outages
        tally.count("outages", was_there=same, same=same)
        if not same:
            uow.outages.put(replace(outage, id=ctx.ids("ou")))


def _all_doubles(load: ParkLoad) -> Iterable[Refusal]:
    """Refuse two things of one name, and two requests of one tenant with one reference, within the load."""
    named: list[tuple[str, str, list[str]]] = [
        ("shift_patterns", "name", [p.name for p in load.shift_patterns]),
        ("changeover_tables", "name", [t.name for t in load.changeover_tables]),
        ("tenants", "id", [t.id for t in load.tenants]),
        ("skills", "id", [s.id for s in load.skills]),
        ("machines", "id", [m.id for m in load.machines]),
        (
            "requests",
            "external_reference",
            [f"{r.tenant_id}: {r.external_reference}" if r.external_reference else "" for r in load.requests],
        ),
    ]
    return (refusal for table in named for refusal in _doubles(*table))


def _doubles(kind: str, key: str, names: list[str]) -> Iterable[Refusal]:
    first: dict[str, int] = {}
    for index, name in enumerate(names):
        if name and first.setdefault(name, index) != index:
            told = f"{name!r} stands at /{kind}/{first[name]} already"
            yield Refusal(rule="unique", pointer=f"/{kind}/{index}/{key}", message=told, cure="let it stand once")


def _each(kind: str, things: Sequence[T], check: Callable[[T], tuple[Refusal, ...]]) -> Iterable[Refusal]:
    for index, thing in enumerate(things):
        yield from _under(f"/{kind}/{index}", check(thing))


def _under(prefix: str, refusals: Iterable[Refusal]) -> Iterable[Refusal]:
    return (refusal.under(prefix) for refusal in refusals)
