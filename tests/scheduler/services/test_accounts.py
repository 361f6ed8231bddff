"""Accounts: who may make them, how their owners come in for the first time, and what ends when they are changed.

Over 150 lines because each rule of an account has its test, from its making to its end.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.access import Actor, Role, Scope, role_scopes
from scheduler.domain.account import INVITATION_KEPT, is_login, login_of
from scheduler.domain.session import SessionTimes
from scheduler.errors import (
    AlreadyExistsError,
    AuthenticationError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RefusedError,
    SignInError,
    StaleVersionError,
)
from scheduler.services import accounts, sessions
from scheduler.services.people import person
from tests.scheduler.builders import AUDITOR, OPERATOR, HandClock, hours, make_context, tenant
from tests.scheduler.people import CHEAP, PASSWORD, make_account, make_terms, signed_in

if TYPE_CHECKING:
    from scheduler.services.context import Context

_TIMES = SessionTimes()
_ADMIN = tenant("ada", Role.TENANT_ADMIN)


def _accept(ctx: Context, invitation: str, password: str = PASSWORD) -> None:
    accounts.accept_invitation(ctx, CHEAP, invitation=invitation, password=password)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Fang@Ada.Example ", "fang@ada.example"),
        ("ｆａｎｇ＠ａｄａ", "fang@ada"),
        ("王芳", "王芳"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
    ],
)
def test_a_login_is_kept_in_one_way(typed: str, kept: str) -> None:
    """Somebody would stand before a shut door because of a capital, or two would have what looks like one login."""
    assert login_of(typed) == kept == login_of(kept)


@pytest.mark.parametrize("typed", ["ab", "a b c", "a\u200bbc", "x" * 255, "a\nbc", ""])
def test_what_is_no_login(typed: str) -> None:
    """What cannot be seen can be typed in two ways."""
    assert not is_login(login_of(typed))
    with pytest.raises(RefusedError) as refused:
        accounts.create_account(make_context(), OPERATOR, make_terms(typed))
    assert refused.value.refusals[0].pointer == "/login"


def test_an_account_opens_nothing_before_its_owner_has_set_a_password() -> None:
    """Whoever made it would otherwise know it; and an account without a password must not open by an empty one."""
    ctx = make_context()
    invited = accounts.create_account(ctx, OPERATOR, make_terms())
    for password in ("", PASSWORD, invited.invitation):
        with pytest.raises(SignInError):
            sessions.sign_in(ctx, CHEAP, _TIMES, login="fang@ada.example", password=password)
    _accept(ctx, invited.invitation)
    assert signed_in(ctx, _TIMES).shown.account.login == "fang@ada.example"


def test_an_invitation_is_used_once_and_in_time() -> None:
    """Whoever finds the message later would otherwise set the password anew; half-open: at its end it is none."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    late = accounts.create_account(ctx, OPERATOR, make_terms("late@ada"))
    invited = accounts.create_account(ctx, OPERATOR, make_terms())
    _accept(ctx, invited.invitation)
    clock.advance(INVITATION_KEPT)
    for secret in (invited.invitation, late.invitation, "esi_wrong"):
        with pytest.raises(SignInError):
            _accept(ctx, secret)
    assert late.invitation not in repr(late)
    again = accounts.invite(ctx, OPERATOR, late.account.id)
    clock.advance(INVITATION_KEPT - hours(0.1))
    _accept(ctx, again.invitation)


def test_a_new_invitation_takes_the_place_of_the_old_one_and_ends_what_was_open() -> None:
    """Somebody whose password was stolen is helped by it, only if the thief is out."""
    ctx = make_context()
    account = make_account(ctx)
    session = signed_in(ctx, _TIMES)
    first, second = (accounts.invite(ctx, OPERATOR, account.id) for _ in range(2))
    assert signed_in(ctx, _TIMES).shown.account.id == account.id
    with pytest.raises(SignInError):
        _accept(ctx, first.invitation)
    _accept(ctx, second.invitation, "another twelve herons")
    with pytest.raises(SignInError):
        signed_in(ctx, _TIMES)
    with pytest.raises(AuthenticationError):
        sessions.authenticate(ctx, _TIMES, session.secret)


