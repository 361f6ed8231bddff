"""Every storage there is, by name; a new one joins the contract and the stateful test by standing here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.storage.memory import MemoryStorage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scheduler.storage.unit_of_work import UnitOfWorkFactory


def memory(_: Path) -> UnitOfWorkFactory:
    """Return an empty park in memory."""
    return MemoryStorage().unit_of_work


def storages() -> dict[str, Callable[[Path], UnitOfWorkFactory]]:
    """Return for each storage how to make an empty park, given an empty folder."""
    return {"memory": memory}
