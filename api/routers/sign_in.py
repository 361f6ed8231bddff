"""`/sign-in/oidc`: for browsers, which are sent to a provider of identities and come back."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.catalogue import OF_ERROR
from api.dependencies import Running
from api.errors import ApiError, trace_id
from api.oidc.flow import CALLBACK, send_away, take_back
from api.pages import text_page
from api.service import Service
from scheduler.errors import NotInvitedError, SignInError, TooManyError

#: No part of `/v1`: nothing in it is for programs.
router = APIRouter(include_in_schema=False)


@router.get("/sign-in/oidc")
def begin_oidc(request: Request, running: Running) -> Response:
    """Send a browser to the provider."""
    return _told(request, running, send_away)


@router.get(CALLBACK)
def end_oidc(request: Request, running: Running) -> Response:
    """Take a browser back from the provider, and begin its session."""
    return _told(request, running, take_back)


def _told(request: Request, service: Service, step: Callable[[Service, Request], Response]) -> Response:
    """Take a step; who looks at it in a browser is told in a page what went wrong, everybody else in a problem."""
    try:
        return step(service, request)
    except (ApiError, SignInError, NotInvitedError, TooManyError) as error:
        if "text/html" not in request.headers.get("accept", ""):
            raise
        kind = error.kind if isinstance(error, ApiError) else OF_ERROR[type(error)]
        page = text_page(kind.title, f"<p>{kind.meaning}</p><p>{trace_id(request)}</p>")
        page.status_code = kind.status
        return page
