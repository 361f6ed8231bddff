"""What handlers ask for in their signatures: the service, the caller, what a query may say.

They wait for nothing, and are `async` for that reason: the framework would send each of the others through a thread of its own.

Over 150 lines because they are small, and handlers find all that they may ask for in one place.
"""

from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from api.errors import ApiError, trace_id
from api.metrics.requests import Metrics
from api.schemas.problems import Fault
from api.service import Service
from scheduler.domain.access import Actor
from scheduler.domain.change import Door, Origin
from scheduler.errors import AuthenticationError
from scheduler.services.context import Context

_BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    bearerFormat="es_...",
    description="An API key of the park; the operator makes them.",
)
_SESSION = APIKeyCookie(
    name="__Host-equishare",
    auto_error=False,
    scheme_name="session",
    description="The cookie of somebody who signed in; changes need `Sec-Fetch-Site: same-origin`, or an `Origin` of this service.",
)
#: Query parameters that may be given several times.
_LISTS = frozenset({"status", "type"})


async def service_of(request: Request) -> Service:
    """Return the running service."""
    service: Service = request.app.state.service
    return service


async def context_of(service: Annotated[Service, Depends(service_of)]) -> Context:
    """Return what every use case needs."""
    return service.context


async def metrics_of(request: Request) -> Metrics:
    """Return the counters of the application."""
    metrics: Metrics = request.app.state.metrics
    return metrics


async def caller_of(
    request: Request,
    _: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
    __: Annotated[str | None, Depends(_SESSION)],
) -> Actor:
    """Return whose key or session came with the request, as `api.callers` found it; AuthenticationError, or what kept it from being found."""
    state = request.scope["state"]
    if "actor_error" in state:
        raise state["actor_error"]
    actor: Actor | None = state.get("actor")
    if actor is None:
        raise AuthenticationError
    return actor


async def said_once(request: Request) -> None:
    """Refuse a query parameter that is given twice, where only the last would count; ApiError."""
    names = [name for name, _ in request.query_params.multi_items() if name not in _LISTS]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        told, cure = "is given more than once", "give it once"
        faults = tuple(Fault(pointer=f"/{name}", code="twice", message=told, cure=cure) for name in twice)
        raise ApiError("invalid", f"{twice[0]} {told}", faults)


async def none_unasked(request: Request) -> None:
    """Refuse a query where the path takes none: a filter that is not applied looks like one that is; ApiError."""
    if request.query_params and not request.scope["route"].dependant.query_params:
        told, cure = "is no parameter of this path, which takes none", "leave it out"
        names = sorted(request.query_params)
        faults = tuple(Fault(pointer=f"/{name}", code="extra_forbidden", message=told, cure=cure) for name in names)
        raise ApiError("invalid", f"{names[0]} {told}", faults)


def created(request: Request, response: Response, key: str) -> None:
    """Tell where the new thing is: below the path of this request."""
    request.state.made = key
    path = request.url.path.partition(":")[0]
    response.headers["Location"] = f"{path}/{key}"


async def acting_context(
    request: Request, context: Annotated[Context, Depends(context_of)], caller: Annotated[Actor, Depends(caller_of)]
) -> Context:
    """Return what every use case needs, with the caller as the origin of what it changes."""
    return context.acting(Origin(actor=caller, door=Door.API, trace_id=trace_id(request)))


Counted = Annotated[Metrics, Depends(metrics_of)]
Running = Annotated[Service, Depends(service_of)]
Ctx = Annotated[Context, Depends(acting_context)]
Caller = Annotated[Actor, Depends(caller_of)]
