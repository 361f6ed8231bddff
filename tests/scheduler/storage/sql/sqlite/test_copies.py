"""Copies of the database, made and put back."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.tenant import Tenant
from scheduler.errors import StorageError
from scheduler.storage.sql import backup, check, restore
from tests.scheduler.storage.sql.parks import add_tenant, make_park_in, opened, say, tenants_in, url_of

if TYPE_CHECKING:
    from pathlib import Path


def test_a_copy_is_of_one_moment_while_the_service_writes(tmp_path: Path) -> None:
    """A copy with half a transaction in it would otherwise be what is left after the fire."""
    file = make_park_in(tmp_path / "park.db")
    done = threading.Event()
    with opened(url_of(file)) as storage:

        def write() -> None:
            number = 0
            while not done.is_set():
                number += 1
                with storage.unit_of_work() as uow:
                    uow.tenants.add(Tenant(id=f"a{number}", name="a"))
                    uow.tenants.add(Tenant(id=f"b{number}", name="b"))
                    uow.commit()

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for number in range(4):
                backup(url_of(file), tmp_path / f"copy-{number}.db")
        finally:
            done.set()
            writer.join()
    for number in range(4):
        copy = tmp_path / f"copy-{number}.db"
        found = tenants_in(url_of(copy))
        assert sum(key[0] == "a" for key in found) - 1 == sum(key[0] == "b" for key in found) - 1
        assert check(url_of(copy)) == ()


def test_a_copy_waits_for_nobody_and_has_only_what_is_committed(tmp_path: Path) -> None:
    """A long transaction would otherwise hold the copy up, or be in it."""
    file = make_park_in(tmp_path / "park.db")
    with opened(url_of(file)) as storage, storage.unit_of_work() as uow:
        uow.tenants.add(Tenant(id="open", name="open"))
        backup(url_of(file), tmp_path / "copy.db")
        uow.commit()
    assert tenants_in(url_of(tmp_path / "copy.db")) == ["ada", "bob"]
    assert tenants_in(url_of(file)) == ["ada", "bob", "open"]


def test_a_copy_never_takes_the_place_of_another_unasked(tmp_path: Path) -> None:
    """Last week's copy would otherwise be gone."""
    file = make_park_in(tmp_path / "park.db")
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(StorageError, match="there already"):
        backup(url_of(file), tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"
    backup(url_of(file), tmp_path / "copy.db", overwrite=True)
    assert tenants_in(url_of(tmp_path / "copy.db")) == ["ada", "bob"]


def test_a_copy_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """A file that looks like a copy and is none would otherwise be trusted."""
    (tmp_path / "letter.db").write_text("dear sirs, " * 1000)
    for source in ("letter.db", "nowhere.db"):
        with pytest.raises(StorageError):
            backup(url_of(tmp_path / source), tmp_path / "copy.db")
    with pytest.raises(StorageError, match="no folder"):
        backup(url_of(make_park_in(tmp_path / "park.db")), tmp_path / "missing" / "copy.db")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter.db", "park.db"]


def test_a_copy_is_put_back_and_the_database_kept(tmp_path: Path) -> None:
    """The wrong copy, put back, would otherwise be the end of the data."""
    file = make_park_in(tmp_path / "park.db")
    backup(url_of(file), tmp_path / "copy.db")
    with opened(url_of(file)) as storage:
        add_tenant(storage, "later")
    kept = restore(url_of(file), tmp_path / "copy.db")
    assert tenants_in(url_of(file)) == ["ada", "bob"]
    assert kept is not None
    assert tenants_in(url_of(kept)) == ["ada", "bob", "later"]
    assert tenants_in(url_of(tmp_path / "copy.db")) == ["ada", "bob"]
    assert check(url_of(file)) == ()


def test_a_copy_is_put_back_where_there_is_nothing(tmp_path: Path) -> None:
    """A new computer has no database yet."""
    copy = make_park_in(tmp_path / "copy.db")
    assert restore(url_of(tmp_path / "park.db"), copy) is None
    assert tenants_in(url_of(tmp_path / "park.db")) == ["ada", "bob"]


def test_nothing_is_put_back_under_a_running_service(tmp_path: Path) -> None:
    """The service would otherwise go on writing to a file that has no name any more, and all of it would be lost."""
    file = make_park_in(tmp_path / "park.db")
    backup(url_of(file), tmp_path / "copy.db")
    with opened(url_of(file)) as storage:
        add_tenant(storage, "later")
        with pytest.raises(StorageError, match=r"in use.*stop the service"):
            restore(url_of(file), tmp_path / "copy.db")
        add_tenant(storage, "latest")
    assert tenants_in(url_of(file)) == ["ada", "bob", "later", "latest"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "park.db"]


def test_a_damaged_database_is_put_aside_as_it_is(tmp_path: Path) -> None:
    """The one case in which a copy is needed most would otherwise be the one in which it cannot be put back."""
    file = make_park_in(tmp_path / "park.db")
    backup(url_of(file), tmp_path / "copy.db")
    file.write_text("dear sirs, " * 1000)
    kept = restore(url_of(file), tmp_path / "copy.db")
    assert tenants_in(url_of(file)) == ["ada", "bob"]
    assert kept is not None
    assert kept.read_text().startswith("dear sirs")


def test_a_copy_that_is_not_sound_is_not_put_back(tmp_path: Path) -> None:
    """A good database would otherwise be given away for a bad one."""
    file = make_park_in(tmp_path / "park.db")
    damaged = make_park_in(tmp_path / "damaged.db")
    # An index without its rows: SQLite opens such a file without a word.
    say(
        url_of(damaged),
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'ix_runs_status') "
        "WHERE name = 'ix_booking_requests_status'",
    )
    other, newer = tmp_path / "other.db", make_park_in(tmp_path / "newer.db")
    say(url_of(other), "CREATE TABLE songs (id)")
    say(url_of(newer), "UPDATE alembic_version SET version_num = '9999'")
    for copy, told in {damaged: "damaged", other: "no park", newer: "newer"}.items():
        with pytest.raises(StorageError, match=told):
            restore(url_of(file), copy)
    assert tenants_in(url_of(file)) == ["ada", "bob"]
    assert not list(tmp_path.glob("park.db?*"))
