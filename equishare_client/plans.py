"""`client.schedules`: the plan that holds, and the one that might."""

from __future__ import annotations

from typing import TYPE_CHECKING

from equishare_client.resources.schedules import SchedulesResource

if TYPE_CHECKING:
    from equishare_client.models import Schedule


class Schedules(SchedulesResource):
    """Schedules by number, or by what they are."""

    def published(self) -> Schedule:
        """Show the plan that holds; NotFoundError where none was ever published."""
        return self.get("published")

    def draft(self) -> Schedule:
        """Show the youngest draft; NotFoundError where there is none."""
        return self.get("draft")
