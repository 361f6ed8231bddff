"""What accounts and sessions share: who acts when a person does, and the end of sessions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.domain.access import Actor

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.account import Account
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork


def person(account: Account, key_id: str) -> Actor:
    """Return the owner of an account, as whom a session, or what `key_id` names, lets them act."""
    return Actor(role=account.role, tenant_id=account.tenant_id, key_id=key_id, account_id=account.id)


def acting_as(ctx: Context, account: Account, key_id: str) -> Context:
    """Return the same park, in which the owner of an account is the origin of what is changed."""
    return ctx.acting(replace(ctx.origin, actor=person(account, key_id)))


def end_sessions(uow: UnitOfWork, account_id: str, now: datetime, *, but: str | None = None) -> None:
    """End the sessions of an account, but for one."""
    for session in uow.sessions.of_account(account_id):
        if session.id != but:
            uow.sessions.update(replace(session, revoked_at=now))
