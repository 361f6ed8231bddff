"""Audit entries and histories over HTTP: who changed what, when and why."""

from typing import Annotated

from pydantic import Field

from api.schemas.lists import PageQuery
from api.schemas.values import Key, Many, Moment, Schema, Word
from scheduler.domain.access import Role
from scheduler.domain.change import ChangeKind, Door
from scheduler.domain.pages import AuditFilter


class Acted(Schema):
    """Who did something."""

    role: Word[Role]
    tenant_id: str | None
    """Null: somebody of the park."""
    key_id: str
    """Id of the API key or session; `system` for the program itself and its commands; `park` where it is not the reader's to know."""
    account_id: str | None
    """Id of the account of whoever was signed in; null: nobody was, or it is not the reader's to know."""


class AuditEntry(Schema):
    """One change: who made it, when, to what, and why; it is never changed itself."""

    number: int
    """Counts all changes of the park, from 1."""
    at: Moment
    actor: Acted
    door: Word[Door]
    """By which way it came in."""
    trace_id: str | None
    """Header `X-Trace-Id` of the answer to the HTTP request; null: it came another way, or is not the reader's to know."""
    kind: Word[ChangeKind]
    verb: str
    """What became of it, such as `added`, or its new status."""
    subject_id: str
    tenant_id: str | None
    """Whose it is; null: the park's."""
    request_id: str | None
    """The booking request that it is part of."""
    reason: str
    old_status: str | None
    new_status: str | None
    old_version: int | None
    new_version: int | None
    changed_fields: Many[str]
    """Names of the fields that differ; empty for what is new or gone."""
    replaces: str | None
    """The reservation that a new one takes the place of."""


class AuditQuery(PageQuery):
    """Which audit entries; they come the youngest first."""

    cursor: Annotated[str, Field(min_length=1, max_length=15, pattern=r"^[0-9]+$")] | None = None
    """`next` of the page before; leave it out for the first."""
    tenant_id: Key | None = None
    """Whose things changed, whoever changed them."""
    kind: ChangeKind | None = None
    subject_id: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """Id or name of the thing."""
    since: Moment | None = None
    """Within `[since, until)`."""
    until: Moment | None = None

    def filter(self) -> AuditFilter:
        """Return the filter of the domain."""
        return AuditFilter(**self.model_dump(exclude={"cursor"}), after=self.cursor)
