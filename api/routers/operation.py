"""`/healthz` and `/readyz` for whoever runs the service, `/problems` for whoever meets an error; no key is asked for."""

from html import escape

from fastapi import APIRouter
from starlette.responses import HTMLResponse, RedirectResponse

from api.catalogue import KINDS, Kind
from api.dependencies import Running
from api.errors import ApiError, failing
from api.schemas.health import Health
from scheduler.errors import NotFoundError

router = APIRouter(tags=["operation"])


@router.get("/healthz", responses=failing())
def get_health() -> Health:
    """Tell that the process answers."""
    return Health(status="ok")


@router.get("/readyz", responses=failing(503))
def get_readiness(running: Running) -> Health:
    """Tell that the database can be read and that the worker plans."""
    if running.worker is not None and not running.worker.is_alive:
        raise ApiError("unavailable", "the worker that plans has ended")
    try:
        with running.context.unit_of_work(read_only=True) as uow:
            uow.settings.get()
    except Exception as error:
        raise ApiError("unavailable", "the database cannot be read") from error
    return Health(status="ok")


@router.get("/", include_in_schema=False)
def get_front_page() -> RedirectResponse:
    """Lead people who have nothing but the address to the documentation."""
    return RedirectResponse("docs")


@router.get("/problems", include_in_schema=False)
def list_problems() -> HTMLResponse:
    """List every kind of problem."""
    return _page(
        "Problems", "".join(f'<p><a href="problems/{k.code}">{escape(k.title)}</a></p>' for k in KINDS.values())
    )


@router.get("/problems/{code}", include_in_schema=False)
def get_problem(code: str) -> HTMLResponse:
    """Explain a kind of problem."""
    kind: Kind | None = KINDS.get(code)
    if kind is None:
        raise NotFoundError("kind of problem", code)
    return _page(
        kind.title, f"<p>{escape(kind.meaning)}</p><p>Status {kind.status}, code <code>{kind.code}</code>.</p>"
    )


def _page(title: str, body: str) -> HTMLResponse:
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<body style="font-family: sans-serif; max-width: 40em; margin: 2em"><h1>{escape(title)}</h1>{body}</body></html>'
    )
