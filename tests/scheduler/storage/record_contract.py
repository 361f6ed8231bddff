"""What every storage promises of runs, plans, the ledger, keys and calendar feeds.

Over 150 lines because it is the specification of these tables, read as one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.access import Role
from scheduler.domain.api_key import ApiKey
from scheduler.domain.calendar_feed import CalendarFeed, FeedDetail
from scheduler.domain.ledger import EntryKind, LedgerEntry
from scheduler.domain.plan import ScheduleStatus, Window
from scheduler.domain.run import RunParameters, RunProgress, RunStatus
from scheduler.domain.tenant import Tenant
from scheduler.errors import AlreadyExistsError, NotFoundError, StaleVersionError
from tests.scheduler.builders import NOW, at, make_reservation
from tests.scheduler.storage.values import make_request, make_run, make_schedule, stored, with_parents

if TYPE_CHECKING:
    from scheduler.storage.unit_of_work import UnitOfWork, UnitOfWorkFactory


class RecordContract:
    """Runs, plans, ledger, keys, calendar feeds."""

    def test_a_run_comes_back_as_it_was(self, uow_factory: UnitOfWorkFactory) -> None:
        """The operator would otherwise not see what was asked, or how far it is."""
        parameters = RunParameters(
            day=NOW.date(), start=at(1), end=at(9), seconds=2.5, policy="maxmin", epsilon=0.02, fairness_policy=1, tick_minutes=5, seed=7,
            publish=True, keep_published=True,
        )  # fmt: skip
        run = make_run(
            "run_2", parameters=parameters, status=RunStatus.SOLVING, stop_requested=True, message="看",
            window=Window(start=at(1), end=at(9), frozen_until=at(2)), solver_status="feasible", schedule_version=3,
            progress=RunProgress(seconds=1.5, tier="utilization", incumbent=3, bound=9, gap=0.25, message="on"),
            started_at=at(1), finished_at=at(2),
        )  # fmt: skip

        def write(uow: UnitOfWork) -> None:
            uow.runs.add(make_run("run_1"))
            uow.runs.add(run)

        with stored(uow_factory, write) as uow:
            assert uow.runs.get("run_2") == run
            assert uow.runs.get("run_1") == make_run("run_1")
            assert [r.id for r in uow.runs.latest(5)] == ["run_2", "run_1"]
            assert [r.id for r in uow.runs.latest(1)] == ["run_2"]
            assert [r.id for r in uow.runs.latest(5, "run_2")] == ["run_1"]
            assert uow.runs.latest(5, "run_1") == ()
            assert [r.id for r in uow.runs.with_status([RunStatus.QUEUED])] == ["run_1"]

    def test_runs_are_counted_by_status(self, uow_factory: UnitOfWorkFactory) -> None:
        """Whoever watches the service would see a queue that is not there, or none where one is."""

        def write(uow: UnitOfWork) -> None:
            for name, status in (("run_1", "queued"), ("run_2", "failed"), ("run_3", "failed")):
                uow.runs.add(make_run(name, status=RunStatus(status)))

        with uow_factory(read_only=True) as uow:
            assert sum(uow.runs.counts().values()) == 0
        with stored(uow_factory, write) as uow:
            counted = {status: number for status, number in uow.runs.counts().items() if number}
            assert counted == {RunStatus.QUEUED: 1, RunStatus.FAILED: 2}

    def test_runs_count_their_versions(self, uow_factory: UnitOfWorkFactory) -> None:
        """Two workers that take up one run would otherwise both solve it."""
        with uow_factory() as uow:
            uow.runs.add(make_run())
            taken = make_run(status=RunStatus.BUILDING, version=2)
            uow.runs.update(taken)
            with pytest.raises(StaleVersionError):
                uow.runs.update(taken)
            with pytest.raises(AlreadyExistsError):
                uow.runs.add(make_run())
            with pytest.raises(NotFoundError):
                uow.runs.get("run_9")

    def test_a_plan_comes_back_as_it_was(self, uow_factory: UnitOfWorkFactory) -> None:
        """What was verified would otherwise not be what is published; the order of the slots is part of it."""
        with_parents(uow_factory)
        schedule = make_schedule()
        with stored(uow_factory, lambda uow: uow.schedules.add(schedule)) as uow:
            assert uow.schedules.get(1) == schedule
            with pytest.raises(NotFoundError):
                uow.schedules.get(2)

    def test_a_draft_holds_no_machine(self, uow_factory: UnitOfWorkFactory) -> None:
        """Two drafts of one night could otherwise not be compared, nor a plan replace the one before."""

        def write(uow: UnitOfWork) -> None:
            uow.reservations.add(make_reservation("rs_1", 3))
            uow.schedules.add(make_schedule(1))
            uow.schedules.add(make_schedule(2))

        with_parents(uow_factory)
        with stored(uow_factory, write) as uow:
            assert [r.id for r in uow.reservations.live()] == ["rs_1"]

    def test_the_status_of_a_plan_changes_and_its_slots_do_not(self, uow_factory: UnitOfWorkFactory) -> None:
        """A published plan could otherwise be rewritten."""
        with_parents(uow_factory)
        with uow_factory() as uow:
            assert (uow.schedules.highest_version(), uow.schedules.published(), uow.schedules.latest_draft()) == (
                0,
                None,
                None,
            )
            first = make_schedule(1)
            for version in (1, 2, 3):
                uow.schedules.add(make_schedule(version))
            published = replace(first, status=ScheduleStatus.PUBLISHED, published_at=at(1))
            uow.schedules.update(replace(published, slots=()))
            assert uow.schedules.get(1) == published
            assert uow.schedules.published() == published
            uow.schedules.update(replace(published, status=ScheduleStatus.SUPERSEDED, superseded_at=at(2)))
            assert uow.schedules.published() is None
            draft = uow.schedules.latest_draft()
            assert draft is not None
            assert (draft.version, uow.schedules.highest_version()) == (3, 3)
            with pytest.raises(AlreadyExistsError):
                uow.schedules.add(first)
            with pytest.raises(NotFoundError):
                uow.schedules.update(make_schedule(9))

    def test_the_ledger_adds_up_and_charges_once(self, uow_factory: UnitOfWorkFactory) -> None:
        """A tenant would otherwise pay twice for one reservation, or the balance not be the sum of the entries."""
        charge = LedgerEntry(
            id="le_2", tenant_id="ada", kind=EntryKind.CHARGE, minutes=90, recorded_at=NOW, reservation_id="rs_1"
        )
        with_parents(uow_factory)
        with uow_factory() as uow:
            uow.reservations.add(make_reservation("rs_1"))
            assert (uow.ledger.total("ada"), uow.ledger.charge_for("rs_1")) == (0, None)
            uow.ledger.add(charge)
            refund = replace(charge, id="le_3", kind=EntryKind.REFUND, minutes=-30, note="多收")
            uow.ledger.add(refund)
            uow.ledger.add(replace(charge, id="le_1", tenant_id="bob", reservation_id=None))
            assert uow.ledger.list("ada") == (charge, refund)
            assert [e.id for e in uow.ledger.list()] == ["le_1", "le_2", "le_3"]
            assert [e.id for e in uow.ledger.following(None, None, 2)] == ["le_1", "le_2"]
            assert [e.id for e in uow.ledger.following(None, "le_2", 9)] == ["le_3"]
            assert uow.ledger.following("ada", "le_1", 1) == (charge,)
            assert uow.ledger.following("bob", "le_1", 9) == ()
            assert uow.ledger.total("ada") == 60
            assert uow.ledger.charge_for("rs_1") == charge
            assert uow.ledger.about("rs_1") == (charge, refund)
            assert uow.ledger.about("rs_2") == ()
            with pytest.raises(AlreadyExistsError):
                uow.ledger.add(replace(charge, id="le_4"))
            with pytest.raises(AlreadyExistsError):
                uow.ledger.add(replace(charge, id="le_1", reservation_id=None))
            assert uow.ledger.total("ada") == 60

    def test_an_entry_is_there_for_ever(self, uow_factory: UnitOfWorkFactory) -> None:
        """A charge could otherwise be rewritten or taken away; an id that is taken again leaves the first entry as it was."""
        entry = LedgerEntry(id="le_1", tenant_id="ada", kind=EntryKind.ADJUSTMENT, minutes=30, recorded_at=NOW)
        with_parents(uow_factory)
        with stored(uow_factory, lambda uow: uow.ledger.add(entry)) as uow:
            assert {"update", "put", "remove", "delete", "replace"}.isdisjoint(dir(uow.ledger))
        with uow_factory() as uow, pytest.raises(AlreadyExistsError, match="ledger entry"):
            uow.ledger.add(replace(entry, minutes=0))
        with uow_factory(read_only=True) as uow:
            assert uow.ledger.list() == (entry,)

    def test_keys_are_found_by_their_hash(self, uow_factory: UnitOfWorkFactory) -> None:
        """Nobody could otherwise come in, or somebody with a key that was revoked."""
        key = ApiKey(
            id="key_1", name="ERP", role=Role.TENANT_ADMIN, tenant_id="ada", digest="d" * 64, prefix="es_abcd",
            last_four="wxyz", created_at=NOW,
        )  # fmt: skip
        with uow_factory() as uow:
            uow.tenants.add(Tenant(id="ada", name="Ada"))
            uow.api_keys.add(key)
            uow.api_keys.add(replace(key, id="key_2", digest="e" * 64, role=Role.OPERATOR, tenant_id=None))
            assert uow.api_keys.by_digest("d" * 64) == key
            assert uow.api_keys.by_digest("f" * 64) is None
            assert [k.id for k in uow.api_keys.list()] == ["key_1", "key_2"]
            assert uow.api_keys.list("ada") == (key,)
            uow.api_keys.update(replace(key, revoked_at=at(1)))
            assert uow.api_keys.get("key_1").revoked_at == at(1)
            with pytest.raises(AlreadyExistsError):
                uow.api_keys.add(replace(key, id="key_3"))
            with pytest.raises(NotFoundError):
                uow.api_keys.get("key_3")
            with pytest.raises(NotFoundError):
                uow.api_keys.update(replace(key, id="key_3"))

    def test_calendar_feeds_are_found_by_their_hash(self, uow_factory: UnitOfWorkFactory) -> None:
        """A phone would otherwise show nothing, or what was revoked; what a storage forgets of a feed could show too much."""
        feed = CalendarFeed(
            id="cf_1", name="激光 Laser", tenant_id="ada", machine_id="cut-1", detail=FeedDetail.BUSY, digest="d" * 64,
            prefix="esf_abcd", last_four="wxyz", created_at=NOW,
        )  # fmt: skip
        park = replace(feed, id="cf_2", digest="e" * 64, tenant_id=None, machine_id=None)

        def write(uow: UnitOfWork) -> None:
            uow.tenants.add(Tenant(id="ada", name="Ada"))
            uow.calendar_feeds.add(park)
            uow.calendar_feeds.add(feed)

        with stored(uow_factory, write) as uow:
            assert uow.calendar_feeds.by_digest("d" * 64) == feed
            assert uow.calendar_feeds.by_digest("f" * 64) is None
            assert uow.calendar_feeds.list() == (feed, park)
            assert uow.calendar_feeds.list("ada") == (feed,)
            assert uow.calendar_feeds.list("bob") == ()
        with uow_factory() as uow:
            uow.calendar_feeds.update(replace(feed, revoked_at=at(1)))
            assert uow.calendar_feeds.get("cf_1") == replace(feed, revoked_at=at(1))
            for taken in (replace(feed, id="cf_3"), replace(feed, digest="f" * 64)):
                with pytest.raises(AlreadyExistsError, match="calendar feed"):
                    uow.calendar_feeds.add(taken)
            with pytest.raises(NotFoundError, match="calendar feed"):
                uow.calendar_feeds.get("cf_3")
            with pytest.raises(NotFoundError, match="calendar feed"):
                uow.calendar_feeds.update(replace(feed, id="cf_3"))

    def test_a_plan_for_nobody_is_kept(self, uow_factory: UnitOfWorkFactory) -> None:
        """A night without requests would otherwise fail."""
        empty = make_schedule(slots=(), unplaced=(), certificate={}, run_id=None)
        with stored(uow_factory, lambda uow: uow.schedules.add(empty)) as uow:
            assert uow.schedules.get(1) == empty
            assert make_request().reasons == ()
