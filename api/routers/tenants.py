"""`/tenants` with their entitlements and ledgers."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.conditional import UNCHANGED, IfMatch, Show, tag
from api.creating import Create
from api.dependencies import Caller, Ctx
from api.errors import failing
from api.listing import TABLES, Listed
from api.quick import quick
from api.schemas import tenants as schemas
from api.schemas.lists import Page, PageQuery, whole
from api.schemas.policies import HoursLeft
from api.tables import LEDGER, TENANTS
from scheduler.domain.access import Actor
from scheduler.domain.entitlement import Entitlement
from scheduler.domain.ledger import LedgerEntry
from scheduler.domain.pages import Page as Found
from scheduler.domain.pages import Part
from scheduler.domain.rules.hours_left import HoursLeft as Left
from scheduler.domain.tenant import Tenant
from scheduler.services import ledger, park, policies, refunds
from scheduler.services.context import Context

router = APIRouter(prefix="/tenants", tags=["tenants"], responses=failing(401, 403, 422))

_UNDER = failing(404, 409)


@router.get("", response_model=Page[schemas.Tenant], responses=TABLES)
@quick
def list_tenants(ctx: Ctx, caller: Caller, listed: Listed) -> Found[Tenant] | Response:
    """List the tenants by id; a tenant sees itself only."""
    return listed.all(TENANTS, park.list_tenants(ctx, caller))


@router.post("", response_model=schemas.Tenant, status_code=201, responses=failing(409))
def create_tenant(body: schemas.NewTenant, create: Create) -> Response:
    """Create a tenant."""
    return create(schemas.Tenant, lambda ctx, caller: park.create_tenant(ctx, caller, body.value()))


@router.get("/{tenant_id}", response_model=schemas.Tenant, responses=failing(404) | UNCHANGED)
@quick
def get_tenant(tenant_id: str, ctx: Ctx, caller: Caller, show: Show) -> Tenant:
    """Look a tenant up."""
    return show(park.get_tenant(ctx, caller, tenant_id))


@router.put("/{tenant_id}", response_model=schemas.Tenant, responses=failing(404, 412, 428))
def replace_tenant(
    tenant_id: str, body: schemas.TenantTerms, ctx: Ctx, caller: Caller, version: IfMatch, response: Response
) -> Tenant:
    """Change a tenant: the body says all of it anew."""
    return tag(response, park.update_tenant(ctx, caller, body.named(tenant_id), version))


@router.get("/{tenant_id}/entitlements", response_model=Page[schemas.Entitlement], responses=failing(404))
def list_entitlements(tenant_id: str, ctx: Ctx, caller: Caller) -> Found[Entitlement]:
    """List the shares of a tenant that hold for a period, by start."""
    return whole(ledger.entitlements(ctx, caller, tenant_id))


@router.post("/{tenant_id}/entitlements", response_model=schemas.Entitlement, status_code=201, responses=_UNDER)
def grant_entitlement(tenant_id: str, body: schemas.NewEntitlement, create: Create) -> Response:
    """Give a tenant another share for a period."""

    def make(ctx: Context, caller: Actor) -> Entitlement:
        return ledger.grant(ctx, caller, tenant_id=tenant_id, **body.fields())

    return create(schemas.Entitlement, make, located=False)


@router.get("/{tenant_id}/allowances", response_model=Page[HoursLeft], responses=failing(404))
def list_allowances(tenant_id: str, ctx: Ctx, caller: Caller) -> Found[Left]:
    """Tell what a tenant has left of its quotas, in the present day, week and month, and of its outstanding hours."""
    return whole(policies.allowances(ctx, caller, tenant_id))


@router.get("/{tenant_id}/ledger", response_model=schemas.Ledger, responses=failing(404) | TABLES)
def get_ledger(
    tenant_id: str, query: Annotated[PageQuery, Query()], ctx: Ctx, caller: Caller, listed: Listed
) -> schemas.Ledger | Response:
    """Show the account book of a tenant, by age, and what all of it adds up to."""

    def page(ctx: Context, caller: Actor, part: Part) -> Found[LedgerEntry]:
        return ledger.book(ctx, caller, tenant_id, part)

    shown = listed.pages(LEDGER, page, query.part())
    return shown if isinstance(shown, Response) else schemas.Ledger.of(shown, ledger.balance_of(ctx, caller, tenant_id))


@router.post("/{tenant_id}/ledger", response_model=schemas.LedgerEntry, status_code=201, responses=_UNDER)
def adjust_ledger(tenant_id: str, body: schemas.NewAdjustment, create: Create) -> Response:
    """Correct a balance, with the reason."""

    def make(ctx: Context, caller: Actor) -> LedgerEntry:
        return ledger.adjust(ctx, caller, tenant_id, body.minutes, body.note)

    return create(schemas.LedgerEntry, make, located=False)


@router.post("/{tenant_id}/ledger:refund", response_model=schemas.LedgerEntry, status_code=201, responses=_UNDER)
def refund_charge(tenant_id: str, body: schemas.NewRefund, create: Create) -> Response:
    """Give a charge back, in part or whole, with the reason; never more than is left of it."""

    def make(ctx: Context, caller: Actor) -> LedgerEntry:
        return refunds.refund(ctx, caller, tenant_id=tenant_id, **body.fields())

    return create(schemas.LedgerEntry, make, located=False)
