"""Status machines as tables: which status may follow which. One class, one place that refuses a step."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from scheduler.errors import IllegalTransitionError

if TYPE_CHECKING:
    from collections.abc import Mapping

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class StatusMachine(Generic[S]):
    """The steps that a kind of thing may take."""

    #: What it is called in messages, such as `reservation`.
    kind: str
    #: For every status those that may follow it; empty: final.
    steps: Mapping[S, tuple[S, ...]]

    def transition(self, source: S, target: S) -> S:
        """Return `target`.

        Raises
        ------
        IllegalTransitionError
            When the table has no step from `source` to `target`; staying is no step.
        """
        allowed = self.steps[source]
        if target not in allowed:
            raise IllegalTransitionError(self.kind, source.value, target.value, tuple(s.value for s in allowed))
        return target

    def may_become(self, source: S, target: S) -> bool:
        """Return whether there is a step from `source` to `target`."""
        return target in self.steps[source]

    def is_final(self, status: S) -> bool:
        """Return whether nothing may follow `status`."""
        return not self.steps[status]
