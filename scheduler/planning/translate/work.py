"""From a snapshot of the park to the problem of a night."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.domain.fairness_policy import DEFAULT
from scheduler.domain.plan import UnplacedRequest
from scheduler.domain.reservation import Slot
from scheduler.planning.catalogue import Catalogue
from scheduler.planning.grid import grid_of
from scheduler.planning.holdings import part_reservations
from scheduler.planning.translate.families import Families
from scheduler.planning.translate.jobs import JobMaker
from scheduler.planning.translate.modes import Ground
from scheduler.planning.translate.people import Pools
from scheduler.planning.translate.plant import machines_in_service, to_accounts, to_machines, to_travel
from scheduler.planning.translate.priorities import weigh
from scheduler.planning.translate.set_aside import SetAsideError
from scheduler.planning.translate.tariffs import open_hours
from scheduler.planning.translate.translation import Piece, Translation
from scheduler.planning.translate.warm import to_promises, to_warm_start
from solver.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.booking import BookingRequest
    from scheduler.domain.fairness_policy import FairnessPolicy
    from scheduler.domain.plan import Window
    from scheduler.domain.reservation import Reservation
    from scheduler.domain.tenant import Tenant
    from scheduler.planning.grid import TickGrid
    from scheduler.planning.holdings import Holdings
    from scheduler.planning.snapshot import ParkSnapshot
    from solver.problem import Job


def to_problem(
    snapshot: ParkSnapshot,
    window: Window,
    tick_minutes: int,
    *,
    keep_published: bool = False,
    fairness: FairnessPolicy = DEFAULT,
) -> Translation:
    """Return the problem of a window: every open request that could run in it, on what is free of the machines.

    A request that starts after the window is not part of it. One that no plan could place comes back in `set_aside` with its reason.
    With `keep_published` the reservations that may move are promised where they are, as soft pins. `fairness` says how the ledger is
    remembered in the balances of the accounts, and how far what is called urgent goes before the rest.
    """
    grid = grid_of(window, tick_minutes)
    holdings = part_reservations(snapshot, window)
    families, pools = _families(snapshot), Pools(snapshot)
    tenants = _tenants(snapshot)
    maker = _maker(snapshot, window, grid, families, pools, tenants)
    jobs, set_aside = _jobs(snapshot, window, holdings, maker)
    requests = tuple(request for request, _, _ in jobs)
    problem = Problem(
        name=f"plan from {grid.start.isoformat()}",
        tick_minutes=tick_minutes,
        horizon=grid.horizon,
        machines=to_machines(snapshot, grid, holdings.held, families),
        accounts=to_accounts(snapshot, tenants, grid, fairness),
        jobs=weigh(tuple(job for _, job, _ in jobs), [r.priority for r in requests], budget=fairness.priority_budget),
        pools=pools.to_pools(snapshot, grid, holdings.held),
        travel=to_travel(snapshot, grid),
    )
    warm_start = to_warm_start(problem, requests, holdings.movable, grid)
    if keep_published:
        problem = replace(problem, pins=to_promises(problem, requests, warm_start))
    return Translation(
        problem=problem,
        window=window,
        grid=grid,
        machines=tuple(machine.name for machine in problem.machines),
        tenants=tuple(account.name for account in problem.accounts),
        requests=requests,
        pieces=tuple(pieces for _, _, pieces in jobs),
        held=tuple(_slot(r) for r in holdings.held if r.overlaps(window.start, window.end)),
        set_aside=set_aside,
        warm_start=warm_start,
        fairness=fairness,
    )


def _maker(
    snapshot: ParkSnapshot,
    window: Window,
    grid: TickGrid,
    families: Families,
    pools: Pools,
    tenants: tuple[Tenant, ...],
) -> JobMaker:
    machines = {machine.id: index for index, machine in enumerate(machines_in_service(snapshot))}
    travel = {(way.from_site, way.to_site): grid.up(way.duration) for way in snapshot.settings.travel}
    return JobMaker(
        ground=Ground(grid=grid, machines=machines, travel=travel),
        catalogue=Catalogue(snapshot.machines),
        pools=pools,
        families=families,
        accounts={tenant.id: index for index, tenant in enumerate(tenants)},
        earliest=max(snapshot.now, window.frozen_until),
        open_hours=open_hours(snapshot, window),
    )


def _jobs(
    snapshot: ParkSnapshot, window: Window, holdings: Holdings, maker: JobMaker
) -> tuple[list[tuple[BookingRequest, Job, tuple[Piece, ...]]], tuple[UnplacedRequest, ...]]:
    jobs, set_aside = [], []
    for request, settled in _to_place(snapshot, window, holdings):
        try:
            job, pieces = maker.make(request, settled)
            jobs.append((request, job, pieces))
        except SetAsideError as error:
            set_aside.append(UnplacedRequest(request_id=request.id, reasons=(error.reason,)))
    return jobs, tuple(set_aside)


def _to_place(
    snapshot: ParkSnapshot, window: Window, holdings: Holdings
) -> Iterator[tuple[BookingRequest, tuple[Reservation, ...]]]:
    """Yield the requests of the window that have an operation without a place, and their settled reservations."""
    for request in snapshot.requests:
        settled = holdings.settled.get(request.id, ())
        operations = {reservation.operation for reservation in settled}
        if request.not_before < window.end and len(operations) < len(request.operations):
            yield request, settled


def _tenants(snapshot: ParkSnapshot) -> tuple[Tenant, ...]:
    """Return the tenants that take part: those in the park, and those that have left and still want something."""
    asking = {request.tenant_id for request in snapshot.requests}
    return tuple(sorted((t for t in snapshot.tenants if t.active or t.id in asking), key=lambda tenant: tenant.id))


def _families(snapshot: ParkSnapshot) -> Families:
    asked = [o.family for request in snapshot.requests for o in request.operations]
    initial = [machine.initial_family for machine in snapshot.machines]
    names = [*asked, *initial, *snapshot.last_families.values()]
    return Families([name for name in names if name is not None])


def _slot(reservation: Reservation) -> Slot:
    """Return the slot that a reservation carries over."""
    return Slot(**{name: getattr(reservation, name) for name in Slot.__slots__})
