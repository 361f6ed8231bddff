"""Every write leaves its trace, in the transaction that makes it, and no table can be added without one.

Over 150 lines because the recorder has one promise, and each way round it has its case.
"""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.access import system_actor
from scheduler.domain.change import ChangeKind, Door, Origin
from scheduler.domain.pages import FeedFilter
from scheduler.domain.park import ParkSettings
from scheduler.domain.tenant import Tenant
from scheduler.domain.time_off import Closure
from scheduler.errors import AlreadyExistsError
from scheduler.storage import access_tables, repositories
from scheduler.storage.joining import joined
from scheduler.storage.recording import NOT_RECORDED, RECORDED, recording
from scheduler.storage.unit_of_work import UnitOfWork
from scheduler.storage.webhook_tables import Webhooks
from tests.scheduler.builders import NOW, at, make_context, make_machine

if TYPE_CHECKING:
    from scheduler.domain.change import Change
    from scheduler.storage.unit_of_work import UnitOfWorkFactory

#: What a table is asked; everything else that it can do must be one of the writes.
_READS = {
    "about", "balance", "by_digest", "by_invitation", "by_login", "by_subject", "carried", "charge_for", "counting", "counts", "current", "find", "find_open", "following", "get", "highest_version",
    "last_night", "latest", "latest_draft", "list", "live", "of_account", "of_request", "of_tenant", "page", "published", "taken_over", "total",
    "with_references", "with_status",
}  # fmt: skip
_WRITES = {"add", "update", "put", "remove"}
#: What leaves no trace: it writes down what the rows say already, or takes away what was over long ago.
_DERIVED = {"carry", "forget"}
_ORIGIN = Origin(actor=system_actor(), door=Door.API, trace_id="t1")


def _begin(factory: UnitOfWorkFactory) -> UnitOfWork:
    return recording(factory(), lambda: NOW, _ORIGIN)


def _traces(factory: UnitOfWorkFactory) -> list[tuple[int, str, str]]:
    with factory(read_only=True) as uow:
        return [(c.number, c.type, c.subject_id) for c in uow.changes.feed(FeedFilter())]


def test_every_table_is_recorded_or_said_not_to_be() -> None:
    """The changes of a new table would otherwise leave no trace, and nobody would notice."""
    assert set(UnitOfWork.__annotations__) == set(RECORDED) | NOT_RECORDED
    assert set(RECORDED.values()) == set(ChangeKind)


def test_tables_are_written_by_four_words_only() -> None:
    """A fifth would go past the recorder."""
    # Sign-ins that are pending are not recorded, and are forgotten.
    tables = [
        *inspect.getmembers(repositories, inspect.isclass),
        *inspect.getmembers(access_tables, inspect.isclass),
        ("Webhooks", Webhooks),
    ]
    homes = {repositories.__name__, access_tables.__name__, Webhooks.__module__}
    for name, table in tables:
        if table.__module__ in homes and name != "PendingSignIns":
            methods = {method for method in vars(table) if not method.startswith("_")}
            assert methods <= _READS | _WRITES | _DERIVED, name


def test_a_table_that_nobody_thought_of_is_refused(uow_factory: UnitOfWorkFactory) -> None:
    """It would otherwise be written without a trace until a test is run."""
    with _begin(uow_factory) as uow, pytest.raises(AttributeError, match="RECORDED"):
        uow.quotas  # type: ignore[attr-defined]  # noqa: B018 - that is the test


def test_each_write_leaves_its_trace_with_its_origin(uow_factory: UnitOfWorkFactory) -> None:
    """Who changed what could otherwise not be told."""
    closure = Closure(id="cl_1", start=at(1), end=at(2), reason="停电")
    with _begin(uow_factory) as uow:
        uow.machines.add(make_machine("m-1"))
        uow.machines.update(make_machine("m-1", version=2, speed_percent=80))
        uow.settings.put(ParkSettings(name="园区"))
        uow.closures.put(closure)
        uow.closures.remove("cl_1")
        uow.commit()
    with uow_factory(read_only=True) as uow:
        found = uow.changes.feed(FeedFilter())
    assert [(c.number, c.type, c.subject_id) for c in found] == [
        (1, "machine.added", "m-1"),
        (2, "machine.changed", "m-1"),
        (3, "park.changed", "park"),
        (4, "closure.added", "cl_1"),
        (5, "closure.removed", "cl_1"),
    ]
    assert {_origin(change) for change in found} == {(_ORIGIN, NOW)}
    assert (found[1].old_version, found[1].new_version, found[1].changed_fields) == (1, 2, ("speed_percent",))
    assert [change.reason for change in found] == ["", "", "", "停电", "停电"]


