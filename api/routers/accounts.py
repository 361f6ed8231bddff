"""`/accounts`, and `/invitations:accept`, by which their owners set a password."""

from fastapi import APIRouter, Request, Response

from api.conditional import UNCHANGED, IfMatch, Show, tag
from api.creating import Create
from api.dependencies import Caller, Ctx, Running
from api.errors import failing
from api.schemas import accounts as schemas
from api.schemas.lists import Page, whole
from api.schemas.sessions import Session
from api.signing_in import at_the_door, guarded
from scheduler.domain.access import Actor
from scheduler.domain.pages import Page as Found
from scheduler.services import accounts, sessions
from scheduler.services.accounts import Invited
from scheduler.services.context import Context

router = APIRouter(prefix="/accounts", tags=["people"], responses=failing(401, 403, 422))
invitations = APIRouter(tags=["people"], responses=failing(401, 403, 422, 429))


@router.get("", response_model=Page[schemas.Account])
def list_accounts(ctx: Ctx, caller: Caller) -> Found[schemas.Account]:
    """List the accounts by id; a tenant-admin sees those of its company."""
    return whole(map(schemas.Account.of, accounts.list_accounts(ctx, caller)))


@router.post("", response_model=schemas.InvitedAccount, status_code=201, responses=failing(404, 409))
def create_account(body: schemas.NewAccount, create: Create) -> Response:
    """Make an account; its invitation is in this answer and nowhere else, to be handed to its owner."""

    def make(ctx: Context, caller: Actor) -> Invited:
        return accounts.create_account(ctx, caller, body.terms())

    return create(schemas.InvitedAccount, make, show=schemas.InvitedAccount.born, located=False, secret=True)


@router.get("/{account_id}", response_model=schemas.Account, responses=failing(404) | UNCHANGED)
def get_account(account_id: str, ctx: Ctx, caller: Caller, show: Show) -> schemas.Account:
    """Read an account."""
    return schemas.Account.of(show(accounts.get_account(ctx, caller, account_id)))


@router.put("/{account_id}", response_model=schemas.Account, responses=failing(404, 409, 412, 428))
def replace_account(
    account_id: str, body: schemas.AccountFacts, version: IfMatch, ctx: Ctx, caller: Caller, response: Response
) -> schemas.Account:
    """Change name or role of an account, or shut it; that ends its sessions."""
    account = accounts.update_account(ctx, caller, account_id, version, **body.fields())
    return schemas.Account.of(tag(response, account))


@router.post(
    "/{account_id}:invite", response_model=schemas.InvitedAccount, status_code=201, responses=failing(404, 409)
)
def invite_account(account_id: str, create: Create) -> Response:
    """Invite the owner of an account anew; the invitation before it is no longer good, a password holds until a new one is set."""

    def make(ctx: Context, caller: Actor) -> Invited:
        return accounts.invite(ctx, caller, account_id)

    return create(schemas.InvitedAccount, make, show=schemas.InvitedAccount.born, located=False, secret=True)


@router.get("/{account_id}/sessions", response_model=Page[Session], responses=failing(404))
def list_account_sessions(account_id: str, ctx: Ctx, caller: Caller, running: Running) -> Found[Session]:
    """List the sessions of an account that are not over."""
    return whole(map(Session.of, sessions.sessions_of(ctx, caller, running.session_times, account_id)))


@invitations.post("/invitations:accept", status_code=204)
def accept_invitation(body: schemas.Acceptance, request: Request, running: Running) -> None:
    """Set a password by an invitation, which is used up; no key is asked for, since the invitation is one."""
    ctx = at_the_door(running, request)
    guarded(
        running, request, body.invitation, lambda: accounts.accept_invitation(ctx, running.passwords, **body.fields())
    )
