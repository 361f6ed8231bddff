"""`/events` and `/audit-entries`: what changed, for systems that follow it and for people who look into it."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.dependencies import Caller, Ctx
from api.errors import failing
from api.listing import TABLES, Listed
from api.quick import quick
from api.schemas import audit, events
from api.schemas.lists import Page
from api.tables import AUDIT_ENTRIES
from scheduler.domain.change import Change
from scheduler.domain.pages import Page as Found
from scheduler.services import history

router = APIRouter(tags=["changes"], responses=failing(401, 403, 422))


@router.get("/events")
@quick
def list_events(query: Annotated[events.EventQuery, Query()], ctx: Ctx, caller: Caller) -> events.Events:
    """Tell what happened after a cursor, in order; a tenant is told of its own things and of what concerns everybody."""
    return events.Events.of(history.events(ctx, caller, query.filter()), query.cursor)


@router.get("/audit-entries", response_model=Page[audit.AuditEntry], responses=failing(404) | TABLES)
def list_audit_entries(query: Annotated[audit.AuditQuery, Query()], listed: Listed) -> Found[Change] | Response:
    """List who changed what, the youngest first; a tenant-admin sees what concerns its tenant."""
    return listed.pages(AUDIT_ENTRIES, history.audit_entries, query.filter())
