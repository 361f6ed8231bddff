"""Other processes on the same database: racing, and killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.storage.sql import check
from tests.scheduler.storage.sql.parks import add_tenant, file_of, make_park, opened, start_child, tenants_in
from tests.scheduler.storage.values import with_parents

if TYPE_CHECKING:
    import subprocess


def _start(count: int, deed: str, url: str) -> list[subprocess.Popen[str]]:
    """Start so many children, and return when all of them are ready."""
    children = [start_child(deed, url, str(number)) for number in range(count)]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    return children


def _finish(children: list[subprocess.Popen[str]]) -> list[list[str]]:
    """Give all of them their turn, and return what each has said."""
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    said = [child.communicate(timeout=120)[0].split() for child in children]
    assert [child.returncode for child in children] == [0] * len(children)
    return said


def test_racing_processes_cannot_book_one_machine_twice(url: str) -> None:
    """The console and the service, two processes, would otherwise promise a machine to two tenants."""
    with opened(url) as storage:
        with_parents(storage.unit_of_work)
    won = _finish(_start(3, "race", url))
    assert sorted(int(number) for each in won for number in each) == list(range(20))
    with opened(url) as storage, storage.unit_of_work(read_only=True) as uow:
        assert len(uow.reservations.live()) == 20
    assert check(url) == ()


def test_processes_that_make_a_park_at_once_make_one(bare_url: str) -> None:
    """A service that is started twice would otherwise fail, or make its tables half."""
    assert _finish(_start(3, "make", bare_url)) == [["opened"]] * 3
    assert check(bare_url) == ()


def test_a_process_killed_in_a_transaction_leaves_nothing_of_it(url: str) -> None:
    """Half a batch of requests would otherwise be planned, or the dead would keep the database locked."""
    make_park(url)
    child = start_child("break_off", url, "0")
    assert child.stdout is not None
    assert child.stdout.readline() == "written\n"
    if (file := file_of(url)) is not None:
        assert file.with_name("park.db-wal").stat().st_size > 1_000_000
    child.kill()
    child.communicate()
    with opened(url) as storage:
        with storage.unit_of_work(read_only=True) as uow:
            assert [r.id for r in uow.booking_requests.with_status(["queued"])] == ["br_1"]  # type: ignore[list-item] # a StrEnum is its text
        add_tenant(storage, "next")
    assert tenants_in(url) == ["ada", "bob", "next"]
    assert check(url) == ()


def test_what_was_acknowledged_outlives_a_kill(url: str) -> None:
    """A tenant would otherwise hold a confirmation of something that is not there, or have a request without its reservation."""
    with opened(url) as storage:
        with_parents(storage.unit_of_work)
    child = start_child("go_on", url, "0")
    assert child.stdout is not None
    told = [child.stdout.readline().strip() for _ in range(25)]
    child.kill()
    told += child.communicate()[0].split()
    with opened(url) as storage, storage.unit_of_work(read_only=True) as uow:
        live = [r.request_id for r in uow.reservations.live()]
        assert set(told) <= set(live)
        assert len(live) <= len(told) + 1
        for key in live:
            assert uow.booking_requests.get(key).id == key
        assert uow.booking_requests.find(f"br_{len(live):06}") is None
    assert check(url) == ()
