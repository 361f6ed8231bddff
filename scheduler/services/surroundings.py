"""What the rules need to know, read from a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.machine import ROUND_THE_CLOCK
from scheduler.domain.rules.catalogue import Known
from scheduler.domain.rules.surroundings import Surroundings
from scheduler.errors import RefusedError

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.refusal import Refusal
    from scheduler.storage.unit_of_work import UnitOfWork


def surroundings(uow: UnitOfWork, now: datetime) -> Surroundings:
    """Return the park as the rules for booking requests see it."""
    return Surroundings(
        now=now,
        policy=uow.policies.current(),
        tenants={tenant.id: tenant for tenant in uow.tenants.list()},
        machines={machine.id: machine for machine in uow.machines.list()},
        skills={skill.id: skill for skill in uow.skills.list()},
        changeover_tables={table.name: table for table in uow.changeover_tables.list()},
    )


def known(uow: UnitOfWork) -> Known:
    """Return the names that catalogue data may refer to."""
    return Known(
        shift_patterns=frozenset(p.name for p in uow.shift_patterns.list()) | {ROUND_THE_CLOCK},
        changeover_tables={table.name: table for table in uow.changeover_tables.list()},
        tenants=frozenset(tenant.id for tenant in uow.tenants.list()),
        machines=frozenset(machine.id for machine in uow.machines.list()),
    )


def pass_or_refuse(refusals: tuple[Refusal, ...]) -> None:
    """Raise RefusedError with the refusals, if there are any."""
    if refusals:
        raise RefusedError(refusals)
