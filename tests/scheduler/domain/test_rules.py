"""Every rule of the policy: what it refuses, where it points, and what it lets pass.

Over 150 lines because there is one case for each rule, in the order in which they are judged.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.domain.booking import Alternative, Link, RequestTerms, SkillDemand, Splittable
from scheduler.domain.machine import ChangeoverTable, Skill
from scheduler.domain.policy import BookingPolicy, CapabilityLimits
from scheduler.domain.rules.judge import judge
from scheduler.domain.rules.surroundings import Surroundings, words
from scheduler.domain.tenant import Tenant
from tests.scheduler.builders import NOW, at, hours, make_machine, make_operation, make_terms

_MINUTE = timedelta(minutes=1)
_NAIVE = datetime(2026, 11, 24, 8)  # noqa: DTZ001 - a time without zone is what the rule is about


def around(**policy: Any) -> Surroundings:
    """Return a park with machines that are open, closed to ada, out of service, and particular about families."""
    machines = (
        make_machine("cut-1", families=("steel", "brass"), changeover_table="gas"),
        make_machine("cut-bob", open_to=("bob",)),
        make_machine("weld-bob", capability="welding", open_to=("bob",)),
        make_machine("old", capability="drilling", active=False),
        make_machine("bend-1", capability="bending"),
    )
    return Surroundings(
        now=NOW,
        policy=BookingPolicy(**policy),
        tenants={"ada": Tenant(id="ada", name="Ada"), "gone": Tenant(id="gone", name="Gone", active=False)},
        machines={machine.id: machine for machine in machines},
        skills={"inspector": Skill(id="inspector", name="inspector", shifts=())},
        changeover_tables={"gas": ChangeoverTable(name="gas", families=("steel",), minutes=((0,),))},
    )


def broken(terms: RequestTerms, **policy: Any) -> list[tuple[str, str]]:
    """Return rule and pointer of every refusal."""
    return [(refusal.rule, refusal.pointer) for refusal in judge(terms, around(**policy))]


def on(*machine_ids: str, **facts: Any) -> Alternative:
    """Return an alternative on machines."""
    return Alternative(machine_ids=machine_ids, **facts)


def test_a_plain_wish_passes() -> None:
    """A rule that refuses everything would otherwise look like a working one."""
    assert broken(make_terms()) == []
    rich = make_operation(
        alternatives=(on("cut-1", windows=((at(1), at(3)), (at(3), at(5)))), on("cut-1", "bend-1")), family="steel",
        min_duration=30 * _MINUTE, splittable=Splittable(min_part=10 * _MINUTE, max_parts=3), setup=timedelta(0),
        skills=(SkillDemand(skill_id="inspector"),),
    )  # fmt: skip
    pieces = make_operation(quantity=10, time_per_piece=_MINUTE, capability="bending")
    links = (Link(before=1, after=0, max_lag=hours(2)),)
    assert broken(make_terms(rich, pieces, earliest_start=at(0), due=at(9), links=links)) == []


@pytest.mark.parametrize(
    ("facts", "rule", "pointer"),
    [
        ({"deadline": _NAIVE}, "zone", "/deadline"),
        ({"earliest_start": _NAIVE}, "zone", "/earliest_start"),
        ({"tenant_id": "nobody"}, "tenant", "/tenant_id"),
        ({"tenant_id": ""}, "tenant", "/tenant_id"),
        ({"tenant_id": "gone"}, "tenant", "/tenant_id"),
        ({"deadline": at(-1)}, "in_the_past", "/deadline"),
        ({"earliest_start": at(-0.2)}, "in_the_past", "/earliest_start"),
        ({"deadline": NOW + timedelta(days=181)}, "horizon", "/deadline"),
        ({"earliest_start": at(9), "deadline": at(9)}, "deadline_after_start", "/deadline"),
        ({"due": at(49)}, "due_in_between", "/due"),
        ({"due": at(3), "earliest_start": at(4)}, "due_in_between", "/due"),
    ],
)
def test_rules_of_a_request(facts: dict[str, Any], rule: str, pointer: str) -> None:
    """Each of these would otherwise come in and trouble the plan."""
    assert broken(make_terms(**facts)) == [(rule, pointer)]


@pytest.mark.parametrize(
    ("facts", "rule", "pointer"),
    [
        ({"capability": None}, "capability_or_machines", ""),
        ({"alternatives": (on("cut-1"),), "capability": "cutting"}, "capability_or_machines", ""),
        ({"duration": None}, "duration_or_quantity", ""),
        ({"quantity": 3, "time_per_piece": _MINUTE, "duration": _MINUTE}, "duration_or_quantity", ""),
        ({"quantity": 3}, "duration_or_quantity", "/time_per_piece"),
        ({"time_per_piece": _MINUTE, "duration": None}, "duration_or_quantity", "/quantity"),
        ({"quantity": 0, "time_per_piece": _MINUTE}, "quantity", "/quantity"),
        ({"duration": timedelta(0)}, "length", "/duration"),
        ({"duration": timedelta(days=-1)}, "length", "/duration"),
        ({"min_duration": timedelta(0)}, "length", "/min_duration"),
        ({"setup": -_MINUTE}, "length", "/setup"),
        ({"teardown": timedelta(days=20)}, "longest", "/teardown"),
        ({"duration": timedelta(days=400)}, "length", "/duration"),
        ({"quantity": 1_000_000, "time_per_piece": hours(1)}, "length", "/quantity"),
        ({"alternatives": (on("bend-1", duration=timedelta(days=20)),)}, "longest", "/alternatives/0/duration"),
        ({"splittable": Splittable(min_part=timedelta(0), max_parts=2)}, "length", "/splittable/min_part"),
        ({"splittable": Splittable(min_part=_MINUTE, max_parts=0)}, "splittable", "/splittable/max_parts"),
        ({"alternatives": (on(),)}, "machines", "/alternatives/0/machine_ids"),
        ({"alternatives": (on("cut-1", "cut-1"),)}, "machines", "/alternatives/0/machine_ids"),
        ({"alternatives": (on("cut-1", duration=timedelta(0)),)}, "length", "/alternatives/0/duration"),
        ({"alternatives": (on("cut-1", min_duration=_MINUTE),)}, "length", "/alternatives/0/min_duration"),
        (
            {"alternatives": (on("cut-1", duration=_MINUTE, min_duration=2 * _MINUTE),)},
            "length",
            "/alternatives/0/min_duration",
        ),
        ({"alternatives": (on("cut-1", windows=()),)}, "windows", "/alternatives/0/windows"),
        ({"alternatives": (on("cut-1", windows=((at(2), at(2)),)),)}, "windows", "/alternatives/0/windows/0"),
        ({"alternatives": (on("cut-1", windows=((_NAIVE, at(2)),)),)}, "zone", "/alternatives/0/windows/0"),
        (
            {"alternatives": (on("cut-1", windows=((at(3), at(5)), (at(4), at(6)))),)},
            "windows",
            "/alternatives/0/windows/1",
        ),
        ({"duration": _MINUTE / 2}, "shortest", "/duration"),
        ({"quantity": 10_000, "time_per_piece": hours(1)}, "longest", "/quantity"),
        ({"min_duration": hours(2)}, "flexible", "/min_duration"),
        ({"splittable": Splittable(min_part=hours(2), max_parts=2)}, "splittable", "/splittable/min_part"),
        (
            {
                "alternatives": (on("cut-1"), on("bend-1", duration=hours(2))),
                "splittable": Splittable(min_part=_MINUTE, max_parts=2),
            },
            "splittable",
            "/alternatives",
        ),
        ({"alternatives": (on("nowhere"),)}, "machine_known", "/alternatives/0/machine_ids/0"),
        ({"alternatives": (on("cut-1"), on("cut-1", "old"))}, "machine_active", "/alternatives/1/machine_ids/1"),
        ({"alternatives": (on("cut-bob"),)}, "machine_open", "/alternatives/0/machine_ids/0"),
        ({"alternatives": (on("cut-1"),), "family": "wood"}, "family", "/family"),
        # The machine takes brass, but its changeover table does not know it.
        ({"alternatives": (on("cut-1"),), "family": "brass"}, "family", "/family"),
        ({"capability": "knitting"}, "capability", "/capability"),
        ({"capability": "drilling"}, "capability", "/capability"),
        ({"capability": "welding"}, "machine_open", "/capability"),
        ({"family": "wood"}, "family", "/family"),
        ({"skills": (SkillDemand(skill_id="juggler"),)}, "skill", "/skills/0/skill_id"),
        ({"skills": (SkillDemand(skill_id="inspector", people=0),)}, "skill", "/skills/0/people"),
        (
            {"skills": (SkillDemand(skill_id="inspector"), SkillDemand(skill_id="inspector"))},
            "skill",
            "/skills/1/skill_id",
        ),
    ],
)
def test_rules_of_an_operation(facts: dict[str, Any], rule: str, pointer: str) -> None:
    """Each of these would otherwise come in and trouble the plan; the pointer names the second operation's field."""
    good = make_operation(capability="bending")
    assert broken(make_terms(good, make_operation(**facts))) == [(rule, f"/operations/1{pointer}")]


