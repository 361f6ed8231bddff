"""Signing in over HTTP: what comes before and after the password, so that guessing is slow and tells nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.callers import address_of, foreign_origin
from api.cookies import session_cookie
from api.errors import trace_id
from api.origins import is_foreign
from scheduler.domain.account import login_of
from scheduler.domain.change import Door, Origin
from scheduler.errors import SignInError, TooManyError
from scheduler.services import sessions

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from fastapi import Request
    from starlette.responses import Response

    from api.service import Service
    from scheduler.services.context import Context
    from scheduler.services.sessions import NewSession, OpenSession

    T = TypeVar("T")


def at_the_door(service: Service, request: Request) -> Context:
    """Return the context of somebody who is not known yet; ApiError where a page of another site sends them."""
    if is_foreign(request.scope, service.settings.public_url, told=False):
        raise foreign_origin()
    return service.context.acting(Origin(door=Door.API, trace_id=trace_id(request)))


def sign_in(service: Service, request: Request, response: Response, login: str, password: str) -> OpenSession:
    """Begin a session and give its cookie; errors as `sessions.sign_in`, and TooManyError after too many that failed."""
    ctx = at_the_door(service, request)

    def attempt() -> NewSession:
        return sessions.sign_in(ctx, service.passwords, service.session_times, login=login, password=password)

    return given(service, response, guarded(service, request, login_of(login), attempt))


def given(service: Service, response: Response, new: NewSession) -> OpenSession:
    """Give the cookie of a new session."""
    session_cookie(service.settings).give(response, new.secret, service.session_times.longest)
    return new.shown


def guarded(service: Service, request: Request, whose: str, attempt: Callable[[], T]) -> T:
    """Let somebody show a secret, unless too many were wrong of late: for `whose`, known or not, or from this address."""
    address = address_of(request.scope)
    seconds = service.sign_ins.wait(whose, address)
    if seconds:
        raise TooManyError("too many sign-ins have failed", seconds)
    try:
        return attempt()
    except SignInError:
        service.sign_ins.failed(whose, address)
        raise
