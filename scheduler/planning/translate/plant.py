"""Machines, sites and accounts of the problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.calendar import machine_windows
from scheduler.domain.entitlement import share_at
from scheduler.domain.fairness_policy import DEFAULT
from scheduler.planning.memory import owed_minutes
from scheduler.planning.translate.families import longest_after, longest_before
from solver.problem import Account
from solver.problem import Machine as SolverMachine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scheduler.domain.calendar import Period
    from scheduler.domain.fairness_policy import FairnessPolicy
    from scheduler.domain.machine import ChangeoverTable, Machine
    from scheduler.domain.reservation import Reservation
    from scheduler.domain.tenant import Tenant
    from scheduler.planning.grid import TickGrid
    from scheduler.planning.snapshot import ParkSnapshot
    from scheduler.planning.translate.families import Families


def to_machines(
    snapshot: ParkSnapshot, grid: TickGrid, held: Iterable[Reservation], families: Families
) -> tuple[SolverMachine, ...]:
    """Return the machines in service, by id; held reservations are holes in their windows."""
    tables = {table.name: table for table in snapshot.changeover_tables}
    known = {request.id: request for request in snapshot.requests}
    held_family: dict[str, str | None] = {}
    for r in held:
        request = known.get(r.request_id)
        held_family[r.id] = request.operations[r.operation].family if request else ""
    sites = site_index(snapshot)
    found = []
    for machine in machines_in_service(snapshot):
        table = tables.get(machine.changeover_table or "")
        holes = (_hole(r, held_family[r.id], table) for r in held if machine.id in r.machine_ids)
        found.append(
            SolverMachine(
                name=machine.id,
                group=machine.capability,
                windows=grid.inwards(_windows(machine, snapshot, grid, holes)),
                cost_weight=machine.cost_weight,
                site=sites[machine.site],
                initial_family=_initial(machine, snapshot, families) if table else None,
                changeover=families.matrix(table, grid) if table else None,
            )
        )
    return tuple(found)


def machines_in_service(snapshot: ParkSnapshot) -> tuple[Machine, ...]:
    """Return the active machines, by id: their places are their indices in the problem."""
    return tuple(sorted((m for m in snapshot.machines if m.active), key=lambda machine: machine.id))


def site_index(snapshot: ParkSnapshot) -> dict[str, int]:
    """Number the sites of machines and travel times."""
    travelled = (site for way in snapshot.settings.travel for site in (way.from_site, way.to_site))
    return {site: index for index, site in enumerate(sorted({m.site for m in snapshot.machines} | set(travelled)))}


def to_travel(snapshot: ParkSnapshot, grid: TickGrid) -> tuple[tuple[int, ...], ...] | None:
    """Return the ticks from site to site, rounded up; None where no travel is listed."""
    if not snapshot.settings.travel:
        return None
    sites = site_index(snapshot)
    rows = [[0] * len(sites) for _ in sites]
    for way in snapshot.settings.travel:
        rows[sites[way.from_site]][sites[way.to_site]] = grid.up(way.duration)
    return tuple(map(tuple, rows))


def to_accounts(
    snapshot: ParkSnapshot, tenants: Iterable[Tenant], grid: TickGrid, fairness: FairnessPolicy = DEFAULT
) -> tuple[Account, ...]:
    """Return an account for each tenant: its share at the start of the window, and what it is owed, rounded towards nought.

    A share below 1 counts as 1: who is in the park is not without a part in it.
    """
    shares = {t.id: max(1, share_at(t, snapshot.entitlements, grid.start)) for t in tenants}
    owed = owed_minutes(snapshot.ledger, shares, snapshot.now, fairness)
    return tuple(Account(name=t, share=share, balance=_ticks(owed[t], grid)) for t, share in shares.items())


def _ticks(minutes: int, grid: TickGrid) -> int:
    return int(minutes * 60 / grid.tick.total_seconds())


def _windows(machine: Machine, snapshot: ParkSnapshot, grid: TickGrid, holes: Iterable[Period]) -> tuple[Period, ...]:
    end = grid.at(grid.horizon)
    time_off = [*_time_off(machine, snapshot), *holes]
    return machine_windows(snapshot.calendar, machine.shift_pattern, grid.start, end, time_off)


def _time_off(machine: Machine, snapshot: ParkSnapshot) -> Iterator[Period]:
    yield from ((c.start, c.end) for c in snapshot.closures if c.closes(machine.id))
    yield from ((o.start, o.end) for o in snapshot.outages if o.machine_id == machine.id)


def _hole(held: Reservation, family: str | None, table: ChangeoverTable | None) -> Period:
    """Return the time that a held reservation takes, with the longest changeover on either side: its neighbours are not known yet."""
    if table is None or family is None:
        return held.start, held.end
    return held.start - longest_before(table, family), held.end + longest_after(table, family)


def _initial(machine: Machine, snapshot: ParkSnapshot, families: Families) -> int | None:
    name = snapshot.last_families.get(machine.id, machine.initial_family)
    return None if name is None else families.index(name)
