"""What must hold of the park's own data."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.machine import ChangeoverTable, Skill, SkillShift
from scheduler.domain.park import ParkSettings, Travel
from scheduler.domain.rules import catalogue
from scheduler.domain.rules.catalogue import Known
from scheduler.domain.rules.runs import check_parameters
from scheduler.domain.run import RunParameters
from scheduler.domain.tenant import Qualification, Tenant
from scheduler.domain.time_off import Closure, Outage
from tests.scheduler.builders import at, make_machine

if TYPE_CHECKING:
    from scheduler.domain.refusal import Refusal

_NAIVE = datetime(2026, 11, 24, 8)  # noqa: DTZ001 - a time without zone is what the rule is about


def known() -> Known:
    """Return a park that knows a little."""
    table = ChangeoverTable(name="gas", families=("N2",), minutes=((0,),))
    return Known(
        shift_patterns=frozenset({"24/7"}),
        changeover_tables={"gas": table},
        tenants=frozenset({"ada"}),
        machines=frozenset({"cut-1"}),
    )


def pointers(refusals: tuple[Refusal, ...]) -> list[str]:
    """Return where the refusals point."""
    return [refusal.pointer for refusal in refusals]


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"id": "Cut 1"}, "/id"),
        ({"id": ""}, "/id"),
        ({"name": " "}, "/name"),
        ({"capability": ""}, "/capability"),
        ({"cost_weight": 0}, "/cost_weight"),
        ({"speed_percent": 0}, "/speed_percent"),
        ({"setup": timedelta(minutes=-1)}, "/setup"),
        ({"shift_pattern": "nights"}, "/shift_pattern"),
        ({"open_to": ("ada", "nobody")}, "/open_to/1"),
        ({"changeover_table": "colours"}, "/changeover_table"),
        ({"changeover_table": "gas", "initial_family": "O2"}, "/initial_family"),
    ],
)
def test_machines(facts: dict[str, Any], pointer: str) -> None:
    """A plan would otherwise fail at night on what the operator typed by day."""
    assert pointers(catalogue.check_machine(make_machine(**facts), known())) == [pointer]


def test_what_is_in_order_passes() -> None:
    """Nothing could otherwise be stored."""
    machine = make_machine("dss-14.x_1", open_to=("ada",), changeover_table="gas", initial_family="N2")
    skill = Skill(id="s", name="s", shifts=(SkillShift(shift_pattern="24/7", people=0),))
    assert catalogue.check_machine(machine, known()) == ()
    assert catalogue.check_skill(skill, known()) == ()
    assert catalogue.check_tenant(Tenant(id="ada", name="Ada", max_concurrent=1)) == ()
    assert catalogue.check_settings(ParkSettings()) == ()
    assert catalogue.check_closure(Closure(id="", start=at(1), end=at(2)), known()) == ()
    assert check_parameters(RunParameters(start=at(1), end=at(2), seconds=60, epsilon=0, tick_minutes=1)) == ()


def test_tenants_and_skills() -> None:
    """A share of nothing, or a skill in a shift that there is not, would otherwise upset the plan."""
    assert pointers(catalogue.check_tenant(Tenant(id="a", name="a", share=0, max_concurrent=0))) == [
        "/share",
        "/max_concurrent",
    ]
    twice = (Qualification(name="laser"), Qualification(name=" "), Qualification(name="laser"))
    assert pointers(catalogue.check_tenant(Tenant(id="a", name="a", qualifications=twice))) == [
        "/qualifications/1/name",
        "/qualifications/2/name",
    ]
    skill = Skill(id="s", name="s", shifts=(SkillShift(shift_pattern="nights", people=-1),))
    assert pointers(catalogue.check_skill(skill, known())) == ["/shifts/0/people", "/shifts/0/shift_pattern"]


@pytest.mark.parametrize(
    ("families", "minutes", "pointer"),
    [
        (("a", "b"), ((0, 1),), "/minutes"),
        (("a", "b"), ((0, 1), (1,)), "/minutes/1"),
        (("a", "a"), ((0, 1), (1, 0)), "/families"),
        (("a",), ((-1,),), "/minutes/0/0"),
    ],
)
def test_changeover_tables(families: tuple[str, ...], minutes: tuple[tuple[int, ...], ...], pointer: str) -> None:
    """A matrix with a hole would otherwise be read past its end."""
    table = ChangeoverTable(name="t", families=families, minutes=minutes)
    assert pointers(catalogue.check_changeover_table(table)) == [pointer]


def test_time_off() -> None:
    """Time off that ends before it begins, or for a machine that there is not, would otherwise close nothing."""
    closure = Closure(id="", start=at(2), end=at(2), machine_ids=("cut-1", "cut-9"))
    assert pointers(catalogue.check_closure(closure, known())) == ["/end", "/machine_ids/1"]
    outage = Outage(id="", machine_id="cut-9", start=_NAIVE, end=at(2))
    assert pointers(catalogue.check_outage(outage, known())) == ["/start", "/machine_id"]


def test_settings() -> None:
    """A zone that there is not would otherwise break every calendar."""
    back = Travel(from_site="a", to_site="b", duration=timedelta(minutes=-1))
    for zone in ("Asia/Atlantis", "", "../etc"):
        assert pointers(catalogue.check_settings(ParkSettings(zone=zone))) == ["/zone"]
    assert pointers(catalogue.check_settings(ParkSettings(travel=(back,)))) == ["/travel/0/duration"]


@pytest.mark.parametrize(
    ("parameters", "pointer"),
    [
        (RunParameters(seconds=0), "/seconds"),
        (RunParameters(seconds=float("nan")), "/seconds"),
        (RunParameters(seconds=1e9), "/seconds"),
        (RunParameters(epsilon=1.1), "/epsilon"),
        (RunParameters(tick_minutes=0), "/tick_minutes"),
        (RunParameters(policy="luck"), "/policy"),
        (RunParameters(fairness_policy=0), "/fairness_policy"),
        (RunParameters(seed=-1), "/seed"),
        (RunParameters(start=at(1)), "/end"),
        (RunParameters(end=at(1)), "/start"),
        (RunParameters(start=at(1), end=at(1)), "/end"),
    ],
)
def test_run_parameters(parameters: RunParameters, pointer: str) -> None:
    """A run would otherwise be queued that can only fail."""
    assert pointers(check_parameters(parameters)) == [pointer]
