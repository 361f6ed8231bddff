"""Keys for systems: made, shown once, looked up by their hash, rotated, revoked.

Over 150 lines because a key has one life, from its making to its end, and its rules are read together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.domain.access import Action, Actor, Role, Scope
from scheduler.domain.api_key import KEY_PREFIX, LEAST_KEY_LENGTH, LONGEST_OVERLAP, USUAL_OVERLAP, ApiKey
from scheduler.domain.last_use import KEY_GRAIN
from scheduler.domain.refusal import Refusal
from scheduler.domain.secret import digest_of, matches, new_secret, shown_parts
from scheduler.errors import AuthenticationError, ConflictError, ExpiredError, RefusedError
from scheduler.services.access import keep_apart, narrowed, require
from scheduler.services.key_rights import check_role, check_scopes, require_no_less
from scheduler.services.last_use import note_use

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

_KIND = "API key"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewKey:
    """A key on the day of its birth, the only time its secret is seen."""

    key: ApiKey
    secret: str

    def __repr__(self) -> str:
        """Leave the secret out of logs."""
        return f"NewKey(key={self.key!r}, secret=...)"


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownKey:
    """A key, and when it was last used."""

    key: ApiKey
    #: To the hour; None: not yet.
    last_used_at: datetime | None = None


def create_key(
    ctx: Context,
    actor: Actor,
    *,
    name: str,
    role: Role,
    tenant_id: str | None = None,
    scopes: tuple[Scope, ...] | None = None,
    expires_at: datetime | None = None,
) -> NewKey:
    """Make a key; a tenant-admin makes them for its own tenant and its roles only, and nobody one that may more than itself.

    Parameters
    ----------
    scopes
        What the key is narrowed to; None: all that its role may.
    expires_at
        From when on it opens nothing; None: it has no end.

    Raises
    ------
    RefusedError
        When a tenant's role comes without a tenant, or a park's role with one; for scopes outside the role; for an end in the past.
    NotFoundError
        When there is no such tenant.
    ForbiddenError
    """
    require(actor, Action.MANAGE_KEYS)
    require_no_less(actor, role, scopes)
    tenant_id = narrowed(actor, tenant_id)
    check_role(role, tenant_id)
    scopes = check_scopes(role, scopes)
    if expires_at is not None and expires_at <= ctx.clock():
        told = f"the key would end at {expires_at.isoformat(timespec='minutes')}, which is over"
        raise RefusedError((Refusal(rule="expiry", pointer="/expires_at", message=told, cure="give a time to come"),))
    secret = new_secret(KEY_PREFIX)
    with ctx.unit_of_work() as uow:
        if tenant_id is not None:
            uow.tenants.get(tenant_id)
        key = replace(_key(ctx, secret, name, role, tenant_id), scopes=scopes, expires_at=expires_at)
        uow.api_keys.add(key)
        uow.commit()
    return NewKey(key=key, secret=secret)


def rotate_key(
    ctx: Context,
    actor: Actor,
    key_id: str,
    *,
    overlap: timedelta = USUAL_OVERLAP,
    expires_at: datetime | None = None,
) -> NewKey:
    """Make a key in the place of another, which opens for `overlap` longer at most.

    Parameters
    ----------
    overlap
        Zero: the old key opens nothing from now on.
    expires_at
        The end of the new key; None: it lasts for as long as the old one was made for.

    Raises
    ------
    NotFoundError
        Also for another tenant's key.
    ConflictError
        `key_closed` for a key that opens nothing any more, `key_rotated` for one that has a successor.
    RefusedError
        For an overlap outside 0 to 30 days, or an end in the past.
    ForbiddenError
        Also when the key may more than the caller: its new secret would be the caller's.
    """
    require(actor, Action.MANAGE_KEYS)
    now = ctx.clock()
    _check_times(now, overlap, expires_at)
    secret = new_secret(KEY_PREFIX)
    with ctx.unit_of_work() as uow:
        old = _to_rotate(uow, actor, key_id, now)
        end = _end_of(old, now) if expires_at is None else expires_at
        born = replace(_key(ctx, secret, old.name, old.role, old.tenant_id), scopes=old.scopes)
        new = replace(born, expires_at=end, replaces=old.id)
        uow.api_keys.add(new)
        uow.api_keys.update(replace(old, expires_at=min(now + overlap, old.expires_at or now + overlap)))
        uow.commit()
    return NewKey(key=new, secret=secret)


def revoke_key(ctx: Context, actor: Actor, key_id: str) -> KnownKey:
    """Let a key open nothing from now on; once revoked it stays so. NotFoundError, ForbiddenError."""
    require(actor, Action.MANAGE_KEYS)
    with ctx.unit_of_work() as uow:
        key = uow.api_keys.get(key_id)
        keep_apart(actor, key.tenant_id, _KIND, key_id)
        if key.revoked_at is None:
            key = replace(key, revoked_at=ctx.clock())
            uow.api_keys.update(key)
            uow.commit()
        return _known(uow, key)


def list_keys(ctx: Context, actor: Actor) -> tuple[KnownKey, ...]:
    """Return the keys, by id; to a tenant-admin those of its tenant."""
    require(actor, Action.MANAGE_KEYS)
    with ctx.unit_of_work(read_only=True) as uow:
        return tuple(_known(uow, key) for key in uow.api_keys.list(actor.tenant_id))


def authenticate(ctx: Context, secret: str) -> Actor:
    """Return whose key this is.

    Raises
    ------
    AuthenticationError
        When it is nobody's, or was revoked.
    ExpiredError
        When its time is over.
    """
    with ctx.unit_of_work(read_only=True) as uow:
        key = uow.api_keys.by_digest(digest_of(secret))
        last = None if key is None else uow.last_uses.find(key.id)
    if key is None or not matches(key, secret):
        raise AuthenticationError
    if key.expires_at is not None and key.is_expired(ctx.clock()):
        raise ExpiredError(
            f"API key {key.prefix}...{key.last_four}", key.expires_at, "use the one that took its place, or ask for one"
        )
    note_use(ctx, key.id, None if last is None else last.at, KEY_GRAIN)
    return Actor(role=key.role, tenant_id=key.tenant_id, key_id=key.id, scopes=key.scopes)


def ensure_operator_key(ctx: Context, secret: str) -> ApiKey:
    """Store the operator's key that the installation was given, unless it is there already.

    Raises
    ------
    RefusedError
        When it is too short to be safe.
    ConflictError
        When it was revoked, or rotated and its time is over.
    """
    if len(secret) < LEAST_KEY_LENGTH:
        told, cure = f"the operator key has {len(secret)} characters", f"give at least {LEAST_KEY_LENGTH}"
        raise RefusedError((Refusal(rule="key_length", pointer="", message=told, cure=cure),))
    with ctx.unit_of_work() as uow:
        key = uow.api_keys.by_digest(digest_of(secret))
        if key is None:
            key = _key(ctx, secret, "operator key of the installation", Role.OPERATOR, None)
            uow.api_keys.add(key)
            uow.commit()
    if key.revoked_at is not None:
        raise ConflictError("key_revoked", f"the operator key {key.prefix}... was revoked", "set another one")
    if key.is_expired(ctx.clock()):
        raise ConflictError(
            "key_expired", f"the operator key {key.prefix}... was rotated", "set the one in its place, or none"
        )
    return key


def _check_times(now: datetime, overlap: timedelta, expires_at: datetime | None) -> None:
    refusals = []
    if not 0 <= overlap.total_seconds() <= LONGEST_OVERLAP.total_seconds():
        cure = f"give PT0S to P{LONGEST_OVERLAP.days}D"
        refusals.append(Refusal(rule="overlap", pointer="/overlap", message=f"an overlap of {overlap}", cure=cure))
    if expires_at is not None and expires_at <= now:
        told = f"the new key would end at {expires_at.isoformat(timespec='minutes')}, which is over"
        refusals.append(Refusal(rule="expiry", pointer="/expires_at", message=told, cure="give a time to come"))
    if refusals:
        raise RefusedError(tuple(refusals))


def _to_rotate(uow: UnitOfWork, actor: Actor, key_id: str, now: datetime) -> ApiKey:
    """Return a key that an actor may rotate; NotFoundError, ForbiddenError, ConflictError."""
    old = uow.api_keys.get(key_id)
    keep_apart(actor, old.tenant_id, _KIND, key_id)
    require_no_less(actor, old.role, old.scopes)
    if not old.is_open(now):
        raise ConflictError("key_closed", f"the key {old.id} opens nothing any more", "make a new one")
    for other in uow.api_keys.list(old.tenant_id):
        if other.replaces == old.id and other.is_open(now):
            told = f"the key {old.id} was rotated: {other.id} takes its place"
            raise ConflictError("key_rotated", told, "rotate that one, or revoke it first")
    return old


def _end_of(old: ApiKey, now: datetime) -> datetime | None:
    """Return the end of a key that lasts for as long as the one whose place it takes was made for."""
    return None if old.expires_at is None else now + (old.expires_at - old.created_at)


def _known(uow: UnitOfWork, key: ApiKey) -> KnownKey:
    last = uow.last_uses.find(key.id)
    return KnownKey(key=key, last_used_at=None if last is None else last.at)


def _key(ctx: Context, secret: str, name: str, role: Role, tenant_id: str | None) -> ApiKey:
    prefix, last_four = shown_parts(secret, KEY_PREFIX)
    return ApiKey(
        id=ctx.ids("key"),
        name=name,
        role=role,
        tenant_id=tenant_id,
        digest=digest_of(secret),
        prefix=prefix,
        last_four=last_four,
        created_at=ctx.clock(),
    )
