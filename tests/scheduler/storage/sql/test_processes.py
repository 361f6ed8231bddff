"""Other processes on the same file: racing, and killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.storage.sql import check
from tests.scheduler.storage.sql.parks import add_tenant, make_park, opened, start_child, tenants_in, url_of
from tests.scheduler.storage.values import with_parents

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path


def _start(count: int, deed: str, file: Path) -> list[subprocess.Popen[str]]:
    """Start so many children, and return when all of them are ready."""
    children = [start_child(deed, str(file), str(number)) for number in range(count)]
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


def test_racing_processes_cannot_book_one_machine_twice(tmp_path: Path) -> None:
    """The console and the service, two processes, would otherwise promise a machine to two tenants."""
    file = tmp_path / "park.db"
    with opened(file) as storage:
        with_parents(storage.unit_of_work)
    won = _finish(_start(3, "race", file))
    assert sorted(int(number) for each in won for number in each) == list(range(20))
    with opened(file) as storage, storage.unit_of_work(read_only=True) as uow:
        assert len(uow.reservations.live()) == 20
    assert check(url_of(file)) == ()


def test_processes_that_make_a_park_at_once_make_one(tmp_path: Path) -> None:
    """A service that is started twice would otherwise fail, or make its tables half."""
    file = tmp_path / "park.db"
    assert _finish(_start(3, "make", file)) == [["opened"]] * 3
    assert check(url_of(file)) == ()


def test_a_process_killed_in_a_transaction_leaves_nothing_of_it(tmp_path: Path) -> None:
    """Half a batch of requests would otherwise be planned, or the dead would keep the database locked."""
    file = make_park(tmp_path / "park.db")
    child = start_child("break_off", str(file), "0")
    assert child.stdout is not None
    assert child.stdout.readline() == "written\n"
    assert (tmp_path / "park.db-wal").stat().st_size > 1_000_000
    child.kill()
    child.communicate()
    with opened(file) as storage:
        with storage.unit_of_work(read_only=True) as uow:
            assert [r.id for r in uow.booking_requests.with_status(["queued"])] == ["br_1"]  # type: ignore[list-item] # a StrEnum is its text
        add_tenant(storage, "next")
    assert tenants_in(file) == ["ada", "bob", "next"]
    assert check(url_of(file)) == ()


def test_what_was_acknowledged_outlives_a_kill(tmp_path: Path) -> None:
    """A tenant would otherwise hold a confirmation of something that is not there, or have a request without its reservation."""
    file = tmp_path / "park.db"
    with opened(file) as storage:
        with_parents(storage.unit_of_work)
    child = start_child("go_on", str(file), "0")
    assert child.stdout is not None
    told = [child.stdout.readline().strip() for _ in range(25)]
    child.kill()
    told += child.communicate()[0].split()
    with opened(file) as storage, storage.unit_of_work(read_only=True) as uow:
        live = [r.request_id for r in uow.reservations.live()]
        assert set(told) <= set(live)
        assert len(live) <= len(told) + 1
        for key in live:
            assert uow.booking_requests.get(key).id == key
        assert uow.booking_requests.find(f"br_{len(live):06}") is None
    assert check(url_of(file)) == ()
