"""One line of log for every request: what was asked of which route by whom, and what came of it. Never a key, a body or a query."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from api.observing import Answered

#: Ids that we made; what else stands in a path is the caller's own text, and stays out of the log.
_OURS = re.compile(r"[a-z]{2,4}_[0-9a-z]{6,26}")


def write_access_line(seen: Answered) -> None:
    """Write the line of a request that is over; those that failed by our fault are errors."""
    facts = {
        "tenant": None if seen.actor is None else seen.actor.tenant_id,
        "key": None if seen.actor is None else seen.actor.key_id,
        "account": None if seen.actor is None else seen.actor.account_id,
        "run": _ours(seen.path_params.get("run_id")) or (seen.made if (seen.made or "").startswith("run_") else None),
        "made": _ours(seen.made),
    }
    log = structlog.get_logger("api.access")
    (log.error if (seen.status or 0) >= 500 else log.info)(
        "request",
        method=seen.method,
        route=seen.route,
        status=seen.status,
        ms=round(seen.seconds * 1000, 1),
        trace_id=seen.trace_id,
        **{name: value for name, value in facts.items() if value is not None},
    )


def _ours(text: str | None) -> str | None:
    return text if text is not None and _OURS.fullmatch(text) else None
