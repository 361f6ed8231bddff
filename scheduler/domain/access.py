"""Who may do what: roles, actions, and the one table that joins them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a key is for."""

    #: A company's system or clerk: its own requests and reservations.
    TENANT = "tenant"
    #: The same, and the company's keys.
    TENANT_ADMIN = "tenant-admin"
    #: The park: everything.
    OPERATOR = "operator"
    #: Sees everything, changes nothing.
    AUDITOR = "auditor"


class Action(StrEnum):
    """What the services guard, in words that fit after "may not"."""

    SEE_PARK = "see the park"
    MANAGE_PARK = "manage the park"
    MANAGE_KEYS = "manage keys"
    MANAGE_FEEDS = "manage calendar feeds"
    MANAGE_WEBHOOKS = "manage webhooks"
    SEE_BOOKINGS = "see bookings"
    BOOK = "book"
    OVERRIDE = "override rules"
    SEE_PLANS = "see plans and runs"
    PLAN = "run and publish plans"
    OPERATE = "record what became of reservations"
    SEE_LEDGER = "see the ledger"
    ADJUST_LEDGER = "adjust the ledger"
    SEE_REPORTS = "see reports"
    SEE_EVENTS = "see events"
    SEE_AUDIT = "see audit entries"
    SEE_OPERATION = "see how the service runs"


_TENANT = frozenset(
    {
        Action.SEE_PARK,
        Action.SEE_BOOKINGS,
        Action.BOOK,
        Action.SEE_LEDGER,
        Action.SEE_REPORTS,
        Action.SEE_EVENTS,
        Action.MANAGE_FEEDS,
        Action.MANAGE_WEBHOOKS,
    }
)

#: For each role what it may do; the tenant's roles within their own tenant only.
PERMISSIONS = MappingProxyType(
    {
        Role.TENANT: _TENANT,
        Role.TENANT_ADMIN: _TENANT | {Action.MANAGE_KEYS, Action.SEE_AUDIT},
        Role.OPERATOR: frozenset(Action),
        Role.AUDITOR: frozenset(
            {
                Action.SEE_PARK,
                Action.SEE_BOOKINGS,
                Action.SEE_PLANS,
                Action.SEE_LEDGER,
                Action.SEE_REPORTS,
                Action.SEE_EVENTS,
                Action.SEE_AUDIT,
                Action.SEE_OPERATION,
            }
        ),
    }
)

_OF_A_TENANT = frozenset({Role.TENANT, Role.TENANT_ADMIN})


def belongs_to_tenant(role: Role) -> bool:
    """Return whether a role is confined to one tenant."""
    return role in _OF_A_TENANT


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who calls a service."""

    role: Role
    #: The tenant it is confined to; None for the park's own roles.
    tenant_id: str | None = None
    #: The key it came with; `system` for the program itself.
    key_id: str = "system"

    def __post_init__(self) -> None:
        """Refuse a tenant's role without a tenant and a park's role with one."""
        if belongs_to_tenant(self.role) != (self.tenant_id is not None):
            raise ValueError(f"an actor with role {self.role.value!r} and tenant {self.tenant_id!r}")


def system_actor() -> Actor:
    """Return the program itself, which acts with the operator's rights."""
    return Actor(role=Role.OPERATOR)
