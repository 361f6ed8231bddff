"""Who may do what: roles, actions, scopes, and the two tables that join them.

Over 150 lines because the tables of roles, actions and scopes are read side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a key, or an account, is for."""

    #: A company's system or clerk: its own requests and reservations.
    TENANT = "tenant"
    #: The same, and the company's keys and accounts.
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
    MANAGE_ACCOUNTS = "manage accounts"
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


class Scope(StrEnum):
    """What a key may be narrowed to: each scope is one action, and reading is not part of writing."""

    PARK_READ = "park:read"
    PARK_WRITE = "park:write"
    KEYS_WRITE = "keys:write"
    ACCOUNTS_WRITE = "accounts:write"
    FEEDS_WRITE = "feeds:write"
    WEBHOOKS_WRITE = "webhooks:write"
    BOOKINGS_READ = "bookings:read"
    BOOKINGS_WRITE = "bookings:write"
    BOOKINGS_OVERRIDE = "bookings:override"
    PLANS_READ = "plans:read"
    PLANS_WRITE = "plans:write"
    RESERVATIONS_WRITE = "reservations:write"
    LEDGER_READ = "ledger:read"
    LEDGER_WRITE = "ledger:write"
    REPORTS_READ = "reports:read"
    EVENTS_READ = "events:read"
    AUDIT_READ = "audit:read"
    OPERATION_READ = "operation:read"


#: For each scope the action that it allows; every action has one.
SCOPES = MappingProxyType(
    {
        Scope.PARK_READ: Action.SEE_PARK,
        Scope.PARK_WRITE: Action.MANAGE_PARK,
        Scope.KEYS_WRITE: Action.MANAGE_KEYS,
        Scope.ACCOUNTS_WRITE: Action.MANAGE_ACCOUNTS,
        Scope.FEEDS_WRITE: Action.MANAGE_FEEDS,
        Scope.WEBHOOKS_WRITE: Action.MANAGE_WEBHOOKS,
        Scope.BOOKINGS_READ: Action.SEE_BOOKINGS,
        Scope.BOOKINGS_WRITE: Action.BOOK,
        Scope.BOOKINGS_OVERRIDE: Action.OVERRIDE,
        Scope.PLANS_READ: Action.SEE_PLANS,
        Scope.PLANS_WRITE: Action.PLAN,
        Scope.RESERVATIONS_WRITE: Action.OPERATE,
        Scope.LEDGER_READ: Action.SEE_LEDGER,
        Scope.LEDGER_WRITE: Action.ADJUST_LEDGER,
        Scope.REPORTS_READ: Action.SEE_REPORTS,
        Scope.EVENTS_READ: Action.SEE_EVENTS,
        Scope.AUDIT_READ: Action.SEE_AUDIT,
        Scope.OPERATION_READ: Action.SEE_OPERATION,
    }
)
_SCOPE_OF = MappingProxyType({action: scope for scope, action in SCOPES.items()})

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
        Role.TENANT_ADMIN: _TENANT | {Action.MANAGE_KEYS, Action.MANAGE_ACCOUNTS, Action.SEE_AUDIT},
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


def scope_of(action: Action) -> Scope:
    """Return the scope that allows an action."""
    return _SCOPE_OF[action]


def role_scopes(role: Role) -> tuple[Scope, ...]:
    """Return the scopes of all that a role may, in the order of `Scope`."""
    return tuple(scope for scope in Scope if SCOPES[scope] in PERMISSIONS[role])


def belongs_to_tenant(role: Role) -> bool:
    """Return whether a role is confined to one tenant."""
    return role in _OF_A_TENANT


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who calls a service."""

    role: Role
    #: The tenant it is confined to; None for the park's own roles.
    tenant_id: str | None = None
    #: The key or session it came with; `system` for the program itself.
    key_id: str = "system"
    #: What the key is narrowed to; None: all that its role may.
    scopes: tuple[Scope, ...] | None = None
    #: Whose session it is; None: no person signed in.
    account_id: str | None = None

    def __post_init__(self) -> None:
        """Refuse a tenant's role without a tenant and a park's role with one."""
        if belongs_to_tenant(self.role) != (self.tenant_id is not None):
            raise ValueError(f"an actor with role {self.role.value!r} and tenant {self.tenant_id!r}")


def system_actor() -> Actor:
    """Return the program itself, which acts with the operator's rights."""
    return Actor(role=Role.OPERATOR)
