"""A day of work and its mishaps, on one or two machines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.domain.booking import RequestStatus
from scheduler.planning.simulation.fates import PHANTOM, Fates
from tests.scheduler.planning.simulation.small import NIGHT_0, NO_MISHAPS, ask, nights

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scheduler.domain.calendar import Period
    from scheduler.planning.simulation.park import SimulatedPark


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen(Fates):
    """Mishaps that a test chooses."""

    late: tuple[str, ...] = ()
    #: By how many hours after night 0 a breakdown begins; it lasts four.
    breaks: tuple[int, ...] = ()

    def overrun(self, reference: str, operation: int) -> float:
        """Return half as long again for those that are late."""
        del operation
        return 0.5 if reference in self.late else 0.0

    def is_no_show(self, reference: str) -> bool:
        """Return what the name says."""
        return reference.endswith(PHANTOM)

    def outages(self, machines: Iterable[str], night: int, day: Period) -> Iterator[tuple[str, datetime, datetime]]:
        """Yield the breakdowns of the first day."""
        del day
        for machine in machines if night == 0 else ():
            for hour in self.breaks:
                yield machine, NIGHT_0 + timedelta(hours=hour), NIGHT_0 + timedelta(hours=hour + 4)


def waits(*late: str) -> dict[str, float | None]:
    """Return how long after midnight three jobs of two hours each began, all asked for before."""
    simulation = nights(*(ask("ada", f"r{n}", 2, minute=n) for n in range(3)), fates=Chosen(late=late))
    return {each.reference: each.waited for each in simulation.next().executed}


def test_what_takes_longer_delays_what_comes_after_it() -> None:
    """A machine would do two jobs at once. All came at noon, the first begins at midnight."""
    assert waits()["r1"] == 14 - 1 / 60
    assert waits("r0")["r1"] == 15 - 1 / 60
    assert waits("r0", "r1")["r2"] == 18 - 2 / 60


def test_what_cannot_begin_in_time_is_planned_anew() -> None:
    """Work would be pushed on for ever: the first of two takes six hours longer than its twelve."""
    simulation = nights(ask("ada", "r0", 12), ask("bob", "r1", 2, minute=1), fates=Chosen(late=("r0",)))
    first, second = simulation.next(), simulation.next()
    assert ([each.reference for each in first.executed], first.failed) == (["r0"], 1)
    assert ([each.reference for each in second.executed], second.failed) == (["r1"], 0)


def test_a_breakdown_takes_what_runs_and_what_is_next_and_charges_nobody() -> None:
    """Tenants would pay for the park's fault. The machine stops at one o'clock and is mended at five."""
    jobs = [ask("ada", f"r{n}", 2, minute=n) for n in range(3)]
    simulation = nights(*jobs, fates=Chosen(breaks=(5,)))
    first = simulation.next()
    assert ([each.reference for each in first.executed], first.failed) == ([], 3)
    assert first.capacity["cutting"] == 20 * 60
    with simulation.park.context.unit_of_work(read_only=True) as uow:
        assert uow.ledger.list() == ()
    assert [each.reference for each in simulation.next().executed] == ["r0", "r1", "r2"]


def test_who_does_not_come_is_charged_and_gets_nothing() -> None:
    """Phantom bookings would be free."""
    simulation = nights(ask("ada", "r0" + PHANTOM, 2), ask("bob", "r1", 2, minute=1), fates=Chosen())
    record = simulation.next()
    assert (record.no_shows, record.given_up) == (("r0" + PHANTOM,), ("r0" + PHANTOM,))
    with simulation.park.context.unit_of_work(read_only=True) as uow:
        assert {entry.tenant_id: entry.minutes for entry in uow.ledger.list()} == {"ada": 120, "bob": 120}
        (bobs,) = uow.booking_requests.with_status((RequestStatus.FULFILLED,))
    assert bobs.external_reference == "r1"


def test_a_chain_that_nobody_comes_for_is_charged_once_and_taken_back() -> None:
    """It would be planned, missed and charged again every night."""
    chain = ask("ada", "r0" + PHANTOM, 2)
    chain = replace(chain, terms=replace(chain.terms, operations=chain.terms.operations * 2))
    simulation = nights(chain, fates=Chosen())
    records = [simulation.next() for _ in range(3)]
    assert [(r.no_shows, r.given_up) for r in records] == [(("r0" + PHANTOM,),) * 2, ((), ()), ((), ())]
    with simulation.park.context.unit_of_work(read_only=True) as uow:
        assert [entry.minutes for entry in uow.ledger.list()] == [120]


def test_mishaps_do_not_depend_on_who_planned() -> None:
    """A policy would have had better luck than another."""
    fates = Fates(seed=4, breakdowns=0.5, overruns=0.5, no_shows=0.5)
    day = (NIGHT_0, NIGHT_0 + timedelta(days=1))
    machines = [f"m{n}" for n in range(20)]
    every = list(fates.outages(machines, 3, day))
    assert 4 < len(every) < 16
    assert list(fates.outages(machines[5:6], 3, day)) == [each for each in every if each[0] == "m5"]
    assert all(day[0] <= start < day[1] and start < end for _, start, end in every)
    assert {fates.is_no_show(f"r{n}") for n in range(20)} == {True, False}
    assert 0.0 in {fates.overrun(f"r{n}", 0) for n in range(20)}
    assert not list(NO_MISHAPS.outages(machines, 3, day))


def test_the_clock_of_the_park_is_that_of_its_zone() -> None:
    """Nights would be planned at noon."""
    park: SimulatedPark = nights().park
    assert [park.night(n) for n in (0, 1)] == [NIGHT_0, NIGHT_0 + timedelta(days=1)]
