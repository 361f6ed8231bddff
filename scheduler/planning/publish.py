"""Publication at the end of a run; what stands in its way is told, and the plan stays a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.access import system_actor
from scheduler.errors import ConflictError, OverlapError
from scheduler.services import schedules

if TYPE_CHECKING:
    from scheduler.services.context import Context


def publish_plan(context: Context, version: int) -> tuple[str, ...]:
    """Publish a plan with the program's own rights; return why it is still a draft, or nothing."""
    try:
        schedules.publish(context, system_actor(), version)
    except (ConflictError, OverlapError) as error:
        return (f"plan {version} is stored as a draft, not published: {error}",)
    return ()
