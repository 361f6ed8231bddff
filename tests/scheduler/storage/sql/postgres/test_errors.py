"""What is told of a server that cannot be used, and that no password is ever told.

Over 150 lines because every way in which a server can be of no use is a test of a few lines.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from sqlalchemy.exc import ProgrammingError

from scheduler.errors import StorageError
from scheduler.storage.sql import SqlStorage, check, upgrade
from scheduler.storage.sql.engine import database_at
from scheduler.storage.sql.postgres.errors import storage_error
from tests.scheduler.postgres import LOCKED, PASSWORD, execute
from tests.scheduler.storage.sql.parks import add_tenant, make_park, opened, say, tenants_in

if TYPE_CHECKING:
    from tests.scheduler.postgres import Server

_SECRET = "geheim-42"


def _text(url: Any) -> str:
    return str(url.render_as_string(hide_password=False))


def _refused(url: str, told: str) -> StorageError:
    """Return what is told of a database that is not let in, in one line and without the password."""
    with pytest.raises(StorageError, match=told) as refused:
        SqlStorage(url)
    assert "\n" not in str(refused.value)
    assert _SECRET not in str(refused.value)
    return refused.value


def test_a_wrong_password_is_told_and_not_shown(server: Server) -> None:
    """The operator would otherwise get a traceback, or everyone who reads the log the password."""
    execute(_text(server.url("postgres")), f"CREATE ROLE {LOCKED} LOGIN PASSWORD '{PASSWORD}'")
    locked = server.url("postgres").set(username=LOCKED)
    in_options = locked.update_query_dict({"password": _SECRET})
    for url in (locked.set(password=_SECRET), in_options):
        error = _refused(_text(url), "refuses the role.*password authentication failed.*user and password in the URL")
        assert error.database.startswith(f"postgresql://{LOCKED}@/")
    right = locked.set(password=PASSWORD)
    assert "geheim" not in database_at(_text(right)).name


def test_what_the_server_has_not_is_told(server: Server) -> None:
    """A mistyped name would otherwise look like a defect of the program."""
    _refused(_text(server.url("nowhere")), "no such database.*createdb")
    _refused(_text(server.url("postgres").set(username="nobody-known")), "refuses the role.*does not exist")


def test_a_server_that_is_not_there_is_told() -> None:
    """The commonest failure of all would otherwise be the least understood."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    _refused(
        f"postgresql://ada:{_SECRET}@127.0.0.1:{port}/park", f"ada@127.0.0.1:{port}/park: the server cannot be reached"
    )
    _refused(f"postgresql:///park?host=/nowhere&password={_SECRET}", "cannot be reached")
    _refused(f"postgresql://ada:{_SECRET}@127.0.0.1/park?sslmod=require", "cannot be reached.*sslmod")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg2://ada:geheim-42@db/park",
        "postgresql://ada:geheim-42@db:door/park",
        "postgresql://ada:a@geheim-42@db/park",
        "postgresql:///ada:geheim-42@db/park",
    ],
)
def test_a_url_that_is_none_shows_nothing_of_itself(url: str) -> None:
    """Where the password ends, in a URL that cannot be read, nobody knows."""
    _refused(url, r"postgresql.*://\.\.\.: this kind of database is not known; use .*postgresql://USER")


def test_a_library_that_quotes_the_password_is_not_listened_to() -> None:
    """A message of somebody else's could otherwise put the password into the log."""
    error = psycopg.OperationalError(f"connection to ada:{_SECRET} failed")
    told = storage_error(error, "db", _SECRET, connecting=True)
    assert told is not None
    assert _SECRET not in str(told)
    assert "connection to ada" in str(storage_error(error, "db", "another", connecting=True))


_REPORTED = {
    "53100": "disk of the server is full.*make room",
    "53200": "out of memory",
    "53400": "one of its limits",
    "55P03": "kept it locked",
    "57014": "statement_timeout",
    "40001": "changed the same rows.*try again",
    "25006": "read-only.*primary",
    "42501": "may not do this.*OWNER",
    "58030": "reported an error.*equishare db check",
    "XX001": "damaged.*equishare db restore",
}


