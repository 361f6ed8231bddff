"""How a database came to durable work, and goes back."""

from __future__ import annotations

import sqlite3
from datetime import date

import psycopg
import pytest

from scheduler.domain.run import RunStatus
from scheduler.domain.work import ErrandTurn, Heartbeat
from scheduler.storage.sql import check, upgrade
from scheduler.storage.sql.engine import database_at
from scheduler.storage.sql.revisions import HEAD
from scheduler.storage.sql.upgrading import revision_in
from tests.scheduler.builders import NOW
from tests.scheduler.storage.sql.parks import make_park, migrate, opened, say, tamper, tenants_in
from tests.scheduler.storage.values import make_run

_MONDAY = date(2026, 11, 23)


def _at_work(url: str) -> None:
    """Write a night that is on, its worker, and an errand."""
    with opened(url) as storage, storage.unit_of_work() as uow:
        uow.runs.add(make_run("run_1", status=RunStatus.SOLVING, attempt=2, worker_id="wk_1", night=_MONDAY))
        uow.runs.add(make_run("run_2"))
        uow.workers.put(Heartbeat(id="wk_1", host="shop", pid=7, started_at=NOW, seen_at=NOW))
        uow.errands.put(ErrandTurn(name="sweep", begun_at=NOW))
        uow.commit()


def test_the_fifth_revision_goes_up_and_down_over_data(url: str) -> None:
    """A park that has run for a year would lose its runs on the way; who is at work is lost, as is said, and comes by itself again."""
    make_park(url)
    _at_work(url)
    assert check(url) == ()
    migrate(url, "0004", down=True)
    assert revision_in(database_at(url)) == "0004"
    # As a program of that revision writes, which knows neither attempts nor nights.
    say(
        url,
        'UPDATE runs SET body = replace(replace(body, \'"attempt":2\', \'"attempt":0\'), \'"night":"2026-11-23"\', \'"night":null\')',
    )
    upgrade(url)
    assert (revision_in(database_at(url)), tenants_in(url)) == (HEAD, ["ada", "bob"])
    with opened(url) as storage, storage.unit_of_work(read_only=True) as uow:
        run = uow.runs.get("run_1")
        assert (run.status, run.attempt, run.night) == (RunStatus.SOLVING, 0, None)
        assert (uow.workers.list(), uow.errands.list()) == ((), ())
    assert check(url) == ()


def test_a_night_is_one_run_by_the_database_itself(url: str) -> None:
    """A later defect of the program could otherwise plan a night twice."""
    make_park(url)
    _at_work(url)
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.UniqueViolation)):
        say(url, "UPDATE runs SET night = '2026-11-23'")


def test_a_run_whose_attempt_was_changed_behind_its_back_is_seen(url: str) -> None:
    """What the figures count would not be what the fence goes by."""
    make_park(url)
    _at_work(url)
    tamper(url, "UPDATE runs SET attempt = 1 WHERE id = 'run_1'")
    assert check(url) == ("runs: run_1 is kept under another attempt than its own",)
