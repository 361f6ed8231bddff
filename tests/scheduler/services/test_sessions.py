"""Sessions: begun by a password, told apart from none, over when their time is, ended by whoever may.

Over 150 lines because each rule of a session has its test, from its beginning to its end.
"""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from scheduler.domain.access import Role
from scheduler.domain.session import SessionTimes
from scheduler.errors import (
    AuthenticationError,
    ConflictError,
    ExpiredError,
    ForbiddenError,
    NoPersonError,
    NotFoundError,
    RefusedError,
    SignInError,
    TooManyError,
)
from scheduler.services import accounts, booking_requests, sessions
from scheduler.services.passwords import Passwords
from tests.scheduler.builders import OPERATOR, HandClock, at, hours, make_context, tenant
from tests.scheduler.builders import make_terms as make_request
from tests.scheduler.people import CHEAP, PASSWORD, make_account, make_terms, signed_in
from tests.scheduler.states import all_changes

_TIMES = SessionTimes(idle=hours(2), longest=hours(5))


def test_a_session_acts_as_its_account() -> None:
    """A person could otherwise do more than the role, or less; and the books would not say who it was."""
    ctx = make_context()
    account = make_account(ctx)
    new = signed_in(ctx, _TIMES)
    actor = sessions.authenticate(ctx, _TIMES, new.secret)
    assert (actor.role, actor.tenant_id, actor.scopes) == (Role.TENANT, "ada", None)
    assert (actor.account_id, actor.key_id) == (account.id, new.shown.session.id)
    with pytest.raises(NotFoundError):
        booking_requests.create(ctx, actor, make_request(tenant_id="bob"))
    assert new.secret not in repr(new)
    told = {change.type: change.actor for change in all_changes(ctx.storage)}
    assert told["session.added"] == told["account.changed"].__class__(
        role=Role.TENANT, tenant_id="ada", key_id=new.shown.session.id, account_id=account.id
    )
    assert told["account.changed"].account_id == account.id


@pytest.mark.parametrize("login", ["fang@ada.example", " FANG@ada.example", "nobody@ada", "open@ada", "shut@ada"])
def test_whoever_may_not_come_in_is_told_the_same(login: str) -> None:
    """The answer would otherwise say which accounts exist, which are shut, and which have no password."""
    ctx = make_context()
    make_account(ctx)
    accounts.create_account(ctx, OPERATOR, make_terms("open@ada"))
    shut = make_account(ctx, "shut@ada")
    accounts.update_account(ctx, OPERATOR, shut.id, 2, name="x", role=Role.TENANT, active=False)
    checked: list[bool] = []

    class Watched(Passwords):
        def fits(self, password: str, password_hash: str | None) -> bool:
            checked.append(super().fits(password, password_hash))
            return checked[-1]

    with pytest.raises(SignInError) as refused:
        sessions.sign_in(
            ctx, Watched(kib=64), _TIMES, login=login, password="wrong" if "fang" in login.lower() else PASSWORD
        )
    # A hash was worked out each time: that is what takes the time.
    assert checked == [False]
    assert str(refused.value) == str(SignInError())


def test_a_session_is_over_when_it_is_not_used_and_when_it_is_old() -> None:
    """A browser in the workshop would stay open for whoever comes by; half-open: at the end it opens nothing."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    make_account(ctx)
    idle, busy = (signed_in(ctx, _TIMES).secret for _ in range(2))
    for _ in range(4):
        clock.advance(hours(1.2))
        sessions.authenticate(ctx, _TIMES, busy)
    with pytest.raises(ExpiredError) as refused:
        sessions.authenticate(ctx, _TIMES, idle)
    assert refused.value.since == at(2)
    clock.advance(hours(0.2) - timedelta(microseconds=1))
    sessions.authenticate(ctx, _TIMES, busy)
    clock.advance(timedelta(microseconds=1))
    with pytest.raises(ExpiredError) as refused:
        sessions.authenticate(ctx, _TIMES, busy)
    assert refused.value.since == at(5)
    for wrong in ("", "ess_wrong"):
        with pytest.raises(AuthenticationError):
            sessions.authenticate(ctx, _TIMES, wrong)


def test_a_person_sees_its_own_sessions_and_a_manager_those_of_its_people() -> None:
    """A session on a lost laptop could not be ended; or a clerk could end the boss's."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    make_account(ctx)
    boss_account = make_account(ctx, "boss@ada", role=Role.TENANT_ADMIN)
    over = signed_in(ctx, _TIMES)
    clock.advance(hours(3))
    clerk, lost, boss = signed_in(ctx, _TIMES), signed_in(ctx, _TIMES), signed_in(ctx, _TIMES, "boss@ada")
    me, chief = (sessions.authenticate(ctx, _TIMES, each.secret) for each in (clerk, boss))
    assert sessions.current(ctx, me, _TIMES).session == clerk.shown.session
    listed = sessions.own_sessions(ctx, me, _TIMES)
    assert [(each.session, each.current) for each in listed] == [
        (clerk.shown.session, True),
        (lost.shown.session, False),
    ]
    assert over.shown.session not in [each.session for each in listed]
    assert [each.session.id for each in sessions.sessions_of(ctx, chief, _TIMES, clerk.shown.account.id)] == [
        each.session.id for each in listed
    ]
    with pytest.raises(ForbiddenError):
        sessions.sessions_of(ctx, me, _TIMES, boss_account.id)
    with pytest.raises(ForbiddenError):
        sessions.end_session(ctx, me, boss.shown.session.id)
    ended = sessions.end_session(ctx, me, lost.shown.session.id)
    assert sessions.end_session(ctx, me, lost.shown.session.id) == ended
    with pytest.raises(ExpiredError):
        sessions.authenticate(ctx, _TIMES, lost.secret)
    sessions.end_session(ctx, chief, clerk.shown.session.id)
    with pytest.raises(ExpiredError):
        sessions.authenticate(ctx, _TIMES, clerk.secret)
    for key in (boss.shown.session.id, "nowhere"):
        with pytest.raises(NotFoundError, match=f"no session '{key}'"):
            sessions.end_session(ctx, tenant("bob", Role.TENANT_ADMIN), key)


