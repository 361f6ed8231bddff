"""What the rules look at beside the thing they judge, and where they write what they find."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.domain.entitlement import share_at
from scheduler.domain.refusal import Refusal
from scheduler.domain.rules.tally import Tally
from scheduler.domain.usage import capabilities_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from scheduler.domain.booking import Operation, RequestTerms
    from scheduler.domain.entitlement import Entitlement
    from scheduler.domain.machine import ChangeoverTable, Machine, Skill
    from scheduler.domain.policy import BookingPolicy, Limits
    from scheduler.domain.tenant import Tenant

_UTC = "UTC"


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """The park at one moment, by id and name."""

    now: datetime
    policy: BookingPolicy
    tenants: Mapping[str, Tenant]
    machines: Mapping[str, Machine]
    skills: Mapping[str, Skill]
    changeover_tables: Mapping[str, ChangeoverTable]
    #: The park's.
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(_UTC))
    #: Of the tenants that ask.
    entitlements: tuple[Entitlement, ...] = ()
    #: What the tenants that ask have had of their hours.
    tally: Tally = field(default_factory=lambda: Tally(frozenset(), ZoneInfo(_UTC)))

    def can_process(self, machine: Machine, family: str | None) -> bool:
        """Return whether a machine can process a family: it takes it, and its changeover table knows it."""
        if family is None:
            return True
        table = None if machine.changeover_table is None else self.changeover_tables.get(machine.changeover_table)
        return (machine.families is None or family in machine.families) and (table is None or family in table.families)

    def capabilities_of(self, operation: Operation) -> frozenset[str]:
        """Return the capabilities that an operation needs, or may need."""
        return capabilities_of(operation, self.machines)

    def limits_of(self, *operations: Operation) -> Limits:
        """Return the figures that hold for some operations together: where their capabilities differ, the strictest."""
        capabilities = {capability for each in operations for capability in self.capabilities_of(each) or ("",)}
        return self.policy.limits_for(capabilities)

    def not_before(self, terms: RequestTerms) -> datetime:
        """Return when the work of a request could begin: at its earliest start, or once the notice has passed."""
        start = terms.earliest_start
        return max(self.now, start or self.now + self.limits_of(*terms.operations).notice)

    def share_of(self, tenant: Tenant, moment: datetime) -> int:
        """Return the share of a tenant at a moment."""
        return share_at(tenant, self.entitlements, moment)


@dataclass(frozen=True, slots=True)
class Findings:
    """Collects refusals; a rule goes on after one, so that all are told at once."""

    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, rule: str, pointer: str, message: str, cure: str) -> None:
        """Write down one refusal."""
        self.refusals.append(Refusal(rule=rule, pointer=pointer, message=message, cure=cure))


def words(length: timedelta) -> str:
    """Return a length for people, such as `1 d 2 h 30 min`; seconds only where there are any."""
    if length.total_seconds() < 0:
        return f"-{words(-length)}"
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return _listed((days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s"))


def hour_words(length: timedelta) -> str:
    """Return an amount of work for people, in hours however many: `30 h`, `3 h 30 min`."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return _listed((hours, "h"), (minutes, "min"), (seconds, "s"))


def _listed(*parts: tuple[int, str]) -> str:
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"
