"""Keys for systems: made, shown once, looked up by their hash, revoked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.domain.access import Action, Actor, Role, belongs_to_tenant
from scheduler.domain.api_key import KEY_PREFIX, LEAST_KEY_LENGTH, ApiKey
from scheduler.domain.refusal import Refusal
from scheduler.domain.secret import digest_of, matches, new_secret, shown_parts
from scheduler.errors import AuthenticationError, ConflictError, ForbiddenError, RefusedError
from scheduler.services.access import keep_apart, narrowed, require

if TYPE_CHECKING:
    from scheduler.services.context import Context


@dataclass(frozen=True, kw_only=True, slots=True)
class NewKey:
    """A key on the day of its birth, the only time its secret is seen."""

    key: ApiKey
    secret: str

    def __repr__(self) -> str:
        """Leave the secret out of logs."""
        return f"NewKey(key={self.key!r}, secret=...)"


def create_key(ctx: Context, actor: Actor, *, name: str, role: Role, tenant_id: str | None = None) -> NewKey:
    """Make a key; a tenant-admin makes them for its own tenant and its roles only.

    Raises
    ------
    RefusedError
        When a tenant's role comes without a tenant, or a park's role with one.
    NotFoundError
        When there is no such tenant.
    ForbiddenError
    """
    require(actor, Action.MANAGE_KEYS)
    if actor.tenant_id is not None and not belongs_to_tenant(role):
        raise ForbiddenError(actor.role.value, f"make keys with the role {role.value!r}")
    tenant_id = narrowed(actor, tenant_id)
    if belongs_to_tenant(role) != (tenant_id is not None):
        wanted = "needs a tenant" if tenant_id is None else "belongs to no tenant"
        cure = "give the tenant's id" if tenant_id is None else "leave tenant_id out"
        told = f"the role {role.value!r} {wanted}"
        raise RefusedError((Refusal(rule="role", pointer="/tenant_id", message=told, cure=cure),))
    secret = new_secret(KEY_PREFIX)
    with ctx.unit_of_work() as uow:
        if tenant_id is not None:
            uow.tenants.get(tenant_id)
        key = _key(ctx, secret, name, role, tenant_id)
        uow.api_keys.add(key)
        uow.commit()
    return NewKey(key=key, secret=secret)


def revoke_key(ctx: Context, actor: Actor, key_id: str) -> ApiKey:
    """Let a key open nothing from now on; once revoked it stays so. NotFoundError, ForbiddenError."""
    require(actor, Action.MANAGE_KEYS)
    with ctx.unit_of_work() as uow:
        key = uow.api_keys.get(key_id)
        keep_apart(actor, key.tenant_id, "API key", key_id)
        if key.revoked_at is None:
            key = replace(key, revoked_at=ctx.clock())
            uow.api_keys.update(key)
            uow.commit()
    return key


def list_keys(ctx: Context, actor: Actor) -> tuple[ApiKey, ...]:
    """Return the keys, by id; to a tenant-admin those of its tenant."""
    require(actor, Action.MANAGE_KEYS)
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.api_keys.list(actor.tenant_id)


def authenticate(ctx: Context, secret: str) -> Actor:
    """Return whose key this is.

    Raises
    ------
    AuthenticationError
        When it is nobody's, or no longer.
    """
    with ctx.unit_of_work(read_only=True) as uow:
        key = uow.api_keys.by_digest(digest_of(secret))
    if key is None or not matches(key, secret):
        raise AuthenticationError
    return Actor(role=key.role, tenant_id=key.tenant_id, key_id=key.id)


def ensure_operator_key(ctx: Context, secret: str) -> ApiKey:
    """Store the operator's key that the installation was given, unless it is there already.

    Raises
    ------
    RefusedError
        When it is too short to be safe.
    ConflictError
        When it was revoked.
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
    return key


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
