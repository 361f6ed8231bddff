"""What goes wrong between two nights: work that takes longer, tenants that do not come, machines that break down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.planning.simulation.streams import stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from scheduler.domain.calendar import Period

#: A request whose reference ends so was never meant: nobody comes.
PHANTOM = "~phantom"
_LEAST_REPAIR, _LONGEST_REPAIR = 2.0, 12.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Fates:
    """How often things go wrong; drawn by request and by machine, so that every policy meets the same mishaps."""

    seed: int = 0
    #: Part of the operations that take longer than was asked, and by how much at most: 0.3 is thirty per cent.
    overruns: float = 0.1
    longest_overrun: float = 0.3
    #: Part of the requests for which nobody comes.
    no_shows: float = 0.02
    #: Breakdowns per machine and day.
    breakdowns: float = 0.01

    def overrun(self, reference: str, operation: int) -> float:
        """Return by which part of its processing an operation lasts longer; 0: as long as was asked."""
        rng = stream(self.seed, "overrun", reference, operation)
        return rng.uniform(0.05, self.longest_overrun) if rng.random() < self.overruns else 0.0

    def is_no_show(self, reference: str) -> bool:
        """Return whether nobody comes for a request."""
        return reference.endswith(PHANTOM) or stream(self.seed, "no-show", reference).random() < self.no_shows

    def outages(self, machines: Iterable[str], night: int, day: Period) -> Iterator[tuple[str, datetime, datetime]]:
        """Yield the breakdowns that begin in the day after a night: machine, start and end, in whole minutes."""
        for machine in machines:
            rng = stream(self.seed, "breakdown", night, machine)
            if rng.random() < self.breakdowns:
                start = day[0] + timedelta(minutes=int(rng.random() * ((day[1] - day[0]) // timedelta(minutes=1))))
                hours = rng.uniform(_LEAST_REPAIR, _LONGEST_REPAIR)
                yield machine, start, start + timedelta(minutes=int(hours * 60))
