"""Requests that no problem can hold, with the reason for people and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.booking import UnplacedReason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.domain.booking import Operation


class SetAsideError(Exception):
    """A request that no problem can hold; carries the reason, for people and programs."""

    def __init__(self, code: str, message: str, machine_ids: Iterable[str] = ()) -> None:
        self.reason = UnplacedReason(code=code, message=message, machine_ids=tuple(machine_ids))
        super().__init__(message)


def nobody_offers(index: int, operation: Operation) -> SetAsideError:
    """Say what was looked for and not found."""
    if operation.capability is not None:
        wanted = f"offers {operation.capability!r}"
    else:
        named = sorted({machine for way in operation.alternatives for machine in way.machine_ids})
        wanted = f"of {', '.join(named)}"
    family = "" if operation.family is None else f" and can process {operation.family!r}"
    told = f"operation {index + 1}: no machine in service {wanted}, is open to the tenant{family}"
    return SetAsideError("no_machine", told)
