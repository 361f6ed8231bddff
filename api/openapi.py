"""The OpenAPI text: what FastAPI finds in the signatures, and what it cannot know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi

from api.cookies import SESSION_COOKIE
from api.schemas.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Collection

    from fastapi import FastAPI

DESCRIPTION = """\
Fair, full and provable schedules for machines that many companies share.

Times are RFC 3339 with an offset, durations ISO 8601, intervals half-open. Keys that are not known are refused. Lists come in pages: give \
`next` back as `cursor`. Every error is `application/problem+json`. Send `Authorization: Bearer es_...`, and `Idempotency-Key` with whatever \
creates something: sent again with the same key it is answered again and not done again.
"""
_HEADERS = {
    "Location": {"description": "Path of the new thing.", "schema": {"type": "string"}},
    "ETag": {"description": "Its version.", "schema": {"type": "string"}},
}
#: How callers say who they are; what a route asks is no dependency of the framework's, which would look for both anew in each call.
_SCHEMES = {
    "key": {
        "type": "http",
        "description": "An API key of the park; the operator makes them.",
        "scheme": "bearer",
        "bearerFormat": "es_...",
    },
    "session": {
        "type": "apiKey",
        "description": "The cookie of somebody who signed in; changes need `Sec-Fetch-Site: same-origin`, or an `Origin` of this service.",
        "in": "cookie",
        "name": SESSION_COOKIE,
    },
}
_REFERENCE = "#/components/schemas/{model}"


def describe(app: FastAPI, known_only: Collection[str]) -> dict[str, Any]:
    """Return the OpenAPI text of the application, made once; `known_only`: the operations that ask who calls."""
    if app.openapi_schema is None:
        text = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
        )
        schemas = text.setdefault("components", {}).setdefault("schemas", {})
        problem = Problem.model_json_schema(ref_template=_REFERENCE)
        schemas |= problem.pop("$defs") | {"Problem": problem}
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        for path in text["paths"].values():
            for operation in path.values():
                _say_what_it_does(operation)
                _tell_headers(operation)
                if operation["operationId"] in known_only:
                    operation["security"] = [{name: []} for name in _SCHEMES]
        text["components"]["securitySchemes"] = _SCHEMES
        text["components"]["schemas"] = dict(sorted(schemas.items()))
        app.openapi_schema = text
    return app.openapi_schema


def _say_what_it_does(operation: dict[str, Any]) -> None:
    """Make the first line of the handler's docstring the summary, in place of the handler's name in capitals."""
    summary, _, more = operation.pop("description").partition("\n\n")
    operation["summary"] = summary.rstrip(".")
    if more:
        operation["description"] = more


def _tell_headers(operation: dict[str, Any]) -> None:
    versioned = "304" in operation["responses"] or any(p["name"] == "If-Match" for p in operation.get("parameters", ()))
    for status, answer in operation["responses"].items():
        if status in {"201", "202"}:
            answer["headers"] = _HEADERS
        elif versioned and status in {"200", "304"}:
            answer["headers"] = {"ETag": _HEADERS["ETag"]}
