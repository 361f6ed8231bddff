"""How a caller watches a solve: an object whose methods do nothing until they are overridden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.schedule import Schedule


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """Where a solve stands. `value` and `bound` belong to `tier`; None while unknown."""

    #: Seconds since the solve began, and its budget.
    seconds: float
    budget: float
    #: `construct`, `bound`, `improve`, `prove`, `verify`.
    phase: str
    tier: str
    value: int | None
    bound: int | None
    #: Jobs placed in the incumbent.
    placed: int


class Observer:
    """Watches a solve; every method may come from another thread, and must be quick."""

    def on_progress(self, progress: Progress) -> None:
        """A new incumbent, a new bound or a new phase."""

    def on_incumbent(self, schedule: Schedule, value: int) -> None:
        """A better schedule was found; `value` is its utilization."""
