"""Sessions of people: begun by a password, known again by the secret of a cookie, listed, ended.

Over 150 lines because what opens a session and what ends it are read together.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NoReturn

from scheduler.domain.access import Action
from scheduler.domain.account import login_of
from scheduler.domain.secret import digest_of, matches, new_secret
from scheduler.domain.session import SESSION_PREFIX, Session, SessionTimes, SignInWay
from scheduler.errors import AuthenticationError, ConflictError, ExpiredError, NoPersonError, NotFoundError, SignInError
from scheduler.services.access import keep_apart, require
from scheduler.services.last_use import note_use
from scheduler.services.passwords import check_password
from scheduler.services.people import acting_as, end_sessions, person

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.access import Actor
    from scheduler.domain.account import Account
    from scheduler.services.context import Context
    from scheduler.services.passwords import Passwords
    from scheduler.storage.unit_of_work import UnitOfWork

_KIND = "session"


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenSession:
    """A session that is not over, whose it is, and when it will be over if nothing comes."""

    session: Session
    account: Account
    ends_at: datetime
    #: Roughly; None: not since it began.
    last_used_at: datetime | None = None
    #: Whether it is the caller's own, in this moment.
    current: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class NewSession:
    """A session that has just begun, the only time its secret is seen."""

    shown: OpenSession
    secret: str = field(repr=False)


def sign_in(ctx: Context, passwords: Passwords, times: SessionTimes, *, login: str, password: str) -> NewSession:
    """Begin a session by login and password.

    Raises
    ------
    SignInError
        When they do not fit, there is no such account, it has no password or is shut: the same in the same time.
    TooManyError
        While too many others sign in.
    """
    with ctx.unit_of_work(read_only=True) as uow:
        account = uow.accounts.by_login(login_of(login))
    kept = account.password_hash if account is not None and account.active else None
    if not passwords.fits(password, kept) or account is None:
        raise SignInError
    return begin(ctx, times, account, SignInWay.PASSWORD)


def begin(ctx: Context, times: SessionTimes, account: Account, way: SignInWay) -> NewSession:
    """Begin a session of somebody who has proved to be the owner of `account`; SignInError if it was changed or shut meanwhile."""
    secret, now = new_secret(SESSION_PREFIX), ctx.clock()
    session = Session(
        id=ctx.ids("ses"),
        account_id=account.id,
        tenant_id=account.tenant_id,
        way=way,
        digest=digest_of(secret),
        created_at=now,
        expires_at=now + times.longest,
    )
    with acting_as(ctx, account, session.id).unit_of_work() as uow:
        there = uow.accounts.get(account.id)
        if not there.active or there.password_hash != account.password_hash:
            raise SignInError
        uow.sessions.add(session)
        uow.commit()
    return NewSession(shown=_shown(times, session, there, None, session.id), secret=secret)


def authenticate(ctx: Context, times: SessionTimes, secret: str) -> Actor:
    """Return whose session it is, with the role that the account has now.

    Raises
    ------
    AuthenticationError
        When the secret is nobody's, or the account is shut.
    ExpiredError
        When the session is over: not used for too long, as old as it may become, or ended.
    """
    with ctx.unit_of_work(read_only=True) as uow:
        session = uow.sessions.by_digest(digest_of(secret))
        if session is None or not matches(replace(session, revoked_at=None), secret):
            raise AuthenticationError
        account, last = uow.accounts.get(session.account_id), _last(uow, session)
    if not account.active:
        raise AuthenticationError
    if ctx.clock() >= (end := times.end_of(session, last)):
        raise ExpiredError(_KIND, end, "sign in again")
    note_use(ctx, session.id, last or session.created_at, times.grain)
    return person(account, session.id)


def current(ctx: Context, actor: Actor, times: SessionTimes) -> OpenSession:
    """Return the session that the caller came with; NoPersonError for a key."""
    if actor.account_id is None:
        raise NoPersonError
    with ctx.unit_of_work(read_only=True) as uow:
        return _open(uow, times, uow.sessions.get(actor.key_id), actor)


def own_sessions(ctx: Context, actor: Actor, times: SessionTimes) -> tuple[OpenSession, ...]:
    """Return the caller's sessions that are not over, by id; NoPersonError for a key."""
    return _of_account(ctx, actor, times, actor.account_id or _no_person())


