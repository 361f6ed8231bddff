"""Accounts of people: made, invited, changed, shut; by the operator, and by a tenant-admin those of its own company.

Over 150 lines because an account has one life, and its rules are read together.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scheduler.domain.access import Action
from scheduler.domain.account import INVITATION_KEPT, INVITATION_PREFIX, Account, is_login, login_of
from scheduler.domain.refusal import Refusal
from scheduler.domain.secret import digest_of, new_secret
from scheduler.domain.seen import check_version
from scheduler.errors import (
    AlreadyExistsError,
    ConflictError,
    ForbiddenError,
    RefusedError,
    SignInError,
)
from scheduler.services.access import keep_apart, narrowed, require
from scheduler.services.key_rights import check_role, require_no_less
from scheduler.services.passwords import check_password
from scheduler.services.people import acting_as, end_sessions

if TYPE_CHECKING:
    from scheduler.domain.access import Actor, Role
    from scheduler.services.context import Context
    from scheduler.services.passwords import Passwords
    from scheduler.storage.unit_of_work import UnitOfWork

_KIND = "account"


@dataclass(frozen=True, kw_only=True, slots=True)
class Invited:
    """An account, and the invitation by which its owner sets a password: seen this once."""

    account: Account
    invitation: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountTerms:
    """What is said of a new account."""

    login: str
    name: str
    role: Role
    tenant_id: str | None = None
    #: Who they are to a provider of identities; both or neither.
    issuer: str | None = None
    subject: str | None = None


def create_account(ctx: Context, actor: Actor, terms: AccountTerms) -> Invited:
    """Make an account and invite its owner; a tenant-admin does so for its own company.

    Raises
    ------
    RefusedError
        For a login that is none, a tenant's role without a tenant, a park's role with one, or half an identity.
    AlreadyExistsError
        When the login or the identity is taken; in a company, whoever has it.
    NotFoundError
        When there is no such tenant.
    ForbiddenError
        Also for a role with more rights than the caller's, and from a company for an identity, which only the park gives.
    """
    require(actor, Action.MANAGE_ACCOUNTS)
    require_no_less(actor, terms.role, None)
    if actor.tenant_id is not None and terms.subject is not None:
        # Somebody of the park, or of another company, would find themselves in an account of this one.
        raise ForbiddenError(actor.role.value, "say who a provider's people are")
    tenant_id = narrowed(actor, terms.tenant_id)
    check_role(terms.role, tenant_id)
    login = _login(terms)
    now = ctx.clock()
    account = Account(
        id=ctx.ids("acc"),
        login=login,
        name=terms.name,
        role=terms.role,
        tenant_id=tenant_id,
        issuer=terms.issuer,
        subject=terms.subject,
        created_at=now,
        updated_at=now,
    )
    with ctx.unit_of_work() as uow:
        if tenant_id is not None:
            uow.tenants.get(tenant_id)
        if uow.accounts.by_login(login) is not None:
            raise AlreadyExistsError(_KIND, login)
        invited = _invited(ctx, account)
        uow.accounts.add(invited.account)
        uow.commit()
    return invited


def invite(ctx: Context, actor: Actor, account_id: str) -> Invited:
    """Invite the owner of an account anew, who has lost password or invitation; the old password holds until a new one is set.

    Raises
    ------
    NotFoundError
        Also for another company's account.
    ConflictError
        `account_shut` when it is not active.
    ForbiddenError
        Also when the account may more than the caller: its invitation would be the caller's.
    """
    require(actor, Action.MANAGE_ACCOUNTS)
    with ctx.unit_of_work() as uow:
        account = _of(uow, actor, account_id)
        require_no_less(actor, account.role, None)
        if not account.active:
            raise ConflictError("account_shut", f"the account {account.id} is not active", "make it active first")
        invited = _invited(ctx, replace(account, version=account.version + 1, updated_at=ctx.clock()))
        uow.accounts.update(invited.account)
        uow.commit()
    return invited


def update_account(
    ctx: Context, actor: Actor, account_id: str, version: int | None, *, name: str, role: Role, active: bool
) -> Account:
    """Change an account, which is at `version` (None: at any); one that is shut, or gets another role, has its sessions ended.

    Raises
    ------
    NotFoundError
        Also for another company's account.
    StaleVersionError
    ConflictError
        `own_account` for whoever would shut itself out, or make itself less.
    RefusedError
        For a role of the park on a company's account, and the other way round.
    ForbiddenError
    """
    require(actor, Action.MANAGE_ACCOUNTS)
    with ctx.unit_of_work() as uow:
        before = _of(uow, actor, account_id)
        for each in (before.role, role):
            require_no_less(actor, each, None)
        check_role(role, before.tenant_id)
        check_version(_KIND, account_id, before.version, version)
        if account_id == actor.account_id and not (active and role is before.role):
            told = "nobody shuts or changes the role of the account it signed in with"
            raise ConflictError("own_account", told, "ask somebody else who manages accounts")
        after = replace(before, name=name, role=role, active=active, version=before.version + 1, updated_at=ctx.clock())
        if not active:
            after = replace(after, invitation_digest=None, invitation_until=None)
        uow.accounts.update(after)
        if not active or role is not before.role:
            end_sessions(uow, account_id, ctx.clock())
        uow.commit()
    return after


def get_account(ctx: Context, actor: Actor, account_id: str) -> Account:
    """Return an account; NotFoundError also for another company's, ForbiddenError."""
    require(actor, Action.MANAGE_ACCOUNTS)
    with ctx.unit_of_work(read_only=True) as uow:
        return _of(uow, actor, account_id)


