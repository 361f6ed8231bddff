"""No change is changed, taken away or replaced, by whatever program; how a database came to that; and how it is asked."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from sqlalchemy import event

from scheduler.domain.change import ChangeKind
from scheduler.domain.pages import AuditFilter, FeedFilter
from scheduler.storage.sql import check, upgrade
from scheduler.storage.sql.engine import database_at
from scheduler.storage.sql.revisions import HEAD
from scheduler.storage.sql.upgrading import revision_in
from tests.scheduler.builders import at
from tests.scheduler.storage.change_contract import make_answer, make_change
from tests.scheduler.storage.sql.parks import make_park, migrate, opened, say, tamper, tenants_in, url_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scheduler.storage.unit_of_work import UnitOfWork

_REFUSED = (sqlite3.IntegrityError, psycopg.errors.IntegrityConstraintViolation)


def _park(url: str) -> str:
    """Make a park with three changes and an answer."""
    make_park(url)
    with opened(url) as storage, storage.unit_of_work() as uow:
        uow.changes.add_all(tuple(make_change(number) for number in (1, 2, 3)))
        uow.answers.add(make_answer())
        uow.commit()
    return url


def _kept(url: str) -> list[tuple[int, str]]:
    return say(url, "SELECT number, type FROM changes ORDER BY number")


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE changes SET type = 'x'",
        "DELETE FROM changes",
        "DELETE FROM changes WHERE number = 3",
        "REPLACE INTO changes VALUES (1, '2026-11-24', 'x', 'x', 'x', NULL, NULL, NULL, '{}')",
        "INSERT OR REPLACE INTO changes VALUES (3, '2026-11-24', 'x', 'x', 'x', NULL, NULL, NULL, '{}')",
        "INSERT INTO changes VALUES (1, '2026-11-24', 'x', 'x', 'x', NULL, NULL, NULL, '{}') ON CONFLICT (number) DO UPDATE SET type = 'x'",
    ],
)
def test_changes_are_guarded_by_the_database_itself(url: str, deed: str) -> None:
    """Anyone with a database tool could otherwise make what was done undone, and nobody would see it."""
    _park(url)
    before = _kept(url)
    with pytest.raises((*_REFUSED, psycopg.errors.SyntaxError), match=r"never (changed|replaced)|syntax error"):
        say(url, deed)
    assert _kept(url) == before


def test_a_change_that_is_missing_is_seen(url: str) -> None:
    """Whoever takes the triggers away first could otherwise remove an entry, and leave no trace of it."""
    _park(url)
    assert check(url) == ()
    tamper(url, "DELETE FROM changes WHERE number = 2")
    assert check(url) == ("changes: 1 of the numbers 1 to 3 are missing",)


def test_a_change_that_was_rewritten_is_seen(url: str) -> None:
    """The columns by which it is found, and what it says, could otherwise differ."""
    _park(url)
    tamper(url, "UPDATE changes SET tenant_id = 'bob' WHERE number = 2")
    assert check(url) == ("changes: 2 is kept under another tenant_id than its own",)


def test_the_third_revision_goes_up_and_down_over_data(url: str) -> None:
    """A park that has run for a year would otherwise lose its bookings on the way, or the guards of its changes."""
    _park(url)
    migrate(url, "0002", down=True)
    assert revision_in(database_at(url)) == "0002"
    upgrade(url)
    assert (revision_in(database_at(url)), _kept(url), tenants_in(url)) == (HEAD, [], ["ada", "bob"])
    with opened(url) as storage, storage.unit_of_work() as uow:
        uow.changes.add_all((make_change(1),))
        uow.commit()
    with pytest.raises(_REFUSED, match="never changed"):
        say(url, "DELETE FROM changes")
    assert check(url) == ()


@pytest.mark.parametrize(
    "ask",
    [
        lambda uow: uow.changes.feed(FeedFilter(feeds=("ada", "*"), after=1)),
        lambda uow: uow.changes.feed(FeedFilter(after=1)),
        lambda uow: uow.changes.feed(FeedFilter(feeds=("ada", "*"), types=("schedule.published", "run.queued"))),
        lambda uow: uow.changes.feed(FeedFilter(types=("run.queued",), after=1)),
        lambda uow: uow.changes.page(AuditFilter()),
        lambda uow: uow.changes.page(AuditFilter(after="2")),
        lambda uow: uow.changes.page(AuditFilter(tenant_id="ada", since=at(1))),
        lambda uow: uow.changes.page(AuditFilter(kind=ChangeKind.RESERVATION, until=at(9))),
        lambda uow: uow.changes.page(AuditFilter(tenant_id="ada", kind=ChangeKind.RESERVATION)),
        lambda uow: uow.changes.page(AuditFilter(subject_id="rs_1")),
        lambda uow: uow.changes.of_request("br_1", limit=9),
        lambda uow: uow.changes.highest(),
        lambda uow: uow.answers.forget(at(1), 9),
    ],
)
def test_no_question_reads_all_changes_or_sorts_them(tmp_path: Path, ask: Callable[[UnitOfWork], object]) -> None:
    """With a million of them a list would otherwise take seconds, and every booking wait for it."""
    file = tmp_path / "park.db"
    _park(url_of(file))
    asked: list[tuple[str, Any]] = []
    with opened(url_of(file)) as storage:
        for engine in (storage._readers, storage._writers):
            event.listen(engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
        with storage.unit_of_work() as uow:
            ask(uow)
    plans = []
    with closing(sqlite3.connect(file)) as connection:
        for statement, values in asked:
            if "changes" in statement or "answers" in statement:
                plans += connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    steps = [str(step[3]) for step in plans]
    assert steps
    for step in steps:
        assert "USE TEMP B-TREE" not in step, steps
        assert not step.startswith("SCAN") or "USING INDEX" in step, steps
        # By its type as well, where that is asked: a rare one would be looked for among all that a tenant was ever told.
        assert "feed" not in step or "type" in step or "schedule.published" not in repr(asked), steps


def test_answers_are_no_part_of_what_is_kept_for_ever(url: str) -> None:
    """What tenants sent would otherwise stay in the database for years."""
    _park(url)
    with opened(url) as storage, storage.unit_of_work() as uow:
        uow.answers.forget(at(1), 9)
        uow.commit()
    assert say(url, "SELECT count(*) FROM answers") == [(0,)]
