"""The machines as requests see them: by id, by capability, and the standard one that all work is measured on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.domain.machine import Machine

_STANDARD_SPEED = 100


class Catalogue:
    """The machines of a park, in service or not."""

    def __init__(self, machines: Iterable[Machine]) -> None:
        self._by_id = {machine.id: machine for machine in machines}
        self._by_capability: dict[str, list[Machine]] = {}
        for machine in self._by_id.values():
            self._by_capability.setdefault(machine.capability, []).append(machine)

    def find(self, machine_id: str) -> Machine | None:
        """Return a machine by id, or None."""
        return self._by_id.get(machine_id)

    def offering(self, capability: str) -> tuple[Machine, ...]:
        """Return the machines that have a capability, by id."""
        return tuple(sorted(self._by_capability.get(capability, ()), key=lambda machine: machine.id))

    def standard_weight(self, capability: str) -> int:
        """Return what an hour on the standard machine of a capability is worth.

        The standard machine is the one whose speed is nearest to 100 percent, the first by id where several are; out of service or not,
        so that a repair does not change what work is worth. 1 where no machine has the capability.
        """
        offering = self._by_capability.get(capability)
        if not offering:
            return 1
        return min(offering, key=lambda m: (abs(m.speed_percent - _STANDARD_SPEED), m.id)).cost_weight
