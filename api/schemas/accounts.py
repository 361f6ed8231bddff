"""Accounts over HTTP."""

from typing import Annotated, Any, Self

from pydantic import Field

from api.schemas.values import Key, Moment, Name, Schema, Word, example
from scheduler.domain import account as domain
from scheduler.domain.access import Role
from scheduler.services.accounts import AccountTerms, Invited

_Login = Annotated[str, Field(min_length=1, max_length=domain.LONGEST_LOGIN)]
#: Any longer one is too long by rule; this keeps what is read small.
_Password = Annotated[str, Field(max_length=4 * domain.LONGEST_PASSWORD)]
_Subject = Annotated[str, Field(min_length=1, max_length=255)]


class AccountFacts(Schema):
    """What can be changed of an account."""

    model_config = example({"name": "王芳", "role": "tenant-admin", "active": True})

    name: Name
    """What people call them."""
    role: Word[Role]
    active: bool = True
    """False: nobody gets in by it, and its sessions are ended."""


class NewAccount(Schema):
    """An account to be made."""

    model_config = example(
        {"login": "wang.fang@qilu.example", "name": "王芳", "role": "tenant-admin", "tenant_id": "qilu-precision"}
    )

    login: _Login
    """An e-mail address or a name; capitals make no difference."""
    name: Name
    """What people call them."""
    role: Word[Role]
    tenant_id: Key | None = None
    """For the tenant's roles; null for the park's own, and for a tenant-admin, whose own it is."""
    issuer: _Subject | None = None
    """Address of the provider of identities that knows them; null: by password, or by their first sign-in there."""
    subject: _Subject | None = None
    """The provider's own name for them (`sub`)."""

    def terms(self) -> AccountTerms:
        """Return it as the service has it."""
        return AccountTerms(**self.fields())


class Account(Schema):
    """Somebody who may sign in."""

    id: str
    login: str
    name: str
    role: Word[Role]
    tenant_id: str | None
    active: bool
    has_password: bool
    invitation_until: Moment | None
    """Until when an invitation is open; null: there is none."""
    issuer: str | None
    subject: str | None
    created_at: Moment
    updated_at: Moment
    version: int

    @classmethod
    def of(cls, account: domain.Account) -> Self:
        """Return it from the domain."""
        return cls(**_shown(account))


class InvitedAccount(Account):
    """An account, and the invitation of its owner."""

    invitation: str
    """For its owner, who sets a password with it once, within seven days: shown now and never again."""

    @classmethod
    def born(cls, made: Invited) -> Self:
        """Return it from what the service made."""
        return cls(**_shown(made.account), invitation=made.invitation)


class Acceptance(Schema):
    """A password, set by an invitation."""

    model_config = example({"invitation": "esi_...", "password": "eleven herons on one leg"})

    invitation: Annotated[str, Field(min_length=1, max_length=100)]
    password: _Password
    """12 to 256 characters, any."""


def _shown(account: domain.Account) -> dict[str, Any]:
    facts = {name: getattr(account, name) for name in Account.model_fields if name != "has_password"}
    return facts | {"has_password": account.password_hash is not None}
