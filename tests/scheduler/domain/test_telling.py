"""What a change is called, and who is told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.access import Role
from scheduler.domain.api_key import ApiKey
from scheduler.domain.booking import RequestStatus, UnplacedReason
from scheduler.domain.calendar_feed import CalendarFeed
from scheduler.domain.change import ChangeKind, Deed
from scheduler.domain.ledger import EntryKind, LedgerEntry
from scheduler.domain.override import Override
from scheduler.domain.plan import ScheduleStatus
from scheduler.domain.policy import BookingPolicy
from scheduler.domain.reservation import ReservationStatus
from scheduler.domain.rules.catalogue import check_tenant
from scheduler.domain.run import RunProgress, RunStatus
from scheduler.domain.telling import EVERYBODY, PARK, deed_of, feeds_of
from scheduler.domain.tenant import Tenant
from scheduler.domain.webhook import Webhook, WebhookStatus
from tests.scheduler.builders import NOW, at, make_machine, make_reservation
from tests.scheduler.storage.values import make_request, make_run, make_schedule

_K = ChangeKind
_REQUEST, _RESERVATION, _RUN, _PLAN = make_request(), make_reservation(), make_run(), make_schedule(3)
_WAITLISTED = replace(
    _REQUEST, status=RequestStatus.WAITLISTED, reasons=(UnplacedReason(code="pool_full", message="人员已占满"),), version=2
)  # fmt: skip
_PUBLISHED = replace(_PLAN, status=ScheduleStatus.PUBLISHED, published_at=at(1))
_KEY = ApiKey(
    id="key_1", name="ERP", role=Role.TENANT, tenant_id="ada", digest="d" * 64, prefix="es_abcd", last_four="wxyz", created_at=NOW
)  # fmt: skip
_FEED = CalendarFeed(
    id="cf_1", name="车间", tenant_id="ada", digest="d" * 64, prefix="esf_abcd", last_four="wxyz", created_at=NOW
)  # fmt: skip
_HOOK = Webhook(id="wh_1", tenant_id="ada", url="https://erp.example.com/", created_at=NOW, updated_at=NOW)
_CHARGE = LedgerEntry(id="le_1", tenant_id="ada", kind=EntryKind.CHARGE, minutes=9, recorded_at=NOW, note="completed")


def _deed(kind: ChangeKind, before: Any, after: Any) -> Deed:
    deed = deed_of(kind, before, after)
    assert deed is not None
    return deed


@pytest.mark.parametrize(
    ("kind", "before", "after", "told", "feed"),
    [
        (_K.BOOKING_REQUEST, None, _REQUEST, "booking_request.queued", "ada"),
        (_K.BOOKING_REQUEST, _REQUEST, _WAITLISTED, "booking_request.waitlisted", "ada"),
        (_K.BOOKING_REQUEST, _REQUEST, replace(_REQUEST, title="x", version=2), "booking_request.changed", "ada"),
        (_K.RESERVATION, None, _RESERVATION, "reservation.confirmed", "ada"),
        (_K.RESERVATION, None, replace(_RESERVATION, replaces="rs_0"), "reservation.moved", "ada"),
        (_K.RESERVATION, _RESERVATION, replace(_RESERVATION, status=ReservationStatus.CANCELLED), "reservation.cancelled", "ada"),
        (_K.RUN, None, _RUN, "run.queued", PARK),
        (_K.RUN, _RUN, replace(_RUN, status=RunStatus.COMPLETED), "run.completed", PARK),
        (_K.RUN, _RUN, replace(_RUN, stop_requested=True), "run.stop_requested", PARK),
        (_K.SCHEDULE, None, _PLAN, "schedule.draft", PARK),
        (_K.SCHEDULE, _PLAN, _PUBLISHED, "schedule.published", EVERYBODY),
        (_K.POLICY, None, BookingPolicy(version=2), "policy.added", EVERYBODY),
        (_K.MACHINE, None, make_machine(), "machine.added", PARK),
        (_K.TENANT, None, Tenant(id="ada", name="Ada"), "tenant.added", "ada"),
        (_K.LEDGER_ENTRY, None, _CHARGE, "ledger_entry.charge", "ada"),
        (_K.API_KEY, None, _KEY, "api_key.added", None),
        (_K.API_KEY, _KEY, replace(_KEY, revoked_at=at(1)), "api_key.revoked", None),
        (_K.WEBHOOK, None, _HOOK, "webhook.added", "ada"),
        (_K.WEBHOOK, None, replace(_HOOK, tenant_id=None), "webhook.added", PARK),
        (_K.WEBHOOK, _HOOK, replace(_HOOK, secrets=(), version=2), "webhook.changed", "ada"),
        (_K.WEBHOOK, _HOOK, replace(_HOOK, status=WebhookStatus.DISABLED, version=2), "webhook.disabled", "ada"),
        (_K.WEBHOOK, replace(_HOOK, status=WebhookStatus.DISABLED), replace(_HOOK, version=2), "webhook.enabled", "ada"),
        (_K.WEBHOOK, _HOOK, None, "webhook.removed", "ada"),
        (_K.CALENDAR_FEED, None, _FEED, "calendar_feed.added", None),
        (_K.CALENDAR_FEED, _FEED, replace(_FEED, revoked_at=at(1)), "calendar_feed.revoked", None),
    ],
)  # fmt: skip
def test_a_change_has_its_name_and_its_readers(
    kind: ChangeKind, before: Any, after: Any, told: str, feed: str | None
) -> None:
    """Systems wait for these names; a feed too wide would tell a tenant of another, or of what the park keeps to itself."""
    deed = _deed(kind, before, after)
    assert (deed.type, deed.feed) == (told, feed)


def test_what_is_not_worth_an_entry_is_none() -> None:
    """How far a run is changes every second; a thing stored as it was did not change."""
    progress = replace(_RUN, progress=RunProgress(seconds=1), updated_at=at(1), version=2)
    assert deed_of(_K.RUN, _RUN, progress) is None
    assert deed_of(_K.MACHINE, make_machine(), make_machine()) is None
    assert _deed(_K.MACHINE, make_machine(), make_machine(version=2)).new_version == 2


def test_a_deed_says_what_differs_and_why() -> None:
    """An entry without the old and the new would be no evidence."""
    deed = _deed(_K.BOOKING_REQUEST, _REQUEST, _WAITLISTED)
    assert (deed.old_status, deed.new_status) == ("queued", "waitlisted")
    assert (deed.old_version, deed.new_version) == (1, 2)
    assert (deed.changed_fields, deed.reason) == (("status", "reasons"), "人员已占满")
    assert (deed.tenant_id, deed.request_id, deed.subject_id) == ("ada", "br_1", "br_1")


def test_a_reason_without_words_is_told_by_its_code() -> None:
    """The entry would otherwise be silent where the plan was not."""
    coded = replace(_WAITLISTED, reasons=(UnplacedReason(code="pool_full"),))
    assert _deed(_K.BOOKING_REQUEST, _REQUEST, coded).reason == "pool_full"


def test_an_override_is_told_with_its_reason_and_once() -> None:
    """Nothing that an operator does is exempt in silence; and its reason is not that of what comes later."""
    override = Override(rules=("quota",), reason="样品加急", by="key_1", at=NOW, refusals=())
    overridden = replace(_REQUEST, override=override)
    assert _deed(_K.BOOKING_REQUEST, None, overridden).reason == "样品加急"
    withdrawn = replace(overridden, status=RequestStatus.WITHDRAWN, version=2)
    assert _deed(_K.BOOKING_REQUEST, overridden, withdrawn).reason == ""


def test_a_version_that_is_a_key_counts_no_changes() -> None:
    """The third plan would otherwise look like the third state of one."""
    deed = _deed(_K.SCHEDULE, _PLAN, _PUBLISHED)
    assert (deed.subject_id, deed.old_version, deed.new_version) == ("3", None, None)
    assert deed.changed_fields == ("status", "published_at")


def test_no_deed_holds_a_secret() -> None:
    """The hash of a key would otherwise be spread to whoever reads the audit."""
    told = repr(_deed(_K.API_KEY, replace(_KEY, digest="e" * 64), _KEY)) + repr(_deed(_K.API_KEY, None, _KEY))
    assert "d" * 64 not in told
    assert "e" * 64 not in told


def test_a_tenant_reads_its_own_feed_and_everybodys() -> None:
    """No name of a tenant can be one of the feeds that are no tenant's: it would read what the park keeps to itself."""
    assert feeds_of("ada") == ("ada", EVERYBODY)
    for name in (EVERYBODY, PARK):
        assert check_tenant(Tenant(id=name, name="x"))
