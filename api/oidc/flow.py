"""The dance of a browser between us and a provider of identities: sent there with a secret, known by it when it comes back."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import structlog
from starlette.responses import RedirectResponse

from api.cookies import away_cookie
from api.errors import ApiError, trace_id
from api.oidc.id_tokens import IdTokenError
from api.oidc.identity import identity_of
from api.oidc.provider import ProviderError
from api.signing_in import given
from scheduler.domain.change import Door, Origin
from scheduler.domain.session import PENDING_KEPT
from scheduler.errors import SignInError
from scheduler.services import identities

if TYPE_CHECKING:
    from fastapi import Request
    from starlette.responses import Response

    from api.oidc.provider import Provider
    from api.service import Service
    from scheduler.domain.session import PendingSignIn

CALLBACK = "/sign-in/oidc/callback"


def send_away(service: Service, request: Request) -> Response:
    """Send a browser to the provider."""
    provider = _provider(service)
    pending, secret = identities.send_away(service.context)
    try:
        with provider.place():
            target = provider.address(pending, _redirect_uri(service, request))
    except ProviderError as error:
        raise _unreachable(request, error) from None
    answer = RedirectResponse(target, 303)
    away_cookie(service.settings).give(answer, secret, PENDING_KEPT)
    return answer


def take_back(service: Service, request: Request) -> Response:
    """Begin a session of whoever comes back from the provider; SignInError, ForbiddenError, ApiError."""
    provider = _provider(service)
    pending = _pending(service, request)
    query = request.query_params
    if not secrets.compare_digest(query.get("state", "").encode(), pending.state.encode()):
        raise _refused(request, "another state")
    if query.get("iss", provider.issuer) != provider.issuer:
        raise _refused(request, "an answer of another provider")
    if "code" not in query:
        raise _refused(request, f"no code: {query.get('error', '')[:60]!r}")
    try:
        with provider.place():
            claims = provider.claims(query["code"], pending, _redirect_uri(service, request))
    except IdTokenError as error:
        raise _refused(request, str(error)) from None
    except ProviderError as error:
        raise _unreachable(request, error) from None
    ctx = service.context.acting(Origin(door=Door.API, trace_id=trace_id(request)))
    new = identities.sign_in(ctx, service.session_times, identity_of(claims, service.settings))
    answer = RedirectResponse(f"{request.scope.get('root_path', '')}/", 303)
    given(service, answer, new)
    away_cookie(service.settings).take(answer)
    return answer


def _pending(service: Service, request: Request) -> PendingSignIn:
    """Return what was noted when this browser was sent away; it is forgotten with that. SignInError."""
    secret = away_cookie(service.settings).read(request.headers)
    pending = None if secret is None else identities.take_back(service.context, secret)
    if pending is None:
        raise _refused(request, "nobody was sent away with this cookie, or came back already, or too late")
    return pending


def _provider(service: Service) -> Provider:
    if service.oidc is None:
        raise ApiError("unknown-path", "this installation knows no provider of identities; sign in by password")
    return service.oidc


def _redirect_uri(service: Service, request: Request) -> str:
    own = service.settings.public_url or str(request.base_url).rstrip("/")
    return own + CALLBACK


def _refused(request: Request, why: str) -> SignInError:
    """Return the error of somebody who is not believed; why stands in the log."""
    structlog.get_logger(__name__).warning("sign-in refused", reason=why, trace_id=trace_id(request))
    return SignInError()


def _unreachable(request: Request, error: ProviderError) -> ApiError:
    structlog.get_logger(__name__).error("no provider of identities", reason=str(error), trace_id=trace_id(request))
    return ApiError("provider-unavailable", "the provider of identities does not answer as it should; try again later")
