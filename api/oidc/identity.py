"""From what a provider says of somebody to who that is here: which claims are read, and what they mean by the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.domain.access import Role, belongs_to_tenant
from scheduler.services.identities import Identity

if TYPE_CHECKING:
    from scheduler.settings import Settings


def identity_of(claims: dict[str, Any], settings: Settings) -> Identity:
    """Return who somebody is: by the name that the provider has for them, and where the settings say so by role and company."""
    role = _role(claims, settings) if settings.oidc_role_claim else None
    tenant_id = _text(claims.get(settings.oidc_tenant_claim)) if settings.oidc_tenant_claim else None
    return Identity(
        issuer=settings.oidc_issuer,
        subject=str(claims["sub"]),
        # An address that the provider has not proved is whatever somebody typed there.
        email=_text(claims.get("email")) if claims.get("email_verified") is True else None,
        name=_text(claims.get("name")) or _text(claims.get("preferred_username")) or "",
        decides=bool(settings.oidc_role_claim),
        role=role,
        tenant_id=tenant_id if role is not None and belongs_to_tenant(role) else None,
    )


def roles_of(told: str) -> dict[str, Role]:
    """Return what values of the claim mean, such as `park-staff=operator, audit-office=auditor`; ValueError for what is none."""
    if not told:
        return {role.value: role for role in Role}
    pairs = [part.partition("=") for part in told.split(",")]
    return {value.strip(): Role(role.strip()) for value, _, role in pairs}


def _role(claims: dict[str, Any], settings: Settings) -> Role | None:
    """Return the role of somebody; where the claim names several, the first that the settings name."""
    found = claims.get(settings.oidc_role_claim)
    values = found if isinstance(found, list) else [found]
    return next((role for value, role in roles_of(settings.oidc_roles).items() if value in values), None)


def _text(value: object) -> str | None:
    return value[:200] if isinstance(value, str) and value else None
