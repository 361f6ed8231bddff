"""Every error as `application/problem+json` (RFC 9457): ours, the framework's own, and the ones nobody foresaw."""

import json
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.allow import methods_of
from api.catalogue import KINDS, OF_ERROR, OF_STATUS, Kind
from api.discretion import discreet
from api.faults import faults_of, faults_of_form
from api.schemas.problems import Fault, Problem
from api.tracing import TRACE_HEADER
from scheduler.errors import SchedulerError, TooManyError

PROBLEM_JSON = "application/problem+json"


class ApiError(Exception):
    """An error of a kind that only HTTP knows, such as a missing header."""

    def __init__(self, code: str, detail: str, faults: tuple[Fault, ...] = ()) -> None:
        self.kind = KINDS[code]
        self.faults = faults
        super().__init__(detail)


class NotModifiedError(Exception):
    """The caller has what it asks for already; `tag` is its ETag, in quotes."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        super().__init__(tag)


def add_handlers(app: FastAPI) -> None:
    """Let the application answer every error with a problem."""
    app.add_exception_handler(SchedulerError, _told)
    app.add_exception_handler(ApiError, _told)
    app.add_exception_handler(NotModifiedError, _not_modified)
    app.add_exception_handler(RequestValidationError, _bad_form)
    app.add_exception_handler(HTTPException, _of_framework)
    app.add_exception_handler(Exception, unforeseen)


_NO_PATH = "there is no such path; /docs shows all there are"


def failing(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI says about the errors of a path: these by name, any other as a problem too."""
    named: dict[int | str, str] = {status: _titles(status) for status in statuses}
    return {
        status: {"description": title, "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
        for status, title in (named | {"default": "Any other error"}).items()
    }


def _titles(status: int) -> str:
    return ", or: ".join(kind.title for kind in KINDS.values() if kind.status == status)


def _told(request: Request, error: Exception) -> Response:
    """Answer with what an error of ours says about itself."""
    if isinstance(error, ApiError):
        return problem(request, error.kind, str(error), error.faults)
    assert isinstance(error, SchedulerError)
    kind = next(OF_ERROR[each] for each in type(error).__mro__ if each in OF_ERROR)
    if kind.status >= 500:
        structlog.get_logger(__name__).error("not ready", trace_id=trace_id(request), reason=str(error))
        return problem(request, kind, "the reason is in the log under the trace id")
    answer = problem(request, kind, str(error), faults_of(error))
    if isinstance(error, TooManyError):
        answer.headers["Retry-After"] = str(error.seconds)
    return answer


def _not_modified(_: Request, error: Exception) -> Response:
    """Answer that nothing has changed since the caller asked last."""
    assert isinstance(error, NotModifiedError)
    return Response(status_code=304, headers={"ETag": error.tag})


def _bad_form(request: Request, error: Exception) -> Response:
    """Answer a request that does not have the form it should: no JSON at all, not sent as JSON, or a wrong key or value."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    faults = faults_of_form(found)
    kind = KINDS["invalid"]
    if any(each["type"] == "json_invalid" for each in found):
        kind = KINDS["malformed-json"]
    elif any(isinstance(each.get("input"), bytes) for each in found):
        kind = KINDS["not-json"]
    counted = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return problem(request, kind, f"{counted}; the first: {faults[0].pointer or '/'}: {faults[0].message}", faults)


def _of_framework(request: Request, error: Exception) -> Response:
    """Answer an error that the framework raised: unknown path, wrong method, too large a body."""
    assert isinstance(error, HTTPException)
    kind = OF_STATUS.get(error.status_code, KINDS["bad-request"])
    # The page of the kind says what to do; what the framework says is no more than the status once again.
    cure = _NO_PATH if kind.status == 404 else error.detail
    answer = problem(request, kind, f"{request.method} {request.url.path}: {cure}")
    answer.headers.update(error.headers or {})
    if methods := kind.status == 405 and methods_of(request.app, request.url.path):
        answer.headers["Allow"] = ", ".join(methods)
    return answer


def unforeseen(request: Request, error: Exception) -> Response:
    """Answer a defect, and write it to the log under the trace id."""
    structlog.get_logger(__name__).error("defect", trace_id=trace_id(request), exc_info=error)
    return problem(request, KINDS["internal"], "a defect of the service; it is in the log under the trace id")


def trace_id(request: Request) -> str:
    """Return the id under which the log knows this request."""
    return str(getattr(request.state, "trace_id", ""))


def problem(request: Request, kind: Kind, detail: str, faults: tuple[Fault, ...] = ()) -> Response:
    """Return a problem as an answer; ASCII on the wire, so that no text that was sent can break it."""
    told = Problem(
        type=f"{request.scope.get('root_path', '')}{kind.type}",
        title=kind.title,
        status=kind.status,
        detail=discreet(detail),
        errors=faults,
        trace_id=trace_id(request),
    )
    headers = {TRACE_HEADER: told.trace_id}
    if kind.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="equishare"'
    return Response(json.dumps(told.model_dump()), kind.status, headers, PROBLEM_JSON)
