"""What every storage promises of accounts, sessions, last uses, and of those who are away at their provider of identities.

Over 150 lines because it is the specification of these tables, read as one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.access import Role
from scheduler.domain.account import Account
from scheduler.domain.last_use import LastUse
from scheduler.domain.session import PendingSignIn, Session, SignInWay
from scheduler.domain.tenant import Tenant
from scheduler.errors import AlreadyExistsError, NotFoundError, StaleVersionError
from tests.scheduler.builders import NOW, at
from tests.scheduler.storage.values import stored

if TYPE_CHECKING:
    from scheduler.storage.unit_of_work import UnitOfWork, UnitOfWorkFactory


def make_account(key: str = "acc_1", **facts: Any) -> Account:
    """Return an account of ada's, with everything that an account can have."""
    defaults: dict[str, Any] = {
        "login": f"{key}@ada.example", "name": "王芳", "role": Role.TENANT, "tenant_id": "ada", "active": False, "password_hash": "$argon2id$v=19$",
        "invitation_digest": f"{key:i<64}", "invitation_until": at(9), "issuer": "https://id.example", "subject": f"s-{key}", "created_at": NOW,
        "updated_at": at(1), "version": 1,
    }  # fmt: skip
    return Account(id=key, **defaults | facts)


def make_session(key: str = "ses_1", **facts: Any) -> Session:
    """Return a session of acc_1."""
    defaults: dict[str, Any] = {
        "account_id": "acc_1", "tenant_id": "ada", "way": SignInWay.OIDC, "digest": f"{key:d<64}", "created_at": NOW, "expires_at": at(12),
    }  # fmt: skip
    return Session(id=key, **defaults | facts)


def _with_tenants(uow: UnitOfWork) -> None:
    for name in ("ada", "bob"):
        uow.tenants.add(Tenant(id=name, name=name))


