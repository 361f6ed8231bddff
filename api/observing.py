"""What is seen of every request: which route answered what to whom, how quickly; handed to whoever counts or writes it down."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from scheduler.domain.access import Actor

#: What everything that is versioned lies below.
V1 = "/v1"
#: In place of a route where none fits the path, or it is a file of the documentation: what callers write is no label.
NO_ROUTE = "other"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """One request that is over. Nothing in it but ids was written by the caller."""

    method: str
    #: Template of the path, such as `/v1/machines/{machine_id}`, or `NO_ROUTE`.
    route: str
    #: None: nobody was left to answer.
    status: int | None
    #: Seconds until the answer began, and until it was over: a stream goes on for as long as there is something to tell.
    began_after: float
    seconds: float
    trace_id: str
    #: None: it came without a valid key.
    actor: Actor | None
    path_params: Mapping[str, str] = field(default_factory=dict)
    #: Id of what the request made; None: nothing.
    made: str | None = None


class Observing:
    """ASGI middleware that tells observers of every request when it is over; an observer must be quick and not raise."""

    def __init__(self, app: ASGIApp, observers: tuple[Callable[[Answered], None], ...]) -> None:
        self._app, self._observers = app, observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request and tell of it, however it ends."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, first, status = time.perf_counter(), None, None

        async def noting(message: Message) -> None:
            nonlocal first, status
            if message["type"] == "http.response.start":
                first, status = time.perf_counter(), int(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            over = time.perf_counter()
            seen = _answered(scope, status, (first or over) - began, over - began)
            for observer in self._observers:
                observer(seen)


def _answered(scope: Scope, status: int | None, began_after: float, seconds: float) -> Answered:
    state: dict[str, Any] = scope.get("state") or {}
    method = scope["method"]
    return Answered(
        method=method if method in _METHODS else NO_ROUTE,
        route=_template(scope),
        status=status,
        began_after=began_after,
        seconds=seconds,
        trace_id=state.get("trace_id", ""),
        actor=state.get("actor"),
        path_params=scope.get("path_params") or {},
        made=state.get("made"),
    )


def _template(scope: Scope) -> str:
    """Return the path of the route that was found; the framework leaves out the prefix under which a router is included."""
    path: str | None = getattr(scope.get("route"), "path", None)
    if path is None:
        return NO_ROUTE
    below = scope["path"].startswith(f"{V1}/") and not path.startswith(f"{V1}/")
    return f"{V1}{path}" if below else path
