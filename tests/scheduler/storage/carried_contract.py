"""What every storage promises of balances that are carried: they are what the entries say, to the minute, or are not told."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.fairness_policy import DEFAULT, FAIRNESS_POLICIES
from scheduler.domain.ledger import EntryKind, LedgerEntry
from scheduler.planning.memory import owed_by_carried, owed_by_ledger, owed_minutes
from tests.scheduler.builders import NOW, make_reservation
from tests.scheduler.storage.values import make_request, with_parents

if TYPE_CHECKING:
    from scheduler.storage.repositories import Ledger
    from scheduler.storage.unit_of_work import UnitOfWorkFactory

_SHARES = {"ada": 3, "bob": 5, "cyd": 1}
_RESERVATIONS = 12
_ENTRIES = 90


def _filled(uow_factory: UnitOfWorkFactory) -> None:
    with_parents(uow_factory)
    with uow_factory() as uow:
        uow.booking_requests.add(make_request("br_c"))
        for number in range(_RESERVATIONS):
            uow.reservations.add(make_reservation(f"rs_c{number}", request_id="br_c", hour=4.0 * number))
        uow.commit()


def _drawn(chance: Random, number: int) -> LedgerEntry:
    """Return an entry of late or long ago, now and then of the future, with a refund now and then before its charge."""
    kind = chance.choice(tuple(EntryKind))
    sizes = {EntryKind.CHARGE: (0, 600), EntryKind.REFUND: (-60, 0), EntryKind.ADJUSTMENT: (-900, 900)}
    age = chance.choice([timedelta(0), timedelta(days=14), timedelta(seconds=chance.randint(-90, 400_000_000))])
    about = f"rs_c{chance.randrange(_RESERVATIONS)}" if kind is not EntryKind.ADJUSTMENT else None
    return LedgerEntry(
        id=f"le_{chance.randrange(10**9):09}_{number}",
        tenant_id=chance.choice(("ada", "bob")),
        kind=kind,
        minutes=chance.randint(*sizes[kind]),
        recorded_at=NOW - age,
        reservation_id=about,
    )


def _told(ledger: Ledger, later: timedelta) -> bool:
    """Hold every policy against the entries, and return whether what was carried answered without them."""
    told, carried = True, ledger.carried()
    for policy in FAIRNESS_POLICIES:
        whole = owed_minutes(ledger.list(), _SHARES, NOW + later, policy)
        assert owed_by_ledger(ledger, _SHARES, NOW + later, policy) == whole
        told = told and carried is not None and owed_by_carried(carried, _SHARES, NOW + later, policy) == whole
    return told


class CarriedContract:
    """What entries of the ledger come to."""

    @pytest.mark.parametrize("seed", range(3))
    def test_what_is_owed_is_what_the_entries_say(self, uow_factory: UnitOfWorkFactory, seed: int) -> None:
        """A tenant would otherwise be owed another minute than its entries say, or a night read ten years of them."""
        chance, answered = Random(seed), 0
        _filled(uow_factory)
        for number in range(_ENTRIES):
            entry = _drawn(chance, number)
            with uow_factory() as uow:
                if entry.kind is EntryKind.CHARGE and uow.ledger.charge_for(str(entry.reservation_id)) is not None:
                    continue
                uow.ledger.add(entry)
                answered += _told(uow.ledger, timedelta(minutes=chance.choice([0, 7, 300_000])))
                uow.ledger.carry()
                carries = uow.ledger.carried() is not None
                uow.commit()
        assert answered > 0 or not carries
        with uow_factory(read_only=True) as uow:
            assert _told(uow.ledger, timedelta(days=2)) == carries

    def test_what_is_not_committed_is_not_carried(self, uow_factory: UnitOfWorkFactory) -> None:
        """A charge that was broken off would otherwise count in the next night."""
        with_parents(uow_factory)
        with uow_factory() as uow:
            uow.ledger.add(LedgerEntry(id="le_1", tenant_id="ada", kind=EntryKind.CHARGE, minutes=60, recorded_at=NOW))
        with uow_factory(read_only=True) as uow:
            assert not uow.ledger.carried()
            assert owed_by_ledger(uow.ledger, _SHARES, NOW, DEFAULT) == dict.fromkeys(_SHARES, 0)
