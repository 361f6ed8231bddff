"""What every storage promises of booking requests and reservations.

Over 150 lines because it is the specification of these tables, read as one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.booking import (
    Alternative,
    Link,
    PriorityClass,
    RequestStatus,
    SkillDemand,
    Splittable,
    UnplacedReason,
)
from scheduler.domain.override import Override
from scheduler.domain.pages import RequestFilter, ReservationFilter
from scheduler.domain.refusal import Refusal
from scheduler.domain.reservation import LIVE, ReservationStatus
from scheduler.domain.tariff import Tariff
from scheduler.errors import AlreadyExistsError, NotFoundError, OverlapError, StaleVersionError
from tests.scheduler.builders import NOW, at, hours, make_operation, make_reservation
from tests.scheduler.storage.values import make_request, stored, with_parents

if TYPE_CHECKING:
    from scheduler.storage.unit_of_work import UnitOfWork, UnitOfWorkFactory

#: Requests: id, tenant, status.
_WISHES = (
    ("br_2", "ada", "scheduled"),
    ("br_3", "ada", "waitlisted"),
    ("br_4", "ada", "fulfilled"),
    ("br_5", "ada", "expired"),
    ("br_6", "ada", "withdrawn"),
    ("br_7", "bob", "fulfilled"),
)
#: Reservations: request, tenant, hour, status; the number in their ids is their place here.
_PLACES = (
    ("br_2", "ada", 0, "completed"),
    ("br_2", "ada", 1, "in_progress"),
    ("br_2", "ada", 2, "displaced"),
    ("br_3", "ada", 3, "cancelled"),
    ("br_4", "ada", 5, "released_early"),
    ("br_5", "ada", 4, "no_show"),
    ("br_6", "ada", 6, "cancelled"),
    ("br_7", "bob", 7, "completed"),
)


class BookingContract:
    """Booking requests and reservations."""

    def test_a_request_comes_back_as_it_was(self, uow_factory: UnitOfWorkFactory) -> None:
        """A field that a storage forgets would otherwise change what the tenant asked for."""
        minutes = timedelta(minutes=1)
        both = Alternative(
            machine_ids=("cut-2", "cut-1"), duration=90 * minutes, min_duration=60 * minutes,
            windows=((at(1), at(3)), (at(5), at(9))),
        )  # fmt: skip
        first = make_operation(
            name="cut", alternatives=(both, Alternative(machine_ids=("cut-1",))), family="O2",
            duration=120 * minutes, min_duration=90 * minutes, splittable=Splittable(min_part=30 * minutes, max_parts=3),
            setup=timedelta(0), teardown=5 * minutes, skills=(SkillDemand(skill_id="inspector", people=2),),
        )  # fmt: skip
        second = make_operation(quantity=12, time_per_piece=timedelta(seconds=90))
        refusal = Refusal(rule="quota", pointer="/operations", message="3 h asked for", cure="1 h is left")
        exception = Override(rules=("quota",), reason="加急", by="key_1", at=at(0.5), refusals=(refusal,))
        request = make_request(
            "br_2", external_reference="A-17", title="支架 bracket", operations=(first, second),
            links=(Link(before=0, after=1, min_lag=hours(1), max_lag=hours(9)),), earliest_start=at(1), due=at(20),
            priority=PriorityClass.URGENT, accepted_tariffs=(Tariff.PEAK,), override=exception, status=RequestStatus.WAITLISTED, updated_at=at(0.5), version=1,
            reasons=(UnplacedReason(code="no_room", message="满", machine_ids=("cut-1",)), UnplacedReason(code="x")),
        )  # fmt: skip
        with_parents(uow_factory)
        with stored(uow_factory, lambda uow: uow.booking_requests.add(request)) as uow:
            assert uow.booking_requests.get("br_2") == request
            plain = uow.booking_requests.get("br_1")
            assert (plain.links, plain.operations[0].alternatives, plain.due) == (None, (), None)

    def test_requests_are_found_by_what_is_asked(self, uow_factory: UnitOfWorkFactory) -> None:
        """A tenant would otherwise see what it did not ask for, or miss what it did."""

        def write(uow: UnitOfWork) -> None:
            uow.booking_requests.add(
                make_request("br_3", tenant_id="bob", external_reference="B", updated_at=at(2), series_id="se_1")
            )
            uow.booking_requests.add(make_request("br_2", status=RequestStatus.SCHEDULED, updated_at=at(1)))

        with_parents(uow_factory)
        with stored(uow_factory, write) as uow:

            def ids(**facts: object) -> list[str]:
                return [r.id for r in uow.booking_requests.page(RequestFilter(**facts)).items]  # type: ignore[arg-type] # the tests below name real fields

            assert ids() == ["br_1", "br_2", "br_3"]
            assert ids(tenant_id="bob") == ["br_3"]
            assert ids(statuses=(RequestStatus.SCHEDULED, RequestStatus.DRAFT)) == ["br_2"]
            assert ids(statuses=()) == []
            assert ids(external_reference="B") == ["br_3"]
            assert (ids(series_id="se_1"), ids(series_id="se_2")) == (["br_3"], [])
            assert ids(updated_since=at(1)) == ["br_2", "br_3"]
            found = uow.booking_requests.with_status([RequestStatus.QUEUED])
            assert [r.id for r in found] == ["br_1", "br_3"]

    def test_pages_follow_one_another(self, uow_factory: UnitOfWorkFactory) -> None:
        """A list read page by page would otherwise skip or repeat, or end with an empty page."""

        def write(uow: UnitOfWork) -> None:
            for number in range(2, 6):
                uow.booking_requests.add(make_request(f"br_{number}"))
                # Later ids start earlier: the order of reservations is by start.
                uow.reservations.add(make_reservation(f"rs_{number}", 10 - number))
            uow.reservations.add(make_reservation("rs_1", 5, machine_ids=("cut-2",)))

        with_parents(uow_factory)
        with stored(uow_factory, write) as uow:
            seen, after = [], None
            for _ in range(3):
                page = uow.booking_requests.page(RequestFilter(limit=2, after=after))
                seen.append([r.id for r in page.items])
                after = page.next
            assert seen == [["br_1", "br_2"], ["br_3", "br_4"], ["br_5"]]
            assert after is None
            assert uow.booking_requests.page(RequestFilter(limit=5)).next is None
            first = uow.reservations.page(ReservationFilter(limit=2))
            second = uow.reservations.page(ReservationFilter(limit=3, after=first.next))
            assert [r.id for r in (*first.items, *second.items)] == ["rs_1", "rs_5", "rs_4", "rs_3", "rs_2"]
            assert second.next is None
            with pytest.raises(NotFoundError):
                uow.reservations.page(ReservationFilter(after="rs_99"))

    @pytest.mark.parametrize("text", ["\0", "A\0B", "A\\0B", "\\\\\0\\", "支架 '--", "%_", "\U0001f529"])
    def test_a_reference_may_be_any_text(self, uow_factory: UnitOfWorkFactory, text: str) -> None:
        """A tenant's own numbers are its own; one that no database foresaw would otherwise be an error, or be found as another."""
        with_parents(uow_factory)
        request = make_request("br_2", external_reference=text, title=text)
        with stored(uow_factory, lambda uow: uow.booking_requests.add(request)) as uow:
            assert uow.booking_requests.find_open("ada", text) == request
            for other in (text.replace("\0", "\\0"), text.replace("\\0", "\0"), text[:1], text + "\0"):
                assert other == text or uow.booking_requests.find_open("ada", other) is None

    def test_an_open_request_is_found_by_its_reference(self, uow_factory: UnitOfWorkFactory) -> None:
        """An order sent twice would otherwise be made twice; one that is over must not block its number."""
        with_parents(uow_factory)
        with uow_factory() as uow:
            requests = uow.booking_requests
            assert requests.find_open("ada", "A-17") is None
            request = make_request("br_2", external_reference="A-17")
            requests.add(request)
            requests.add(make_request("br_3", tenant_id="bob", external_reference="A-17"))
            found = requests.find_open("ada", "A-17")
            assert found is not None
            assert found.id == "br_2"
            requests.update(replace(request, status=RequestStatus.WITHDRAWN, version=2))
            assert requests.find_open("ada", "A-17") is None

    def test_what_counts_against_a_tenants_hours_is_found(self, uow_factory: UnitOfWorkFactory) -> None:
        """A quota would otherwise forget work, count it for a neighbour, or read the whole history for every booking."""

        def write(uow: UnitOfWork) -> None:
            # br_1 is queued and of ada, without a reservation.
            for key, who, status in _WISHES:
                uow.booking_requests.add(make_request(key, tenant_id=who, status=RequestStatus(status)))
            for number, (key, who, hour, status) in enumerate(_PLACES):
                facts = {"request_id": key, "tenant_id": who, "status": ReservationStatus(status)}
                uow.reservations.add(make_reservation(f"rs_{number}", hour, 0.5, **facts))

        with_parents(uow_factory)
        with stored(uow_factory, write) as uow:

            def counting(tenant_id: str, hour: float) -> tuple[list[str], list[str]]:
                requests = uow.booking_requests.counting(tenant_id, at(hour))
                reservations = uow.reservations.counting(tenant_id, at(hour))
                return [r.id for r in requests], [r.id for r in reservations]

            assert counting("ada", 5) == (["br_1", "br_2", "br_3", "br_4"], ["rs_0", "rs_1", "rs_4"])
            assert counting("ada", 5.01) == (["br_1", "br_2", "br_3"], ["rs_0", "rs_1"])
            assert counting("ada", 1) == (
                ["br_1", "br_2", "br_3", "br_4", "br_5"],
                ["rs_0", "rs_1", "rs_5", "rs_4"],
            )
            assert counting("bob", 0) == (["br_7"], ["rs_7"])
            assert counting("cyd", 0) == ([], [])

    def test_requests_count_their_versions(self, uow_factory: UnitOfWorkFactory) -> None:
        """A withdrawal and a plan at the same time would otherwise overwrite each other."""
        with_parents(uow_factory)
        with uow_factory() as uow:
            changed = make_request("br_1", status=RequestStatus.SCHEDULED, version=2)
            uow.booking_requests.update(changed)
            assert uow.booking_requests.get("br_1") == changed
            with pytest.raises(StaleVersionError):
                uow.booking_requests.update(changed)
            with pytest.raises(AlreadyExistsError):
                uow.booking_requests.add(changed)
            with pytest.raises(NotFoundError):
                uow.booking_requests.update(make_request("br_9", version=2))
            assert uow.booking_requests.find("br_9") is None

    def test_a_reservation_comes_back_as_it_was(self, uow_factory: UnitOfWorkFactory) -> None:
        """A field that a storage forgets would otherwise be a promise changed."""
        reservation = make_reservation(
            "rs_2", 3, 2, machine_ids=("cut-2", "cut-1"), operation=1, part=2, processing_start=at(3.25),
            processing_end=at(4.5), credited_minutes=77, external_reference="A-17", schedule_version=4, sequence=3,
            status=ReservationStatus.TENTATIVE, updated_at=at(0.5), replaces="rs_1",
        )  # fmt: skip
        with_parents(uow_factory)
        with stored(uow_factory, lambda uow: uow.reservations.add(reservation)) as uow:
            assert uow.reservations.get("rs_2") == reservation
            assert uow.reservations.live() == (reservation,)

    @pytest.mark.parametrize("status", list(ReservationStatus))
    def test_live_reservations_never_overlap_on_a_machine(
        self, uow_factory: UnitOfWorkFactory, status: ReservationStatus
    ) -> None:
        """Two tenants would otherwise stand before one machine; those that are over hold nothing."""
        with_parents(uow_factory)
        with uow_factory() as uow:
            uow.reservations.add(make_reservation("rs_1", 1, 2, machine_ids=("cut-1", "cut-2"), status=status))
            newcomer = make_reservation("rs_2", 2.5, 2, machine_ids=("cut-2",))
            if status not in LIVE:
                uow.reservations.add(newcomer)
                return
            with pytest.raises(OverlapError) as overlap:
                uow.reservations.add(newcomer)
            assert (overlap.value.machine_id, overlap.value.start) == ("cut-2", at(2.5))
            uow.reservations.add(make_reservation("rs_3", 0, 1))
            uow.reservations.add(make_reservation("rs_4", 3, 1))
            assert [r.id for r in uow.reservations.live()] == ["rs_3", "rs_1", "rs_4"]

    @pytest.mark.parametrize(("hour", "length"), [(1, 2), (0.5, 1), (2.5, 1), (1.5, 0.5), (0, 9)])
    def test_every_way_of_overlapping_is_refused(
        self, uow_factory: UnitOfWorkFactory, hour: float, length: float
    ) -> None:
        """Equal, crossing from either side, inside and around: a guard that forgets one would let it pass."""
        with_parents(uow_factory)
        with uow_factory() as uow:
            uow.reservations.add(make_reservation("rs_1", 1, 2))
            with pytest.raises(OverlapError):
                uow.reservations.add(make_reservation("rs_2", hour, length))

    def test_a_place_given_up_is_free_and_not_to_be_had_back(self, uow_factory: UnitOfWorkFactory) -> None:
        """A plan that moves work would otherwise be in its own way; reviving the old one must be refused."""
        with_parents(uow_factory)
        with uow_factory() as uow:
            first = make_reservation("rs_1")
            uow.reservations.add(first)
            uow.reservations.update(replace(first, status=ReservationStatus.DISPLACED, version=2))
            uow.reservations.add(make_reservation("rs_2"))
            uow.commit()
        with uow_factory() as uow, pytest.raises(OverlapError):
            uow.reservations.update(replace(first, version=3))

    def test_reservations_are_found_by_what_is_asked(self, uow_factory: UnitOfWorkFactory) -> None:
        """A tenant would otherwise see another's, a machine's page show another machine's."""

        def write(uow: UnitOfWork) -> None:
            uow.booking_requests.add(make_request("br_2", tenant_id="bob"))
            uow.reservations.add(make_reservation("rs_1", 1, updated_at=at(1)))
            uow.reservations.add(
                make_reservation("rs_2", 5, tenant_id="bob", request_id="br_2", machine_ids=("cut-2", "cut-1"))
            )
            uow.reservations.add(
                make_reservation("rs_3", 9, status=ReservationStatus.CANCELLED, schedule_version=2, updated_at=at(2))
            )

        with_parents(uow_factory)
        with stored(uow_factory, write) as uow:

            def ids(**facts: object) -> list[str]:
                return [r.id for r in uow.reservations.page(ReservationFilter(**facts)).items]  # type: ignore[arg-type] # the tests below name real fields

            assert ids() == ["rs_1", "rs_2", "rs_3"]
            assert ids(tenant_id="bob") == ["rs_2"]
            assert ids(request_id="br_1") == ["rs_1", "rs_3"]
            assert ids(machine_id="cut-2") == ["rs_2"]
            assert ids(statuses=LIVE) == ["rs_1", "rs_2"]
            assert ids(schedule_version=2) == ["rs_3"]
            assert ids(start=at(2), end=at(5)) == []
            assert ids(start=at(1.5), end=at(5.5)) == ["rs_1", "rs_2"]
            assert ids(start=at(6)) == ["rs_3"]
            assert ids(updated_since=at(1)) == ["rs_1", "rs_3"]
            assert [r.id for r in uow.reservations.of_request("br_1")] == ["rs_1", "rs_3"]
            assert [r.id for r in uow.reservations.live(at(1.5), at(5))] == ["rs_1"]
            assert uow.reservations.find("rs_9") is None
            assert uow.reservations.get("rs_1").created_at == NOW