def list_accounts(ctx: Context, actor: Actor) -> tuple[Account, ...]:
    """Return the accounts, by id; to a tenant-admin those of its company."""
    require(actor, Action.MANAGE_ACCOUNTS)
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.accounts.list(actor.tenant_id)


def accept_invitation(ctx: Context, passwords: Passwords, *, invitation: str, password: str) -> Account:
    """Set the password of an account by its invitation, which is used up; sessions that it had are ended.

    Raises
    ------
    SignInError
        When the invitation is nobody's, was used or is over; which of them is not told.
    RefusedError
        For a password that is too easy.
    TooManyError
    """
    with ctx.unit_of_work(read_only=True) as uow:
        account = _invitee(ctx, uow, invitation)
    check_password(password, account.login, "/password")
    password_hash = passwords.hash(password)
    own = acting_as(ctx, account, account.id)
    with own.unit_of_work() as uow:
        account = _invitee(own, uow, invitation)
        changed = replace(account, password_hash=password_hash, invitation_digest=None, invitation_until=None)
        changed = replace(changed, version=account.version + 1, updated_at=ctx.clock())
        uow.accounts.update(changed)
        end_sessions(uow, account.id, ctx.clock())
        uow.commit()
    return changed


def _login(terms: AccountTerms) -> str:
    """Return the login of a new account as it is kept; RefusedError."""
    login = login_of(terms.login)
    if not is_login(login):
        told, cure = "is no login", "give an e-mail address or a name: 3 to 254 characters, no spaces"
        raise RefusedError((Refusal(rule="login", pointer="/login", message=f"{login[:60]!r} {told}", cure=cure),))
    if (terms.issuer is None) != (terms.subject is None):
        told, cure = "an identity has an issuer and a subject", "give both or neither"
        raise RefusedError((Refusal(rule="identity", pointer="/subject", message=told, cure=cure),))
    return login


def _of(uow: UnitOfWork, actor: Actor, account_id: str) -> Account:
    account = uow.accounts.get(account_id)
    keep_apart(actor, account.tenant_id, _KIND, account_id)
    return account


def _invited(ctx: Context, account: Account) -> Invited:
    secret = new_secret(INVITATION_PREFIX)
    until = ctx.clock() + INVITATION_KEPT
    return Invited(
        account=replace(account, invitation_digest=digest_of(secret), invitation_until=until), invitation=secret
    )


def _invitee(ctx: Context, uow: UnitOfWork, invitation: str) -> Account:
    """Return whose invitation it is; SignInError."""
    account = uow.accounts.by_invitation(digest_of(invitation))
    if account is None or not account.active:
        raise SignInError
    if account.invitation_until is None or ctx.clock() >= account.invitation_until:
        raise SignInError
    return account