@pytest.mark.parametrize(
    ("links", "pointer"),
    [
        ((Link(before=0, after=0),), "/links/0"),
        ((Link(before=0, after=3),), "/links/0"),
        ((Link(before=-1, after=1),), "/links/0"),
        ((Link(before=0, after=1), Link(before=0, after=1)), "/links/1"),
        ((Link(before=0, after=1, min_lag=-_MINUTE),), "/links/0"),
        ((Link(before=0, after=1, min_lag=hours(2), max_lag=hours(1)),), "/links/0"),
        ((Link(before=0, after=1), Link(before=1, after=2), Link(before=2, after=0)), "/links"),
    ],
)
def test_links_that_make_no_sense(links: tuple[Link, ...], pointer: str) -> None:
    """A circle or a wrong index would otherwise reach the solver."""
    operation = make_operation()
    assert broken(make_terms(operation, operation, operation, links=links)) == [("links", pointer)]


def test_a_diamond_is_no_circle() -> None:
    """Two ways from the first operation to the last would otherwise be refused."""
    pairs = ((0, 1), (0, 2), (1, 3), (2, 3))
    links = tuple(Link(before=before, after=after) for before, after in pairs)
    assert broken(make_terms(*[make_operation()] * 4, links=links)) == []


def test_the_number_of_operations() -> None:
    """A request for nothing, or for a thousand things, would otherwise come in."""
    none = RequestTerms(tenant_id="ada", operations=(), deadline=at(9))
    assert broken(none) == [("operations", "/operations")]
    assert broken(make_terms(*[make_operation()] * 3), most_operations=2) == [("operations", "/operations")]


