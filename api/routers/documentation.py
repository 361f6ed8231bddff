"""Pages for people: the front page, the documentation of the interface, every kind of problem; no key is asked for."""

from html import escape

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.staticfiles import StaticFiles

from api.catalogue import KINDS, Kind
from api.pages import DOCS_SCRIPT, docs_page, text_page
from scheduler.errors import NotFoundError

router = APIRouter(include_in_schema=False)


@router.get("/")
def get_front_page() -> RedirectResponse:
    """Lead people who have nothing but the address to the documentation."""
    return RedirectResponse("docs")


@router.get("/docs")
def get_documentation(request: Request) -> HTMLResponse:
    """Show the OpenAPI text, without the internet."""
    return docs_page(request.app.title, request.scope.get("root_path", ""))


@router.get("/docs/start.js")
def get_documentation_script() -> Response:
    """Start the page of the documentation."""
    return Response(DOCS_SCRIPT, media_type="text/javascript")


@router.get("/problems")
def list_problems() -> HTMLResponse:
    """List every kind of problem."""
    listed = (f'<p><a href="problems/{kind.code}">{escape(kind.title)}</a></p>' for kind in KINDS.values())
    return text_page("Problems", "".join(listed))


@router.get("/problems/{code}")
def get_problem(code: str) -> HTMLResponse:
    """Explain a kind of problem."""
    kind: Kind | None = KINDS.get(code)
    if kind is None:
        raise NotFoundError("kind of problem", code)
    told = f"<p>{escape(kind.meaning)}</p><p>Status {kind.status}, code <code>{kind.code}</code>.</p>"
    return text_page(kind.title, told)


def mount_files(app: FastAPI) -> None:
    """Serve the files of the documentation, which the package `fastapi-standalone-docs` brings."""
    for path, folder in (("/docs/fastapi", "static/fastapi"), ("/docs", "static/swagger")):
        app.mount(path, StaticFiles(packages=[("fastapi_standalone_docs", folder)]))
