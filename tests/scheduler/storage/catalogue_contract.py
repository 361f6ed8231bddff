"""What every storage promises of the catalogue.

Over 150 lines because it is the specification of these tables, read as one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.booking import PriorityClass
from scheduler.domain.calendar import DayOverride, LocalSpan, ShiftPattern
from scheduler.domain.entitlement import Entitlement
from scheduler.domain.machine import ChangeoverTable, Skill, SkillShift
from scheduler.domain.park import ParkSettings, Travel
from scheduler.domain.policy import (
    Allowance,
    BookingPolicy,
    CapabilityLimits,
    QualificationNeed,
    Quota,
    QuotaPeriod,
)
from scheduler.domain.tariff import Tariff, TariffHours, TariffRule
from scheduler.domain.tenant import Qualification, Tenant
from scheduler.domain.time_off import Closure, Outage, OutageKind
from scheduler.errors import AlreadyExistsError, NotFoundError, StaleVersionError
from tests.scheduler.builders import NOW, at, hours, make_machine
from tests.scheduler.storage.values import stored

if TYPE_CHECKING:
    from scheduler.storage.unit_of_work import UnitOfWork, UnitOfWorkFactory


class CatalogueContract:
    """Machines, tenants, skills, patterns, tables, time off, settings, policies, entitlements."""

    def test_machines_and_their_tables_come_back_as_they_were(self, uow_factory: UnitOfWorkFactory) -> None:
        """A field that a storage forgets would otherwise be lost in silence."""
        pattern = ShiftPattern(name="day", weekly=((LocalSpan(time(8), time(17, 30)),),) * 5 + ((), ()))
        table = ChangeoverTable(name="gas", families=("N2", "O2"), minutes=((0, 15), (20, 0)))
        machine = make_machine(
            name="激光切割机 1", name_en="Laser 1", site="W1", cost_weight=3, shift_pattern="day", speed_percent=120,
            families=("O2", "N2"), changeover_table="gas", initial_family="N2", setup=timedelta(minutes=10),
            teardown=timedelta(minutes=5), open_to=("bob", "ada"), active=False,
        )  # fmt: skip
        shifts = (SkillShift(shift_pattern="day", people=2), SkillShift(shift_pattern="24/7", people=1))
        skill = Skill(id="inspector", name="质检", name_en="", shifts=shifts)
        held = (Qualification(name="laser-4", until=NOW.date()), Qualification(name="crane"))
        ada = Tenant(id="ada", name="甲", name_en="Ada", share=3, max_concurrent=2, active=False, qualifications=held)

        def write(uow: UnitOfWork) -> None:
            uow.shift_patterns.put(pattern)
            uow.changeover_tables.put(table)
            uow.tenants.add(ada)
            uow.tenants.add(Tenant(id="bob", name="Bob"))
            uow.machines.add(machine)
            uow.skills.add(skill)

        with stored(uow_factory, write) as uow:
            assert uow.shift_patterns.find("day") == pattern
            assert uow.changeover_tables.find("gas") == table
            assert uow.tenants.get("ada") == ada
            assert uow.machines.get("cut-1") == machine
            assert uow.skills.get("inspector") == skill

    def test_the_park_and_its_days_come_back_as_they_were(self, uow_factory: UnitOfWorkFactory) -> None:
        """A field that a storage forgets would otherwise be lost in silence."""
        closure = Closure(id="cl_1", start=at(1), end=at(2), reason="停电", machine_ids=("cut-1",))
        outage = Outage(id="ou_1", machine_id="cut-1", start=at(1), end=at(2), kind=OutageKind.MAINTENANCE, reason="x")
        settings = ParkSettings(
            name="园区", zone="Europe/Berlin", holiday_region=None,
            day_overrides=(DayOverride(day=NOW.date(), is_open=True),),
            travel=(Travel(from_site="W1", to_site="W2", duration=timedelta(minutes=20)),),
        )  # fmt: skip
        policy = BookingPolicy(
            version=2, notice=hours(1), horizon=hours(100), cancel_notice=hours(2),
            limits=(CapabilityLimits(capability="cutting", longest=hours(4)),),
            quotas=(Quota(period=QuotaPeriod.WEEK, allowed=hours(10), tenant_id="ada", per_share=True),),
            outstanding=(Allowance(capability="cutting", allowed=hours(40)),),
            qualifications=(QualificationNeed(capability="cutting", qualification="laser-4", issued_by="安全办"),),
            tariffs=(TariffHours(tariff=Tariff.PEAK, weekdays=(1, 5), start=time(8), end=time(11), percent=150),),
            tariff_rules=(TariffRule(tariff=Tariff.PEAK, priorities=(PriorityClass.NORMAL,), opt_in=True),),
        )  # fmt: skip
        promise = Entitlement(id="en_1", tenant_id="ada", share=5, start=at(0), end=None, note="contract")

        def write(uow: UnitOfWork) -> None:
            uow.settings.put(settings)
            uow.tenants.add(Tenant(id="ada", name="Ada"))
            uow.machines.add(make_machine("cut-1"))
            uow.closures.put(closure)
            uow.outages.put(outage)
            uow.policies.add(policy)
            uow.entitlements.add(promise)

        with stored(uow_factory, write) as uow:
            assert uow.settings.get() == settings
            assert uow.closures.find("cl_1") == closure
            assert uow.outages.find("ou_1") == outage
            assert uow.policies.current() == policy
            assert uow.entitlements.list("ada") == (promise,)

    def test_none_and_nothing_are_kept_apart(self, uow_factory: UnitOfWorkFactory) -> None:
        """A machine open to nobody would otherwise open to all, a park-wide closure close no machine."""

        def write(uow: UnitOfWork) -> None:
            uow.machines.add(make_machine("closed", open_to=(), families=()))
            uow.machines.add(make_machine("open"))
            uow.closures.put(Closure(id="cl_1", start=at(1), end=at(2)))

        with stored(uow_factory, write) as uow:
            assert (uow.machines.get("closed").open_to, uow.machines.get("closed").families) == ((), ())
            assert (uow.machines.get("open").open_to, uow.machines.get("open").families) == (None, None)
            assert uow.closures.list()[0].machine_ids is None

    def test_an_empty_park_has_defaults(self, uow_factory: UnitOfWorkFactory) -> None:
        """A fresh installation would otherwise fail before its first setting."""
        with uow_factory(read_only=True) as uow:
            assert uow.settings.get() == ParkSettings()
            assert uow.policies.current() == BookingPolicy()
            assert (uow.policies.list(), uow.machines.list(), uow.shift_patterns.list()) == ((), (), ())
            assert (uow.machines.find("cut-1"), uow.shift_patterns.find("day")) == (None, None)

    def test_versions_are_counted(self, uow_factory: UnitOfWorkFactory) -> None:
        """Two operators who change one machine would otherwise overwrite each other."""
        with uow_factory() as uow:
            uow.machines.add(make_machine())
            uow.machines.update(make_machine(name="second", version=2))
            with pytest.raises(StaleVersionError) as stale:
                uow.machines.update(make_machine(name="also second", version=2))
            assert (stale.value.expected, stale.value.actual) == (1, 2)
            with pytest.raises(NotFoundError):
                uow.machines.update(make_machine("nowhere", version=2))
            with pytest.raises(AlreadyExistsError):
                uow.machines.add(make_machine())
            with pytest.raises(NotFoundError) as missing:
                uow.machines.get("nowhere")
            assert (missing.value.kind, missing.value.key) == ("machine", "nowhere")
            assert uow.machines.get("cut-1").name == "second"

    def test_names_are_replaced_whole(self, uow_factory: UnitOfWorkFactory) -> None:
        """A changed pattern would otherwise stand beside the old one."""
        week = ((),) * 7
        with uow_factory() as uow:
            uow.shift_patterns.put(ShiftPattern(name="b", weekly=week))
            uow.shift_patterns.put(ShiftPattern(name="a", weekly=week))
            uow.shift_patterns.put(ShiftPattern(name="b", weekly=week, works_on_public_holidays=True))
            assert [(p.name, p.works_on_public_holidays) for p in uow.shift_patterns.list()] == [
                ("a", False),
                ("b", True),
            ]

    def test_time_off_is_found_by_its_time(self, uow_factory: UnitOfWorkFactory) -> None:
        """A plan would otherwise use a machine that is closed; touching a period is not meeting it."""

        def write(uow: UnitOfWork) -> None:
            for machine_id in ("cut-1", "cut-2"):
                uow.machines.add(make_machine(machine_id))
            uow.closures.put(Closure(id="cl_b", start=at(4), end=at(6)))
            uow.closures.put(Closure(id="cl_a", start=at(1), end=at(2)))
            uow.outages.put(Outage(id="ou_1", machine_id="cut-1", start=at(1), end=at(2)))
            uow.outages.put(Outage(id="ou_2", machine_id="cut-2", start=at(1), end=at(2)))

        with stored(uow_factory, write) as uow:
            assert [c.id for c in uow.closures.list()] == ["cl_a", "cl_b"]
            assert [c.id for c in uow.closures.list(at(2), at(4))] == []
            assert [c.id for c in uow.closures.list(at(1.5), at(4.5))] == ["cl_a", "cl_b"]
            assert [o.id for o in uow.outages.list(at(0), at(9), "cut-2")] == ["ou_2"]
            assert [o.id for o in uow.outages.list()] == ["ou_1", "ou_2"]

    def test_time_off_is_taken_back(self, uow_factory: UnitOfWorkFactory) -> None:
        """A closure called off would otherwise keep the machines closed."""
        with uow_factory() as uow:
            uow.machines.add(make_machine())
            uow.closures.put(Closure(id="cl_1", start=at(1), end=at(2)))
            uow.outages.put(Outage(id="ou_1", machine_id="cut-1", start=at(1), end=at(2)))
            uow.closures.remove("cl_1")
            uow.outages.remove("ou_1")
            assert (uow.closures.list(), uow.outages.list()) == ((), ())
            with pytest.raises(NotFoundError):
                uow.closures.remove("cl_1")
            with pytest.raises(NotFoundError):
                uow.outages.remove("ou_1")

    def test_policies_and_promises_are_added_only(self, uow_factory: UnitOfWorkFactory) -> None:
        """A past decision could otherwise not be explained by the rules of its day."""
        promise = Entitlement(id="en_2", tenant_id="ada", share=5, start=at(1), end=at(2))
        with uow_factory() as uow:
            for tenant_id in ("ada", "bob"):
                uow.tenants.add(Tenant(id=tenant_id, name=tenant_id))
            uow.policies.add(BookingPolicy(version=2, notice=hours(1)))
            uow.policies.add(BookingPolicy(version=10, notice=hours(3)))
            assert [p.version for p in uow.policies.list()] == [2, 10]
            assert uow.policies.current().notice == hours(3)
            with pytest.raises(AlreadyExistsError):
                uow.policies.add(BookingPolicy(version=2))
            uow.entitlements.add(promise)
            uow.entitlements.add(replace(promise, id="en_1", tenant_id="bob", start=at(0)))
            assert [e.id for e in uow.entitlements.list()] == ["en_1", "en_2"]
            assert [e.id for e in uow.entitlements.list("ada")] == ["en_2"]
            with pytest.raises(AlreadyExistsError):
                uow.entitlements.add(promise)
