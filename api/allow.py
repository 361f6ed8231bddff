"""Which methods a path has, for the header `Allow` of a 405; the framework names those of the first route that fits only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import compile_path

if TYPE_CHECKING:
    from fastapi import FastAPI


def methods_of(app: FastAPI, path: str) -> tuple[str, ...]:
    """Return the methods of a path that OpenAPI knows, in capitals; none for one that it does not."""
    fitting = (methods for template, methods in app.openapi()["paths"].items() if compile_path(template)[0].match(path))
    return tuple(sorted({method.upper() for methods in fitting for method in methods}))
