"""Pools of the problem: skilled people by the hour, and what a tenant may run at one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.interval import Interval
from solver.problem import CapacityStep, Pool

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scheduler.domain.booking import BookingRequest, Operation
    from scheduler.domain.machine import Skill
    from scheduler.domain.reservation import Reservation
    from scheduler.domain.tenant import Tenant
    from scheduler.planning.grid import TickGrid
    from scheduler.planning.snapshot import ParkSnapshot

#: So many units over some ticks.
Amount = tuple[Interval, int]


class Pools:
    """The pools of a park, and what an operation takes from them."""

    def __init__(self, snapshot: ParkSnapshot) -> None:
        self._skills = sorted(snapshot.skills, key=lambda skill: skill.id)
        limited = (tenant for tenant in snapshot.tenants if tenant.max_concurrent is not None)
        self._tenants = sorted(limited, key=lambda tenant: tenant.id)
        names = [*(_skill_name(s.id) for s in self._skills), *(_tenant_name(t.id) for t in self._tenants)]
        self._index = {name: index for index, name in enumerate(names)}

    def knows(self, skill_id: str) -> bool:
        """Return whether there is such a skill."""
        return _skill_name(skill_id) in self._index

    def demands(self, operation: Operation, tenant_id: str) -> tuple[tuple[int, int], ...]:
        """Return what one part of an operation holds while it occupies its machines: people, and one of the tenant's turns.

        Skills that are not known are left out; a request that needs one is set aside before.
        """
        units: dict[int, int] = {}
        for demand in operation.skills:
            if self.knows(demand.skill_id):
                pool = self._index[_skill_name(demand.skill_id)]
                units[pool] = units.get(pool, 0) + demand.people
        if _tenant_name(tenant_id) in self._index:
            units[self._index[_tenant_name(tenant_id)]] = 1
        return tuple(sorted((pool, count) for pool, count in units.items() if count))

    def to_pools(self, snapshot: ParkSnapshot, grid: TickGrid, held: Iterable[Reservation]) -> tuple[Pool, ...]:
        """Return the pools of the problem, less what held reservations take from them."""
        requests = {request.id: request for request in snapshot.requests}
        taken: dict[int, list[Amount]] = {}
        for reservation in held:
            for span in grid.outwards([(reservation.start, reservation.end)]):
                for pool, count in self._held_demands(reservation, requests.get(reservation.request_id)):
                    taken.setdefault(pool, []).append((span, count))
        supply = [list(_people(skill, snapshot, grid)) for skill in self._skills]
        supply += [[(Interval(0, grid.horizon), _limit(tenant))] for tenant in self._tenants]
        return tuple(
            Pool(name=name, capacity=_steps(supply[index], taken.get(index, ()))) for name, index in self._index.items()
        )

    def _held_demands(self, reservation: Reservation, request: BookingRequest | None) -> Iterator[tuple[int, int]]:
        """Yield what a held reservation takes; of a request that is no longer open only the tenant's turn is known."""
        if request is not None:
            yield from self.demands(request.operations[reservation.operation], reservation.tenant_id)
        elif _tenant_name(reservation.tenant_id) in self._index:
            yield self._index[_tenant_name(reservation.tenant_id)], 1


def _skill_name(skill_id: str) -> str:
    return f"skill:{skill_id}"


def _tenant_name(tenant_id: str) -> str:
    return f"tenant:{tenant_id}"


def _limit(tenant: Tenant) -> int:
    return tenant.max_concurrent or 0


def _people(skill: Skill, snapshot: ParkSnapshot, grid: TickGrid) -> Iterator[Amount]:
    """Yield how many people of a skill each of its shifts brings; they add up."""
    for shift in skill.shifts:
        periods = snapshot.calendar.open_intervals(shift.shift_pattern, grid.start, grid.at(grid.horizon))
        yield from ((ticks, shift.people) for ticks in grid.inwards(periods))


def _steps(supply: Iterable[Amount], taken: Iterable[Amount]) -> tuple[CapacityStep, ...]:
    """Return supply less what is taken as a step function, never below nought."""
    changes: dict[int, int] = {}
    signed = [*supply, *((span, -units) for span, units in taken)]
    for span, units in signed:
        changes[span.start] = changes.get(span.start, 0) + units
        changes[span.end] = changes.get(span.end, 0) - units
    steps: list[CapacityStep] = []
    level, previous = 0, 0
    for tick in sorted(changes):
        if level > 0 and tick > previous:
            _extend(steps, CapacityStep(previous, tick, level))
        level, previous = level + changes[tick], tick
    return tuple(steps)


def _extend(steps: list[CapacityStep], step: CapacityStep) -> None:
    """Add a step, joined with the last one where that touches it and has the same amount."""
    if steps and steps[-1].end == step.start and steps[-1].amount == step.amount:
        steps[-1] = CapacityStep(steps[-1].start, step.end, step.amount)
    else:
        steps.append(step)
