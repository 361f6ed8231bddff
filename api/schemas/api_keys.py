"""Keys over HTTP."""

from typing import Self

from api.schemas.values import Key, Moment, Name, Schema, Word, example
from scheduler.domain.access import Role
from scheduler.services.keys import NewKey


class NewApiKey(Schema):
    """A key to be made."""

    model_config = example({"name": "ERP", "role": "tenant", "tenant_id": "qilu-precision"})

    name: Name
    """What it is for, for people."""
    role: Word[Role]
    tenant_id: Key | None = None
    """For the tenant's roles; null for the park's own."""


class ApiKey(Schema):
    """A key, without the key."""

    id: str
    name: str
    role: Word[Role]
    tenant_id: str | None
    prefix: str
    last_four: str
    created_at: Moment
    revoked_at: Moment | None


class FreshApiKey(ApiKey):
    """A key on the day of its birth."""

    secret: str
    """The key itself: shown now and never again."""

    @classmethod
    def of(cls, made: NewKey) -> Self:
        """Return it from what the service made."""
        return cls(**ApiKey.model_validate(made.key).model_dump(), secret=made.secret)