@pytest.mark.parametrize("password", ["short", "x" * 257, "a" * 20, "Fang@Ada.Example"])
def test_a_password_that_is_too_easy_is_refused_and_the_invitation_stays(password: str) -> None:
    """It would be guessed within the limit of attempts; a long one would cost work."""
    ctx = make_context()
    invited = accounts.create_account(ctx, OPERATOR, make_terms())
    with pytest.raises(RefusedError) as refused:
        _accept(ctx, invited.invitation, password)
    assert refused.value.refusals[0].pointer == "/password"
    assert password not in str(refused.value)
    _accept(ctx, invited.invitation)


def test_an_admin_makes_accounts_of_its_company_and_nobody_more_than_it_is() -> None:
    """An admin could otherwise make an operator, or somebody in another company; a narrow key a person with all rights."""
    ctx = make_context()
    made = accounts.create_account(ctx, _ADMIN, make_terms(tenant_id=None, role=Role.TENANT_ADMIN))
    assert made.account.tenant_id == "ada"
    with pytest.raises(NotFoundError):
        accounts.create_account(ctx, _ADMIN, make_terms("x@bob", tenant_id="bob"))
    with pytest.raises(ForbiddenError):
        accounts.create_account(ctx, _ADMIN, make_terms("x@park", tenant_id=None, role=Role.OPERATOR))
    for role, tenant_id in ((Role.TENANT, None), (Role.AUDITOR, "ada")):
        with pytest.raises(RefusedError):
            accounts.create_account(ctx, OPERATOR, make_terms("x@park", tenant_id=tenant_id, role=role))
    with pytest.raises(NotFoundError):
        accounts.create_account(ctx, OPERATOR, make_terms("x@park", tenant_id="nobody"))
    narrow = Actor(role=Role.OPERATOR, scopes=(Scope.ACCOUNTS_WRITE, *role_scopes(Role.TENANT)))
    assert accounts.create_account(ctx, narrow, make_terms("clerk@ada")).account.role is Role.TENANT
    operator = make_account(ctx, "op@park", role=Role.OPERATOR, tenant_id=None)
    for act in (
        lambda: accounts.create_account(ctx, narrow, make_terms("y@ada", role=Role.TENANT_ADMIN)),
        lambda: accounts.invite(ctx, narrow, operator.id),
        lambda: accounts.update_account(ctx, narrow, operator.id, 2, name="x", role=Role.OPERATOR, active=False),
        lambda: accounts.update_account(ctx, narrow, made.account.id, 1, name="x", role=Role.TENANT, active=True),
    ):
        with pytest.raises(ForbiddenError):
            act()
    for actor in (AUDITOR, tenant("ada")):
        with pytest.raises(ForbiddenError):
            accounts.list_accounts(ctx, actor)


def test_a_login_and_an_identity_are_one_persons() -> None:
    """Two accounts would open by one password, or one person be two."""
    ctx = make_context()
    known = {"issuer": "https://id.example", "subject": "7"}
    accounts.create_account(ctx, OPERATOR, make_terms(**known))
    with pytest.raises(AlreadyExistsError, match=r"fang@ada\.example"):
        accounts.create_account(ctx, OPERATOR, make_terms("FANG@ada.example"))
    with pytest.raises(AlreadyExistsError):
        accounts.create_account(ctx, OPERATOR, make_terms("other@ada", **known))
    with pytest.raises(ForbiddenError, match="provider's people"):
        accounts.create_account(ctx, _ADMIN, make_terms("other@ada", issuer="https://id.example", subject="8"))
    with pytest.raises(RefusedError, match="issuer and a subject"):
        accounts.create_account(ctx, OPERATOR, make_terms("other@ada", issuer="https://id.example"))


