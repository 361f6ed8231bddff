"""With what: tenant, machines, capabilities, families, skills."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.domain.booking import Operation, RequestTerms
    from scheduler.domain.rules.surroundings import Findings, Surroundings


def tenant_may_ask(terms: RequestTerms, around: Surroundings, found: Findings) -> None:
    """The tenant exists and is active."""
    tenant = around.tenants.get(terms.tenant_id)
    if not terms.tenant_id:
        found.refuse("tenant", "/tenant_id", "is missing", "name the tenant for whom this is asked")
    elif tenant is None:
        found.refuse("tenant", "/tenant_id", f"there is no tenant {terms.tenant_id!r}", "create it, or use another id")
    elif not tenant.active:
        found.refuse(
            "tenant", "/tenant_id", f"tenant {terms.tenant_id!r} is not active", "ask the operator to activate it"
        )


def machines_allowed(operation: Operation, at: str, tenant_id: str, around: Surroundings, found: Findings) -> None:
    """Every machine that is named exists, is in service, is open to the tenant and can process the family."""
    for index, alternative in enumerate(operation.alternatives):
        for number, machine_id in enumerate(alternative.machine_ids):
            pointer = f"{at}/alternatives/{index}/machine_ids/{number}"
            machine = around.machines.get(machine_id)
            if machine is None:
                found.refuse(
                    "machine_known", pointer, f"there is no machine {machine_id!r}", "see /machines for those there are"
                )
            elif not machine.active:
                found.refuse(
                    "machine_active", pointer, f"machine {machine_id!r} is out of service", "choose another machine"
                )
            elif not machine.is_open_to(tenant_id):
                found.refuse(
                    "machine_open",
                    pointer,
                    f"machine {machine_id!r} is not open to tenant {tenant_id!r}",
                    "choose another machine, or ask the operator to open it",
                )
            elif not around.can_process(machine, operation.family):
                taken = ", ".join(machine.families or ()) or "the families of its changeover table"
                found.refuse(
                    "family",
                    f"{at}/family",
                    f"machine {machine_id!r} cannot process family {operation.family!r}",
                    f"choose another machine, or one of {taken}",
                )


def capability_offered(operation: Operation, at: str, tenant_id: str, around: Surroundings, found: Findings) -> None:
    """At least one machine in service offers the capability, is open to the tenant and can process the family."""
    if operation.capability is None:
        return
    in_service = [m for m in around.machines.values() if m.active]
    offering = [m for m in in_service if m.capability == operation.capability]
    open_ones = [m for m in offering if m.is_open_to(tenant_id)]
    if not offering:
        offered = ", ".join(sorted({m.capability for m in in_service})) or "none"
        told, cure = f"no machine offers {operation.capability!r}", f"the park offers: {offered}"
        found.refuse("capability", f"{at}/capability", told, cure)
    elif not open_ones:
        told = f"no machine for {operation.capability!r} is open to tenant {tenant_id!r}"
        found.refuse("machine_open", f"{at}/capability", told, "ask the operator to open one")
    elif not any(around.can_process(m, operation.family) for m in open_ones):
        told = f"no machine for {operation.capability!r} can process family {operation.family!r}"
        found.refuse("family", f"{at}/family", told, f"choose a family of {', '.join(m.id for m in open_ones)}")


def skills_known(operation: Operation, at: str, around: Surroundings, found: Findings) -> None:
    """Every skill exists, is named once and at least one person of it is asked for."""
    seen: set[str] = set()
    for index, demand in enumerate(operation.skills):
        pointer = f"{at}/skills/{index}"
        if demand.skill_id not in around.skills:
            there = ", ".join(sorted(around.skills)) or "none"
            found.refuse(
                "skill", f"{pointer}/skill_id", f"there is no skill {demand.skill_id!r}", f"there are: {there}"
            )
        if demand.skill_id in seen:
            found.refuse("skill", f"{pointer}/skill_id", f"{demand.skill_id!r} is asked for twice", "add the people up")
        seen.add(demand.skill_id)
        if demand.people < 1:
            found.refuse("skill", f"{pointer}/people", f"{demand.people} people", "ask for at least 1")
