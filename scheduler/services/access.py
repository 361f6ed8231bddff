"""Who may do what and see what: the one place where roles and scopes are checked and tenants are kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.access import PERMISSIONS, Action, scope_of
from scheduler.errors import ForbiddenError, NotFoundError, ScopeError

if TYPE_CHECKING:
    from scheduler.domain.access import Actor
    from scheduler.domain.override import OverrideTerms


def require(actor: Actor, action: Action) -> None:
    """Let an action pass or raise ForbiddenError by the table of roles, ScopeError where the role would do and the key is narrower."""
    if action not in PERMISSIONS[actor.role]:
        raise ForbiddenError(actor.role.value, action.value)
    if actor.scopes is not None and scope_of(action) not in actor.scopes:
        raise ScopeError(actor.role.value, action.value, scope_of(action).value)


def keep_apart(actor: Actor, tenant_id: str | None, kind: str, key: str) -> None:
    """Raise NotFoundError when a thing of `tenant_id` is not the actor's to see: just as if it did not exist."""
    if actor.tenant_id is not None and actor.tenant_id != tenant_id:
        raise NotFoundError(kind, key)


def may_ask(actor: Actor, tenant_id: str, override: OverrideTerms | None) -> None:
    """Let whoever may ask for machine time for a tenant pass, and override rules for it; NotFoundError, ForbiddenError."""
    require(actor, Action.BOOK)
    keep_apart(actor, tenant_id, "tenant", tenant_id)
    if override is not None:
        require(actor, Action.OVERRIDE)


def narrowed(actor: Actor, tenant_id: str | None) -> str | None:
    """Return the tenant to filter a list by; a tenant that asks for another's gets NotFoundError."""
    if tenant_id is not None:
        keep_apart(actor, tenant_id, "tenant", tenant_id)
    return tenant_id if actor.tenant_id is None else actor.tenant_id
