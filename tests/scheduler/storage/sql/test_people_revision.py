"""How a database came to people and narrow keys, and goes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.domain.access import Role, Scope
from scheduler.domain.api_key import ApiKey
from scheduler.errors import AlreadyExistsError
from scheduler.storage.sql import check, upgrade
from scheduler.storage.sql.engine import database_at
from scheduler.storage.sql.revisions import HEAD, REVISIONS
from scheduler.storage.sql.upgrading import revision_in
from tests.scheduler.builders import NOW, at
from tests.scheduler.storage.people_contract import make_account, make_session
from tests.scheduler.storage.sql.parks import make_park, migrate, opened, say, tamper, tenants_in

_BEFORE = REVISIONS[REVISIONS.index("0007") - 1]
_KEY = ApiKey(
    id="key_1", name="ERP", role=Role.TENANT, tenant_id="ada", digest="d" * 64, prefix="es_abcd", last_four="wxyz",
    created_at=NOW, scopes=(Scope.BOOKINGS_READ,), expires_at=at(9), replaces="key_0",
)  # fmt: skip


def _with_people(url: str) -> None:
    with opened(url) as storage, storage.unit_of_work() as uow:
        uow.accounts.add(make_account())
        uow.sessions.add(make_session())
        uow.commit()


def test_the_revision_goes_up_and_down_over_data(url: str) -> None:
    """A park that has run for a year would otherwise lose its bookings or its keys on the way; people are lost, as is said."""
    make_park(url)
    with opened(url) as storage, storage.unit_of_work() as uow:
        uow.api_keys.add(_KEY)
        uow.commit()
    _with_people(url)
    migrate(url, _BEFORE, down=True)
    assert revision_in(database_at(url)) == _BEFORE
    upgrade(url)
    assert (revision_in(database_at(url)), tenants_in(url)) == (HEAD, ["ada", "bob"])
    with opened(url) as storage, storage.unit_of_work(read_only=True) as uow:
        assert (uow.accounts.list(), uow.api_keys.get("key_1")) == ((), _KEY)
        assert len(uow.reservations.live()) == 1
    _with_people(url)
    assert check(url) == ()


def test_a_key_of_before_has_all_of_its_role_and_no_end(url: str) -> None:
    """Every program of every company would otherwise stand still after the upgrade."""
    make_park(url)
    with opened(url) as storage, storage.unit_of_work() as uow:
        uow.api_keys.add(replace(_KEY, scopes=None, expires_at=None, replaces=None))
        uow.commit()
    (body,) = say(url, "SELECT body FROM api_keys")[0]
    for later in (',"scopes":null', ',"expires_at":null', ',"replaces":null'):
        assert later in body
        body = body.replace(later, "")
    tamper(url, f"UPDATE api_keys SET body = '{body}'")
    with opened(url) as storage, storage.unit_of_work(read_only=True) as uow:
        assert uow.api_keys.get("key_1") == replace(_KEY, scopes=None, expires_at=None, replaces=None)
    assert check(url) == ()


def test_two_processes_cannot_give_one_login_to_two_people(url: str) -> None:
    """What the program looks up first another may take meanwhile: the database itself must refuse the second."""
    make_park(url)
    with opened(url) as storage, opened(url) as other:
        with storage.unit_of_work() as uow:
            uow.accounts.add(make_account())
            uow.commit()
        with other.unit_of_work() as uow, pytest.raises(AlreadyExistsError):
            uow.accounts.add(make_account("acc_2", login=make_account().login))


def test_a_session_that_was_given_to_somebody_else_is_seen(url: str) -> None:
    """Somebody who can write to the database could otherwise become another without a trace."""
    make_park(url)
    _with_people(url)
    with opened(url) as storage, storage.unit_of_work() as uow:
        uow.accounts.add(make_account("acc_2"))
        uow.commit()
    tamper(url, "UPDATE sessions SET account_id = 'acc_2'")
    assert check(url) == ("sessions: ses_1 is kept under another account_id than its own",)


def test_when_sessions_are_over_is_known_of_old_ones_too(url: str) -> None:
    """Sessions from before the upgrade would stay for ever."""
    make_park(url)
    _with_people(url)
    migrate(url, REVISIONS[REVISIONS.index("0010") - 1], down=True)
    upgrade(url)
    assert check(url) == ()
    with opened(url) as storage, storage.unit_of_work() as uow:
        assert uow.sessions.forget(at(12), 9) == ()
        assert uow.sessions.forget(at(12.1), 9) == ("ses_1",)
