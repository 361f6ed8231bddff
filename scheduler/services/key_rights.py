"""Nobody hands out more than it has: what whoever makes a key or an account, or opens one anew, must have itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.access import PERMISSIONS, SCOPES, belongs_to_tenant, role_scopes
from scheduler.domain.refusal import Refusal
from scheduler.errors import ForbiddenError, RefusedError

if TYPE_CHECKING:
    from scheduler.domain.access import Actor, Role, Scope


def require_no_less(actor: Actor, role: Role, scopes: tuple[Scope, ...] | None) -> None:
    """Let pass what an actor may do as well; ForbiddenError for a role of the park from a tenant, or a scope that it has not.

    Without scopes, as for a person, it is about all that the role may.
    """
    if actor.tenant_id is not None and not belongs_to_tenant(role):
        raise ForbiddenError(actor.role.value, f"give the role {role.value!r}")
    if actor.scopes is None:
        return
    given = role_scopes(role) if scopes is None else scopes
    more = [scope.value for scope in given if scope not in actor.scopes]
    if more:
        raise ForbiddenError(actor.role.value, f"give the scope {more[0]!r} with a key that has it not itself")


def check_role(role: Role, tenant_id: str | None) -> None:
    """Refuse a tenant's role without a tenant, and a park's with one; RefusedError."""
    if belongs_to_tenant(role) == (tenant_id is not None):
        return
    wanted = "needs a tenant" if tenant_id is None else "belongs to no tenant"
    cure = "give the tenant's id" if tenant_id is None else "leave tenant_id out"
    told = f"the role {role.value!r} {wanted}"
    raise RefusedError((Refusal(rule="role", pointer="/tenant_id", message=told, cure=cure),))


def check_scopes(role: Role, scopes: tuple[Scope, ...] | None) -> tuple[Scope, ...] | None:
    """Return scopes in order and each once; RefusedError for those that the role does not include, and for none at all."""
    if scopes is None:
        return None
    if not scopes:
        told, cure = (
            "a key without any scope opens nothing",
            "name at least one, or leave scopes out for all of the role",
        )
        raise RefusedError((Refusal(rule="scopes", pointer="/scopes", message=told, cure=cure),))
    refusals = tuple(
        Refusal(
            rule="scopes",
            pointer=f"/scopes/{index}",
            message=f"the role {role.value!r} may not {SCOPES[scope].value}",
            cure=f"leave {scope.value} out",
        )
        for index, scope in enumerate(scopes)
        if SCOPES[scope] not in PERMISSIONS[role]
    )
    if refusals:
        raise RefusedError(refusals)
    return tuple(sorted(set(scopes)))
