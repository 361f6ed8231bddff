"""How sessions and transactions on a server keep what a unit of work promises, each part by itself."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import psycopg
import pytest

from scheduler.errors import StorageError
from tests.scheduler.storage.sql.parks import add_tenant, make_park, opened, say, tenants_in

if TYPE_CHECKING:
    from scheduler.storage.sql import SqlStorage

_TWIN = """
INSERT INTO reservations SELECT 'rs_{0}', version, request_id, tenant_id, status, start, "end", schedule_version, updated_at, body
FROM reservations WHERE id = 'rs_1'
"""
_HOLD = """
INSERT INTO reservation_machines SELECT 'rs_{0}', 'cut-2', start + interval '{0} minutes', "end", TRUE
FROM reservations WHERE id = 'rs_1'
"""


def test_the_constraint_alone_keeps_racing_sessions_apart(postgres_url: str) -> None:
    """The turn of the writers is ours; a script of the operator's takes no turn and could otherwise book a machine twice."""
    say(make_park(postgres_url), *(_TWIN.format(number) for number in range(2, 10)))
    together = threading.Barrier(8)
    refused: list[type] = []

    def hold(number: int) -> None:
        with psycopg.connect(postgres_url) as connection:
            together.wait(60)
            try:
                connection.execute(_HOLD.format(number).encode())
            except psycopg.Error as error:
                refused.append(type(error))
                connection.rollback()

    threads = [threading.Thread(target=hold, args=(number,)) for number in range(2, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 7
    # Sessions that wait for each other in a ring are let go by the server, all but one.
    assert set(refused) <= {psycopg.errors.ExclusionViolation, psycopg.errors.DeadlockDetected}
    assert say(postgres_url, "SELECT count(*) FROM reservation_machines WHERE machine_id = 'cut-2'") == [(1,)]


def test_touching_is_not_overlapping(postgres_url: str) -> None:
    """A machine would otherwise stand still for a moment between any two bookings, or the constraint refuse what the plan allows."""
    make_park(postgres_url)
    say(
        postgres_url,
        _TWIN.format(2),
        "INSERT INTO reservation_machines SELECT 'rs_2', machine_id, \"end\", \"end\" + interval '1 hour', TRUE FROM reservation_machines",
    )
    with pytest.raises(psycopg.errors.ExclusionViolation):
        say(
            postgres_url,
            "UPDATE reservation_machines SET start = start - interval '1 second' WHERE reservation_id = 'rs_2'",
        )


def test_writers_are_serializable_and_durable_and_readers_cannot_write(postgres_url: str) -> None:
    """A server that is set to be quick would otherwise take back what a tenant was told, or show a reader two worlds."""
    database = postgres_url.rsplit("/", 1)[-1].split("?", maxsplit=1)[0]
    say(postgres_url, f"ALTER DATABASE {database} SET synchronous_commit = off")
    say(postgres_url, f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    asked = ("transaction_isolation", "transaction_read_only", "synchronous_commit", "TimeZone")
    found = {}
    with opened(postgres_url) as storage:
        for read_only in (False, True):
            connection = storage.begin(read_only=read_only)
            found[read_only] = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in asked]
            storage.end(connection, read_only=read_only)
    assert found[False] == ["serializable", "off", "on", "UTC"]
    assert found[True][:2] == ["repeatable read", "on"]


def test_a_writer_that_waited_sees_what_the_one_before_left(postgres_url: str) -> None:
    """A serializable writer that had looked before it waited would fail when it writes, and every second change would be lost."""
    make_park(postgres_url)
    # Two storages, as two processes have: within one, threads wait before they come to the server.
    with opened(postgres_url) as one, opened(postgres_url) as other:

        def raise_share(storage: SqlStorage) -> None:
            for _ in range(10):
                with storage.unit_of_work() as uow:
                    ada = uow.tenants.get("ada")
                    uow.tenants.update(replace(ada, share=ada.share + 1, version=ada.version + 1))
                    uow.commit()

        threads = [threading.Thread(target=raise_share, args=(storage,)) for storage in (one, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with one.unit_of_work(read_only=True) as uow:
            assert uow.tenants.get("ada").share == 21


def test_a_writer_that_stands_still_lets_the_others_in(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that sleeps in the middle of a change would otherwise hold everybody up, and write over them when it wakes."""
    monkeypatch.setattr("scheduler.storage.sql.postgres.database._STILL_SECONDS", 0.2)
    with opened(postgres_url) as sleeper, opened(postgres_url) as other:
        with sleeper.unit_of_work() as uow:
            assert uow.tenants.list() == ()
            add_tenant(other, "awake")
            with pytest.raises(StorageError, match=r"stood still|connection is lost"):
                uow.commit()
        add_tenant(sleeper, "again")
    assert tenants_in(postgres_url) == ["again", "awake"]
