"""Who calls: found out once, before anything else of a request is read, and asked to wait where it calls too often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.requests import Request

from api.catalogue import KINDS
from api.cookies import session_cookie
from api.errors import ApiError, problem
from api.origins import SAFE, is_foreign
from api.quick import answered
from api.schemas.problems import Fault
from scheduler.errors import AuthenticationError, ExpiredError
from scheduler.services import keys, sessions
from scheduler.storage.at_once import WouldWaitError

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
        seconds = await answered(_admit, scope["app"].state.service, scope)
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
    actor: Actor | None = None
    try:
        actor = state["actor"] = _actor(service, scope)
    except (ApiError, ExpiredError) as error:
        # Told to whoever asks who calls, and counted like any call without a valid key.
        state["actor_error"] = error
    except WouldWaitError:
        raise
    except Exception as error:  # noqa: BLE001 - kept for whoever asks who calls; pages that ask nobody are shown all the same
        state["actor_error"] = error
        return 0
    return service.rates.wait(actor, address_of(scope))


def address_of(scope: Scope) -> str:
    """Return the address that a request came from, as far as proxies that are trusted say."""
    client: tuple[str, int] = scope.get("client") or ("local", 0)
    return client[0]


def _actor(service: Service, scope: Scope) -> Actor | None:
    """Return whose key or session came with a request; None: no valid one did.

    A key goes before a cookie, which every call of a browser has. ExpiredError for what was valid once; ApiError for a change that a page
    of somebody else asks for in the name of whoever looks at it.
    """
    headers = Headers(scope=scope)
    try:
        scheme, _, key = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return keys.authenticate(service.context, key.strip()) if key.strip() else None
        secret = session_cookie(service.settings).read(headers)
        if secret is None:
            return None
        actor = sessions.authenticate(service.context, service.session_times, secret)
    except ExpiredError:
        raise
    except AuthenticationError:
        return None
    if scope["method"] not in SAFE and is_foreign(scope, service.settings.public_url, told=True):
        raise foreign_origin()
    return actor


def foreign_origin() -> ApiError:
    """Return the error of a request that a page of another site has made."""
    cure = "send Origin with the address of this service; programs use a key, for which nothing of the kind is asked"
    fault = Fault(pointer="/Origin", code="origin", message="no page of this service asked for it", cure=cure)
    return ApiError("foreign-origin", "with a session only pages of this service change things", (fault,))
