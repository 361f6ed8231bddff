"""Sessions over HTTP."""

from typing import Annotated, Self

from pydantic import Field

from api.schemas.values import Moment, Schema, Word, example
from scheduler.domain.access import Role
from scheduler.domain.account import LONGEST_LOGIN, LONGEST_PASSWORD
from scheduler.domain.session import SignInWay
from scheduler.services.sessions import OpenSession

_Password = Annotated[str, Field(max_length=4 * LONGEST_PASSWORD)]


class SignIn(Schema):
    """Who somebody says to be, and the proof."""

    model_config = example({"login": "wang.fang@qilu.example", "password": "eleven herons on one leg"})

    login: Annotated[str, Field(max_length=LONGEST_LOGIN)]
    password: _Password


class PasswordChange(Schema):
    """The password of an account, and the one in its place."""

    model_config = example(
        {"old_password": "eleven herons on one leg", "new_password": "twelve herons on the other one"}
    )

    old_password: _Password
    new_password: _Password
    """12 to 256 characters, any."""


class Session(Schema):
    """A session that is not over, and whose it is."""

    id: str
    account_id: str
    login: str
    name: str
    role: Word[Role]
    tenant_id: str | None
    way: Word[SignInWay]
    """How it began."""
    created_at: Moment
    last_used_at: Moment | None
    """Roughly; null: not since it began."""
    ends_at: Moment
    """When it is over if no further call comes."""
    current: bool
    """Whether it is the caller's own, in this moment."""

    @classmethod
    def of(cls, shown: OpenSession) -> Self:
        """Return it from what the service knows."""
        session, account = shown.session, shown.account
        return cls(
            id=session.id,
            account_id=account.id,
            login=account.login,
            name=account.name,
            role=account.role,
            tenant_id=account.tenant_id,
            way=session.way,
            created_at=session.created_at,
            last_used_at=shown.last_used_at,
            ends_at=shown.ends_at,
            current=shown.current,
        )
