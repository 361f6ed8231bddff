"""People for tests: accounts with a password that is quick to check, and who signs in by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.domain.access import Role
from scheduler.services import accounts, sessions
from scheduler.services.accounts import AccountTerms
from scheduler.services.passwords import Passwords
from tests.scheduler.builders import OPERATOR

if TYPE_CHECKING:
    from scheduler.domain.account import Account
    from scheduler.domain.session import SessionTimes
    from scheduler.services.context import Context
    from scheduler.services.sessions import NewSession

#: Long enough, and nobody's.
PASSWORD = "eleven herons on one leg"
#: Passwords that cost little; how much a real one costs is tested by itself.
CHEAP = Passwords(kib=64)


def make_terms(login: str = "fang@ada.example", **facts: Any) -> AccountTerms:
    """Return what is said of an account of ada's."""
    return AccountTerms(**{"login": login, "name": "王芳", "role": Role.TENANT, "tenant_id": "ada"} | facts)


def make_account(ctx: Context, login: str = "fang@ada.example", **facts: Any) -> Account:
    """Make an account of ada's whose owner has set `PASSWORD`."""
    invited = accounts.create_account(ctx, OPERATOR, make_terms(login, **facts))
    return accounts.accept_invitation(ctx, CHEAP, invitation=invited.invitation, password=PASSWORD)


def signed_in(ctx: Context, times: SessionTimes, login: str = "fang@ada.example") -> NewSession:
    """Begin a session."""
    return sessions.sign_in(ctx, CHEAP, times, login=login, password=PASSWORD)
