"""The contract, on every storage."""

from __future__ import annotations

from tests.scheduler.storage.booking_contract import BookingContract
from tests.scheduler.storage.carried_contract import CarriedContract
from tests.scheduler.storage.catalogue_contract import CatalogueContract
from tests.scheduler.storage.change_contract import ChangeContract
from tests.scheduler.storage.contract import TransactionContract
from tests.scheduler.storage.people_contract import PeopleContract
from tests.scheduler.storage.record_contract import RecordContract
from tests.scheduler.storage.reference_contract import ReferenceContract
from tests.scheduler.storage.webhook_contract import WebhookContract
from tests.scheduler.storage.work_contract import WorkContract


class TestTransactions(TransactionContract):
    """Units of work."""


class TestCatalogue(CatalogueContract):
    """The tables of the catalogue."""


class TestBookings(BookingContract):
    """Booking requests and reservations."""


class TestReferences(ReferenceContract):
    """External references."""


class TestRecords(RecordContract):
    """Runs, plans, ledger, keys."""


class TestCarried(CarriedContract):
    """What entries of the ledger come to."""


class TestPeople(PeopleContract):
    """Accounts, sessions, last uses, pending sign-ins."""


class TestWebhooks(WebhookContract):
    """Webhooks, their progress, deliveries."""


class TestChanges(ChangeContract):
    """Changes, and answers that are kept."""


class TestWork(WorkContract):
    """Nights, attempts, signs of life, turns."""
