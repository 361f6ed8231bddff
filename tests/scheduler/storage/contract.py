"""What every storage promises: transactions here, the tables in the modules `*_contract.py` beside it; test_contract.py runs all of it."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.tenant import Tenant
from scheduler.errors import AlreadyExistsError, OverlapError
from scheduler.storage.at_once import WouldWaitError, at_once
from tests.scheduler.builders import make_reservation
from tests.scheduler.storage.values import with_parents

if TYPE_CHECKING:
    from scheduler.storage.unit_of_work import UnitOfWork, UnitOfWorkFactory


def _add_twice(uow: UnitOfWork, tenant: Tenant) -> None:
    uow.tenants.add(tenant)
    uow.tenants.add(tenant)


class TransactionContract:
    """What a unit of work promises."""

    def test_only_what_is_committed_stays(self, uow_factory: UnitOfWorkFactory) -> None:
        """Leaving without commit, by an exception, or after rollback would otherwise keep half a use case."""
        with uow_factory() as uow:
            uow.tenants.add(Tenant(id="left", name="left"))
        with pytest.raises(AlreadyExistsError), uow_factory() as uow:
            _add_twice(uow, Tenant(id="raised", name="raised"))
        with uow_factory() as uow:
            uow.tenants.add(Tenant(id="rolled-back", name="rolled back"))
            uow.rollback()
            assert uow.tenants.list() == ()
            uow.tenants.add(Tenant(id="kept", name="kept"))
            uow.commit()
            uow.tenants.add(Tenant(id="after-commit", name="after commit"))
        with uow_factory(read_only=True) as uow:
            assert [t.id for t in uow.tenants.list()] == ["kept"]

    def test_a_transaction_sees_its_own_writing(self, uow_factory: UnitOfWorkFactory) -> None:
        """A use case that writes and reads again would otherwise decide on old facts."""
        with uow_factory() as uow:
            uow.tenants.add(Tenant(id="ada", name="Ada"))
            uow.tenants.update(Tenant(id="ada", name="Ada & Co", version=2))
            assert uow.tenants.get("ada").name == "Ada & Co"
            assert len(uow.tenants.list()) == 1

    def test_a_reader_sees_one_state_and_waits_for_nobody(self, uow_factory: UnitOfWorkFactory) -> None:
        """A list read during a commit would otherwise be of two worlds; the reading thread would deadlock if it waited."""
        with_parents(uow_factory)
        with uow_factory(read_only=True) as reader:
            before = reader.tenants.list()

            def write() -> None:
                with uow_factory() as uow:
                    uow.tenants.add(Tenant(id="cyd", name="Cyd"))
                    uow.commit()

            writer = threading.Thread(target=write)
            writer.start()
            writer.join()
            assert reader.tenants.list() == before
        with uow_factory(read_only=True) as uow:
            assert len(uow.tenants.list()) == len(before) + 1

    def test_who_may_not_wait_is_answered_at_once_or_told_so(self, uow_factory: UnitOfWorkFactory) -> None:
        """Everybody whom the thread serves would wait with it; half of a change would stay if it were told too late."""
        with_parents(uow_factory)
        with at_once(), pytest.raises(WouldWaitError), uow_factory():
            raise AssertionError("a writer may have to wait for its turn")
        with at_once():
            try:
                with uow_factory(read_only=True) as uow:
                    found = [tenant.id for tenant in uow.tenants.list()]
            except WouldWaitError:
                found = None
        with uow_factory() as writer:
            assert found in (None, [tenant.id for tenant in writer.tenants.list()])

    def test_writers_come_one_after_the_other(self, uow_factory: UnitOfWorkFactory) -> None:
        """Two that read, decide and write at once would otherwise lose one of the changes."""
        with_parents(uow_factory)

        def raise_share() -> None:
            for _ in range(10):
                with uow_factory() as uow:
                    ada = uow.tenants.get("ada")
                    uow.tenants.update(replace(ada, share=ada.share + 1, version=ada.version + 1))
                    uow.commit()

        threads = [threading.Thread(target=raise_share) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with uow_factory(read_only=True) as uow:
            assert uow.tenants.get("ada").share == 41

    def test_racing_threads_cannot_book_one_machine_twice(self, uow_factory: UnitOfWorkFactory) -> None:
        """The guard would otherwise only hold as long as nobody is quick."""
        with_parents(uow_factory)
        refused: list[str] = []

        def reserve(number: int) -> None:
            try:
                with uow_factory() as uow:
                    uow.reservations.add(make_reservation(f"rs_{number}", 1 + number / 10))
                    uow.commit()
            except OverlapError as error:
                refused.append(error.machine_id)

        threads = [threading.Thread(target=reserve, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with uow_factory(read_only=True) as uow:
            assert len(uow.reservations.live()) == 1
        assert refused == ["cut-1"] * 5

    def test_a_reader_does_not_write(self, uow_factory: UnitOfWorkFactory) -> None:
        """What it wrote would otherwise be lost in silence, or slip in past the queue of the writers."""
        with uow_factory(read_only=True) as uow, pytest.raises(RuntimeError, match="read-only"):
            uow.tenants.add(Tenant(id="ada", name="Ada"))
        with uow_factory(read_only=True) as uow:
            assert uow.tenants.list() == ()

    def test_a_writer_within_a_writer_is_told_so(self, uow_factory: UnitOfWorkFactory) -> None:
        """The thread would otherwise wait for itself for ever."""
        with uow_factory() as uow:
            uow.tenants.add(Tenant(id="ada", name="Ada"))
            with pytest.raises(RuntimeError, match="inside another"), uow_factory():
                pass
            uow.commit()
        with uow_factory() as uow:
            assert uow.tenants.get("ada").name == "Ada"
