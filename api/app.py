"""The application: routers, errors, documentation, and the service that lives as long as it.

Over 150 lines because what every call passes through, and in which order, is read on one page.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from anyio.to_thread import run_sync
from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute

from api.access_log import write_access_line
from api.callers import Callers
from api.defects import Defects
from api.dependencies import asks_who_calls, plain_query
from api.discretion import keep_log_discreet
from api.errors import add_handlers
from api.limits import BodyLimit
from api.metrics.requests import Metrics
from api.observing import V1, Observing
from api.openapi import DESCRIPTION, describe
from api.routers import (
    accounts,
    api_keys,
    booking_requests,
    calendar_feeds,
    changes,
    documentation,
    machines,
    operation,
    park,
    reports,
    reservations,
    schedule_runs,
    schedules,
    series,
    sessions,
    sign_in,
    tenants,
    time_off,
    webhooks,
)
from api.security import SecurityHeaders
from api.service import open_service
from api.tracing import Tracing
from scheduler.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Any

    from fastapi.telemetry import TelemetryConfig

    from scheduler.services.context import Context
    from scheduler.settings import Settings
    from scheduler.stopping import Stopping

#: What a body may be long, in bytes: a batch of a thousand requests with their windows.
MOST_BYTES = 16 * 1024 * 1024
#: How many values it may have: a thousand requests of ten operations each.
MOST_PARTS = 200_000
#: Those of the documentation are our own.
_NO_PAGES: dict[str, Any] = {"docs_url": None, "redoc_url": None}
#: The framework's own reports to a collector: there is none, and every call would look for it anew.
_NO_REPORTS: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
#: What is asked most stands first: the framework tries one route after the other.
_V1 = (
    booking_requests.router,
    booking_requests.actions,
    reservations.router,
    machines.router,
    park.router,
    time_off.router,
    tenants.router,
    series.router,
    schedule_runs.router,
    schedules.router,
    reports.router,
    calendar_feeds.router,
    webhooks.router,
    changes.router,
    api_keys.router,
    accounts.router,
    accounts.invitations,
    sessions.router,
)
#: What browsers, calendars and whoever watches over the service come to.
_BESIDE = (calendar_feeds.reading, sign_in.router, operation.router, documentation.router)


def create_app(
    settings: Settings | None = None,
    *,
    context: Context | None = None,
    plans: bool = True,
    stopping: Stopping | None = None,
) -> FastAPI:
    """Return the application; nothing is opened before it starts.

    Parameters
    ----------
    settings
        None: those of the environment and the configuration file.
    context
        Takes the place of the storage that the settings name.
    plans
        False: runs are taken in and wait; another process carries them out.
    stopping
        Told by whoever runs the process when it is about to end.
    """
    chosen = load_settings().settings if settings is None else settings

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service = await run_sync(
            lambda: open_service(chosen, context, plans=plans, stopping=stopping, metrics=app.state.metrics)
        )
        await run_sync(service.begin)
        keep_log_discreet()
        app.state.service = service
        yield
        await run_sync(service.end)

    app = FastAPI(
        title="Equishare",
        version=_version(),
        description=DESCRIPTION,
        lifespan=lifespan,
        **_NO_PAGES,
        separate_input_output_schemas=False,
        generate_unique_id_function=_operation_id,
        telemetry=_NO_REPORTS,
    )
    app.state.metrics = Metrics()
    # From the inside out.
    app.add_middleware(BodyLimit, most=MOST_BYTES, parts=MOST_PARTS)
    app.add_middleware(Callers)
    app.add_middleware(Defects)
    app.add_middleware(SecurityHeaders, hsts_seconds=chosen.hsts_seconds)
    app.add_middleware(Observing, observers=(app.state.metrics.observe, write_access_line))
    app.add_middleware(Tracing)
    add_handlers(app)
    for router in _V1:
        app.include_router(router, prefix=V1, dependencies=[Depends(plain_query)])
    for router in _BESIDE:
        app.include_router(router)
    documentation.mount_files(app)
    _use(app)
    return app


def _use(app: FastAPI) -> None:
    """Let the application show our OpenAPI text."""

    def openapi() -> dict[str, Any]:
        routes = [route for router in (*_V1, *_BESIDE) for route in router.routes if isinstance(route, APIRoute)]
        return describe(app, {route.name for route in routes if asks_who_calls(route.dependant)})

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend the text


def _operation_id(route: APIRoute) -> str:
    """Return the name of the handler: unique, and the name of the method in generated clients."""
    return route.name


def _version() -> str:
    try:
        return version("equishare")
    except PackageNotFoundError:
        return "0"