class PeopleContract:
    """Accounts, sessions, last uses, pending sign-ins."""

    def test_an_account_comes_back_as_it_was_and_is_found_by_all_its_names(
        self, uow_factory: UnitOfWorkFactory
    ) -> None:
        """Somebody could otherwise not get in, or get in as somebody else."""
        own = make_account()
        park = make_account(
            "acc_2",
            role=Role.AUDITOR,
            tenant_id=None,
            issuer=None,
            subject=None,
            invitation_digest=None,
            invitation_until=None,
        )

        def write(uow: UnitOfWork) -> None:
            _with_tenants(uow)
            uow.accounts.add(park)
            uow.accounts.add(own)

        with stored(uow_factory, write) as uow:
            assert uow.accounts.get("acc_1") == uow.accounts.find("acc_1") == own
            assert uow.accounts.by_login("acc_2@ada.example") == park
            assert uow.accounts.by_subject("https://id.example", "s-acc_1") == own
            assert uow.accounts.by_invitation(f"{'acc_1':i<64}") == own
            assert (uow.accounts.list(), uow.accounts.list("ada"), uow.accounts.list("bob")) == (
                (own, park),
                (own,),
                (),
            )
            assert (uow.accounts.by_login("nobody"), uow.accounts.by_invitation("x"), uow.accounts.find("acc_9")) == (
                None,
                None,
                None,
            )
            assert uow.accounts.by_subject("https://other.example", "s-acc_1") is None
            with pytest.raises(NotFoundError, match="account"):
                uow.accounts.get("acc_9")

    @pytest.mark.parametrize("taken", ["id", "login", "invitation_digest", "subject"])
    def test_what_names_an_account_names_one(self, uow_factory: UnitOfWorkFactory, taken: str) -> None:
        """Two people with one login, one invitation or one identity could otherwise be taken for each other."""
        first, second = make_account(), make_account("acc_2")
        with uow_factory() as uow:
            _with_tenants(uow)
            uow.accounts.add(first)
            with pytest.raises(AlreadyExistsError, match="account"):
                uow.accounts.add(replace(second, **{taken: getattr(first, taken)}))
            uow.accounts.add(second)
            uow.accounts.add(make_account("acc_3", issuer=None, subject=None, invitation_digest=None))
            uow.accounts.add(make_account("acc_4", issuer=None, subject=None, invitation_digest=None))

    def test_accounts_count_their_versions(self, uow_factory: UnitOfWorkFactory) -> None:
        """Two who change one account would otherwise undo each other's change."""
        with uow_factory() as uow:
            _with_tenants(uow)
            uow.accounts.add(make_account())
            changed = make_account(name="芳", version=2, invitation_digest=None, invitation_until=None)
            uow.accounts.update(changed)
            assert (uow.accounts.get("acc_1"), uow.accounts.by_invitation(f"{'acc_1':i<64}")) == (changed, None)
            with pytest.raises(StaleVersionError):
                uow.accounts.update(changed)
            with pytest.raises(NotFoundError):
                uow.accounts.update(make_account("acc_9", version=2))

    def test_sessions_are_found_by_their_hash_and_by_their_account(self, uow_factory: UnitOfWorkFactory) -> None:
        """Nobody would be known again, or a session that was ended would go on."""
        one, other = make_session(), make_session("ses_2", way=SignInWay.PASSWORD, tenant_id=None)

        def write(uow: UnitOfWork) -> None:
            _with_tenants(uow)
            uow.accounts.add(make_account())
            uow.accounts.add(make_account("acc_2"))
            uow.sessions.add(other)
            uow.sessions.add(one)
            uow.sessions.add(make_session("ses_3", account_id="acc_2"))

        with stored(uow_factory, write) as uow:
            assert uow.sessions.by_digest(one.digest) == uow.sessions.get("ses_1") == one
            assert uow.sessions.by_digest("nothing") is None
            assert uow.sessions.of_account("acc_1") == (one, other)
        with uow_factory() as uow:
            ended = replace(one, revoked_at=at(1))
            uow.sessions.update(ended)
            assert (uow.sessions.get("ses_1"), uow.sessions.of_account("acc_1")) == (ended, (other,))
            assert uow.sessions.by_digest(one.digest) == ended
            for taken in (replace(one, digest="new"), replace(one, id="ses_9")):
                with pytest.raises(AlreadyExistsError, match="session"):
                    uow.sessions.add(taken)
            for call in (lambda: uow.sessions.get("ses_9"), lambda: uow.sessions.update(make_session("ses_9"))):
                with pytest.raises(NotFoundError, match="session"):
                    call()

    def test_sessions_that_are_over_are_forgotten(self, uow_factory: UnitOfWorkFactory) -> None:
        """They would stay for ever, and each is a line of who came in when; one that is still open may not go."""

        def write(uow: UnitOfWork) -> None:
            _with_tenants(uow)
            uow.accounts.add(make_account())
            for name, hour in (("ses_3", 1), ("ses_1", 3), ("ses_2", 2), ("ses_4", 9)):
                uow.sessions.add(make_session(name, digest=name, expires_at=at(hour)))
                uow.last_uses.put(LastUse(id=name, at=NOW))

        stored(uow_factory, write)
        with uow_factory() as uow:
            assert uow.sessions.forget(at(4), 2) == ("ses_3", "ses_2")
            assert uow.sessions.forget(at(4), 2) == ("ses_1",)
            assert uow.sessions.forget(at(4), 2) == ()
            uow.last_uses.remove("ses_3")
            uow.last_uses.remove("ses_3")
            assert (uow.last_uses.find("ses_3"), uow.last_uses.find("ses_4")) == (None, LastUse(id="ses_4", at=NOW))
            assert [each.id for each in uow.sessions.of_account("acc_1")] == ["ses_4"]

    def test_the_last_use_takes_the_place_of_the_one_before(self, uow_factory: UnitOfWorkFactory) -> None:
        """A key that is used every day would look as if it had been used once."""
        for moment in (NOW, at(3)):
            use = LastUse(id="key_1", at=moment)
            with uow_factory() as uow:
                uow.last_uses.put(use)
                uow.commit()
            with uow_factory(read_only=True) as uow:
                assert (uow.last_uses.find("key_1"), uow.last_uses.find("key_2")) == (use, None)

    def test_who_is_away_is_kept_for_a_while_and_comes_back_once(self, uow_factory: UnitOfWorkFactory) -> None:
        """What a provider sent could otherwise be shown to us twice."""
        old, young = (
            PendingSignIn(id=name, at=moment, state="s", nonce="n", verifier="v")
            for name, moment in (("a", NOW), ("b", at(1)))
        )

        def write(uow: UnitOfWork) -> None:
            for each in (old, young):
                uow.pending_sign_ins.add(each)

        with stored(uow_factory, write) as uow:
            assert (uow.pending_sign_ins.find("a"), uow.pending_sign_ins.find("c")) == (old, None)
        with uow_factory() as uow:
            with pytest.raises(AlreadyExistsError):
                uow.pending_sign_ins.add(replace(young, id="a"))
            assert uow.pending_sign_ins.forget(at(1), 9) == ("a",)
            assert (uow.pending_sign_ins.find("a"), uow.pending_sign_ins.find("b")) == (None, young)
            uow.pending_sign_ins.remove("b")
            uow.pending_sign_ins.remove("b")
            assert uow.pending_sign_ins.find("b") is None
