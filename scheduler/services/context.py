"""What every service needs: a storage, a clock, a source of ids. Made once, when the program starts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scheduler.domain.change import Origin
from scheduler.storage.joining import joined
from scheduler.storage.recording import recording

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.clock import Clock
    from scheduler.domain.ids import IdSource
    from scheduler.storage.unit_of_work import UnitOfWork, UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """Handed to every service first."""

    #: Begins a transaction of the storage; services ask `unit_of_work` instead, which notes what they change.
    storage: UnitOfWorkFactory
    clock: Clock
    ids: IdSource
    #: Who acts, and by which door; written beside every change.
    origin: Origin = field(default_factory=Origin)
    #: The transaction that all of this context's are part of; None: each is one of its own.
    outer: UnitOfWork | None = None
    #: Called after every commit that changed something; it must not wait. None: nobody is told.
    changed: Callable[[], None] | None = None

    def unit_of_work(self, *, read_only: bool = False) -> UnitOfWork:
        """Begin a transaction: `with context.unit_of_work() as uow: ... uow.commit()`.

        A writer's changes are noted in it, with the origin of this context (`scheduler.storage.recording`).
        """
        if self.outer is not None:
            return joined(self.outer, read_only=read_only)
        begun = self.storage(read_only=read_only)
        return begun if read_only else recording(begun, self.clock, self.origin, self.changed)

    def acting(self, origin: Origin) -> Context:
        """Return the same park with another origin of what is changed."""
        return replace(self, origin=origin)

    def within(self, outer: UnitOfWork) -> Context:
        """Return the same park, whose transactions are all part of `outer`; whoever began that one commits it."""
        return replace(self, outer=outer)