def test_a_key_has_no_sessions_and_no_password() -> None:
    """It would otherwise be told those of nobody, or of everybody."""
    ctx = make_context()
    for act in (
        lambda: sessions.current(ctx, OPERATOR, _TIMES),
        lambda: sessions.own_sessions(ctx, OPERATOR, _TIMES),
        lambda: sessions.change_password(ctx, OPERATOR, CHEAP, old="", new=PASSWORD),
    ):
        with pytest.raises(NoPersonError):
            act()


def test_a_new_password_ends_the_other_sessions() -> None:
    """Whoever had the old one would otherwise stay in."""
    ctx = make_context()
    make_account(ctx)
    other, own = signed_in(ctx, _TIMES), signed_in(ctx, _TIMES)
    me = sessions.authenticate(ctx, _TIMES, own.secret)
    with pytest.raises(SignInError):
        sessions.change_password(ctx, me, CHEAP, old="wrong", new="twelve herons instead")
    with pytest.raises(RefusedError) as refused:
        sessions.change_password(ctx, me, CHEAP, old=PASSWORD, new="short")
    assert refused.value.refusals[0].pointer == "/new_password"
    assert sessions.authenticate(ctx, _TIMES, other.secret)
    sessions.change_password(ctx, me, CHEAP, old=PASSWORD, new="twelve herons instead")
    assert sessions.authenticate(ctx, _TIMES, own.secret) == me
    with pytest.raises(ExpiredError):
        sessions.authenticate(ctx, _TIMES, other.secret)
    with pytest.raises(SignInError):
        signed_in(ctx, _TIMES)


def test_who_signs_in_elsewhere_has_no_password_to_change() -> None:
    """Half an answer would let them believe that they have one."""
    ctx = make_context()
    account = accounts.create_account(ctx, OPERATOR, make_terms(issuer="https://id.example", subject="7")).account
    from scheduler.services.people import person

    with pytest.raises(ConflictError, match="no password"):
        sessions.change_password(ctx, person(account, "ses_1"), CHEAP, old="", new=PASSWORD)


def test_passwords_are_kept_as_argon2id_of_the_strength_that_was_decided() -> None:
    """A stolen database would otherwise give them away in a night; a later default of the library would change it unseen."""
    passwords = Passwords()
    kept = passwords.hash(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert kept != passwords.hash(PASSWORD)
    assert passwords.fits(PASSWORD, kept)
    assert not passwords.fits(PASSWORD + " ", kept)
    assert not passwords.fits(PASSWORD, None)


def test_only_so_many_passwords_are_checked_at_once_and_the_rest_is_told_to_wait() -> None:
    """Each takes 64 MiB and a thread: a crowd at the door would take the service down."""
    passwords = Passwords(at_once=1, waiting=1, kib=64)
    inside, may_go = threading.Event(), threading.Event()

    def hold() -> None:
        with passwords._turn():
            inside.set()
            assert may_go.wait(60)

    first = threading.Thread(target=hold)
    first.start()
    assert inside.wait(60)
    second = threading.Thread(target=lambda: passwords.hash(PASSWORD))
    second.start()
    while passwords._places._value:
        pass
    with pytest.raises(TooManyError):
        passwords.hash(PASSWORD)
    may_go.set()
    first.join()
    second.join()
    assert passwords.hash(PASSWORD)
