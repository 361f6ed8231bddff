"""Keys that are narrowed, have an end, are rotated, and were last used some time ago.

Over 150 lines because each rule of a key has its test, from its making to its end.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import structlog

from scheduler.domain.access import PERMISSIONS, SCOPES, Action, Actor, Role, Scope, role_scopes, scope_of
from scheduler.errors import (
    AuthenticationError,
    ConflictError,
    ExpiredError,
    ForbiddenError,
    RefusedError,
    ScopeError,
    StorageError,
)
from scheduler.services import booking_requests, keys, park
from scheduler.services.access import require
from scheduler.storage.memory import MemoryStorage
from tests.scheduler.builders import AUDITOR, NOW, OPERATOR, HandClock, at, hours, make_context, make_terms, tenant

if TYPE_CHECKING:
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

_READS = (Scope.BOOKINGS_READ, Scope.PARK_READ)


def at_hand() -> tuple[Context, HandClock]:
    """Return a park and its clock."""
    clock = HandClock()
    return make_context(clock=clock), clock


def narrowed(*scopes: Scope, role: Role = Role.OPERATOR) -> Actor:
    """Return somebody with a key that is narrowed."""
    return Actor(role=role, key_id="key_narrow", scopes=scopes)


def test_every_action_has_one_scope() -> None:
    """An action without one could be done by no narrowed key, one with two by keys that were not meant to."""
    assert sorted(SCOPES.values()) == sorted(Action)
    assert {scope_of(action) for action in Action} == set(Scope)
    assert role_scopes(Role.OPERATOR) == tuple(Scope)
    assert Scope.BOOKINGS_WRITE not in role_scopes(Role.AUDITOR)


@pytest.mark.parametrize("role", list(Role))
def test_a_narrowed_key_may_what_its_role_and_its_scopes_allow(role: Role) -> None:
    """Either of the two alone would give it more: 4 roles by 17 scopes by 17 actions."""
    actor = tenant(role=role) if role in {Role.TENANT, Role.TENANT_ADMIN} else Actor(role=role)
    for scope in Scope:
        for action in Action:
            expected: type[ForbiddenError] | None = None if SCOPES[scope] is action else ScopeError
            if action not in PERMISSIONS[role]:
                expected = ForbiddenError
            assert _refusal(replace(actor, scopes=(scope,)), action) is expected, (scope, action)


def _refusal(actor: Actor, action: Action) -> type[ForbiddenError] | None:
    try:
        require(actor, action)
    except ForbiddenError as refused:
        return type(refused)
    return None


def test_a_narrowed_key_opens_what_it_was_made_for() -> None:
    """A display on the wall could otherwise book."""
    ctx, _ = at_hand()
    made = keys.create_key(
        ctx, OPERATOR, name="wall", role=Role.TENANT, tenant_id="ada", scopes=(*_READS[::-1], _READS[0])
    )
    assert made.key.scopes == _READS
    actor = keys.authenticate(ctx, made.secret)
    assert actor.scopes == _READS
    assert len(park.list_machines(ctx, actor)) == 3
    with pytest.raises(ScopeError, match="'bookings:write'"):
        booking_requests.create(ctx, actor, make_terms())


def test_scopes_outside_the_role_are_refused() -> None:
    """Whoever asks for them would believe to have them."""
    ctx, _ = at_hand()
    for scopes, pointer in (((Scope.PARK_READ, Scope.BOOKINGS_WRITE), "/scopes/1"), ((), "/scopes")):
        with pytest.raises(RefusedError) as refused:
            keys.create_key(ctx, OPERATOR, name="x", role=Role.AUDITOR, scopes=scopes)
        assert [each.pointer for each in refused.value.refusals] == [pointer]


def test_nobody_makes_a_key_with_more_than_it_has() -> None:
    """A narrow key could otherwise make itself a wide one: by scopes, by leaving them out, by its role, by rotation."""
    ctx, _ = at_hand()
    narrow = narrowed(Scope.KEYS_WRITE, Scope.BOOKINGS_READ)
    own = keys.create_key(ctx, narrow, name="x", role=Role.OPERATOR, scopes=(Scope.BOOKINGS_READ,))
    assert own.key.scopes == (Scope.BOOKINGS_READ,)
    wide = keys.create_key(ctx, OPERATOR, name="wide", role=Role.AUDITOR).key
    for scopes in (None, (Scope.BOOKINGS_READ, Scope.PARK_WRITE)):
        with pytest.raises(ForbiddenError, match="give"):
            keys.create_key(ctx, narrow, name="x", role=Role.OPERATOR, scopes=scopes)
    with pytest.raises(ForbiddenError):
        keys.rotate_key(ctx, narrow, wide.id)
    assert keys.rotate_key(ctx, narrow, own.key.id).key.scopes == (Scope.BOOKINGS_READ,)
    admin = tenant(role=Role.TENANT_ADMIN)
    for role in (Role.OPERATOR, Role.AUDITOR):
        with pytest.raises(ForbiddenError, match="give the role"):
            keys.create_key(ctx, admin, name="x", role=role)


def test_a_key_ends_when_it_was_said_to() -> None:
    """A key for a project would otherwise open for ever; half-open like every interval: at its end it opens nothing."""
    ctx, clock = at_hand()
    made = keys.create_key(ctx, OPERATOR, name="project", role=Role.AUDITOR, expires_at=at(2))
    clock.advance(hours(2) - timedelta(microseconds=1))
    assert keys.authenticate(ctx, made.secret).key_id == made.key.id
    clock.advance(timedelta(microseconds=1))
    with pytest.raises(ExpiredError, match=r"es_.*opens nothing since 2026-11-23T10:00:00") as refused:
        keys.authenticate(ctx, made.secret)
    assert refused.value.since == at(2)
    with pytest.raises(RefusedError, match="is over"):
        keys.create_key(ctx, OPERATOR, name="late", role=Role.AUDITOR, expires_at=at(2))


def test_a_revoked_key_is_not_told_apart_from_none() -> None:
    """Whoever found it would learn that it was one, and go on with its owner."""
    ctx, clock = at_hand()
    made = keys.create_key(ctx, OPERATOR, name="x", role=Role.AUDITOR, expires_at=at(1))
    keys.revoke_key(ctx, OPERATOR, made.key.id)
    clock.advance(hours(2))
    with pytest.raises(AuthenticationError) as refused:
        keys.authenticate(ctx, made.secret)
    assert type(refused.value) is AuthenticationError


def test_a_rotated_key_opens_until_the_overlap_is_over() -> None:
    """An ERP that is given the new key tonight would otherwise stand still until then."""
    ctx, clock = at_hand()
    old = keys.create_key(ctx, OPERATOR, name="ERP", role=Role.TENANT, tenant_id="ada", scopes=_READS)
    new = keys.rotate_key(ctx, OPERATOR, old.key.id)
    assert (new.key.name, new.key.role, new.key.tenant_id, new.key.scopes) == ("ERP", Role.TENANT, "ada", _READS)
    assert (new.key.replaces, new.key.expires_at) == (old.key.id, None)
    clock.advance(hours(23.9))
    assert keys.authenticate(ctx, old.secret).key_id == old.key.id
    assert keys.authenticate(ctx, new.secret).key_id == new.key.id
    clock.advance(hours(0.1))
    with pytest.raises(ExpiredError):
        keys.authenticate(ctx, old.secret)
    assert keys.authenticate(ctx, new.secret).key_id == new.key.id


def test_the_overlap_is_chosen_and_makes_no_key_last_longer() -> None:
    """A key that leaked must end at once; one that ends tomorrow must not be kept alive by a rotation."""
    ctx, _ = at_hand()
    leaked = keys.create_key(ctx, OPERATOR, name="leaked", role=Role.AUDITOR)
    keys.rotate_key(ctx, OPERATOR, leaked.key.id, overlap=hours(0))
    with pytest.raises(ExpiredError):
        keys.authenticate(ctx, leaked.secret)
    short = keys.create_key(ctx, OPERATOR, name="short", role=Role.AUDITOR, expires_at=at(2)).key
    new = keys.rotate_key(ctx, OPERATOR, short.id, overlap=hours(9)).key
    found = {known.key.id: known.key for known in keys.list_keys(ctx, OPERATOR)}
    assert (found[short.id].expires_at, new.expires_at) == (at(2), at(2))
    for overlap in (hours(-1), hours(30 * 24 + 1)):
        with pytest.raises(RefusedError, match="overlap"):
            keys.rotate_key(ctx, OPERATOR, new.id, overlap=overlap)
    with pytest.raises(RefusedError, match="is over"):
        keys.rotate_key(ctx, OPERATOR, new.id, expires_at=NOW)


def test_a_key_has_one_successor_at_a_time() -> None:
    """Two people who rotate it would otherwise leave a key that nobody knows of; what is closed has none."""
    ctx, _ = at_hand()
    old = keys.create_key(ctx, OPERATOR, name="x", role=Role.AUDITOR).key
    new = keys.rotate_key(ctx, OPERATOR, old.id).key
    with pytest.raises(ConflictError, match=new.id):
        keys.rotate_key(ctx, OPERATOR, old.id)
    keys.revoke_key(ctx, OPERATOR, new.id)
    assert keys.rotate_key(ctx, OPERATOR, old.id).key.replaces == old.id
    with pytest.raises(ConflictError) as refused:
        keys.rotate_key(ctx, OPERATOR, new.id)
    assert refused.value.code == "key_closed"


def test_the_installations_key_that_was_rotated_away_is_told_at_the_start() -> None:
    """The service would start, and nobody could get in with the key that its settings name."""
    ctx, clock = at_hand()
    secret = "es_the-first-key-of-the-installation"
    key = keys.ensure_operator_key(ctx, secret)
    keys.rotate_key(ctx, OPERATOR, key.id, overlap=hours(1))
    assert keys.ensure_operator_key(ctx, secret).id == key.id
    clock.advance(hours(1))
    with pytest.raises(ConflictError, match="rotated"):
        keys.ensure_operator_key(ctx, secret)


class _Counting:
    """A storage in memory that counts its writers."""

    def __init__(self) -> None:
        self._storage, self.written, self.is_full = MemoryStorage(), 0, False

    def unit_of_work(self, *, read_only: bool = False) -> UnitOfWork:
        """Begin a transaction."""
        self.written += not read_only
        if self.is_full and not read_only:
            raise StorageError("park.db", "the disk is full", "make room")
        return self._storage.unit_of_work(read_only=read_only)


def test_use_is_noted_to_the_hour_and_written_no_oftener() -> None:
    """A key that nobody needs could otherwise not be told from one that runs the factory; and every call would be a write."""
    storage, clock = _Counting(), HandClock()
    ctx = make_context(storage.unit_of_work, clock=clock)
    made = keys.create_key(ctx, OPERATOR, name="x", role=Role.AUDITOR)
    (known,) = keys.list_keys(ctx, OPERATOR)
    assert known.last_used_at is None
    before = storage.written
    for _ in range(12):
        keys.authenticate(ctx, made.secret)
        clock.advance(timedelta(minutes=5))
    assert storage.written == before + 1
    keys.authenticate(ctx, made.secret)
    (known,) = keys.list_keys(ctx, OPERATOR)
    assert (storage.written, known.last_used_at) == (before + 2, at(1))


def test_a_use_that_cannot_be_noted_keeps_nobody_out() -> None:
    """A full disk would otherwise end reading too."""
    storage = _Counting()
    ctx = make_context(storage.unit_of_work)
    made = keys.create_key(ctx, OPERATOR, name="x", role=Role.AUDITOR)
    storage.is_full = True
    with structlog.testing.capture_logs() as said:
        assert keys.authenticate(ctx, made.secret).role is AUDITOR.role
    assert [line["event"] for line in said] == ["a use is not noted"]
    assert made.secret not in str(said)