def sessions_of(ctx: Context, actor: Actor, times: SessionTimes, account_id: str) -> tuple[OpenSession, ...]:
    """Return the sessions of an account that are not over, by id; NotFoundError also for another company's, ForbiddenError."""
    require(actor, Action.MANAGE_ACCOUNTS)
    with ctx.unit_of_work(read_only=True) as uow:
        keep_apart(actor, uow.accounts.get(account_id).tenant_id, "account", account_id)
    return _of_account(ctx, actor, times, account_id)


def end_session(ctx: Context, actor: Actor, session_id: str) -> Session:
    """End a session: one's own, or as somebody who manages accounts one of theirs; once ended it stays so.

    NotFoundError, also for another company's; ForbiddenError for somebody else's of one's own company.
    """
    with ctx.unit_of_work() as uow:
        if not _owns(uow, actor, session_id):
            require(actor, Action.MANAGE_ACCOUNTS)
        session = uow.sessions.get(session_id)
        keep_apart(actor, session.tenant_id, _KIND, session_id)
        if session.revoked_at is None:
            session = replace(session, revoked_at=ctx.clock())
            uow.sessions.update(session)
            uow.commit()
    return session


def change_password(ctx: Context, actor: Actor, passwords: Passwords, *, old: str, new: str) -> Account:
    """Change the caller's password, and end all of its sessions but the one it came with.

    Raises
    ------
    SignInError
        When the old one is wrong.
    ConflictError
        `no_password` for an account that signs in elsewhere.
    RefusedError
        For a new one that is too easy.
    NoPersonError, TooManyError
    """
    account_id = actor.account_id or _no_person()
    with ctx.unit_of_work(read_only=True) as uow:
        account = uow.accounts.get(account_id)
    if account.password_hash is None:
        raise ConflictError("no_password", "the account has no password", "ask for an invitation, which sets one")
    check_password(new, account.login, "/new_password")
    if not passwords.fits(old, account.password_hash):
        raise SignInError
    password_hash = passwords.hash(new)
    with ctx.unit_of_work() as uow:
        there = uow.accounts.get(account_id)
        if there.password_hash != account.password_hash:
            raise SignInError
        changed = replace(there, password_hash=password_hash, version=there.version + 1, updated_at=ctx.clock())
        uow.accounts.update(changed)
        end_sessions(uow, account_id, ctx.clock(), but=actor.key_id)
        uow.commit()
    return changed


def _of_account(ctx: Context, actor: Actor, times: SessionTimes, account_id: str) -> tuple[OpenSession, ...]:
    now = ctx.clock()
    with ctx.unit_of_work(read_only=True) as uow:
        found = [_open(uow, times, session, actor) for session in uow.sessions.of_account(account_id)]
    return tuple(each for each in found if each.ends_at > now)


def _open(uow: UnitOfWork, times: SessionTimes, session: Session, actor: Actor) -> OpenSession:
    return _shown(times, session, uow.accounts.get(session.account_id), _last(uow, session), actor.key_id)


def _shown(
    times: SessionTimes, session: Session, account: Account, last: datetime | None, current_id: str
) -> OpenSession:
    return OpenSession(
        session=session,
        account=account,
        ends_at=times.end_of(session, last),
        last_used_at=last,
        current=session.id == current_id,
    )


def _last(uow: UnitOfWork, session: Session) -> datetime | None:
    last = uow.last_uses.find(session.id)
    return None if last is None else last.at


def _owns(uow: UnitOfWork, actor: Actor, session_id: str) -> bool:
    if actor.account_id is None:
        return False
    try:
        return uow.sessions.get(session_id).account_id == actor.account_id
    except NotFoundError:
        return False


def _no_person() -> NoReturn:
    raise NoPersonError
