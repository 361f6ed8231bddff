"""Two parks on two storages, driven by the same deeds: what one does the other must do, refusals included.

Over 150 lines because the deeds of a park's life and the invariants over them are one machine.

The planner of the test is a simple one: it puts open requests one after the other on machines, from an hour that is drawn, so that plans
collide with what stands, come late, and leave requests out - whatever it does, the two storages must agree on it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from scheduler.domain.booking import OPEN_REQUESTS, RequestStatus, RequestTerms, UnplacedReason
from scheduler.domain.ledger import balance
from scheduler.domain.pages import RequestFilter, ReservationFilter
from scheduler.domain.plan import ScheduleStatus, UnplacedRequest
from scheduler.domain.reservation import ReservationStatus, Slot
from scheduler.domain.run import RunParameters, RunProgress
from scheduler.errors import SchedulerError
from scheduler.services import booking_requests, refunds, reservations, runs, schedules
from tests.scheduler.builders import (
    NOW,
    OPERATOR,
    HandClock,
    at,
    counting_ids,
    hours,
    make_context,
    make_draft,
    make_operation,
    make_slot,
    make_terms,
    tenant,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import timedelta

    from scheduler.domain.booking import BookingRequest
    from scheduler.domain.ledger import LedgerEntry
    from scheduler.domain.plan import ScheduleDraft
    from scheduler.domain.reservation import Reservation
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork, UnitOfWorkFactory

_MACHINES = ("cut-1", "cut-2")
_NUMBERS = st.integers(0, 10_000)


@dataclass(frozen=True, slots=True)
class _Refused:
    """What an error said; two storages must say the same."""

    kind: str
    message: str


class TwoParks(RuleBasedStateMachine):
    """The machine; `first` and `second` are the storages' factories."""

    def __init__(self, first: UnitOfWorkFactory, second: UnitOfWorkFactory) -> None:
        super().__init__()
        self.clock = HandClock()
        self.parks = tuple(make_context(f, self.clock, counting_ids()) for f in (first, second))
        #: What was acknowledged: ids of requests with their terms, ids of reservations.
        self.booked: dict[str, RequestTerms] = {}
        self.reserved: set[str] = set()
        self.entries: tuple[LedgerEntry, ...] = ()
        #: How many plans there are.
        self.plans = 0

    @initialize()
    def first_night(self) -> None:
        """Begin with something to withdraw, cancel and move: so no rule below has to wait for another."""
        self.book("ada", [[1], [1, 3]])
        self.book("bob", [[0.5], [3]])
        self.night(1, 2, (0, 48), publish=True)

    @rule(
        who=st.sampled_from(["ada", "bob"]),
        lengths=st.lists(st.lists(st.sampled_from([0.5, 1, 3]), min_size=1, max_size=2), min_size=1, max_size=3),
    )
    def book(self, who: str, lengths: list[list[float]]) -> None:
        """A tenant asks for this and that."""
        for operations in lengths:
            wish = make_terms(
                *(make_operation(duration=hours(length)) for length in operations),
                tenant_id=who,
                deadline=self.clock() + hours(24),
            )
            request = self.alike(partial(booking_requests.create, actor=tenant(who), terms=wish))
            self.booked[request.id] = wish

    @rule(number=_NUMBERS, who=st.sampled_from(["ada", "bob"]))
    def withdraw(self, number: int, who: str) -> None:
        """A tenant takes a request back, its own or another's."""
        key = self._some(sorted(self.booked), number)
        self.alike(lambda ctx: booking_requests.withdraw(ctx, tenant(who), key))

    @rule(
        number=_NUMBERS,
        hour=st.integers(-1, 9),
        window=st.sampled_from([(0, 48), (3, 48), (0, 4)]),
        publish=st.booleans(),
    )
    def night(self, number: int, hour: int, window: tuple[int, int], publish: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
        """A run: asked for, started, solved, stored as a draft, perhaps published."""
        run = self.alike(lambda ctx: runs.request_run(ctx, OPERATOR, RunParameters(seed=number)))
        claim = self.alike(lambda ctx: runs.start(ctx, run.id)).claim
        draft = self._draft(number, hour, *window)
        self.alike(lambda ctx: runs.solving(ctx, claim, draft.window))
        self.alike(lambda ctx: runs.report_progress(ctx, claim, RunProgress(seconds=0.5, incumbent=number)))
        plan = self.alike(lambda ctx: schedules.store_draft(ctx, draft))
        if isinstance(plan, _Refused):
            self.alike(lambda ctx: runs.fail(ctx, claim, plan.message))
            return
        self.plans = plan.version
        self.alike(lambda ctx: runs.complete(ctx, claim, solver_status="feasible", schedule_version=plan.version))
        if publish:
            self._publish(plan.version)

    @rule(number=_NUMBERS)
    def publish(self, number: int) -> None:
        """The operator publishes a plan, a late one, one that was superseded, or one that there is not."""
        self._publish(self._some(range(1, self.plans + 2), number))

    @rule(number=_NUMBERS, who=st.sampled_from(["ada", "bob"]), reopen=st.booleans())
    def cancel(self, number: int, who: str, reopen: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
        """A tenant cancels a reservation, its own or another's."""
        key = self._some(sorted(self.reserved), number)
        self.alike(lambda ctx: reservations.cancel(ctx, tenant(who), key, reopen=reopen))

    @rule(
        number=_NUMBERS,
        deeds=st.sampled_from(
            [("check_in",), ("no_show",), ("check_in", "begin", "complete"), ("check_in", "begin", "release_early")]
        ),
    )
    def operate(self, number: int, deeds: tuple[str, ...]) -> None:
        """The operator notes what became of a reservation."""
        key = self._some(sorted(self.reserved), number)
        for deed in deeds:
            self.alike(partial(getattr(reservations, deed), actor=OPERATOR, reservation_id=key))

    @rule(number=_NUMBERS, minutes=st.sampled_from([None, 1, 30, 1000]))
    def refund(self, number: int, minutes: int | None) -> None:
        """The operator gives a charge back, or more than is left, or what was never charged."""
        key = self._some(sorted(self.reserved), number)
        facts = {"tenant_id": "ada", "reservation_id": key, "note": "why", "minutes": minutes}
        self.alike(partial(refunds.refund, actor=OPERATOR, **facts))

    @rule(number=_NUMBERS)
    def displace(self, number: int) -> None:
        """The park takes a reservation away."""
        key = self._some(sorted(self.reserved), number)
        self.alike(lambda ctx: reservations.displace(ctx, OPERATOR, key))

    @rule(by=st.sampled_from([0.25, 1, 5]))
    def time_passes(self, by: float) -> None:
        """The clock goes on, and the night closes what is overdue."""
        self.clock.advance(hours(by))
        self.alike(booking_requests.expire_overdue)

    @rule(number=_NUMBERS)
    def break_off(self, number: int) -> None:
        """A use case that fails halfway leaves nothing; neither does a batch whose last request is refused."""
        key = self._some(sorted(self.booked), number)
        for ctx in self.parks:
            with ctx.unit_of_work() as uow:
                _write_nonsense(uow, key)
        batch = [make_terms(deadline=self.clock() + hours(5)), make_terms(deadline=self.clock() - hours(1))]
        assert isinstance(self.alike(lambda ctx: booking_requests.create_batch(ctx, tenant(), batch)), _Refused)

    @invariant()
    def they_are_alike(self) -> None:
        """Whatever can be read is the same in both."""
        first, second = (_everything(ctx) for ctx in self.parks)
        assert first == second

    @invariant()
    def no_two_live_reservations_overlap(self) -> None:
        """No machine is promised twice."""
        for ctx in self.parks:
            with ctx.unit_of_work(read_only=True) as uow:
                live = uow.reservations.live()
            for machine_id in _MACHINES:
                held = sorted((r.start, r.end) for r in live if machine_id in r.machine_ids)
                assert all(earlier[1] <= later[0] for earlier, later in pairwise(held))

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        """Every request is there with its terms, every reservation is there, at most one plan is published, entries stay and add up."""
        for ctx in self.parks:
            with ctx.unit_of_work(read_only=True) as uow:
                for key, wish in self.booked.items():
                    assert booking_requests.terms_of(uow.booking_requests.get(key)) == wish
                for key in self.reserved:
                    uow.reservations.get(key)
                plans = [uow.schedules.get(v) for v in range(1, uow.schedules.highest_version() + 1)]
                assert sum(plan.status is ScheduleStatus.PUBLISHED for plan in plans) <= 1
                known, self.entries = self.entries, uow.ledger.list()
                assert self.entries[: len(known)] == known
                assert uow.ledger.total("ada") == balance(uow.ledger.list("ada"))
                assert all(balance(uow.ledger.about(key)) >= 0 for key in self.reserved)

    @invariant()
    def scheduled_means_reserved(self) -> None:
        """A request that is scheduled has, for each operation, a reservation that stands or that nobody came to."""
        gone = (ReservationStatus.CANCELLED, ReservationStatus.DISPLACED)
        with self.parks[1].unit_of_work(read_only=True) as uow:
            for request in uow.booking_requests.with_status([RequestStatus.SCHEDULED]):
                kept = [r for r in uow.reservations.of_request(request.id) if r.status not in gone]
                assert {r.operation for r in kept} == set(range(len(request.operations)))

    def alike(self, deed: Callable[[Context], Any]) -> Any:
        """Do a deed in both parks and return what both answered."""
        first, second = (_answer(deed, ctx) for ctx in self.parks)
        assert first == second
        return first

    def _publish(self, version: int) -> None:
        told = self.alike(lambda ctx: schedules.publish(ctx, OPERATOR, version))
        if not isinstance(told, _Refused):
            self.reserved |= {reservation.id for reservation in told.confirmed}

    def _draft(self, number: int, hour: int, frozen: int, end: int) -> ScheduleDraft:
        with self.parks[0].unit_of_work(read_only=True) as uow:
            wanted = list(uow.booking_requests.with_status(OPEN_REQUESTS))
            slots = [_as_slot(r) for index, r in enumerate(uow.reservations.live()) if (index + number) % 3]
        free = {machine: self.clock() - NOW + hours(hour) for machine in _MACHINES}
        unplaced = []
        for index, request in enumerate(wanted):
            if any(slot.request_id == request.id for slot in slots):
                continue
            if (index + number) % 3 == 0:
                reasons = (UnplacedReason(code="no_room_before_deadline", message=f"run {number}"),)
                unplaced.append(UnplacedRequest(request_id=request.id, reasons=reasons))
                continue
            machine = _MACHINES[(index + number) % len(_MACHINES)]
            free[machine] = _append(slots, request, machine, free[machine])
        return make_draft(
            *slots,
            unplaced=tuple(unplaced),
            start=self.clock(),
            end=self.clock() + hours(end),
            frozen_until=self.clock() + hours(frozen),
        )

    def _some(self, keys: Sequence[Any], number: int) -> Any:
        return keys[number % len(keys)]


def _append(slots: list[Slot], request: BookingRequest, machine: str, begin: timedelta) -> timedelta:
    """Put the operations of a request one after the other from `begin` on, and return when they end."""
    for index, operation in enumerate(request.operations):
        first, length = begin / hours(1), operation.standard_duration / hours(1)
        slots.append(make_slot(request, first, length, operation=index, machine_ids=(machine,)))
        begin += operation.standard_duration
    return begin


def _as_slot(reservation: Reservation) -> Slot:
    """Return the slot of a reservation, for a plan that carries it over."""
    return Slot(**{field.name: getattr(reservation, field.name) for field in fields(Slot)})


def _answer(deed: Callable[[Context], Any], ctx: Context) -> Any:
    try:
        return deed(ctx)
    except SchedulerError as error:
        return _Refused(type(error).__name__, str(error))


def _write_nonsense(uow: UnitOfWork, key: str) -> None:
    """Change a request and do not commit."""
    request = uow.booking_requests.get(key)
    uow.booking_requests.update(replace(request, title="nonsense", version=request.version + 1))


def _everything(ctx: Context) -> dict[str, Any]:
    """Return all that can be read of what the deeds change."""
    with ctx.unit_of_work(read_only=True) as uow:
        return {
            "requests": uow.booking_requests.page(RequestFilter(limit=1000)),
            "reservations": uow.reservations.page(ReservationFilter(limit=1000)),
            "live": uow.reservations.live(at(2), at(6)),
            "counting": (uow.booking_requests.counting("ada", at(6)), uow.reservations.counting("ada", at(6))),
            "runs": uow.runs.latest(1000),
            "plans": [uow.schedules.get(v) for v in range(1, uow.schedules.highest_version() + 1)],
            "published": uow.schedules.published(),
            "ledger": uow.ledger.list(),
            "totals": [uow.ledger.total(key) for key in ("ada", "bob")],
        }
