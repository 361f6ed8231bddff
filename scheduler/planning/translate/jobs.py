"""A booking request becomes a job, or is set aside with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.planning.translate.modes import Tie, to_modes, to_splittable
from scheduler.planning.translate.set_aside import SetAsideError, nobody_offers
from scheduler.planning.translate.translation import Piece
from scheduler.planning.ways import standard_minutes, ways_of
from solver.problem import Job, Precedence, Task

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from scheduler.domain.booking import BookingRequest, Link
    from scheduler.domain.reservation import Reservation
    from scheduler.planning.catalogue import Catalogue
    from scheduler.planning.translate.families import Families
    from scheduler.planning.translate.modes import Ground, Timed
    from scheduler.planning.translate.people import Pools
    from scheduler.planning.translate.tariffs import OpenHours


@dataclass(frozen=True, kw_only=True, slots=True)
class JobMaker:
    """Makes jobs of requests; holds what all of them share."""

    ground: Ground
    catalogue: Catalogue
    pools: Pools
    families: Families
    accounts: Mapping[str, int]
    #: Nothing new starts before.
    earliest: datetime
    open_hours: OpenHours

    def make(self, request: BookingRequest, settled: Sequence[Reservation] = ()) -> tuple[Job, tuple[Piece, ...]]:
        """Return the job for what is not settled of a request, and what its tasks stand for; its weights depend on the others (`weigh`).

        Raises
        ------
        SetAsideError
            When no plan of this window could ever place it.
        """
        release, deadline = self._span(request)
        done = {reservation.operation for reservation in settled}
        open_operations = [index for index in range(len(request.operations)) if index not in done]
        made = [self._task(request, index, settled) for index in open_operations]
        job = Job(
            name=request.id,
            account=self.accounts[request.tenant_id],
            release=release,
            deadline=deadline,
            tasks=tuple(task for task, _ in made),
            due=None if request.due is None else self.ground.grid.floor(request.due),
            precedences=tuple(self._precedences(request, open_operations)),
        )
        return job, tuple(piece for _, piece in made)

    def _span(self, request: BookingRequest) -> tuple[int, int]:
        grid = self.ground.grid
        release = max(0, grid.ceil(max(request.not_before, self.earliest)))
        deadline = min(grid.horizon, grid.floor(request.deadline))
        if deadline <= release:
            told = f"between {request.not_before.isoformat()} and {request.deadline.isoformat()} there is no time left"
            raise SetAsideError("deadline_passed", f"{told} in this window")
        return release, deadline

    def _task(self, request: BookingRequest, index: int, settled: Sequence[Reservation]) -> tuple[Task, Piece]:
        operation = request.operations[index]
        timed = self._modes(request, index, settled)
        splittable = None
        if operation.splittable is not None:
            splittable, timed = to_splittable(operation, timed, self.ground.grid)
        minutes = max(1, standard_minutes(operation, self.catalogue))
        task = Task(
            work=-(-minutes * 60 // int(self.ground.grid.tick.total_seconds())),
            modes=tuple(mode for mode, _ in timed),
            family=self.families.index(operation.family),
            splittable=splittable,
        )
        return task, Piece(operation=index, minutes=minutes, durations=tuple(asked for _, asked in timed))

    def _modes(self, request: BookingRequest, index: int, settled: Sequence[Reservation]) -> list[Timed]:
        operation = request.operations[index]
        unknown = [demand.skill_id for demand in operation.skills if not self.pools.knows(demand.skill_id)]
        if unknown:
            raise SetAsideError("no_people", f"operation {index + 1} needs {', '.join(unknown)}, which nobody has")
        ways = ways_of(operation, request.tenant_id, self.catalogue)
        if not ways:
            raise nobody_offers(index, operation)
        demands = self.pools.demands(operation, request.tenant_id)
        allowed = self.open_hours.narrow(ways, request, index)
        timed = to_modes(allowed, self.ground, demands, tuple(self._ties(request, index, settled)))
        if not timed:
            machines = sorted({machine.id for way in ways for machine in way.machines})
            told = (
                f"operation {index + 1}: its own times, and the hours that its tariff leaves, leave none in this window"
            )
            raise SetAsideError("mode_window", told, machines)
        return timed

    def _precedences(self, request: BookingRequest, operations: Sequence[int]) -> Iterator[Precedence]:
        place = {operation: task for task, operation in enumerate(operations)}
        for link in request.all_links:
            if link.before in place and link.after in place:
                least, most = self._lags(link)
                yield Precedence(before=place[link.before], after=place[link.after], min_lag=least, max_lag=most)

    def _ties(self, request: BookingRequest, index: int, settled: Sequence[Reservation]) -> Iterator[Tie]:
        """Yield how an operation hangs on those that are settled: after the last of their parts, or before the first."""
        for link in request.all_links:
            if index not in (link.before, link.after):
                continue
            comes_first = index == link.after
            other = link.before if comes_first else link.after
            parts = [r for r in settled if r.operation == other]
            if parts:
                least, most = self._lags(link)
                part = max(parts, key=lambda r: r.end) if comes_first else min(parts, key=lambda r: r.start)
                at = self.ground.grid.ceil(part.end) if comes_first else self.ground.grid.floor(part.start)
                machine = self.catalogue.find(part.machine_ids[0])
                site = machine.site if machine else ""
                yield Tie(comes_first=comes_first, at=at, site=site, min_lag=least, max_lag=most)

    def _lags(self, link: Link) -> tuple[int, int | None]:
        """Return the lags in ticks, the least rounded up and the longest down."""
        grid = self.ground.grid
        least = grid.up(link.min_lag)
        if link.max_lag is None:
            return least, None
        most = link.max_lag // grid.tick
        if most < least:
            told = (
                f"between operations {link.before + 1} and {link.after + 1} {link.min_lag} to {link.max_lag} must pass"
            )
            raise SetAsideError("off_grid", f"{told}, which ticks of {grid.tick} cannot keep; plan with shorter ticks")
        return least, most