def test_figures_come_from_the_policy() -> None:
    """An operator who changes a figure would otherwise change nothing; the last value that passes is the figure itself."""
    assert broken(make_terms(deadline=at(10)), horizon=hours(10)) == []
    assert broken(make_terms(deadline=at(10.1)), horizon=hours(10)) == [("horizon", "/deadline")]
    assert broken(make_terms(), longest=hours(1)) == []
    assert broken(make_terms(make_operation(duration=hours(1) + _MINUTE)), longest=hours(1)) == [
        ("longest", "/operations/0/duration")
    ]
    assert broken(make_terms(), shortest=hours(1)) == []
    assert broken(make_terms(), shortest=hours(2)) == [("shortest", "/operations/0/duration")]


def test_notice_is_kept_by_start_and_deadline() -> None:
    """Work would otherwise be asked for sooner than the park can prepare it."""
    assert broken(make_terms(earliest_start=at(2), deadline=at(5)), notice=hours(2)) == []
    assert broken(make_terms(earliest_start=at(1), deadline=at(5)), notice=hours(2)) == [("notice", "/earliest_start")]
    assert broken(make_terms(deadline=at(2)), notice=hours(2)) == [("notice", "/deadline")]


def test_a_capability_may_have_figures_of_its_own() -> None:
    """A rule for one kind of machine would otherwise hold for all, or for none; of a chain the stricter figure holds."""
    own = (
        CapabilityLimits(capability="bending", notice=hours(9), horizon=hours(40), shortest=hours(2), longest=hours(3)),
    )
    bend, cut = make_operation(capability="bending", duration=hours(2.5)), make_operation()
    assert broken(make_terms(cut), limits=own) == []
    assert broken(make_terms(bend, earliest_start=at(9), deadline=at(40)), limits=own) == []
    assert broken(make_terms(cut, bend, earliest_start=at(8)), limits=own) == [
        ("notice", "/earliest_start"),
        ("horizon", "/deadline"),
    ]
    short, long = (make_operation(capability="bending", duration=hours(length)) for length in (1, 4))
    assert broken(make_terms(short, long, deadline=at(40)), limits=own) == [
        ("shortest", "/operations/0/duration"),
        ("longest", "/operations/1/duration"),
    ]
    by_name = make_operation(alternatives=(on("cut-1"), on("bend-1")))
    assert broken(make_terms(by_name, deadline=at(40)), limits=own) == [("shortest", "/operations/0/duration")]


def test_a_clock_a_little_behind_is_forgiven() -> None:
    """A client that asks for "now" would otherwise be told that now is past."""
    assert broken(make_terms(earliest_start=NOW - 4 * _MINUTE)) == []


def test_everything_wrong_is_told_at_once() -> None:
    """A tenant would otherwise mend one thing after the other."""
    terms = make_terms(make_operation(capability="knitting"), make_operation(capability="welding"), due=at(99))
    assert broken(terms) == [
        ("due_in_between", "/due"),
        ("capability", "/operations/0/capability"),
        ("machine_open", "/operations/1/capability"),
    ]


def test_a_refusal_names_figure_and_cure() -> None:
    """A tenant would otherwise be told no, and not what would pass."""
    (refusal,) = judge(replace(make_terms(), deadline=NOW + timedelta(days=200)), around())
    assert "180 d" in refusal.message
    assert "give a time until 2027-05-22T08:00" in refusal.cure
    assert str(refusal.under("/requests/4")).startswith("/requests/4/deadline: 2027-06-11")


def test_a_job_that_can_never_be_placed_is_no_broken_rule() -> None:
    """The tenant would otherwise not learn from the plan why it was left out."""
    window = ((at(1), at(1.1)),)
    assert broken(make_terms(make_operation(alternatives=(on("cut-1", windows=window),)), deadline=at(0.5))) == []


@pytest.mark.parametrize(
    ("length", "told"),
    [
        (timedelta(0), "0 min"),
        (timedelta(minutes=90), "1 h 30 min"),
        (timedelta(days=2, seconds=5), "2 d 5 s"),
        (-timedelta(hours=1), "-1 h"),
    ],
)
def test_lengths_in_words(length: timedelta, told: str) -> None:
    """A figure in a message would otherwise read `-1 day, 23:00:00`."""
    assert words(length) == told
