"""What every storage promises of requests that are looked for by what their tenants call them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.booking import RequestStatus
from tests.scheduler.storage.values import make_request, with_parents

if TYPE_CHECKING:
    from scheduler.storage.unit_of_work import UnitOfWorkFactory


class ReferenceContract:
    """External references."""

    def test_requests_are_found_by_their_references(self, uow_factory: UnitOfWorkFactory) -> None:
        """A file that is loaded again would make what is there once more, or read all that ever was to know it."""
        with_parents(uow_factory)
        with uow_factory() as uow:
            facts = {
                "br_4": ("ada", "A-17", "withdrawn"),
                "br_3": ("ada", "A-17", "queued"),
                "br_2": ("bob", "A-17", "queued"),
                "br_5": ("ada", "A-18", "queued"),
                "br_6": ("ada", "", "queued"),
            }
            for key, (who, told, status) in facts.items():
                uow.booking_requests.add(
                    make_request(key, tenant_id=who, external_reference=told, status=RequestStatus(status))
                )
            many = [f"B-{number}" for number in range(1200)]
            found = uow.booking_requests.with_references([*many, "A-17", "A-17"])
            assert [request.id for request in found] == ["br_2", "br_3", "br_4"]
            assert [request.id for request in uow.booking_requests.with_references(["A-18", "a-17"])] == ["br_5"]
            assert uow.booking_requests.with_references([]) == ()
