"""Work that may not run in the hours of a tariff is planned outside of them: its ways are narrowed to the other hours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.domain.calendar import intersect_periods, subtract_periods
from scheduler.domain.rules.tariffs import barred_tariffs
from scheduler.domain.tariff import Tariff, hours_of
from scheduler.domain.usage import capabilities_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scheduler.domain.booking import BookingRequest
    from scheduler.domain.calendar import Period
    from scheduler.domain.machine import Machine
    from scheduler.domain.plan import Window
    from scheduler.domain.policy import BookingPolicy
    from scheduler.planning.snapshot import ParkSnapshot
    from scheduler.planning.ways import Way


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenHours:
    """The hours of a window by tariff, and the policy that keeps work out of some."""

    policy: BookingPolicy
    machines: Mapping[str, Machine]
    window: Period
    #: Empty where the policy has no such rule.
    hours: Mapping[Tariff, tuple[Period, ...]]

    def narrow(self, ways: Sequence[Way], request: BookingRequest, operation: int) -> tuple[Way, ...]:
        """Return the ways of an operation with their processing kept out of the hours that are barred to it."""
        barred = self._barred(request, operation)
        if not barred:
            return tuple(ways)
        free = subtract_periods((self.window,), (period for tariff in barred for period in self.hours[tariff]))
        return tuple(
            replace(way, windows=free if way.windows is None else intersect_periods(free, way.windows)) for way in ways
        )

    def _barred(self, request: BookingRequest, operation: int) -> frozenset[Tariff]:
        """Return the tariffs that are barred to an operation; none where the operator set the rule aside."""
        overridden = request.override is not None and "tariff" in request.override.rules
        if not self.hours or overridden:
            return frozenset()
        capabilities = capabilities_of(request.operations[operation], self.machines)
        return barred_tariffs(request, capabilities, self.policy)


def open_hours(snapshot: ParkSnapshot, window: Window) -> OpenHours:
    """Return the hours of a planning window."""
    policy, zone = snapshot.policy, snapshot.calendar.zone
    barred = {rule.tariff for rule in policy.tariff_rules}
    return OpenHours(
        policy=policy,
        machines={machine.id: machine for machine in snapshot.machines},
        window=(window.start, window.end),
        hours={tariff: hours_of({tariff}, policy.tariffs, window.start, window.end, zone) for tariff in barred},
    )
