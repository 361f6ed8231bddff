"""What every service needs: a storage, a clock, a source of ids. Made once, when the program starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.clock import Clock
    from scheduler.domain.ids import IdSource
    from scheduler.storage.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """Handed to every service first."""

    #: Begins a transaction: `with context.unit_of_work() as uow: ... uow.commit()`.
    unit_of_work: UnitOfWorkFactory
    clock: Clock
    ids: IdSource
