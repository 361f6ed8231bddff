"""How much of a list is handed out at once."""

from __future__ import annotations

from scheduler.domain.pages import HIGHEST_LIMIT
from scheduler.domain.refusal import Refusal
from scheduler.errors import RefusedError


def check_limit(limit: int) -> None:
    """Raise RefusedError for a page of no items or of too many."""
    if not 1 <= limit <= HIGHEST_LIMIT:
        told, cure = f"a page of {limit} items", f"ask for 1 to {HIGHEST_LIMIT}"
        raise RefusedError((Refusal(rule="limit", pointer="/limit", message=told, cure=cure),))
