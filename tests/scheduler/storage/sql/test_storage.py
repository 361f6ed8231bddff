"""What a park in a file does beyond the contract of every storage."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from scheduler.errors import StorageError
from scheduler.storage.sql import check
from tests.scheduler.builders import NOW, at, make_reservation
from tests.scheduler.storage.sql.parks import add_tenant, make_park, opened, tenants_in, url_of
from tests.scheduler.storage.values import make_request

if TYPE_CHECKING:
    from pathlib import Path


def test_a_park_outlives_its_process(tmp_path: Path) -> None:
    """Everything would otherwise be gone with the next restart; nothing may stay beside the file either."""
    file = make_park(tmp_path / "park.db")
    with opened(file) as storage, storage.unit_of_work(read_only=True) as uow:
        assert uow.booking_requests.get("br_1") == make_request("br_1")
        assert uow.reservations.live() == (make_reservation("rs_1", 1, 2),)
    assert [path.name for path in tmp_path.iterdir()] == ["park.db"]


def test_what_is_committed_is_on_the_disk(tmp_path: Path) -> None:
    """A power cut would otherwise take back what a tenant was told."""
    with opened(tmp_path / "park.db") as storage, storage.unit_of_work() as uow:
        connection = uow.tenants._rows.connection  # type: ignore[attr-defined] # the pragmas of the connection that writes
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_moment_without_a_zone_is_refused(tmp_path: Path) -> None:
    """It would otherwise be read as another moment by everyone in another zone."""
    naive = datetime(2026, 11, 25, 8)  # noqa: DTZ001 - that is the point
    for facts in ({"deadline": naive}, {"updated_at": naive}):
        with (
            opened(tmp_path / "park.db") as storage,
            storage.unit_of_work() as uow,
            pytest.raises(ValueError, match="zone"),
        ):
            uow.booking_requests.add(make_request("br_2", **facts))


def test_a_moment_of_another_zone_is_kept_as_the_same_moment(tmp_path: Path) -> None:
    """A list by time would otherwise be sorted by the clocks on the walls of different places."""
    file = make_park(tmp_path / "park.db")
    shanghai = timezone(timedelta(hours=8))
    local = make_reservation("rs_2", 3).start.astimezone(shanghai)
    with opened(file) as storage, storage.unit_of_work() as uow:
        uow.reservations.add(make_reservation("rs_2", 3, start=local, updated_at=NOW.astimezone(shanghai)))
        found = uow.reservations.get("rs_2")
        assert found == make_reservation("rs_2", 3)
        assert {found.start.utcoffset(), found.updated_at.utcoffset()} == {timedelta(0)}
        assert [r.id for r in uow.reservations.live(at(3), at(4))] == ["rs_2"]


def test_many_readers_and_writers_at_once(tmp_path: Path) -> None:
    """The service answers from many threads: none of them may be told that the database is locked."""
    file = make_park(tmp_path / "park.db")
    failures: list[BaseException] = []
    with opened(file) as storage:

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
    assert len(tenants_in(file)) == 82
    assert check(url_of(file)) == ()


def test_a_lock_that_another_process_keeps_is_told_and_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One writer that gave up would otherwise leave the door shut for all that come after it."""
    file = make_park(tmp_path / "park.db")
    monkeypatch.setattr("scheduler.storage.sql.engine.BUSY_SECONDS", 0)
    with opened(file) as storage, closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(2):
            with pytest.raises(StorageError, match="locked"):
                add_tenant(storage, "late")
        with storage.unit_of_work(read_only=True) as uow:
            assert len(uow.tenants.list()) == 2
        other.execute("ROLLBACK")
        add_tenant(storage, "late")
    assert tenants_in(file) == ["ada", "bob", "late"]
