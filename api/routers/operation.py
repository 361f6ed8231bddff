"""`/healthz`, `/readyz` and `/metrics`, for whoever runs the service; only figures ask for a key."""

from fastapi import APIRouter, Request, Response
from starlette.responses import PlainTextResponse

from api.dependencies import Caller, Counted, Running
from api.errors import ApiError, failing
from api.media import OPEN_METRICS, offered
from api.schemas.health import Health
from scheduler.assembly import storage_sizes
from scheduler.services.operation import condition

router = APIRouter(tags=["operation"])


@router.get("/healthz", responses=failing())
async def get_health() -> Health:
    """Tell that the process answers."""
    return Health(status="ok")


@router.get("/readyz", responses=failing(503))
def get_readiness(running: Running) -> Health:
    """Tell that the database can be read, that the worker plans, and that the service is not about to end."""
    if running.stopping.told:
        raise ApiError("unavailable", "the service is about to end")
    if running.worker is not None and not running.worker.is_alive:
        raise ApiError("unavailable", "the worker that plans has ended")
    try:
        with running.context.unit_of_work(read_only=True) as uow:
            uow.settings.get()
    except Exception as error:
        raise ApiError("unavailable", "the database cannot be read") from error
    return Health(status="ok")


@router.get("/metrics", response_class=PlainTextResponse, responses=failing(401, 403) | offered(OPEN_METRICS))
def get_metrics(request: Request, counted: Counted, running: Running, caller: Caller) -> Response:
    """Tell figures of requests, runs and the plan in force to a monitoring system, which comes with an operator's or auditor's key."""
    seen = condition(running.context, caller)
    text, media = counted.text(request.headers.get("accept", ""), seen, storage_sizes(running.settings))
    return Response(text, media_type=media)
