"""What handlers ask for in their signatures: the service, the caller, what a query may say.

They wait for nothing, and are `async` for that reason: the framework would send each of the others through a thread of its own.

Over 150 lines because they are small, and handlers find all that they may ask for in one place.
"""

from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.dependencies.models import Dependant

from api.errors import ApiError, trace_id
from api.metrics.requests import Metrics
from api.schemas.problems import Fault
from api.service import Service
from scheduler.domain.access import Actor
from scheduler.domain.change import Door, Origin
from scheduler.errors import AuthenticationError
from scheduler.services.context import Context

#: Query parameters that may be given several times.
_LISTS = frozenset({"status", "type"})


async def service_of(request: Request) -> Service:
    """Return the running service."""
    service: Service = request.app.state.service
    return service


async def metrics_of(request: Request) -> Metrics:
    """Return the counters of the application."""
    metrics: Metrics = request.app.state.metrics
    return metrics


async def caller_of(request: Request) -> Actor:
    """Return whose key or session came with the request, as `api.callers` found it; AuthenticationError, or what kept it from being found."""
    state = request.scope["state"]
    if "actor_error" in state:
        raise state["actor_error"]
    actor: Actor | None = state.get("actor")
    if actor is None:
        raise AuthenticationError
    return actor


async def plain_query(request: Request) -> None:
    """Refuse a query that would be read otherwise than it was meant; ApiError.

    A parameter that is given twice, where only the last would count; and any where the path takes none: a filter that is not applied looks like
    one that is.
    """
    if not request.scope["query_string"]:
        return
    if not request.scope["route"].dependant.query_params:
        raise _bad_query(
            sorted(request.query_params),
            "extra_forbidden",
            "is no parameter of this path, which takes none",
            "leave it out",
        )
    names = [name for name, _ in request.query_params.multi_items() if name not in _LISTS]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise _bad_query(twice, "twice", "is given more than once", "give it once")


def _bad_query(names: list[str], code: str, told: str, cure: str) -> ApiError:
    faults = tuple(Fault(pointer=f"/{name}", code=code, message=told, cure=cure) for name in names)
    return ApiError("invalid", f"{names[0]} {told}", faults)


def created(request: Request, response: Response, key: str) -> None:
    """Tell where the new thing is: below the path of this request."""
    request.state.made = key
    path = request.url.path.partition(":")[0]
    response.headers["Location"] = f"{path}/{key}"


async def acting_context(request: Request) -> Context:
    """Return what every use case needs, with the caller as the origin of what it changes; raises what `caller_of` raises."""
    # Looked up here: each dependency of a dependency takes the framework as long as a small use case, also where it was asked for before.
    service: Service = request.app.state.service
    return service.context.acting(Origin(actor=await caller_of(request), door=Door.API, trace_id=trace_id(request)))


def asks_who_calls(dependant: Dependant) -> bool:
    """Return whether what a route depends on is for callers only who are known."""
    return dependant.call in {caller_of, acting_context} or any(map(asks_who_calls, dependant.dependencies))


Counted = Annotated[Metrics, Depends(metrics_of)]
Running = Annotated[Service, Depends(service_of)]
Ctx = Annotated[Context, Depends(acting_context)]
Caller = Annotated[Actor, Depends(caller_of)]
