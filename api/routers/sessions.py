"""`/sessions`: signing in and out."""

from fastapi import APIRouter, Request, Response

from api.cookies import session_cookie
from api.dependencies import Caller, Ctx, Running
from api.errors import failing
from api.quick import quick
from api.schemas import sessions as schemas
from api.schemas.lists import Page, whole
from api.signing_in import guarded, sign_in
from scheduler.domain.pages import Page as Found
from scheduler.services import sessions

router = APIRouter(prefix="/sessions", tags=["people"], responses=failing(401, 403, 422))


@router.post("", response_model=schemas.Session, responses=failing(429))
def create_session(body: schemas.SignIn, request: Request, response: Response, running: Running) -> schemas.Session:
    """Sign in by login and password; the answer gives a cookie that scripts cannot read.

    An unknown login, a wrong password and a shut account are answered alike. It takes no `Idempotency-Key`: sent again it is another session.
    """
    return schemas.Session.of(sign_in(running, request, response, body.login, body.password))


@router.get("", response_model=Page[schemas.Session])
def list_sessions(ctx: Ctx, caller: Caller, running: Running) -> Found[schemas.Session]:
    """List the caller's own sessions that are not over."""
    return whole(map(schemas.Session.of, sessions.own_sessions(ctx, caller, running.session_times)))


@router.get("/current", response_model=schemas.Session)
@quick
def get_current_session(ctx: Ctx, caller: Caller, running: Running) -> schemas.Session:
    """Tell who is signed in."""
    return schemas.Session.of(sessions.current(ctx, caller, running.session_times))


@router.delete("/current", status_code=204)
def sign_out(ctx: Ctx, caller: Caller, running: Running, response: Response) -> None:
    """Sign out: end the session that the caller came with, and take its cookie."""
    sessions.end_session(ctx, caller, sessions.current(ctx, caller, running.session_times).session.id)
    session_cookie(running.settings).take(response)


@router.post("/current:change-password", status_code=204, responses=failing(409, 429))
def change_password(body: schemas.PasswordChange, ctx: Ctx, caller: Caller, running: Running, request: Request) -> None:
    """Change the caller's password; all of its sessions but this one are ended."""
    guarded(
        running,
        request,
        caller.account_id or "",
        lambda: sessions.change_password(ctx, caller, running.passwords, old=body.old_password, new=body.new_password),
    )


@router.delete("/{session_id}", status_code=204, responses=failing(404))
def end_session(session_id: str, ctx: Ctx, caller: Caller) -> None:
    """End a session of one's own, or of somebody whose account one manages."""
    sessions.end_session(ctx, caller, session_id)
