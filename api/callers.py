"""Who calls: found out once, before anything else of a request is read, and asked to wait where it calls too often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.requests import Request

from api.catalogue import KINDS
from api.errors import problem
from api.schemas.problems import Fault
from scheduler.errors import AuthenticationError, ExpiredError
from scheduler.services import keys

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from api.service import Service
    from scheduler.domain.access import Actor

#: Asked for by what watches over the service, which must not be told to wait: it would restart a service that is well.
_PROBES = frozenset({"/healthz", "/readyz"})


class Callers:
    """ASGI middleware that leaves the caller in the state of the request, as `actor`, or the error that kept it from being found."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request of somebody who may go on."""
        if scope["type"] != "http" or scope["path"] in _PROBES:
            await self._app(scope, receive, send)
            return
        seconds = await run_sync(_admit, scope["app"].state.service, scope)
        if seconds:
            request = Request(scope)
            told = f"too many calls; wait {seconds} seconds"
            fault = Fault(
                pointer="",
                code="rate",
                message="more calls than may be made in this time",
                cure=f"wait {seconds} seconds",
            )
            answer = problem(request, KINDS["too-many-requests"], told, (fault,))
            answer.headers["Retry-After"] = str(seconds)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _admit(service: Service, scope: Scope) -> int:
    """Find the caller, count its call, and return for how many seconds it has to wait."""
    state = scope.setdefault("state", {})
    try:
        actor = state["actor"] = _actor(service, scope)
    except ExpiredError as error:
        # Told to whoever asks who calls, and counted like any call without a valid key.
        actor, state["actor_error"] = None, error
    except Exception as error:  # noqa: BLE001 - kept for whoever asks who calls; pages that ask nobody are shown all the same
        state["actor_error"] = error
        return 0
    return service.rates.wait(actor, (scope.get("client") or ("local", 0))[0])


def _actor(service: Service, scope: Scope) -> Actor | None:
    """Return whose key came with a request; None: no valid one did. ExpiredError for one that was."""
    scheme, _, secret = Headers(scope=scope).get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        return None
    try:
        return keys.authenticate(service.context, secret.strip())
    except ExpiredError:
        raise
    except AuthenticationError:
        return None
