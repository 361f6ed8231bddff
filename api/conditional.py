"""Versions in headers (RFC 9110, 13): `ETag` says which state an answer shows, `If-Match` which one a change is meant for, `If-None-Match` what the caller has.

Which changes ask for `If-Match`: those that a stale view could do harm with. A step that is taken from one status alone is refused by the table of
statuses, and what is never changed cannot be stale.
"""

import re
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Request, Response

from api.errors import ApiError, NotModifiedError
from api.schemas.problems import Fault
from scheduler.domain.seen import Seen, state_tag

T = TypeVar("T")

_TAG = re.compile(r'(?:W/)?("[^"]*")')
_VERSION = re.compile(r'"(\d{1,9})"', re.ASCII)
_STATE = re.compile(r'"([0-9a-z-]{1,40})"', re.ASCII)
_ANY = "*"
_Told = Annotated[
    str | None,
    Header(alias="If-Match", description="ETag of what was seen and is to be changed; `*`: whatever there is."),
]
_Kept = Annotated[
    str | None,
    Header(alias="If-None-Match", description="ETags of what the caller has; if one still holds, the answer is 304."),
]
_Nothing = Annotated[
    str | None, Header(alias="If-None-Match", description="`*`: store it only if nothing is there under that name.")
]


def has_it_already(request: Request, tag: str) -> bool:
    """Return whether the caller holds what has this tag, in quotes; a weak tag counts like a strong one, as for any GET."""
    told = ",".join(request.headers.getlist("if-none-match"))
    return told.strip() == _ANY or tag in _TAG.findall(told)


def tag(response: Response, thing: T) -> T:
    """Tell the state of a thing in the header ETag, and return the thing."""
    response.headers["ETag"] = f'"{state_tag(thing)}"'
    return thing


class Showing:
    """Shows one thing with its ETag, unless the caller has it already."""

    def __init__(self, request: Request, response: Response) -> None:
        self._request, self._response = request, response

    def __call__(self, thing: T) -> T:
        """Return the thing; NotModifiedError where the caller has it."""
        told = f'"{state_tag(thing)}"'
        if has_it_already(self._request, told):
            raise NotModifiedError(told)
        return tag(self._response, thing)


async def showing(request: Request, response: Response, if_none_match: _Kept = None) -> Showing:
    """Return how the one thing of this path is shown."""
    del if_none_match  # read from the request, which may say it in several lines
    return Showing(request, response)


async def expected_version(if_match: _Told = None) -> int | None:
    """Return the version that a change is meant for, None for any; ApiError where neither is told."""
    if if_match is None:
        raise _missing("If-Match")
    return _version(if_match)


async def expected_version_if_told(if_match: _Told = None) -> int | None:
    """Return the version that a change is meant for, None where any will do."""
    return None if if_match is None else _version(if_match)


async def expected_state(if_match: _Told = None) -> Seen:
    """Return the state that a change is meant for; ApiError where none is told."""
    if if_match is None:
        raise _missing("If-Match")
    return _state(if_match)


async def expected_state_if_told(if_match: _Told = None) -> Seen | None:
    """Return the state that a change is meant for, None where any will do."""
    return None if if_match is None else _state(if_match)


async def expected_state_or_nothing(if_match: _Told = None, if_none_match: _Nothing = None) -> Seen:
    """Return the state that a change is meant for, or that nothing is there yet; ApiError where neither is told."""
    if if_match is not None:
        return _state(if_match)
    if if_none_match is None:
        raise _missing("If-Match", " or, for a new one, If-None-Match: *")
    if if_none_match.strip() != _ANY:
        fault = Fault(
            pointer="/If-None-Match", code="etag", message="is not *", cure="send If-None-Match: *, or If-Match"
        )
        raise ApiError("invalid", "the header If-None-Match of a change can only be *", (fault,))
    return Seen(absent=True)


def required(seen: T | None) -> T:
    """Return what was seen; ApiError where the caller does not say."""
    if seen is None:
        raise _missing("If-Match")
    return seen


def _missing(header: str, otherwise: str = "") -> ApiError:
    cure = f'send {header} with the ETag of what you read, such as "3"{otherwise}'
    fault = Fault(pointer=f"/{header}", code="missing", message=f"the header {header} is missing", cure=cure)
    return ApiError("precondition-required", f"the header {header} is missing", (fault,))


def _version(told: str) -> int | None:
    return None if told.strip() == _ANY else int(_read(_VERSION, told))


def _state(told: str) -> Seen:
    return Seen() if told.strip() == _ANY else Seen(tag=_read(_STATE, told))


def _read(form: re.Pattern[str], told: str) -> str:
    found = form.fullmatch(told.strip())
    if found is None:
        fault = Fault(pointer="/If-Match", code="etag", message="is no ETag of ours", cure='send one such as "3"')
        raise ApiError("invalid", "the header If-Match has no ETag of ours", (fault,))
    return found[1]


Show = Annotated[Showing, Depends(showing)]
IfMatch = Annotated[int | None, Depends(expected_version)]
IfMatchAny = Annotated[int | None, Depends(expected_version_if_told)]
IfMatchState = Annotated[Seen, Depends(expected_state)]
IfMatchStateAny = Annotated[Seen | None, Depends(expected_state_if_told)]
IfMatchOrNew = Annotated[Seen, Depends(expected_state_or_nothing)]
#: What a GET of one thing answers where the caller has it already.
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Not changed"}}
