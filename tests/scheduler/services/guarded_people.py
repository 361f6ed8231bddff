"""Services about keys and people, each with a call, for the test that finds one that is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.domain.access import Role
from scheduler.domain.session import SessionTimes
from scheduler.services import accounts, keys, sessions
from tests.scheduler.people import CHEAP, make_terms

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.domain.access import Actor
    from scheduler.services.context import Context

#: What the tenant's admin may do as well, and the operator.
FOR_KEY_HOLDERS: dict[str, Callable[[Context, Actor], Any]] = {
    "keys.create_key": lambda c, a: keys.create_key(c, a, name="k", role=Role.TENANT, tenant_id="ada"),
    "keys.revoke_key": lambda c, a: keys.revoke_key(c, a, "key"),
    "keys.rotate_key": lambda c, a: keys.rotate_key(c, a, "key"),
    "keys.list_keys": keys.list_keys,
    "accounts.create_account": lambda c, a: accounts.create_account(c, a, make_terms()),
    "accounts.invite": lambda c, a: accounts.invite(c, a, "acc"),
    "accounts.update_account": lambda c, a: accounts.update_account(
        c, a, "acc", 1, name="x", role=Role.TENANT, active=True
    ),
    "accounts.get_account": lambda c, a: accounts.get_account(c, a, "acc"),
    "accounts.list_accounts": accounts.list_accounts,
    "sessions.sessions_of": lambda c, a: sessions.sessions_of(c, a, SessionTimes(), "acc"),
    "sessions.end_session": lambda c, a: sessions.end_session(c, a, "ses"),
}
#: What a person may do with what is its own, and a key may not.
FOR_PEOPLE: dict[str, Callable[[Context, Actor], Any]] = {
    "sessions.current": lambda c, a: sessions.current(c, a, SessionTimes()),
    "sessions.own_sessions": lambda c, a: sessions.own_sessions(c, a, SessionTimes()),
    "sessions.change_password": lambda c, a: sessions.change_password(c, a, CHEAP, old="x", new="y" * 20),
}
