"""What a park in a database does beyond the contract of every storage."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.tenant import Tenant
from scheduler.errors import StorageError
from scheduler.storage.at_once import WouldWaitError, at_once
from scheduler.storage.sql import check
from tests.scheduler.builders import NOW, at, make_reservation
from tests.scheduler.storage.sql.parks import add_tenant, make_park, opened, tenants_in, url_of
from tests.scheduler.storage.values import make_request

if TYPE_CHECKING:
    from pathlib import Path


def test_a_park_outlives_its_process(tmp_path: Path) -> None:
    """Everything would otherwise be gone with the next restart; nothing may stay beside the file either."""
    url = make_park(url_of(tmp_path / "park.db"))
    with opened(url) as storage, storage.unit_of_work(read_only=True) as uow:
        assert uow.booking_requests.get("br_1") == make_request("br_1")
        assert uow.reservations.live() == (make_reservation("rs_1", 1, 2),)
    assert [path.name for path in tmp_path.iterdir()] == ["park.db"]


def test_what_is_committed_is_on_the_disk(tmp_path: Path) -> None:
    """A power cut would otherwise take back what a tenant was told."""
    with opened(url_of(tmp_path / "park.db")) as storage, storage.unit_of_work() as uow:
        connection = uow.tenants._rows.connection  # type: ignore[attr-defined] # the pragmas of the connection that writes
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_file_is_read_at_once_and_a_server_is_waited_for(url: str) -> None:
    """Each read of a file would take a thread; each read of a server would have everybody wait for its answer."""
    make_park(url)
    with opened(url) as storage, at_once():
        if url.startswith("postgresql"):
            with pytest.raises(WouldWaitError), storage.unit_of_work(read_only=True):
                pass
            return
        with storage.unit_of_work(read_only=True) as uow:
            assert uow.booking_requests.get("br_1") == make_request("br_1")


def test_a_reader_that_may_not_wait_cannot_write_either(tmp_path: Path) -> None:
    """A use case that says it only looks, and does not, would be found out only where there is a server."""
    url = make_park(url_of(tmp_path / "park.db"))
    with (
        opened(url) as storage,
        at_once(),
        storage.unit_of_work(read_only=True) as uow,
        pytest.raises(RuntimeError, match="read-only"),
    ):
        uow.tenants.add(Tenant(id="eve", name="Eve"))


def test_a_moment_without_a_zone_is_refused(url: str) -> None:
    """It would otherwise be read as another moment by everyone in another zone."""
    naive = datetime(2026, 11, 25, 8)  # noqa: DTZ001 - that is the point
    for facts in ({"deadline": naive}, {"updated_at": naive}):
        with (
            opened(url) as storage,
            storage.unit_of_work() as uow,
            pytest.raises(ValueError, match="zone"),
        ):
            uow.booking_requests.add(make_request("br_2", **facts))


def test_a_moment_of_another_zone_is_kept_as_the_same_moment(url: str) -> None:
    """A list by time would otherwise be sorted by the clocks on the walls of different places."""
    make_park(url)
    shanghai = timezone(timedelta(hours=8))
    local = make_reservation("rs_2", 3).start.astimezone(shanghai)
    with opened(url) as storage, storage.unit_of_work() as uow:
        uow.reservations.add(make_reservation("rs_2", 3, start=local, updated_at=NOW.astimezone(shanghai)))
        found = uow.reservations.get("rs_2")
        assert found == make_reservation("rs_2", 3)
        assert {found.start.utcoffset(), found.updated_at.utcoffset()} == {timedelta(0)}
        assert [r.id for r in uow.reservations.live(at(3), at(4))] == ["rs_2"]


def test_many_readers_and_writers_at_once(url: str) -> None:
    """The service answers from many threads: none of them may be told that the database is locked."""
    make_park(url)
    failures: list[BaseException] = []
    with opened(url) as storage:

        def work(number: int) -> None:
            try:
                for index in range(5):
                    add_tenant(storage, f"t{number}-{index}")
                    with storage.unit_of_work(read_only=True) as uow, storage.unit_of_work(read_only=True) as again:
                        assert len(uow.tenants.list()) <= len(again.tenants.list())
            except BaseException as error:  # noqa: BLE001 - handed to the test below
                failures.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []
    assert len(tenants_in(url)) == 82
    assert check(url) == ()


def test_a_lock_that_another_process_keeps_is_told_and_let_go(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One writer that gave up would otherwise leave the door shut for all that come after it."""
    make_park(url)
    monkeypatch.setattr("scheduler.storage.sql.engine.BUSY_SECONDS", 0.1)
    with opened(url) as storage, opened(url) as another:
        other = another.begin(read_only=False)
        for _ in range(2):
            with pytest.raises(StorageError, match="locked"):
                add_tenant(storage, "late")
        with storage.unit_of_work(read_only=True) as uow:
            assert len(uow.tenants.list()) == 2
        another.end(other, read_only=False)
        add_tenant(storage, "late")
    assert tenants_in(url) == ["ada", "bob", "late"]