def _origin(change: Change) -> tuple[Origin, object]:
    return Origin(actor=change.actor, door=change.door, trace_id=change.trace_id), change.at


def test_what_is_not_committed_leaves_no_trace(uow_factory: UnitOfWorkFactory) -> None:
    """The audit would otherwise tell of what never was: a refused write, one taken back, one that was left."""
    with _begin(uow_factory) as uow:
        uow.tenants.add(Tenant(id="ada", name="Ada"))
        uow.commit()
    with _begin(uow_factory) as uow:
        uow.tenants.add(Tenant(id="bob", name="Bob"))
        uow.rollback()
        with pytest.raises(AlreadyExistsError):
            uow.tenants.add(Tenant(id="ada", name="Ada"))
        uow.tenants.add(Tenant(id="cyd", name="Cyd"))
        uow.commit()
        uow.tenants.add(Tenant(id="dan", name="Dan"))
    assert _traces(uow_factory) == [(1, "tenant.added", "ada"), (2, "tenant.added", "cyd")]


def test_storing_a_thing_as_it_was_is_no_change(uow_factory: UnitOfWorkFactory) -> None:
    """A park that is loaded every morning would otherwise fill the audit with nothing."""
    for _ in range(2):
        with _begin(uow_factory) as uow:
            uow.settings.put(ParkSettings(name="园区"))
            uow.closures.put(Closure(id="cl_1", start=at(1), end=at(2)))
            uow.commit()
    assert [trace for _, trace, _ in _traces(uow_factory)] == ["park.changed", "closure.added"]


def test_a_part_of_a_transaction_is_kept_with_the_whole(uow_factory: UnitOfWorkFactory) -> None:
    """What a use case commits within another's transaction would otherwise be there without what its caller adds."""
    for is_kept in (False, True):
        with _begin(uow_factory) as outer:
            with joined(outer, read_only=False) as uow:
                uow.tenants.add(Tenant(id="ada", name="Ada"))
                uow.commit()
            with joined(outer, read_only=True) as reader:
                assert reader.tenants.get("ada").name == "Ada"
            if is_kept:
                outer.commit()
        assert _traces(uow_factory) == ([(1, "tenant.added", "ada")] if is_kept else [])


def test_a_part_that_is_not_committed_is_undone(uow_factory: UnitOfWorkFactory) -> None:
    """Half a use case would otherwise be kept by whoever commits around it."""
    with _begin(uow_factory) as outer:
        with joined(outer, read_only=False) as uow:
            uow.tenants.add(Tenant(id="left", name="left"))
        with joined(outer, read_only=False) as uow:
            uow.tenants.add(Tenant(id="rolled-back", name="rolled back"))
            uow.rollback()
            uow.commit()
        outer.commit()
    assert _traces(uow_factory) == []


def test_whoever_wants_to_know_is_told_of_news_and_of_nothing_else() -> None:
    """Webhooks would wait for the clock; or a change be told that was undone, or none told again and again."""
    told: list[int] = []
    ctx = make_context()

    def changed() -> None:
        with ctx.unit_of_work(read_only=True) as uow:
            told.append(uow.changes.highest())

    watched = replace(ctx, changed=changed)
    with watched.unit_of_work() as uow:
        uow.tenants.add(Tenant(id="cyd", name="Cyd"))
        assert told == []
        uow.commit()
        assert len(told) == 1
        uow.commit()
        uow.tenants.add(Tenant(id="dan", name="Dan"))
    with watched.unit_of_work() as uow:
        uow.commit()
    with watched.unit_of_work() as uow, watched.within(uow).unit_of_work() as inner:
        inner.tenants.add(Tenant(id="eve", name="Eve"))
        inner.commit()
        assert len(told) == 1
        uow.commit()
    assert told == [told[0], told[0] + 1]
