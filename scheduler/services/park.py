"""The catalogue: machines, tenants, skills, settings, policies; what has a name in place of an id is in `named`.

Over 150 lines because each kind has its create, change, get and list of a few lines, and the next kind is written by looking at them.
A change wants the version that the caller has seen; StaleVersionError tells that somebody else was quicker.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scheduler.domain.access import Action
from scheduler.domain.fairness_policy import FAIRNESS_POLICIES
from scheduler.domain.rules import catalogue
from scheduler.domain.rules.policies import check_policy
from scheduler.domain.seen import Seen
from scheduler.errors import NotFoundError
from scheduler.services.access import keep_apart, require
from scheduler.services.policies import as_told_to
from scheduler.services.surroundings import known, pass_or_refuse

if TYPE_CHECKING:
    from scheduler.domain.access import Actor
    from scheduler.domain.fairness_policy import FairnessPolicy
    from scheduler.domain.machine import Machine, Skill
    from scheduler.domain.park import ParkSettings
    from scheduler.domain.policy import BookingPolicy
    from scheduler.domain.tenant import Tenant
    from scheduler.services.context import Context
    from scheduler.storage.repositories import VersionedRows

_ANY = Seen()


def create_machine(ctx: Context, actor: Actor, machine: Machine) -> Machine:
    """Store a new machine.

    Raises
    ------
    AlreadyExistsError, RefusedError, ForbiddenError
    """
    require(actor, Action.MANAGE_PARK)
    with ctx.unit_of_work() as uow:
        pass_or_refuse(catalogue.check_machine(machine, known(uow)))
        first = replace(machine, version=1)
        uow.machines.add(first)
        uow.commit()
    return first


def update_machine(ctx: Context, actor: Actor, machine: Machine, expected_version: int | None) -> Machine:
    """Store a machine in place of its version `expected_version`; None: of whichever there is.

    Raises
    ------
    NotFoundError, StaleVersionError, RefusedError, ForbiddenError
    """
    require(actor, Action.MANAGE_PARK)
    with ctx.unit_of_work() as uow:
        pass_or_refuse(catalogue.check_machine(machine, known(uow)))
        changed = replace(machine, version=_following(uow.machines, machine.id, expected_version))
        uow.machines.update(changed)
        uow.commit()
    return changed


def get_machine(ctx: Context, actor: Actor, machine_id: str) -> Machine:
    """Return a machine; NotFoundError also for a tenant to whom it is not open."""
    require(actor, Action.SEE_PARK)
    with ctx.unit_of_work(read_only=True) as uow:
        machine = uow.machines.get(machine_id)
    if not _sees(actor, machine):
        raise NotFoundError("machine", machine_id)
    return _as_seen(actor, machine)


def list_machines(ctx: Context, actor: Actor) -> tuple[Machine, ...]:
    """Return the machines, by id; to a tenant those in service that are open to it."""
    require(actor, Action.SEE_PARK)
    with ctx.unit_of_work(read_only=True) as uow:
        return tuple(_as_seen(actor, machine) for machine in uow.machines.list() if _sees(actor, machine))


def create_tenant(ctx: Context, actor: Actor, tenant: Tenant) -> Tenant:
    """Store a new tenant.

    Raises
    ------
    AlreadyExistsError, RefusedError, ForbiddenError
    """
    require(actor, Action.MANAGE_PARK)
    pass_or_refuse(catalogue.check_tenant(tenant))
    first = replace(tenant, version=1)
    with ctx.unit_of_work() as uow:
        uow.tenants.add(first)
        uow.commit()
    return first


def update_tenant(ctx: Context, actor: Actor, tenant: Tenant, expected_version: int | None) -> Tenant:
    """Store a tenant in place of its version `expected_version`; None: of whichever there is.

    Raises
    ------
    NotFoundError, StaleVersionError, RefusedError, ForbiddenError
    """
    require(actor, Action.MANAGE_PARK)
    pass_or_refuse(catalogue.check_tenant(tenant))
    with ctx.unit_of_work() as uow:
        changed = replace(tenant, version=_following(uow.tenants, tenant.id, expected_version))
        uow.tenants.update(changed)
        uow.commit()
    return changed


def get_tenant(ctx: Context, actor: Actor, tenant_id: str) -> Tenant:
    """Return a tenant; NotFoundError also for another tenant."""
    require(actor, Action.SEE_PARK)
    keep_apart(actor, tenant_id, "tenant", tenant_id)
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.tenants.get(tenant_id)


def list_tenants(ctx: Context, actor: Actor) -> tuple[Tenant, ...]:
    """Return the tenants, by id; to a tenant itself only."""
    require(actor, Action.SEE_PARK)
    with ctx.unit_of_work(read_only=True) as uow:
        return tuple(tenant for tenant in uow.tenants.list() if actor.tenant_id in {None, tenant.id})


def create_skill(ctx: Context, actor: Actor, skill: Skill) -> Skill:
    """Store a new skill.

    Raises
    ------
    AlreadyExistsError, RefusedError, ForbiddenError
    """
    require(actor, Action.MANAGE_PARK)
    with ctx.unit_of_work() as uow:
        pass_or_refuse(catalogue.check_skill(skill, known(uow)))
        first = replace(skill, version=1)
        uow.skills.add(first)
        uow.commit()
    return first


def update_skill(ctx: Context, actor: Actor, skill: Skill, expected_version: int | None) -> Skill:
    """Store a skill in place of its version `expected_version`; None: of whichever there is.

    Raises
    ------
    NotFoundError, StaleVersionError, RefusedError, ForbiddenError
    """
    require(actor, Action.MANAGE_PARK)
    with ctx.unit_of_work() as uow:
        pass_or_refuse(catalogue.check_skill(skill, known(uow)))
        changed = replace(skill, version=_following(uow.skills, skill.id, expected_version))
        uow.skills.update(changed)
        uow.commit()
    return changed


def get_skill(ctx: Context, actor: Actor, skill_id: str) -> Skill:
    """Return a skill; NotFoundError."""
    require(actor, Action.SEE_PARK)
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.skills.get(skill_id)


def list_skills(ctx: Context, actor: Actor) -> tuple[Skill, ...]:
    """Return the skills, by id."""
    require(actor, Action.SEE_PARK)
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.skills.list()


def get_settings(ctx: Context, actor: Actor) -> ParkSettings:
    """Return what is said about the whole park."""
    require(actor, Action.SEE_PARK)
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.settings.get()


def put_settings(ctx: Context, actor: Actor, settings: ParkSettings, seen: Seen = _ANY) -> ParkSettings:
    """Store what is said about the whole park; StaleVersionError, RefusedError, ForbiddenError."""
    require(actor, Action.MANAGE_PARK)
    pass_or_refuse(catalogue.check_settings(settings))
    with ctx.unit_of_work() as uow:
        seen.check("park", "park", uow.settings.get())
        uow.settings.put(settings)
        uow.commit()
    return settings


def add_policy(ctx: Context, actor: Actor, policy: BookingPolicy) -> BookingPolicy:
    """Store the next version of the booking policy, whatever version it carries; RefusedError, ForbiddenError."""
    require(actor, Action.MANAGE_PARK)
    with ctx.unit_of_work() as uow:
        pass_or_refuse(check_policy(policy, known(uow)))
        following = replace(policy, version=uow.policies.current().version + 1)
        uow.policies.add(following)
        uow.commit()
    return following


def current_policy(ctx: Context, actor: Actor) -> BookingPolicy:
    """Return the booking policy in force; to a tenant without what is said of the others."""
    require(actor, Action.SEE_PARK)
    with ctx.unit_of_work(read_only=True) as uow:
        return as_told_to(actor, uow.policies.current())


def fairness_policies(ctx: Context, actor: Actor) -> tuple[FairnessPolicy, ...]:  # noqa: ARG001 - as all services
    """Return every version of the fairness policy that the program knows, oldest first."""
    require(actor, Action.SEE_PARK)
    return FAIRNESS_POLICIES


def _following(table: VersionedRows[Any], key: str, expected_version: int | None) -> int:
    """Return the version that a change of `expected_version` makes, or of the stored one where any will do."""
    before: int = table.get(key).version if expected_version is None else expected_version
    return before + 1


def _sees(actor: Actor, machine: Machine) -> bool:
    return actor.tenant_id is None or (machine.active and machine.is_open_to(actor.tenant_id))


def _as_seen(actor: Actor, machine: Machine) -> Machine:
    """Return a machine without the names of the other tenants that may use it."""
    if actor.tenant_id is None or machine.open_to is None:
        return machine
    return replace(machine, open_to=(actor.tenant_id,))
