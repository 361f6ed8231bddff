"""Parks in files, for the tests of this folder: opened and closed, tampered with, written to by other processes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config

from scheduler.domain.tenant import Tenant
from scheduler.storage.sql import SqlStorage
from scheduler.storage.sql.engine import writing_engine
from tests.scheduler.builders import make_reservation
from tests.scheduler.storage.values import with_parents

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[4]


def url_of(file: Path) -> str:
    """Return the URL of a file."""
    return f"sqlite:///{file}"


@contextmanager
def opened(file: Path) -> Iterator[SqlStorage]:
    """Open a park in a file, and close it again."""
    storage = SqlStorage(url_of(file))
    try:
        yield storage
    finally:
        storage.close()


def make_park(file: Path) -> Path:
    """Make a park with two tenants, two machines, a request and its reservation, and return its file."""
    with opened(file) as storage:
        with_parents(storage.unit_of_work)
        with storage.unit_of_work() as uow:
            uow.reservations.add(make_reservation("rs_1", 1, 2))
            uow.commit()
    return file


def add_tenant(storage: SqlStorage, key: str) -> None:
    """Write one more thing."""
    with storage.unit_of_work() as uow:
        uow.tenants.add(Tenant(id=key, name=key))
        uow.commit()


def tenants_in(file: Path) -> list[str]:
    """Return the ids of the tenants."""
    with opened(file) as storage, storage.unit_of_work(read_only=True) as uow:
        return [tenant.id for tenant in uow.tenants.list()]


def tamper(file: Path, *statements: str) -> None:
    """Change a database behind the program's back, past the checks of foreign keys."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def migrate(file: Path, revision: str, *, down: bool = False) -> None:
    """Bring the tables of a file up, or down, to a revision."""
    config = Config()
    config.set_main_option("script_location", "scheduler.storage.sql:migrations")
    config.set_main_option("path_separator", "os")
    engine = writing_engine(file, create=True)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)
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
