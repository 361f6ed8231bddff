"""Lists by whatever filter: each database gives the pages that the storage in memory gives, whichever index it finds them by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.booking import RequestStatus
from scheduler.domain.pages import RequestFilter, ReservationFilter
from scheduler.domain.reservation import ReservationStatus
from scheduler.storage.memory import MemoryStorage
from tests.scheduler.builders import at, make_reservation
from tests.scheduler.storage.storages import storages
from tests.scheduler.storage.values import make_request, with_parents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scheduler.storage.unit_of_work import UnitOfWorkFactory

_MANY = 40
_MOMENTS = st.none() | st.integers(-2, _MANY + 2).map(at)
_TENANTS = st.sampled_from([None, "ada", "bob"])
_REQUESTS = list(RequestStatus)
#: Those that hold no machine: reservations may then lie over one another, and have the same start.
_RESERVATIONS = [ReservationStatus.COMPLETED, ReservationStatus.CANCELLED, ReservationStatus.NO_SHOW]


def _some(statuses: list[Any]) -> st.SearchStrategy[tuple[Any, ...] | None]:
    return st.none() | st.lists(st.sampled_from(statuses), min_size=1, max_size=3).map(tuple)


def _fill(factory: UnitOfWorkFactory) -> UnitOfWorkFactory:
    with_parents(factory)
    with factory() as uow:
        for n in range(_MANY):
            uow.booking_requests.add(
                replace(
                    make_request(f"br_x{n:02}"),
                    tenant_id=("ada", "bob")[n % 2],
                    status=_REQUESTS[n % len(_REQUESTS)],
                    external_reference=f"PO-{n % 5}",
                    updated_at=at(n * 7 % _MANY),
                )
            )
            uow.reservations.add(
                make_reservation(
                    f"rs_x{n:02}",
                    n // 3,
                    1 + n % 4,
                    tenant_id=("ada", "bob")[n % 2],
                    machine_ids=("cut-1", "cut-2")[: 1 + n % 2],
                    status=_RESERVATIONS[n % len(_RESERVATIONS)],
                    schedule_version=1 + n % 4,
                    updated_at=at(n * 7 % _MANY),
                )
            )
        uow.commit()
    return factory


@pytest.fixture(scope="module", params=sorted(set(storages()) - {"memory"}))
def both(request: pytest.FixtureRequest) -> Iterator[tuple[UnitOfWorkFactory, UnitOfWorkFactory]]:
    """The same park in memory and in a database."""
    with storages()[request.param](request) as factory:
        yield _fill(MemoryStorage().unit_of_work), _fill(factory)


def _pages(factory: UnitOfWorkFactory, page: Callable[[Any, str | None], Any]) -> list[list[str]]:
    """Return the ids of a whole list, page by page."""
    found, after = [], None
    while True:
        with factory(read_only=True) as uow:
            one = page(uow, after)
        found.append([each.id for each in one.items])
        if one.next is None:
            return found
        after = one.next


_ASKED = st.builds(
    RequestFilter,
    tenant_id=_TENANTS,
    statuses=_some(_REQUESTS),
    external_reference=st.sampled_from([None, "PO-3", "PO-9"]),
    updated_since=_MOMENTS,
    limit=st.integers(1, 9),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(where=_ASKED)
def test_requests_are_alike(both: tuple[UnitOfWorkFactory, UnitOfWorkFactory], where: RequestFilter) -> None:
    """A request that a filter loses is one that its tenant's software believes gone."""
    memory, database = (
        _pages(factory, lambda uow, after: uow.booking_requests.page(replace(where, after=after))) for factory in both
    )
    assert database == memory


_FILTERS = st.builds(
    ReservationFilter,
    tenant_id=_TENANTS,
    machine_id=st.sampled_from([None, "cut-1", "cut-2"]),
    statuses=_some(_RESERVATIONS),
    schedule_version=st.sampled_from([None, 2]),
    updated_since=_MOMENTS,
    start=_MOMENTS,
    end=_MOMENTS,
    limit=st.integers(1, 9),
)


@settings(max_examples=90, deadline=None, suppress_health_check=list(HealthCheck))
@given(where=_FILTERS)
def test_reservations_are_alike(both: tuple[UnitOfWorkFactory, UnitOfWorkFactory], where: ReservationFilter) -> None:
    """Machine time that a list leaves out is machine time that nobody comes to."""
    memory, database = (
        _pages(factory, lambda uow, after: uow.reservations.page(replace(where, after=after))) for factory in both
    )
    assert database == memory
