"""People whom a provider of identities knows: sent to it, taken back once, and matched with an account.

Over 150 lines because who may come in by another's word is decided here, and read as one.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.domain.access import Role, belongs_to_tenant
from scheduler.domain.account import Account, is_login, login_of
from scheduler.domain.secret import digest_of
from scheduler.domain.session import PENDING_KEPT, PendingSignIn, SessionTimes, SignInWay
from scheduler.errors import NotFoundError, NotInvitedError
from scheduler.services import sessions
from scheduler.services.forgetting import FEW
from scheduler.services.people import acting_as, end_sessions

if TYPE_CHECKING:
    from scheduler.services.context import Context
    from scheduler.services.sessions import NewSession
    from scheduler.storage.unit_of_work import UnitOfWork

#: Random bytes of what comes back with a browser.
_BYTES = 32


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Somebody, by the word of a provider that was checked."""

    issuer: str
    #: The provider's own name for them, which it gives to nobody else.
    subject: str
    #: An address that the provider has proved to be theirs.
    email: str | None = None
    name: str = ""
    #: Whether the provider says what people may here: then whom it gives no role does not come in.
    decides: bool = False
    role: Role | None = None
    tenant_id: str | None = None


def send_away(ctx: Context) -> tuple[PendingSignIn, str]:
    """Note that a browser is sent to its provider, and return that with the secret by which the browser will be known again."""
    secret, now = secrets.token_urlsafe(_BYTES), ctx.clock()
    pending = PendingSignIn(
        id=digest_of(secret),
        at=now,
        state=secrets.token_urlsafe(_BYTES),
        nonce=secrets.token_urlsafe(_BYTES),
        verifier=secrets.token_urlsafe(_BYTES),
    )
    with ctx.unit_of_work() as uow:
        uow.pending_sign_ins.forget(now - PENDING_KEPT, FEW)
        uow.pending_sign_ins.add(pending)
        uow.commit()
    return pending, secret


def take_back(ctx: Context, secret: str) -> PendingSignIn | None:
    """Return what was noted of a browser, and forget it: whatever comes with it a second time is nobody's. None: there is nothing."""
    with ctx.unit_of_work() as uow:
        pending = uow.pending_sign_ins.find(digest_of(secret))
        if pending is None:
            return None
        uow.pending_sign_ins.remove(pending.id)
        uow.commit()
    return pending if ctx.clock() < pending.at + PENDING_KEPT else None


def sign_in(ctx: Context, times: SessionTimes, identity: Identity) -> NewSession:
    """Begin a session of somebody whom a provider knows.

    The account is the one that bears the identity; else the one whose login is their proved address, if nobody has a password for it; else, where
    the provider says what people may, a new one. NotInvitedError where there is none of these, or it is shut.
    """
    with ctx.unit_of_work(read_only=True) as uow:
        known = _known(uow, identity)
    if known is None and not identity.decides:
        raise NotInvitedError
    account = _taken_over(ctx, identity) if known is None else _renewed(ctx, identity, known)
    return sessions.begin(ctx, times, account, SignInWay.OIDC)


def _known(uow: UnitOfWork, identity: Identity) -> Account | None:
    """Return whose identity it is, or could become; NotInvitedError for a shut one."""
    account = uow.accounts.by_subject(identity.issuer, identity.subject)
    if account is None and identity.email is not None:
        found = uow.accounts.by_login(login_of(identity.email))
        # Whoever has set a password is somebody already, and may not be the owner of the address.
        if found is not None and found.issuer is None and found.password_hash is None:
            account = found
    if account is not None and not account.active:
        raise NotInvitedError
    return account


def _renewed(ctx: Context, identity: Identity, known: Account) -> Account:
    """Return an account as the provider has it today: bound to the identity, and with the role of today where the provider decides."""
    role = known.role
    if identity.decides:
        role, tenant_id = _place(identity)
        if tenant_id != known.tenant_id:
            raise NotInvitedError
    bound = replace(known, issuer=identity.issuer, subject=identity.subject, role=role)
    if bound == known:
        return known
    bound = replace(bound, invitation_digest=None, invitation_until=None)
    bound = replace(bound, version=known.version + 1, updated_at=ctx.clock())
    with acting_as(ctx, bound, bound.id).unit_of_work() as uow:
        uow.accounts.update(bound)
        if role is not known.role:
            end_sessions(uow, bound.id, ctx.clock())
        uow.commit()
    return bound


def _taken_over(ctx: Context, identity: Identity) -> Account:
    """Make the account of somebody whom the provider gives a role."""
    role, tenant_id = _place(identity)
    now = ctx.clock()
    login = login_of(identity.email or "")
    account = Account(
        id=ctx.ids("acc"),
        login=login if is_login(login) else login_of(f"{identity.subject}@oidc")[:200],
        name=identity.name,
        role=role,
        tenant_id=tenant_id,
        issuer=identity.issuer,
        subject=identity.subject,
        created_at=now,
        updated_at=now,
    )
    with acting_as(ctx, account, account.id).unit_of_work() as uow:
        try:
            if tenant_id is not None:
                uow.tenants.get(tenant_id)
        except NotFoundError:
            raise NotInvitedError from None
        if uow.accounts.by_login(account.login) is not None:
            raise NotInvitedError
        uow.accounts.add(account)
        uow.commit()
    return account


def _place(identity: Identity) -> tuple[Role, str | None]:
    """Return role and company by the provider's word; NotInvitedError for none, or half of it."""
    role = identity.role
    if role is None or belongs_to_tenant(role) != (identity.tenant_id is not None):
        raise NotInvitedError
    return role, identity.tenant_id
