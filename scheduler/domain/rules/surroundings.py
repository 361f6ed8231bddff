"""What the rules look at beside the thing they judge, and where they write what they find."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler.domain.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from scheduler.domain.machine import ChangeoverTable, Machine, Skill
    from scheduler.domain.policy import BookingPolicy
    from scheduler.domain.tenant import Tenant


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """The park at one moment, by id and name."""

    now: datetime
    policy: BookingPolicy
    tenants: Mapping[str, Tenant]
    machines: Mapping[str, Machine]
    skills: Mapping[str, Skill]
    changeover_tables: Mapping[str, ChangeoverTable]

    def can_process(self, machine: Machine, family: str | None) -> bool:
        """Return whether a machine can process a family: it takes it, and its changeover table knows it."""
        if family is None:
            return True
        table = None if machine.changeover_table is None else self.changeover_tables.get(machine.changeover_table)
        return (machine.families is None or family in machine.families) and (table is None or family in table.families)


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
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"
