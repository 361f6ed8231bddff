"""The one rule of what a change is called, whom it concerns and who is told of it."""

from __future__ import annotations

from dataclasses import fields
from types import MappingProxyType
from typing import Any

from scheduler.domain.change import ChangeKind, Deed

#: Feeds that are no tenant's: what everybody is told, and what only the park's own roles are.
EVERYBODY, PARK = "*", "!"

_K = ChangeKind
#: Who is told of a kind besides its tenant; what is not listed is told to its tenant alone.
_FEEDS = MappingProxyType(
    {
        _K.PARK: EVERYBODY,
        _K.SHIFT_PATTERN: EVERYBODY,
        _K.CHANGEOVER_TABLE: EVERYBODY,
        _K.SKILL: EVERYBODY,
        _K.CLOSURE: EVERYBODY,
        _K.OUTAGE: EVERYBODY,
        _K.POLICY: EVERYBODY,
        # A tenant does not know of machines that are not open to it, of runs, or of drafts.
        _K.MACHINE: PARK,
        _K.RUN: PARK,
        # Keys, accounts and sessions are their keepers' affair: an audit entry, no event.
        _K.API_KEY: None,
        _K.CALENDAR_FEED: None,
        _K.ACCOUNT: None,
        _K.SESSION: None,
    }
)
_DRAFT = "draft"
#: Where a thing's key is not called `id`.
_KEYS = MappingProxyType(
    {_K.SHIFT_PATTERN: "name", _K.CHANGEOVER_TABLE: "name", _K.POLICY: "version", _K.SCHEDULE: "version"}
)
#: Things whose `version` is their key: it counts no changes.
_NUMBERED = frozenset({_K.POLICY, _K.SCHEDULE})
#: Things that a secret opens until they are revoked.
_REVOCABLE = frozenset({_K.API_KEY, _K.CALENDAR_FEED, _K.SESSION})
#: Fields that always differ, that say nothing by themselves, or that a storage does not change.
_SILENT = frozenset({"version", "updated_at", "progress", "slots", "unplaced", "certificate"})


def deed_of(kind: ChangeKind, before: Any, after: Any) -> Deed | None:
    """Return what happened when `before` (None: there was nothing) became `after` (None: there is nothing more).

    None where nothing worth an entry did: a thing stored as it was, or how far a run is, which changes every second.
    """
    differing = _differing(before, after)
    if before is not None and after is not None and not differing and (kind is _K.RUN or before == after):
        return None
    thing = before if after is None else after
    verb = _verb(kind, before, after)
    tenant_id = thing.id if kind is _K.TENANT else getattr(thing, "tenant_id", None)
    return Deed(
        kind=kind,
        subject_id="park" if kind is _K.PARK else str(getattr(thing, _KEYS.get(kind, "id"))),
        verb=verb,
        tenant_id=tenant_id,
        request_id=_request_of(kind, thing),
        feed=_feed(kind, verb, tenant_id),
        reason=_reason(kind, before, thing),
        old_status=_status(before),
        new_status=_status(after),
        old_version=_version(kind, before),
        new_version=_version(kind, after),
        changed_fields=differing,
        replaces=getattr(after, "replaces", None) if before is None else None,
    )


def feeds_of(tenant_id: str) -> tuple[str, ...]:
    """Return the feeds that a tenant reads."""
    return (tenant_id, EVERYBODY)


def _feed(kind: ChangeKind, verb: str, tenant_id: str | None) -> str | None:
    if kind is _K.SCHEDULE:
        return PARK if verb == _DRAFT else EVERYBODY
    if kind is _K.WEBHOOK:
        # The owner is to know when it is disabled; where it belongs to no tenant, the park's roles are.
        return tenant_id or PARK
    return _FEEDS.get(kind, tenant_id)


def _verb(kind: ChangeKind, before: Any, after: Any) -> str:
    """Return what became of a thing: a word of its kind, else its new status, else what happens to all things alike."""
    if after is None:
        return "removed"
    status = _status(after)
    changed = None if status == _status(before) else status
    return _own_word(kind, before, after) or changed or ("added" if before is None else "changed")


def _own_word(kind: ChangeKind, before: Any, after: Any) -> str | None:
    if kind is _K.LEDGER_ENTRY:
        return str(after.kind.value)
    if kind is _K.RESERVATION and before is None and after.replaces is not None:
        return "moved"
    if kind is _K.WEBHOOK and before is None:
        return "added"
    if kind in _REVOCABLE and before is not None and after.revoked_at != before.revoked_at:
        return "revoked"
    asked_to_stop = kind is _K.RUN and before is not None and after.stop_requested != before.stop_requested
    return "stop_requested" if asked_to_stop and after.status is before.status else None


def _differing(before: Any, after: Any) -> tuple[str, ...]:
    if before is None or after is None:
        return ()
    names = (each.name for each in fields(after) if each.name not in _SILENT)
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def _request_of(kind: ChangeKind, thing: Any) -> str | None:
    found = thing.id if kind is _K.BOOKING_REQUEST else getattr(thing, "request_id", None)
    return None if found is None else str(found)


def _reason(kind: ChangeKind, before: Any, thing: Any) -> str:
    """Return why, in the words of whoever said it: a note, the park's reasons for finding no room, what ended a run."""
    if kind is _K.BOOKING_REQUEST:
        override = getattr(thing, "override", None)
        said = [] if override is None or override == getattr(before, "override", None) else [str(override.reason)]
        return "; ".join([*said, *(each.message or each.code for each in thing.reasons)])
    for name in ("reason", "note", "message"):
        if hasattr(thing, name):
            return str(getattr(thing, name))
    return ""


def _status(thing: Any) -> str | None:
    status = getattr(thing, "status", None)
    return None if status is None else str(status.value)


def _version(kind: ChangeKind, thing: Any) -> int | None:
    return None if kind in _NUMBERED else getattr(thing, "version", None)
