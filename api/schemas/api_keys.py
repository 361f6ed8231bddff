"""Keys over HTTP."""

from typing import Annotated, Self

from pydantic import Field

from api.schemas.values import Duration, Key, Many, Moment, Name, Schema, Word, example
from scheduler.domain.access import Role, Scope
from scheduler.domain.api_key import USUAL_OVERLAP
from scheduler.services.keys import KnownKey, NewKey

_SCOPES = Field(max_length=len(Scope))


class NewApiKey(Schema):
    """A key to be made."""

    model_config = example(
        {
            "name": "ERP",
            "role": "tenant",
            "tenant_id": "qilu-precision",
            "scopes": ["bookings:read", "bookings:write"],
            "expires_at": "2099-12-31T00:00:00+08:00",
        }
    )

    name: Name
    """What it is for, for people."""
    role: Word[Role]
    tenant_id: Key | None = None
    """For the tenant's roles; null for the park's own."""
    scopes: Annotated[Many[Word[Scope]], _SCOPES] | None = None
    """What it is narrowed to; null: all that its role may. Writing does not include reading."""
    expires_at: Moment | None = None
    """From when on it opens nothing; null: it has no end."""


class Rotation(Schema):
    """How a key is rotated."""

    model_config = example({"overlap": "PT24H"})

    overlap: Duration = USUAL_OVERLAP
    """For how long the old key still opens, at most 30 days; `PT0S`: no longer."""
    expires_at: Moment | None = None
    """The end of the new key; null: it lasts for as long as the old one was made for."""


class ApiKey(Schema):
    """A key, without the key."""

    id: str
    name: str
    role: Word[Role]
    tenant_id: str | None
    scopes: Many[Word[Scope]] | None
    """Null: all that its role may."""
    prefix: str
    last_four: str
    created_at: Moment
    expires_at: Moment | None
    """Null: it has no end."""
    replaces: str | None
    """The key in whose place it was made."""
    last_used_at: Moment | None
    """To the hour; null: not yet."""
    revoked_at: Moment | None

    @classmethod
    def of(cls, known: KnownKey) -> Self:
        """Return it from what the service knows."""
        shown = {name: getattr(known.key, name) for name in ApiKey.model_fields if name != "last_used_at"}
        return cls(**shown, last_used_at=known.last_used_at)


class FreshApiKey(ApiKey):
    """A key on the day of its birth."""

    secret: str
    """The key itself: shown now and never again."""

    @classmethod
    def born(cls, made: NewKey) -> Self:
        """Return it from what the service made."""
        return cls(**ApiKey.of(KnownKey(key=made.key)).model_dump(), secret=made.secret)