def test_another_companys_accounts_do_not_exist() -> None:
    """An admin could otherwise read who works elsewhere, or shut them out; what is told is what is told of nothing."""
    ctx = make_context()
    theirs = make_account(ctx, "x@bob", tenant_id="bob")
    signed_in(ctx, _TIMES, "x@bob")
    for key in (theirs.id, "nowhere"):
        for act in (
            lambda key=key: accounts.get_account(ctx, _ADMIN, key),
            lambda key=key: accounts.invite(ctx, _ADMIN, key),
            lambda key=key: accounts.update_account(ctx, _ADMIN, key, 2, name="", role=Role.TENANT, active=False),
            lambda key=key: sessions.sessions_of(ctx, _ADMIN, _TIMES, key),
        ):
            with pytest.raises(NotFoundError, match=f"no account '{key}'"):
                act()
    assert accounts.list_accounts(ctx, _ADMIN) == ()
    assert accounts.list_accounts(ctx, OPERATOR) == (theirs,)


def test_who_is_shut_out_is_out_at_once() -> None:
    """Whoever left the company would otherwise go on until the evening."""
    ctx = make_context()
    account = make_account(ctx)
    session = signed_in(ctx, _TIMES)
    invited = accounts.invite(ctx, OPERATOR, account.id)
    shut = accounts.update_account(
        ctx, _ADMIN, account.id, invited.account.version, name="王芳", role=Role.TENANT, active=False
    )
    with pytest.raises(AuthenticationError):
        sessions.authenticate(ctx, _TIMES, session.secret)
    with pytest.raises(SignInError):
        signed_in(ctx, _TIMES)
    with pytest.raises(SignInError):
        _accept(ctx, invited.invitation)
    with pytest.raises(ConflictError, match="not active"):
        accounts.invite(ctx, OPERATOR, account.id)
    accounts.update_account(ctx, _ADMIN, account.id, shut.version, name="王芳", role=Role.TENANT, active=True)
    with pytest.raises(AuthenticationError):
        sessions.authenticate(ctx, _TIMES, session.secret)
    signed_in(ctx, _TIMES)


def test_a_new_role_holds_from_the_next_call_on() -> None:
    """Somebody who is no admin any more would otherwise be one until signing out; a new name ends nothing."""
    ctx = make_context()
    account = make_account(ctx, role=Role.TENANT_ADMIN)
    session = signed_in(ctx, _TIMES)
    renamed = accounts.update_account(ctx, OPERATOR, account.id, 2, name="芳", role=Role.TENANT_ADMIN, active=True)
    assert sessions.authenticate(ctx, _TIMES, session.secret).role is Role.TENANT_ADMIN
    accounts.update_account(ctx, OPERATOR, account.id, renamed.version, name="芳", role=Role.TENANT, active=True)
    with pytest.raises(AuthenticationError):
        sessions.authenticate(ctx, _TIMES, session.secret)
    assert sessions.authenticate(ctx, _TIMES, signed_in(ctx, _TIMES).secret).role is Role.TENANT
    with pytest.raises(StaleVersionError):
        accounts.update_account(ctx, OPERATOR, account.id, 2, name="x", role=Role.TENANT, active=True)


def test_nobody_shuts_itself_out() -> None:
    """The last operator could otherwise lock the park from inside."""
    ctx = make_context()
    account = make_account(ctx, "op@park", role=Role.OPERATOR, tenant_id=None)
    own = person(account, "ses_1")
    for change in ({"active": False}, {"role": Role.AUDITOR}):
        facts = {"name": "x", "role": Role.OPERATOR, "active": True} | change
        with pytest.raises(ConflictError, match="nobody"):
            accounts.update_account(ctx, own, account.id, account.version, **facts)  # type: ignore[arg-type]  # as declared
    changed = accounts.update_account(ctx, own, account.id, 2, name="x", role=Role.OPERATOR, active=True)
    assert changed == replace(account, name="x", version=3, updated_at=changed.updated_at)
