"""Night after night on one park, with whatever happens between: each plan can be published, and none takes back what has begun."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from scheduler.domain.booking import Link, PriorityClass, RequestStatus, Splittable
from scheduler.domain.machine import ChangeoverTable
from scheduler.domain.reservation import Reservation, ReservationStatus
from scheduler.domain.run import RunParameters, RunStatus
from scheduler.domain.tenant import Tenant
from scheduler.planning.defaults import PlanningDefaults
from scheduler.planning.nightly import plan_night
from scheduler.services import booking_requests, reservations, runs, time_off
from scheduler.services.load import ParkLoad
from tests.scheduler.builders import OPERATOR, HandClock, make_context, make_machine, make_operation, make_terms, tenant

if TYPE_CHECKING:
    from scheduler.domain.booking import Operation

#: Greedy plans: what is tried here is what a plan is made from and what becomes of it.
DEFAULTS = PlanningDefaults(engine="inline", workers=1, seconds=0.0, tick_minutes=15)
BEGUN = (ReservationStatus.CHECKED_IN, ReservationStatus.IN_PROGRESS)
_HOUR = timedelta(hours=1)
#: Which of a list, counted round: what is in it may differ from run to run, what is drawn may not.
NUMBERS = st.integers(0, 10_000)
FAMILIES = st.sampled_from([None, "n2", "o2"])


class ManyNights(RuleBasedStateMachine):
    """A park of three machines that are wanted more than they are free."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = HandClock()
        gases = ChangeoverTable(name="gases", families=("n2", "o2"), minutes=((0, 40), (25, 0)))
        park = ParkLoad(
            changeover_tables=(gases,),
            machines=(
                make_machine("cut-1", changeover_table="gases", setup=timedelta(minutes=10)),
                make_machine("cut-2", speed_percent=150),
                make_machine("bend-1", capability="bending"),
            ),
            tenants=(Tenant(id="ada", name="Ada", max_concurrent=1), Tenant(id="bob", name="Bob")),
        )
        self.ctx = make_context(clock=self.clock, park=park)

    @rule(
        who=st.sampled_from(["ada", "bob"]),
        length=st.integers(1, 9),
        family=FAMILIES,
        days=st.integers(1, 3),
        chain=st.booleans(),
    )
    def ask(self, who: str, length: int, family: str | None, days: int, *, chain: bool) -> None:
        """Ask for a job, or for a chain of two that may not wait long in between."""
        operations = [make_operation(duration=length * _HOUR, family=family)]
        if chain:
            operations.append(make_operation(capability="bending", duration=_HOUR))
        links = (Link(before=0, after=1, max_lag=6 * _HOUR),) if chain else ()
        self._create(who, operations, links=links, deadline=self.clock.moment + timedelta(days=days))

    @rule(length=st.integers(4, 30))
    def ask_split(self, length: int) -> None:
        """Ask for a long job in parts."""
        parts = Splittable(min_part=2 * _HOUR, max_parts=4)
        operation = make_operation(duration=length * _HOUR, min_duration=length * _HOUR / 2, splittable=parts)
        self._create("bob", [operation], deadline=self.clock.moment + timedelta(days=3))

    def _create(self, who: str, operations: list[Operation], **facts: Any) -> None:
        terms = make_terms(*operations, tenant_id=who, priority=PriorityClass.NORMAL, **facts)
        booking_requests.create(self.ctx, tenant(who), terms)

    @rule(shift=st.integers(-6, 6))
    def plan(self, shift: int) -> None:
        """Plan two days from about now and publish: nothing may stand in the way."""
        start = self.clock.moment + shift * _HOUR
        asked = RunParameters(start=start, end=start + timedelta(days=2), publish=True)
        begun = self._live(BEGUN)
        run = plan_night(self.ctx, runs.request_run(self.ctx, OPERATOR, asked).id, DEFAULTS)
        assert (run.status, run.message) == (RunStatus.COMPLETED, "")
        assert self._live(BEGUN) == begun

    @rule(minutes=st.integers(5, 900))
    def time_passes(self, minutes: int) -> None:
        """Let work begin and end as it was reserved, some of it unnoticed."""
        self.clock.advance(timedelta(minutes=minutes))
        for reservation in self._live((ReservationStatus.CONFIRMED,)):
            if reservation.start <= self.clock.moment < reservation.end:
                reservations.check_in(self.ctx, OPERATOR, reservation.id)
                reservations.begin(self.ctx, OPERATOR, reservation.id)
        for reservation in self._live((ReservationStatus.IN_PROGRESS,)):
            if reservation.end <= self.clock.moment:
                reservations.complete(self.ctx, OPERATOR, reservation.id)

    @rule(machine=st.sampled_from(["cut-1", "cut-2", "bend-1"]), after=st.integers(0, 30), length=st.integers(1, 12))
    def break_down(self, machine: str, after: int, length: int) -> None:
        """Take a machine out, reserved or not."""
        start = self.clock.moment + after * _HOUR
        time_off.add_outage(self.ctx, OPERATOR, machine_id=machine, start=start, end=start + length * _HOUR)

    @rule(number=NUMBERS)
    def take_away(self, number: int) -> None:
        """The park takes a reservation away, begun or not."""
        live = [r.id for r in self._live((ReservationStatus.CONFIRMED, *BEGUN))]
        if live:
            reservations.displace(self.ctx, OPERATOR, live[number % len(live)])

    @rule(number=NUMBERS)
    def cancel(self, number: int) -> None:
        """Take a request back that is planned."""
        planned = self._live((ReservationStatus.CONFIRMED,))
        begun = {r.request_id for r in (*self._live(BEGUN), *(r for r in planned if r.start <= self.clock.moment))}
        ahead = sorted({r.request_id for r in planned} - begun)
        if ahead:
            booking_requests.withdraw(self.ctx, OPERATOR, ahead[number % len(ahead)])

    @invariant()
    def what_is_scheduled_has_its_reservations(self) -> None:
        """A tenant would be told that its work is planned when it is not."""
        with self.ctx.unit_of_work(read_only=True) as uow:
            for request in uow.booking_requests.with_status((RequestStatus.SCHEDULED,)):
                standing = [
                    r
                    for r in uow.reservations.of_request(request.id)
                    if r.is_live or r.status is ReservationStatus.COMPLETED
                ]
                assert {r.operation for r in standing} == set(range(len(request.operations)))

    def _live(self, statuses: tuple[ReservationStatus, ...]) -> list[Reservation]:
        with self.ctx.unit_of_work(read_only=True) as uow:
            return [r for r in uow.reservations.live() if r.status in statuses]


TestManyNights = ManyNights.TestCase
TestManyNights.settings = settings(
    max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