def test_what_a_server_reports_has_a_meaning(postgres_url: str) -> None:
    """Whoever runs the park would otherwise not know what to do; and the next change must be as if nothing had been."""
    fail = "CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no' USING ERRCODE = '{}'; END $$"
    say(
        postgres_url,
        fail.format("53100"),
        "CREATE TRIGGER fail BEFORE INSERT ON tenants FOR EACH ROW EXECUTE FUNCTION fail()",
    )
    with opened(postgres_url) as storage:
        for state, told in _REPORTED.items():
            say(postgres_url, fail.format(state))
            with pytest.raises(StorageError, match=told):
                add_tenant(storage, "ada")
        say(postgres_url, "DROP TRIGGER fail ON tenants")
        add_tenant(storage, "ada")
    assert tenants_in(postgres_url) == ["ada"]


def test_a_defect_of_the_program_has_none(postgres_url: str) -> None:
    """A wrong query would otherwise be blamed on the server."""
    with opened(postgres_url) as storage, storage.unit_of_work(read_only=True):
        connection = storage.begin(read_only=True)
        with pytest.raises(ProgrammingError):
            connection.exec_driver_sql("SELECT nothing FROM nowhere")
        storage.end(connection, read_only=True)


def test_a_server_that_goes_away_is_told_and_found_again(server: Server) -> None:
    """The service would otherwise have to be started anew after every restart of its database."""
    execute(_text(server.url("postgres")), "CREATE DATABASE away")
    url = make_park(_text(server.url("away")))
    with opened(url) as storage:
        with storage.unit_of_work() as uow, storage.unit_of_work(read_only=True) as reader:
            assert len(reader.tenants.list()) == len(uow.tenants.list()) == 2
            server.stop()
            with pytest.raises(StorageError, match=r"connection is lost.*look, then repeat"):
                uow.commit()
        with pytest.raises(StorageError, match="cannot be reached"):
            add_tenant(storage, "nowhere")
        server.start()
        add_tenant(storage, "cyd")
        with storage.unit_of_work(read_only=True) as uow:
            assert [tenant.id for tenant in uow.tenants.list()] == ["ada", "bob", "cyd"]
    assert check(url) == ()


def test_a_server_that_was_away_unnoticed_costs_nobody_an_error(server: Server) -> None:
    """After a restart in the night each session would otherwise refuse one tenant in the morning."""
    execute(_text(server.url("postgres")), "CREATE DATABASE unnoticed")
    url = make_park(_text(server.url("unnoticed")))
    with opened(url) as storage:
        add_tenant(storage, "cyd")
        with storage.unit_of_work(read_only=True) as one, storage.unit_of_work(read_only=True) as other:
            assert one.tenants.list() == other.tenants.list()
        server.stop()
        server.start()
        with storage.unit_of_work(read_only=True) as one, storage.unit_of_work(read_only=True) as other:
            assert one.tenants.list() == other.tenants.list()
        add_tenant(storage, "dan")
    assert tenants_in(url) == ["ada", "bob", "cyd", "dan"]


def test_an_old_server_is_not_used(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would otherwise do well until it meets a statement that it does not know."""
    monkeypatch.setattr("scheduler.storage.sql.postgres.sessions.OLDEST", 990000)
    with pytest.raises(StorageError, match=r"PostgreSQL \d\d, too old.*use 99 or newer"):
        SqlStorage(postgres_url)


def test_a_database_for_one_alphabet_is_not_used(server: Server) -> None:
    """The first tenant with a Chinese name would otherwise find out."""
    execute(_text(server.url("postgres")), "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
    _refused(_text(server.url("latin")), "every language.*UTF8")


def test_an_extension_that_may_not_be_made_is_told_with_its_cure(server: Server) -> None:
    """An operator whose role is small would otherwise stand before half a park, or before none and not know why."""
    admin = _text(server.url("postgres"))
    execute(admin, "CREATE ROLE small LOGIN", "CREATE DATABASE strict")
    url = _text(server.url("strict").set(username="small"))
    with pytest.raises(StorageError, match=r"may not do this.*OWNER TO"):
        upgrade(url)
    strict = _text(server.url("strict"))
    execute(strict, "GRANT ALL ON SCHEMA public TO small")
    with pytest.raises(StorageError, match=r"btree_gist.*superuser say CREATE EXTENSION btree_gist"):
        upgrade(url)
    assert execute(strict, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]
    execute(strict, "CREATE EXTENSION btree_gist")
    upgrade(url)
    assert check(make_park(url)) == ()
