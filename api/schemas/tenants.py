"""Tenants, their entitlements and ledgers, over HTTP."""

from dataclasses import replace
from typing import Annotated, Self

from pydantic import Field

from api.schemas.values import Chosen, Day, Given, Key, Many, Moment, Name, Note, Part, Schema, Whole, Word, example
from scheduler.domain import tenant as domain
from scheduler.domain.ledger import EntryKind
from scheduler.domain.ledger import LedgerEntry as Entry
from scheduler.domain.pages import Page

_TERMS = {
    "name": "齐鲁精工",
    "name_en": "Qilu Precision",
    "share": 3,
    "max_concurrent": 2,
    "qualifications": [{"name": "press-brake", "until": "2027-06-30"}],
}


class Qualification(Part):
    """Something that a tenant is allowed or trained to do; the booking policy says what it is needed for."""

    name: Name
    until: Day | None = None
    """The last day on which it holds, by the calendar of the park; null: until further notice."""

    def value(self) -> domain.Qualification:
        """Return the qualification."""
        return domain.Qualification(**self.fields())


class TenantTerms(Part):
    """What is said about a company of the park."""

    model_config = example(_TERMS)

    name: Name
    name_en: Name = ""
    share: Whole = 1
    """At least 1: its part of the machine time, relative to the shares of the others."""
    max_concurrent: Whole | None = None
    """How many of its operations may run at one moment; null: no limit."""
    active: bool = True
    """False: it may look, and ask for nothing more."""
    qualifications: Annotated[Many[Qualification], Field(max_length=200)] = ()
    """Each named once."""

    def value(self) -> domain.Tenant:
        """Return a tenant that has no id yet."""
        return domain.Tenant(id="", **self.fields())

    def named(self, tenant_id: str) -> domain.Tenant:
        """Return the tenant of that id."""
        return replace(self.value(), id=tenant_id)


class NewTenant(TenantTerms, Chosen):
    """A tenant to be created."""

    model_config = example({"id": "qilu-precision"} | _TERMS)

    def value(self) -> domain.Tenant:
        """Return the tenant."""
        return domain.Tenant(**self.fields())


class Tenant(NewTenant):
    """A company of the park."""

    version: int
    """Counts the changes, from 1; also the ETag."""


class NewEntitlement(Schema):
    """A share that holds in `[start, end)` instead of the tenant's usual one."""

    model_config = example({"share": 5, "start": "2026-12-01T00:00:00+08:00", "note": "contract 17"})

    share: Whole
    start: Moment
    end: Moment | None = None
    """Null: until further notice."""
    note: Note = ""
    """Why, for people."""


class Entitlement(NewEntitlement, Given):
    """A share of a tenant that holds for a period."""

    tenant_id: str


class NewAdjustment(Schema):
    """A correction of a tenant's balance by the operator."""

    model_config = example({"minutes": -60, "note": "the chiller failed on 3 May"})

    minutes: Whole
    """Standard minutes; negative: given back."""
    note: Note
    """Why; the tenant reads it."""


class NewRefund(Schema):
    """A charge to be given back by the operator, in part or whole."""

    model_config = example({"reservation_id": "rs_01", "minutes": 60, "note": "the chiller failed on 3 May"})

    reservation_id: Key
    """The reservation that was charged."""
    minutes: Whole | None = None
    """Standard minutes to give back, at least 1; null: all that is left of the charge."""
    note: Note
    """Why; the tenant reads it."""


class LedgerEntry(Schema):
    """One line of the account book; lines are added, never changed."""

    id: str
    tenant_id: str
    kind: Word[EntryKind]
    minutes: int
    """Standard minutes, weighted by the machine's cost; what the tenant has had is positive."""
    recorded_at: Moment
    reservation_id: str | None
    note: str


class Ledger(Schema):
    """The account book of a tenant."""

    balance: int
    """What all entries add up to, in standard minutes."""
    items: Many[LedgerEntry]
    next: str | None = None
    """Give it back as `cursor` for the next page; null: this is the last."""

    @classmethod
    def of(cls, page: Page[Entry], total: int) -> Self:
        """Return a page of the book."""
        return cls(balance=total, items=tuple(map(LedgerEntry.model_validate, page.items)), next=page.next)
