"""Parks in databases, for the tests of this folder: opened and closed, tampered with, written to by other processes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.domain.tenant import Tenant
from scheduler.storage.sql import SqlStorage
from scheduler.storage.sql.engine import database_at
from scheduler.storage.sql.upgrading import migrate as migrate_tables
from tests.scheduler.builders import make_reservation
from tests.scheduler.postgres import execute
from tests.scheduler.storage.values import with_parents

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[4]
_PREFIX = "sqlite:///"


def url_of(file: Path) -> str:
    """Return the URL of a file."""
    return f"{_PREFIX}{file}"


def file_of(url: str) -> Path | None:
    """Return the file of a URL, None where it is a server's."""
    return Path(url.removeprefix(_PREFIX)) if url.startswith(_PREFIX) else None


@contextmanager
def opened(url: str) -> Iterator[SqlStorage]:
    """Open a park, and close it again."""
    storage = SqlStorage(url)
    try:
        yield storage
    finally:
        storage.close()


def make_park(url: str) -> str:
    """Make a park with two tenants, two machines, a request and its reservation, and return its URL."""
    with opened(url) as storage:
        with_parents(storage.unit_of_work)
        with storage.unit_of_work() as uow:
            uow.reservations.add(make_reservation("rs_1", 1, 2))
            uow.commit()
    return url


def make_park_in(file: Path) -> Path:
    """Make such a park in a file, and return the file."""
    make_park(url_of(file))
    return file


def add_tenant(storage: SqlStorage, key: str) -> None:
    """Write one more thing."""
    with storage.unit_of_work() as uow:
        uow.tenants.add(Tenant(id=key, name=key))
        uow.commit()


def tenants_in(url: str) -> list[str]:
    """Return the ids of the tenants."""
    with opened(url) as storage, storage.unit_of_work(read_only=True) as uow:
        return [tenant.id for tenant in uow.tenants.list()]


def say(url: str, *statements: str) -> list[tuple[Any, ...]]:
    """Say statements to a database with another program than ours, and return the rows of the last."""
    file = file_of(url)
    if file is None:
        return execute(url, *statements)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        rows: list[tuple[Any, ...]] = []
        for statement in statements:
            rows = connection.execute(statement).fetchall()
        return rows


def tamper(url: str, *statements: str) -> None:
    """Change a database behind the program's back, past triggers and the checks of foreign keys; they are awake again afterwards."""
    if file_of(url) is None:
        execute(url, "SET session_replication_role = replica", *statements)
        return
    guards = say(url, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    say(url, *(f"DROP TRIGGER {name}" for name, _ in guards), *statements, *(text for _, text in guards))


def unguard(url: str) -> tuple[str, ...]:
    """Take away for good what keeps machines from being held twice, and return the names of it."""
    if file_of(url) is None:
        execute(url, "ALTER TABLE reservation_machines DROP CONSTRAINT ex_reservation_machines_overlap")
        return ("ex_reservation_machines_overlap",)
    guards = ("reservation_machines_INSERT", "reservation_machines_UPDATE")
    say(url, *(f"DROP TRIGGER {guard}" for guard in guards))
    return guards


def migrate(url: str, revision: str, *, down: bool = False) -> None:
    """Bring the tables up, or down, to a revision."""
    engine = database_at(url).writing_engine(making=True)
    try:
        with engine.begin() as connection:
            migrate_tables(connection, revision, down=down)
    finally:
        engine.dispose()


def start_child(*arguments: str) -> subprocess.Popen[str]:
    """Start `child.py` with these arguments."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.scheduler.storage.sql.child", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
