"""Answers that need not be sent again: the header `If-None-Match` (RFC 9110, 13.1.2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request

_TAG = re.compile(r'(?:W/)?("[^"]*")')


def has_it_already(request: Request, tag: str) -> bool:
    """Return whether the caller holds what has this tag, in quotes; a weak tag counts like a strong one, as for any GET."""
    told = ",".join(request.headers.getlist("if-none-match"))
    return told.strip() == "*" or tag in _TAG.findall(told)
